"""The words that ifconfig knows besides addresses: how many arguments each takes, and what it does.

Models the cmd tables and their functions of sbin/ifconfig/ifconfig.c, ifclone.c, ifgroup.c and iffib.c;
leaves out tunnels through IPv6 and wireless.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from simbsd.lib.inet import inet_aton, strtoul
from simbsd.lib.jail import jail_getid
from simbsd.lib.netdb import EAI_NONAME, gethostbyname
from simbsd.lib.sysctl import sysctl
from simbsd.sbin.ifconfig import addresses, bridge, inet6, lagg, media, vlan
from simbsd.sbin.ifconfig.run import Run, invalid
from simbsd.sys.errno import EEXIST, ENOENT, Errno
from simbsd.sys.strtol import atoi
from simbsd.sys.vnet import IFF_DEBUG, IFF_MONITOR, IFF_NOARP, IFF_STATICARP, IFF_UP, IFNAMSIZ

Action = Callable[..., Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Verb:
    """A word: how many words follow it (-1: one that may be missing), what it does with them; ``clone``: it belongs
    before the interface exists.
    """

    arguments: int
    action: Action
    clone: bool = False


def _flags(bit: int, on: bool) -> Action:
    async def action(run: Run, word: str) -> None:
        try:
            await run.ioctl("SIOCSIFFLAGS", bit if on else 0, 0 if on else bit)
        except Errno as error:
            await run.perror(word, error)

    return action


def _capability(number: int, on: bool) -> Action:
    async def action(run: Run, word: str) -> None:
        link = await run.link(run.ifname)
        if link is None or not link.capabilities >> number & 1:
            return  # setifcap(): nothing to change on an interface without it
        try:
            await run.ioctl("SIOCSIFCAP", 1 << number if on else 0, 0 if on else 1 << number)
        except Errno as error:
            await run.perror(word, error)

    return action


def _late(module: str, word: str) -> Action:
    async def action(run: Run, *arguments: str) -> None:
        await import_module(f"simbsd.sbin.ifconfig.{module}").WORDS[word](run, *arguments)

    return action


async def _jail(run: Run, name: str) -> int:
    try:
        return await jail_getid(name)
    except Errno as error:
        await run.errx(error.message or f"jail_get: {error}")


async def _vnet(run: Run, jail: str) -> None:
    jid = await _jail(run, jail)
    await run.do("SIOCSIFVNET", "SIOCSIFVNET", jid)


async def _return_vnet(run: Run, jail: str) -> None:
    jid = await _jail(run, jail)
    await run.do(f"SIOCSIFRVNET({jid}, {run.ifname})", "SIOCSIFRVNET", jid)


async def _mtu(run: Run, text: str) -> None:
    await run.do("ioctl SIOCSIFMTU (set mtu)", "SIOCSIFMTU", atoi(text))


async def _metric(run: Run, text: str) -> None:
    await run.do("ioctl SIOCSIFMETRIC (set metric)", "SIOCSIFMETRIC", atoi(text))


async def _pcp(run: Run, text: str) -> None:
    pcp = strtoul(text.removeprefix("-")) if text else 0  # strtoul(3) makes of a negative number a large one
    if pcp is None:
        await run.errx("invalid value for pcp")
    if pcp > 7 or text.startswith("-") and pcp:
        await run.errx("value for pcp out of range")
    await run.do("SIOCSLANPCP", "SIOCSLANPCP", pcp)


async def _no_pcp(run: Run, _word: str) -> None:
    await run.do("SIOCSLANPCP", "SIOCSLANPCP", None)


async def _name(run: Run, name: str) -> None:
    await run.do("ioctl SIOCSIFNAME (set name)", "SIOCSIFNAME", name)
    run.ifname = run.printed = name


async def _description(run: Run, text: str) -> None:
    await run.do("ioctl SIOCSIFDESCR (set descr)", "SIOCSIFDESCR", text)


async def _no_description(run: Run, _word: str) -> None:
    await _description(run, "")


async def _group_name(run: Run, title: str, name: str) -> None:
    if name[-1:].isdigit():
        await run.errx(f"{title}: group names may not end in a digit")
    if len(name) >= IFNAMSIZ:
        await run.errx(f"{title}: group name too long")


async def _group(run: Run, name: str) -> None:
    await _group_name(run, "setifgroup", name)
    try:
        await run.ioctl("SIOCAIFGROUP", name)
    except Errno as error:
        if error.errno != EEXIST:
            await run.fail(" SIOCAIFGROUP", error)


async def _ungroup(run: Run, name: str) -> None:
    await _group_name(run, "unsetifgroup", name)
    try:
        await run.ioctl("SIOCDIFGROUP", name)
    except Errno as error:
        if error.errno != ENOENT:
            await run.fail("SIOCDIFGROUP", error)


async def _end(run: Run, text: str) -> int:
    address = inet_aton(text)
    if address is None:
        address = await gethostbyname(text)
    if address is None:
        await run.errx(f"error in parsing address string: {EAI_NONAME}")
    return address


async def _tunnel(run: Run, source: str, destination: str) -> None:
    """settunnel() of ifconfig.c and in_set_tunnel() of af_inet.c: a refusal is only a warning."""
    try:
        await run.ioctl("SIOCSIFPHYADDR", await _end(run, source), await _end(run, destination))
    except Errno as error:
        await run.err.warn("SIOCSIFPHYADDR", error)


async def _no_tunnel(run: Run, _word: str) -> None:
    await run.do("SIOCDIFPHYADDR", "SIOCDIFPHYADDR")


async def _fib(run: Run, text: str) -> None:
    fib = strtoul(text)
    if fib is None or fib > 0xFFFFFFFF:
        await run.err.warn(f"fib {text} not valid", invalid())
        return
    try:
        await run.ioctl("SIOCSIFFIB", fib)
    except Errno as error:
        if int(await sysctl("kern.osreldate")) >= FIB_ERRORS_END:
            await run.err.err(1, "ioctl (SIOCSIFFIB)", error)
        await run.err.warn("ioctl (SIOCSIFFIB)", error)


async def clone(run: Run) -> None:
    """Create the interface: what ``create`` put off until its parameters were read."""
    typed = run.ifname
    params = await vlan.parameters(run) if "." in typed or typed.startswith("vlan") else None
    try:
        final: str = await run.ioctl("SIOCIFCREATE2", *([] if params is None else [params]))
    except Errno as error:
        if error.errno == EEXIST:
            await run.errx(f"interface {typed} already exists")
        await run.fail(f"SIOCIFCREATE2 ({typed})", error)
    if final != typed:
        run.ifname = run.printed = final


async def _create(run: Run, _word: str) -> None:
    run.callbacks.insert(0, clone)


async def _destroy(run: Run, _word: str) -> None:
    await run.do("SIOCIFDESTROY", "SIOCIFDESTROY")


async def _alias(run: Run, _word: str) -> None:
    await addresses.note_alias(run, 1)


async def _unalias(run: Run, _word: str) -> None:
    await addresses.note_alias(run, -1)


# word, IFF_* bit, whether the bare word sets it
FIB_ERRORS_END = 1_500_000  # since 15 a table that is not there ends ifconfig (its own test, badfib, asks for that)
_FLAG_WORDS = (
    ("up", IFF_UP, True), ("down", IFF_UP, False), ("arp", IFF_NOARP, False), ("-arp", IFF_NOARP, True),
    ("debug", IFF_DEBUG, True), ("-debug", IFF_DEBUG, False), ("promisc", 0x20000, True), ("-promisc", 0x20000, False),
    ("link0", 0x1000, True), ("-link0", 0x1000, False), ("link1", 0x2000, True), ("-link1", 0x2000, False),
    ("link2", 0x4000, True), ("-link2", 0x4000, False), ("monitor", IFF_MONITOR, True),
    ("-monitor", IFF_MONITOR, False), ("staticarp", IFF_STATICARP, True), ("-staticarp", IFF_STATICARP, False),
    ("stickyarp", 0x100000, True), ("-stickyarp", 0x100000, False), ("normal", 0x1000, False),
    ("compress", 0x1000, True), ("noicmp", 0x2000, True),
)  # fmt: skip
# capability word -> bit number (net/if.h)
_CAPABILITY_WORDS = {
    "rxcsum": 0, "txcsum": 1, "netcons": 2, "vlanmtu": 3, "vlanhwtag": 4, "polling": 6, "vlanhwcsum": 7, "tso4": 8,
    "tso6": 9, "tso": 8, "lro": 10, "wol_ucast": 11, "wol_mcast": 12, "wol_magic": 13, "wol": 11, "toe": 14,
    "vlanhwfilter": 16, "vlanhwtso": 18, "rxcsum6": 21, "txcsum6": 22, "txrtlmt": 24, "hwrxtstmp": 25,
    "mextpg": 26, "txtls": 27, "txtlsrtlmt": 31,
}  # fmt: skip

_OTHER_WORDS = (bridge.WORDS, vlan.WORDS, lagg.WORDS, inet6.WORDS, media.WORDS)
# module of words that is imported when one of them is said -> how many arguments each takes
_LATE_WORDS = {
    "carp": {"vhid": 1, "advbase": 1, "advskew": 1, "pass": 1, "state": 1, "peer": 1, "mcast": 0, "peer6": 1,
             "mcast6": 0},
    "ifstf": {"stfv4net": 1, "stfv4br": 1},
}  # fmt: skip
CREATE_WORDS = ("create", "plumb")
VERBS: dict[str, Verb] = {
    **{word: Verb(0, _flags(bit, on)) for word, bit, on in _FLAG_WORDS},
    **{word: Verb(0, _capability(number, True)) for word, number in _CAPABILITY_WORDS.items()},
    **{"-" + word: Verb(0, _capability(number, False)) for word, number in _CAPABILITY_WORDS.items()},
    **dict.fromkeys(("add", "alias"), Verb(0, _alias)),
    **dict.fromkeys(("-alias", "delete", "remove"), Verb(0, _unalias)),
    **dict.fromkeys(("description", "descr"), Verb(1, _description)),
    **dict.fromkeys(("-description", "-descr"), Verb(0, _no_description)),
    **dict.fromkeys(("destroy", "unplumb"), Verb(0, _destroy)),
    "netmask": Verb(1, addresses.set_netmask),
    "broadcast": Verb(1, addresses.set_broadcast),
    "metric": Verb(1, _metric),
    "mtu": Verb(1, _mtu),
    "name": Verb(1, _name),
    "pcp": Verb(1, _pcp),
    "-pcp": Verb(0, _no_pcp),
    "vnet": Verb(1, _vnet),
    "-vnet": Verb(1, _return_vnet),
    "group": Verb(1, _group),
    "-group": Verb(1, _ungroup),
    "fib": Verb(1, _fib),
    "tunnel": Verb(2, _tunnel),
    **dict.fromkeys(("-tunnel", "deletetunnel"), Verb(0, _no_tunnel)),
    **{word: Verb(count, action) for words in _OTHER_WORDS for word, (count, action) in words.items()},
    **{word: Verb(count, _late(part, word)) for part, words in _LATE_WORDS.items() for word, count in words.items()},
}
CLONE_VERBS: dict[str, Verb] = {
    **{word: Verb(0, _create, clone=True) for word in CREATE_WORDS},
    **{word: Verb(*spec, clone=True) for word, spec in (vlan.CLONE_WORDS | lagg.CLONE_WORDS).items()},
}
