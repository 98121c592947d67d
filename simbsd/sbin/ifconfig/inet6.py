"""IPv6 addresses and the words that go with them.

Models sbin/ifconfig/af_inet6.c and af_nd6.c.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from simbsd.lib.inet import strtoul
from simbsd.lib.inet6 import gethostbyname6, if_nametoindex
from simbsd.lib.socket import netlink
from simbsd.sbin.ifconfig.run import Run
from simbsd.sys.errno import EADDRNOTAVAIL, EINVAL, Errno, strerror
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_AUTOCONF,
    IN6_IFF_DEPRECATED,
    IN6_IFF_DETACHED,
    IN6_IFF_DUPLICATED,
    IN6_IFF_PREFER_SOURCE,
    IN6_IFF_TEMPORARY,
    IN6_IFF_TENTATIVE,
    ND6_IFF_ACCEPT_RTADV,
    ND6_IFF_AUTO_LINKLOCAL,
    ND6_IFF_IFDISABLED,
    ND6_IFF_NO_DAD,
    ND6_IFF_NO_PREFER_IFACE,
    ND6_IFF_NO_RADR,
    ND6_IFF_PERFORMNUD,
    ND6_INFINITE_LIFETIME,
    in6_clearscope,
    in6_getscope,
    inet_ntop6,
    is_linklocal,
)
from simbsd.sys.records import IfaRecord, IfRecord, NdIfinfoRecord
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.strtol import atoi
from simbsd.sys.vnet import IFF_POINTOPOINT

Action = Callable[..., Coroutine[Any, Any, None]]
_SHOWN = (
    (IN6_IFF_ANYCAST, "anycast"), (IN6_IFF_TENTATIVE, "tentative"), (IN6_IFF_DUPLICATED, "duplicated"),
    (IN6_IFF_DETACHED, "detached"), (IN6_IFF_DEPRECATED, "deprecated"), (IN6_IFF_AUTOCONF, "autoconf"),
    (IN6_IFF_TEMPORARY, "temporary"), (IN6_IFF_PREFER_SOURCE, "prefer_source"),
)  # fmt: skip


async def set_address(run: Run, text: str) -> None:
    """The address to set, to add or to delete, its length after a slash (in6_getaddr)."""
    name, slash, width = text.rpartition("/")
    if slash and run.doalias >= 0:
        plen = atoi(width)
        if not 0 <= plen <= 128:
            await run.errx(f"{width}: bad value")
        run.request.plen = plen
    address = await _getip(run, name if slash and run.doalias >= 0 else text)
    if run.doalias >= 0:
        run.request.addr = address
    else:
        run.request.delete = address


async def _getip(run: Run, text: str) -> int:
    address = await gethostbyname6(text)
    if address is None:
        await run.errx(f"{text}: bad value")
    return in6_clearscope(address)  # in6_exec_nl() sends no zone: the interface is the zone


async def set_destination(run: Run, text: str) -> None:
    """The far end of a point-to-point link."""
    run.request.dst = await _getip(run, text)


async def finish(run: Run) -> None:
    """Delete and add what the words asked for. Both requests carry the address to add (af_ridreq is in6_add)."""
    request = run.request
    base = {"name": run.ifname, "family": AF_INET6, "addr": request.addr or 0}
    if run.clearaddr:
        try:
            await netlink(run.route, "RTM_DELADDR", base)
        except Errno as error:
            if error.errno != EADDRNOTAVAIL or run.doalias < 0:
                await run.perror("ioctl (SIOCDIFADDR)", error, run.stale)
    if run.newaddr and (run.setaddr or run.setmask):
        message = base | {"plen": 64 if request.plen is None else request.plen, "flags": request.flags6}
        message |= {"lifetimes": (request.pltime, request.vltime)}
        if request.dst is not None:
            message["dst"] = request.dst
        if request.vhid:
            message["vhid"] = request.vhid
        try:
            await netlink(run.route, "RTM_NEWADDR", message)
        except Errno as error:
            await run.perror("ioctl (SIOCAIFADDR)", error, run.stale)


async def _prefixlen(run: Run, text: str) -> None:
    plen = atoi(text)
    if not 0 <= plen <= 128:
        await run.errx(f"{text}: bad value")
    run.request.plen = plen


def _flag(bit: int, on: bool) -> Action:
    """A flag of the address."""

    async def action(run: Run, _word: str) -> None:
        if run.family != "inet6":
            await run.errx(f"address flags can be set only for inet6 addresses: {strerror(run.stale)}")
        run.request.flags6 = run.request.flags6 | bit if on else run.request.flags6 & ~bit

    return action


def _lifetime(word: str) -> Action:
    async def action(run: Run, text: str) -> None:
        seconds = strtoul(text)
        if seconds is None:
            await run.errx(f"invalid {word}")
        if run.family != "inet6":
            await run.errx(f"{word} not allowed for the AF")
        setattr(run.request, word, seconds)

    return action


async def _eui64(run: Run, word: str) -> None:
    """Fill the lower half from the link-local address."""
    if run.family != "inet6":
        await run.errx(f"{word} not allowed for the AF")
    address = run.request.addr or 0
    if address & (1 << 64) - 1:
        await run.errx("interface index is already filled")
    link = await run.link(run.ifname)
    own = [one.addr for one in link.addrs if one.family == AF_INET6 and is_linklocal(one.addr)] if link else []
    if not own:
        await run.errx("could not determine link local address")
    run.request.addr = address | own[0] & (1 << 64) - 1


def _nd6_flag(bit: int, on: bool) -> Action:
    """A flag of the interface (setnd6flags); what goes wrong is only told."""

    async def action(run: Run, _word: str) -> None:
        try:
            if run.family != "inet6":
                raise Errno(EINVAL, "not a socket of IPv6")
            info: NdIfinfoRecord = await run.ioctl("SIOCGIFINFO_IN6")
        except Errno as error:
            await run.err.warn("ioctl(SIOCGIFINFO_IN6)", error)
            return
        try:
            await run.ioctl("SIOCSIFINFO_IN6", info.flags | bit if on else info.flags & ~bit)
        except Errno as error:
            await run.err.warn("ioctl(SIOCSIFINFO_IN6)", error)

    return action


def _defaultif(on: bool) -> Action:
    async def action(run: Run, _word: str) -> None:
        index = await if_nametoindex(run.ifname)
        try:
            if not on and await run.ioctl("SIOCGDEFIFACE_IN6") != index:
                return
            await run.ioctl("SIOCSDEFIFACE_IN6", index if on else 0)
        except Errno as error:
            await run.err.warn("ioctl(SIOCSDEFIFACE_IN6)", error)

    return action


_FLAGS = {
    "tentative": IN6_IFF_TENTATIVE, "deprecated": IN6_IFF_DEPRECATED, "autoconf": IN6_IFF_AUTOCONF,
    "prefer_source": IN6_IFF_PREFER_SOURCE,
}  # fmt: skip
_ND6_FLAGS = {
    "accept_rtadv": ND6_IFF_ACCEPT_RTADV, "no_radr": ND6_IFF_NO_RADR, "ifdisabled": ND6_IFF_IFDISABLED,
    "nud": ND6_IFF_PERFORMNUD, "auto_linklocal": ND6_IFF_AUTO_LINKLOCAL,
    "no_prefer_iface": ND6_IFF_NO_PREFER_IFACE, "no_dad": ND6_IFF_NO_DAD,
}  # fmt: skip
WORDS: dict[str, tuple[int, Action]] = {
    "prefixlen": (1, _prefixlen),
    "anycast": (0, _flag(IN6_IFF_ANYCAST, True)),
    **{word: (0, _flag(bit, True)) for word, bit in _FLAGS.items()},
    **{"-" + word: (0, _flag(bit, False)) for word, bit in _FLAGS.items()},
    **{word: (0, _nd6_flag(bit, True)) for word, bit in _ND6_FLAGS.items()},
    **{"-" + word: (0, _nd6_flag(bit, False)) for word, bit in _ND6_FLAGS.items()},
    "defaultif": (0, _defaultif(True)),
    "-defaultif": (0, _defaultif(False)),
    "pltime": (1, _lifetime("pltime")),
    "vltime": (1, _lifetime("vltime")),
    "eui64": (0, _eui64),
}


def address_line(link: IfRecord, address: IfaRecord, formats: dict[str, str], names: dict[int, str]) -> str:
    """One address as in6_status_nl() prints it."""
    zone = in6_getscope(address.addr)
    plain = inet_ntop6(in6_clearscope(address.addr))
    text = f"\tinet6 {names.get(address.addr, plain + (f'%{link.name}' if zone else ''))}"
    if link.flags & IFF_POINTOPOINT and address.dst is not None:
        far = f"%{link.name}" if in6_getscope(address.dst) else ""
        text += f" --> {inet_ntop6(in6_clearscope(address.dst))}{far}"
    text += f"/{address.plen}" if formats.get("inet6") == "cidr" else f" prefixlen {address.plen}"
    text += "".join(f" {word}" for bit, word in _SHOWN if address.flags & bit)
    if zone:
        text += f" scopeid {zone:#x}"
    if (address.pltime, address.vltime) != (ND6_INFINITE_LIFETIME, ND6_INFINITE_LIFETIME):
        times = (0 if time == ND6_INFINITE_LIFETIME else time for time in (address.pltime, address.vltime))
        text += " pltime {} vltime {}".format(*times)
    return text + (f" vhid {address.vhid}" if address.vhid else "")
