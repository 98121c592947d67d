"""ifmcstat(8): the multicast groups that interfaces listen to.

Models usr.sbin/ifmcstat/ifmcstat.c for IPv6; leaves out the groups of IPv4 and of the link level, and -v.
"""

from __future__ import annotations

from simbsd.lib.err import EX_NOHOST, EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import ether_ntoa
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import STDERR
from simbsd.sys.in6 import in6_clearscope, inet_ntop6, is_linklocal
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET6, AF_NETLINK, SOCK_RAW

USAGE = "usage: ifmcstat [-i interface] [-f address family] [-v]\n"
FAMILIES = ("inet", "inet6", "link")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, _ = await getopt(argv, "i:f:v")
    name, family = None, "inet6"
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
        if name in (None, link.name) and family == "inet6" and link.multiaddrs:
            await printf(link_text(link))
    return 0


def link_text(link: IfRecord) -> str:
    """An interface: its link-local address, the protocol by which groups are told of, its groups."""
    text = f"{link.name}:\n"
    own = [one.addr for one in link.addrs if one.family == AF_INET6 and is_linklocal(one.addr)]
    if not own:
        return text
    zone = f"%{link.name} scopeid {link.index:#x}"
    text += f"\tinet6 {inet_ntop6(in6_clearscope(own[0]))}{zone}\n"
    text += "\tmldv2 flags=2<USEALLOW> rv 2 qi 125 qri 10 uri 3\n"
    for group in link.multiaddrs:
        text += f"\t\tgroup {inet_ntop6(in6_clearscope(group))}{zone} mode exclude\n"
        if link.lladdr is not None:
            mac = b"\x33\x33" + (group & 0xFFFFFFFF).to_bytes(4, "big")
            text += f"\t\t\tmcast-macaddr {ether_ntoa(mac)}\n"
    return text
