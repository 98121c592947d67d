"""ifmcstat(8): the multicast groups that interfaces listen to.

Models usr.sbin/ifmcstat/ifmcstat.c (ifmcstat_getifmaddrs, in_ifinfo, in6_ifinfo); leaves out -v, which needs the
kernel's memory for groups of the link. No program here joins groups of IPv4, so an address has that of all hosts. It
comes before those of IPv6, as where an interface is brought up by its first IPv4 address.
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
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_MULTICAST

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
    """An interface with its groups of one family, or of all; nothing if it has none."""
    four = [one.addr for one in link.addrs if one.family == AF_INET and link.flags & IFF_MULTICAST]
    if family == "link":
        return f"{link.name}:\n" if link.lladdr is not None and (four or link.multiaddrs) else ""
    text = _inet_text(link, four[0]) if four and family != "inet6" else ""
    text += _inet6_text(link) if link.multiaddrs and family != "inet" else ""
    shown = text or (family != "inet" and link.multiaddrs)
    return f"{link.name}:\n{text}" if shown else ""


def _inet_text(link: IfRecord, address: int) -> str:
    """The first address, the group of all hosts, and CARP's where an address is shared."""
    flags = " flags=2<LOOPBACK>" if link.flags & IFF_LOOPBACK else ""
    text = f"\tinet {inet_ntoa(address)}\n\tigmpv3{flags} rv 2 qi 125 qri 10 uri 3\n"
    shared = any(one.vhid and one.family == AF_INET for one in link.addrs)
    for last in (1, 18) if shared else (1,):
        text += f"\t\tgroup 224.0.0.{last} mode exclude\n"
        text += _lladdr(b"\1\0\x5e\0\0" + bytes((last,))) if link.lladdr is not None else ""
    return text


def _lladdr(mac: bytes) -> str:
    return f"\t\t\tmcast-macaddr {ether_ntoa(mac)}\n"


def _inet6_text(link: IfRecord) -> str:
    """The link-local address, the protocol by which groups are told of, and the groups."""
    text = ""
    own = [one.addr for one in link.addrs if one.family == AF_INET6 and is_linklocal(one.addr)]
    if not own:
        return text
    zone = f"%{link.name} scopeid {link.index:#x}"
    text += f"\tinet6 {inet_ntop6(in6_clearscope(own[0]))}{zone}\n"
    text += "\tmldv2 flags=2<USEALLOW> rv 2 qi 125 qri 10 uri 3\n"
    for group in link.multiaddrs:
        text += f"\t\tgroup {inet_ntop6(in6_clearscope(group))}{zone} mode exclude\n"
        if link.lladdr is not None:
            text += _lladdr(b"\x33\x33" + (group & 0xFFFFFFFF).to_bytes(4, "big"))
    return text
