"""Virtual hosts: their words, and what ifconfig says of them.

Models sbin/ifconfig/carp.c and lib/libifconfig/libifconfig_carp.c; leaves out SIOCSVH itself.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import parse_numeric
from simbsd.lib.socket import netlink
from simbsd.sbin.ifconfig.run import Run
from simbsd.sys.carp import (
    CARP_KEY_LEN,
    CARP_MAXVHID,
    CARP_STATES,
    IN6ADDR_CARP_GROUP,
    INADDR_CARP_GROUP,
    CarpRecord,
)
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.in6 import in6_clearscope, inet_ntop6
from simbsd.sys.strtol import atoi

Action = Callable[..., Coroutine[Any, Any, None]]
_INADDR_NONE = 0xFFFFFFFF


async def hosts(run: Run, name: str) -> list[CarpRecord]:
    """The virtual hosts of an interface; none where they cannot be had (ifconfig_carp_get_info)."""
    try:
        found: list[CarpRecord] = await netlink(run.route, "CARP_NL_CMD_GET", {"name": name})
    except Errno:
        return []
    return found


def carp_lines(records: list[CarpRecord], keys: bool) -> list[str]:
    """carp_status(); ``keys`` (-k): with the passwords that may be seen."""
    lines = []
    for one in records:
        key = f' key "{one.key.decode("utf-8", "replace")}"' if keys and one.key else ""
        settings = f"vhid {one.vhid} advbase {one.advbase} advskew {one.advskew}"
        lines.append(f"\tcarp: {CARP_STATES[one.state]} {settings}{key}")
        lines.append(f"\t      peer {inet_ntoa(one.addr)} peer6 {inet_ntop6(in6_clearscope(one.addr6))}")
    return lines


async def _vhid(run: Run, text: str) -> None:
    run.carp.vhid = vhid = atoi(text)
    if not 0 < vhid <= CARP_MAXVHID:
        await run.errx(f"vhid must be greater than 0 and less than {CARP_MAXVHID}")
    if run.family not in ("inet", "inet6"):
        await run.errx(f"{run.family} doesn't support carp(4)")
    run.request.vhid = vhid
    run.callbacks.append(_set)


async def _set(run: Run) -> None:
    """Make or change the virtual host before its addresses come (setcarp_callback). err(3) shows what an earlier call
    has left in errno, for netlink leaves nothing there.
    """
    words = run.carp
    old = CarpRecord(words.vhid)
    try:
        found = await netlink(run.route, "CARP_NL_CMD_GET", {"name": run.ifname, "vhid": words.vhid})
        old = found[0]
    except Errno as error:
        if error.errno != ENOENT:
            return
    wanted = replace(old, addr=words.addr or old.addr, addr6=words.addr6 or old.addr6)
    if words.key is not None:
        wanted = replace(wanted, key=words.key.encode("utf-8", "surrogateescape")[: CARP_KEY_LEN - 1])
    for name in ("advskew", "advbase", "state"):
        if getattr(words, name) > -1:
            wanted = replace(wanted, **{name: getattr(words, name)})
    try:
        await netlink(run.route, "CARP_NL_CMD_SET", {"name": run.ifname, "carp": wanted})
    except Errno:
        await run.errx(f"SIOCSVH: {strerror(run.stale)}")


def _number(name: str) -> Action:
    async def action(run: Run, text: str) -> None:
        await _needs_vhid(run, name)
        setattr(run.carp, name, atoi(text))

    return action


async def _needs_vhid(run: Run, name: str) -> None:
    if run.carp.vhid == -1:
        await run.errx(f"{name} requires vhid")


async def _pass(run: Run, text: str) -> None:
    await _needs_vhid(run, "passwd")
    run.carp.key = text


async def _state(run: Run, text: str) -> None:
    await _needs_vhid(run, "state")
    if text.upper() not in CARP_STATES:
        await run.errx("unknown state")
    run.carp.state = CARP_STATES.index(text.upper())


async def _peer(run: Run, text: str) -> None:
    address = inet_aton(text)
    run.carp.addr = _INADDR_NONE if address is None else address  # inet_addr(3)


async def _peer6(run: Run, text: str) -> None:
    address = await parse_numeric(text)
    if address is None:
        await run.errx(f"Invalid IPv6 address {text}")
    run.carp.addr6 = in6_clearscope(address)


async def _mcast(run: Run, _word: str) -> None:
    run.carp.addr = INADDR_CARP_GROUP


async def _mcast6(run: Run, _word: str) -> None:
    run.carp.addr6 = IN6ADDR_CARP_GROUP


WORDS: dict[str, tuple[int, Action]] = {
    "vhid": (1, _vhid), "advbase": (1, _number("advbase")), "advskew": (1, _number("advskew")), "pass": (1, _pass),
    "state": (1, _state), "peer": (1, _peer), "mcast": (0, _mcast), "peer6": (1, _peer6), "mcast6": (0, _mcast6),
}  # fmt: skip
