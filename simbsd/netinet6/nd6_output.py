"""Neighbour solicitations and advertisements as they are sent.

Models sys/netinet6/nd6_nbr.c (nd6_ns_output_fib, nd6_na_output_fib); leaves out tags for SEND.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet6.in6_src import in6_selectsrc
from simbsd.netinet6.ip6_output import IPV6_NOLOOP, ip6_output
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import ALLNODES, IN6ADDR_ANY, in6_clearscope, in6_setscope, is_multicast, solicited_node
from simbsd.sys.mbuf import (
    IP6_HDR_LEN,
    IPPROTO_ICMPV6,
    ND_NA_FLAG_SOLICITED,
    ND_NEIGHBOR_ADVERT,
    ND_NEIGHBOR_SOLICIT,
    Icmp6,
    Ip6,
    icmp6_length,
)
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ND_HLIM = 255


def nd6_send(kernel: Kernel, ifp: Ifnet, src: int, dst: int, message: Icmp6) -> None:
    """Send a message of neighbour discovery by one interface, counted by its type."""
    stats, name = ifp.if_vnet.vnet_stats, f"icmp6.out.{message.type}"
    stats[name] = stats.get(name, 0) + 1
    packet = Ip6(src, dst, IPPROTO_ICMPV6, ND_HLIM, message, IP6_HDR_LEN + icmp6_length(message))
    ip6_output(kernel, ifp.if_vnet, packet, ifp.if_fib, IPV6_NOLOOP, ifp)


def nd6_ns_output(kernel: Kernel, ifp: Ifnet, target: int, dst: int | None = None, source: int = 0) -> None:
    """Ask who has ``target``: all who might, or ``dst`` alone; from ``source`` if that is an address of the interface
    (nd6_ns_output).
    """
    if dst is None:
        dst = in6_setscope(solicited_node(target), ifp.if_index)
    if not any(ia.ia_addr == source for ia in ifp.if_addrs6):
        try:
            source = in6_selectsrc(kernel, ifp.if_vnet, ifp.if_fib, dst, ifp)
        except Errno:
            return
    mac = ifp.if_lladdr
    if ifp.if_carp is not None:
        if not _may_ask(ifp, source):
            return
        mac = nd6_mac(ifp, source)
    message = Icmp6(ND_NEIGHBOR_SOLICIT, 0, target=in6_clearscope(target), lladdr=mac)
    nd6_send(kernel, ifp, source, dst, message)


def _may_ask(ifp: Ifnet, source: int) -> bool:
    """Nobody asks from a shared address that is in use elsewhere."""
    from simbsd.netinet.ip_carp_hooks import carp_master

    return all(carp_master(ia) for ia in ifp.if_addrs6 if ia.ia_addr == source and ia.ifa_carp is not None)


def nd6_mac(ifp: Ifnet, address: int) -> bytes | None:
    """The link-level address that goes with an own address: the interface's, or a virtual one (carp_macmatch6)."""
    if ifp.if_carp is None:
        return ifp.if_lladdr
    from simbsd.netinet.ip_carp_hooks import carp_macmatch6

    return carp_macmatch6(ifp, address) or ifp.if_lladdr


def nd6_dad_ns_output(kernel: Kernel, ifp: Ifnet, target: int, nonce: bytes) -> None:
    """Ask whether anybody has an address that is about to be used: without a source (nd6_dad_ns_output)."""
    dst = in6_setscope(solicited_node(target), ifp.if_index)
    nd6_send(kernel, ifp, IN6ADDR_ANY, dst, Icmp6(ND_NEIGHBOR_SOLICIT, 0, data=nonce, target=in6_clearscope(target)))


def nd6_na_output(kernel: Kernel, ifp: Ifnet, dst: int, target: int, flags: int, lladdr: bytes | None) -> None:
    """Say where ``target`` is; whoever has no address yet is told with everybody else (nd6_na_output)."""
    if dst == IN6ADDR_ANY:
        dst, flags = in6_setscope(ALLNODES, ifp.if_index), flags & ~ND_NA_FLAG_SOLICITED
    try:
        source = in6_selectsrc(kernel, ifp.if_vnet, ifp.if_fib, dst, ifp if is_multicast(dst) else None)
    except Errno:
        return
    message = Icmp6(ND_NEIGHBOR_ADVERT, 0, target=in6_clearscope(target), lladdr=lladdr, flags=flags)
    nd6_send(kernel, ifp, source, dst, message)
