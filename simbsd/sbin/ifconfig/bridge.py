"""The words of bridges.

Models bridge_cmds and its functions of sbin/ifconfig/ifbridge.c.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from simbsd.lib.inet import ether_aton, strtoul
from simbsd.sbin.ifconfig.run import Run
from simbsd.sbin.ifconfig.status import bridge_addresses
from simbsd.sys.errno import EPERM, Errno

Action = Callable[..., Coroutine[Any, Any, None]]


def _member(request: str) -> Action:
    """addm and its like: one request that names a member."""

    async def action(run: Run, member: str) -> None:
        await run.do(f"{request} {member}", request, member)

    return action


def _flag(bit: int, on: bool) -> Action:
    """A member's flag: do_bridgeflag() reads the flags, which needs no privilege, then writes them."""

    async def action(run: Run, member: str) -> None:
        try:
            await run.ioctl("BRDGSIFFLGS", member, bit if on else 0, 0 if on else bit)
        except Errno as error:
            verb = "set" if error.errno == EPERM else "get"
            await run.fail(f"unable to {verb} bridge flags", error)

    return action


def _parameter(request: str, most: int) -> Action:
    """A number for the whole bridge."""

    async def action(run: Run, text: str) -> None:
        await run.do(f"{request} {text}", request, await _value(run, text, most))

    return action


def _member_parameter(request: str, most: int) -> Action:
    """A number for one member."""

    async def action(run: Run, member: str, text: str) -> None:
        await run.do(f"{request} {text}", request, member, await _value(run, text, most))

    return action


async def _value(run: Run, text: str, most: int) -> int:
    value = strtoul(text)
    return await run.number(text, None if value is None or value > most else value)


def _flush(everything: bool) -> Action:
    async def action(run: Run, _word: str) -> None:
        await run.do("BRDGFLUSH", "BRDGFLUSH", everything)

    return action


async def _static(run: Run, member: str, text: str) -> None:
    mac = ether_aton(text)
    if mac is None:
        await run.errx(f"{member}: invalid address: {text}")
    await run.do(f"BRDGSADDR {member}", "BRDGSADDR", member, mac)


async def _deladdr(run: Run, text: str) -> None:
    mac = ether_aton(text)
    if mac is None:
        await run.errx(f"invalid address: {text}")
    await run.do(f"BRDGDADDR {text}", "BRDGDADDR", mac)


async def _addr(run: Run, _word: str) -> None:
    run.out.append(bridge_addresses(await run.do("unable to get address cache", "BRDGRTS")))


async def _proto(run: Run, text: str) -> None:
    if text.lower() not in _PROTOCOLS:
        await run.errx("unknown stp protocol")
    await run.do(f"BRDGSPROTO {text}", "BRDGSPROTO", _PROTOCOLS[text.lower()])


_PROTOCOLS = {"stp": 0, "rstp": 2}
_FLAG_BITS = {
    "discover": 0x2, "learn": 0x1, "sticky": 0x10, "stp": 0x4, "edge": 0x20, "autoedge": 0x40, "ptp": 0x80,
    "autoptp": 0x100, "private": 0x800,
}  # fmt: skip

WORDS: dict[str, tuple[int, Action]] = {
    "addm": (1, _member("BRDGADD")),
    "deletem": (1, _member("BRDGDEL")),
    "span": (1, _member("BRDGADDS")),
    "-span": (1, _member("BRDGDELS")),
    **{word: (1, _flag(bit, True)) for word, bit in _FLAG_BITS.items()},
    **{"-" + word: (1, _flag(bit, False)) for word, bit in _FLAG_BITS.items()},
    "flush": (0, _flush(False)),
    "flushall": (0, _flush(True)),
    "static": (2, _static),
    "deladdr": (1, _deladdr),
    "addr": (0, _addr),
    "maxaddr": (1, _parameter("BRDGSCACHE", 0xFFFFFFFF)),
    "timeout": (1, _parameter("BRDGSTO", 0xFFFFFFFF)),
    "hellotime": (1, _parameter("BRDGSHT", 0xFF)),
    "fwddelay": (1, _parameter("BRDGSFD", 0xFF)),
    "maxage": (1, _parameter("BRDGSMA", 0xFF)),
    "priority": (1, _parameter("BRDGSPRI", 0xFFFF)),
    "holdcnt": (1, _parameter("BRDGSTXHC", 0xFF)),
    "proto": (1, _proto),
    "ifpriority": (2, _member_parameter("BRDGSIFPRIO", 0xFF)),
    "ifpathcost": (2, _member_parameter("BRDGSIFCOST", 0xFFFFFFFF)),
    "ifmaxaddr": (2, _member_parameter("BRDGSIFAMAX", 0xFFFFFFFF)),
}
