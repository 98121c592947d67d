"""Virtual hosts: their words, and what ifconfig says of them.

Models sbin/ifconfig/carp.c and lib/libifconfig/libifconfig_carp.c; leaves out SIOCSVH itself.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
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


@dataclass
class Carp:
    """The words about a virtual host: the static variables of carp.c. Advertisements go to CARP's groups unless another
    peer is named (carp_ctor).
    """

    vhid: int = -1
    advskew: int = -1
    advbase: int = -1
    state: int = -1
    key: str | None = None
    addr: int = INADDR_CARP_GROUP
    addr6: int = IN6ADDR_CARP_GROUP


def _said(run: Run) -> Carp:
    """What the words have said so far."""
    if run.carp is None:
        run.carp = Carp()
    return run.carp


async def carp_status(run: Run, name: str) -> tuple[str, ...]:
    """The virtual hosts of an interface, with -k their passwords; nothing where they cannot be had (carp_status)."""
    try:
        records: list[CarpRecord] = await netlink(run.route, "CARP_NL_CMD_GET", {"name": name})
    except Errno:
        return ()
    lines = []
    for one in records:
        shown = run.arguments.printkeys and one.key
        key = f' key "{one.key.decode("utf-8", "replace")}"' if shown else ""
        settings = f"vhid {one.vhid} advbase {one.advbase} advskew {one.advskew}"
        lines.append(f"\tcarp: {CARP_STATES[one.state]} {settings}{key}")
        lines.append(f"\t      peer {inet_ntoa(one.addr)} peer6 {inet_ntop6(in6_clearscope(one.addr6))}")
    return tuple(lines)


async def _vhid(run: Run, text: str) -> None:
    _said(run).vhid = vhid = atoi(text)
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
    words = _said(run)
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
        setattr(_said(run), name, atoi(text))

    return action


async def _needs_vhid(run: Run, name: str) -> None:
    if _said(run).vhid == -1:
        await run.errx(f"{name} requires vhid")


async def _pass(run: Run, text: str) -> None:
    await _needs_vhid(run, "passwd")
    _said(run).key = text


async def _state(run: Run, text: str) -> None:
    await _needs_vhid(run, "state")
    if text.upper() not in CARP_STATES:
        await run.errx("unknown state")
    _said(run).state = CARP_STATES.index(text.upper())


async def _peer(run: Run, text: str) -> None:
    address = inet_aton(text)
    _said(run).addr = _INADDR_NONE if address is None else address  # inet_addr(3)


async def _peer6(run: Run, text: str) -> None:
    address = await parse_numeric(text)
    if address is None:
        await run.errx(f"Invalid IPv6 address {text}")
    _said(run).addr6 = in6_clearscope(address)


async def _mcast(run: Run, _word: str) -> None:
    _said(run).addr = INADDR_CARP_GROUP


async def _mcast6(run: Run, _word: str) -> None:
    _said(run).addr6 = IN6ADDR_CARP_GROUP


WORDS: dict[str, Action] = {
    "vhid": _vhid, "advbase": _number("advbase"), "advskew": _number("advskew"), "pass": _pass, "state": _state,
    "peer": _peer, "mcast": _mcast, "peer6": _peer6, "mcast6": _mcast6,
}  # fmt: skip
