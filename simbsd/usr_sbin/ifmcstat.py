"""ifmcstat(8): the multicast groups that interfaces listen to.

Models usr.sbin/ifmcstat/ifmcstat.c (ifmcstat_getifmaddrs, in_ifinfo, in6_ifinfo); leaves out -v, which needs the
kernel's memory for groups of the link.
"""

from __future__ import annotations

from simbsd.lib.err import EX_NOHOST, EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import ether_ntoa, inet_ntoa
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import STDERR
from simbsd.sys.in6 import in6_clearscope, inet_ntop6, is_linklocal
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import IFF_LOOPBACK

USAGE = "usage: ifmcstat [-i interface] [-f address family] [-v]\n"
FAMILIES = ("inet", "inet6", "link")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, _ = await getopt(argv, "i:f:v")
    name, family = None, ""
    for letter, value in options:
        if letter == "i":
            name = value
        elif letter == "f":
            if value not in FAMILIES:
                await printf(f"{value}: unknown address family\n", STDERR)
                return EX_USAGE
            family = value
        elif letter != "v":
            await printf(USAGE, STDERR)
            return EX_USAGE
    links: list[IfRecord] = await netlink(await socket(AF_NETLINK, SOCK_RAW, 0), "RTM_GETLINK", {})
    if name is not None and all(link.name != name for link in links):
        await err.warnx(f"{name}: unknown interface")
        return EX_NOHOST
    for link in links:
        if name in (None, link.name):
            await printf(link_text(link, family))
    return 0


def link_text(link: IfRecord, family: str = "") -> str:
    """An interface with its groups of one family, or of all, the youngest first; nothing if it has none. What an
    address tells is said again where groups of the other family come between.
    """
    groups = [group for group in reversed(link.multiaddrs) if family in ("", "link", _family(group))]
    if not groups or (family == "link" and link.lladdr is None):
        return ""
    text, last = f"{link.name}:\n", ""
    for group in groups if family != "link" else ():
        kind = _family(group)
        own = _own(link, kind)
        if own is None:
            continue
        zone = f"%{link.name} scopeid {link.index:#x}" if kind == "inet6" else ""
        if kind != last:
            text += _protocol(link, own, zone)
            last = kind
        mac = _inet_mac(group)
        name = inet_ntoa(group)
        if kind == "inet6":
            mac, name = b"\x33\x33" + (group & 0xFFFFFFFF).to_bytes(4, "big"), inet_ntop6(in6_clearscope(group))
        text += f"\t\tgroup {name}{zone} mode exclude\n"
        text += f"\t\t\tmcast-macaddr {ether_ntoa(mac)}\n" if link.lladdr is not None else ""
    return text


def _family(group: int) -> str:
    return "inet" if group >> 28 == 14 else "inet6"


def _inet_mac(group: int) -> bytes:
    return b"\1\0\x5e" + (group & 0x7FFFFF).to_bytes(3, "big")


def _own(link: IfRecord, kind: str) -> int | None:
    """The address that groups of a family belong to: the first, of IPv6 the link-local one."""
    for one in link.addrs:
        if one.family == AF_INET if kind == "inet" else one.family == AF_INET6 and is_linklocal(one.addr):
            return one.addr
    return None


def _protocol(link: IfRecord, own: int, zone: str) -> str:
    """The address, and the protocol by which groups are told of."""
    if zone:
        head = f"\tinet6 {inet_ntop6(in6_clearscope(own))}{zone}\n"
        return f"{head}\tmldv2 flags=2<USEALLOW> rv 2 qi 125 qri 10 uri 3\n"
    flags = " flags=2<LOOPBACK>" if link.flags & IFF_LOOPBACK else ""
    return f"\tinet {inet_ntoa(own)}\n\tigmpv3{flags} rv 2 qi 125 qri 10 uri 3\n"
