"""pf and interfaces: which a rule means, and which addresses an interface in parentheses stands for now.

Models sys/netpfil/pf/pf_if.c (pfi_kkif_match, pfi_dynaddr_update, pfi_instance_add); leaves out counters by
interface but the log interface's.
"""

from __future__ import annotations

from collections.abc import Iterator

from simbsd.sys.in6 import in6_clearscope
from simbsd.sys.pf import PfAddr
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import IFF_LOOPBACK, Ifaddr, Ifnet, Vnet


def is_named(ifp: Ifnet, name: str) -> bool:
    """Whether a name is an interface's own or one of its groups'."""
    return name == ifp.if_xname or name in ifp.if_groups or name == "all"


def dynaddrs(vnet: Vnet, wrap: PfAddr, af: int) -> Iterator[tuple[int, int]]:
    """The addresses, each with a prefix length, of an interface or group in parentheses (pfi_dynaddr_update)."""
    for ifp in vnet.vnet_ifnets.values():
        if wrap.name == "self" or is_named(ifp, wrap.name):
            yield from _addresses(ifp, wrap, af)


def _addresses(ifp: Ifnet, wrap: PfAddr, af: int) -> Iterator[tuple[int, int]]:
    addrs: list[Ifaddr] = ifp.if_addrs if af == AF_INET else list(ifp.if_addrs6)
    width = 32 if af == AF_INET else 128
    for ifa in addrs:
        if af != AF_INET and ifa.ia_addr >> 118 == 0x3FA and {"network", "0"} & set(wrap.modifiers):
            continue
        if "network" in wrap.modifiers:
            if not (wrap.name == "self" and ifp.if_flags & IFF_LOOPBACK):
                yield in6_clearscope(ifa.ia_addr) if af != AF_INET else ifa.ia_addr, ifa.ia_plen
        elif "broadcast" in wrap.modifiers:
            if ifa.ia_broadcast is not None:
                yield ifa.ia_broadcast, width
        elif "peer" in wrap.modifiers:
            if ifa.ia_dst is not None:
                yield ifa.ia_dst, width
        else:
            yield in6_clearscope(ifa.ia_addr) if af != AF_INET else ifa.ia_addr, width
        if "0" in wrap.modifiers:
            return
