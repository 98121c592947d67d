"""Netlink requests about neighbours.

Models sys/netlink/route/neigh.c and the part of arp(8) that finds the interface by the route; net/netlink_neigh6.py
has the IPv6 part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.net.netlink_neigh6 import delneigh6, getneigh6, newneigh6
from simbsd.net.route import fib4_lookup
from simbsd.netinet.if_ether import MAX_AGE, SECOND, arp_free, arp_release, lle_event
from simbsd.sys.errno import ENOENT, ENXIO, EPERM, Errno
from simbsd.sys.records import NeighRecord
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import RTF_GATEWAY, RTF_HOST, Ifnet, Llentry, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_KINDS = {"bridge": "bridge", "vlan": "vlan"}
_BUCKETS = 32


def _bucket(address: int) -> int:
    """The hash bucket of an address, which decides the order of the table (in_lltable_hash_dst, on network byte
    order).
    """
    key = int.from_bytes(address.to_bytes(4, "big"), "little")
    return ((((key >> 8 ^ key) >> 8 ^ key) >> 8) ^ key) & (_BUCKETS - 1)


def getneigh(kernel: Kernel, p: Proc, vnet: Vnet, attributes: dict[str, Any]) -> list[NeighRecord]:
    """Every neighbour, interface by interface, in the order of the hash table, newest first (dump_llts)."""
    if attributes.get("family") == AF_INET6:
        return getneigh6(kernel, vnet)
    by_index: dict[int, list[Llentry]] = {}
    for (index, _), entry in vnet.vnet_lltable.items():
        if entry.lle_mac is None or entry.lle_expire == 0 or entry.lle_expire > kernel.now:
            by_index.setdefault(index, []).insert(0, entry)
    return [
        neigh_record(kernel, entry)
        for index in vnet.vnet_ifnets
        for entry in sorted(by_index.get(index, ()), key=lambda entry: _bucket(entry.lle_addr))
    ]


def neigh_record(kernel: Kernel, entry: Llentry) -> NeighRecord:
    """A neighbour as programs see it (dump_lle)."""
    permanent = entry.lle_state == "static" and entry.lle_expire == 0
    left = None if permanent else max(0, entry.lle_expire // SECOND - kernel.now // SECOND)
    kind = _KINDS.get(entry.lle_ifp.if_type, "ethernet")
    return NeighRecord(entry.lle_addr, entry.lle_mac, entry.lle_ifp.if_xname, left, permanent, entry.lle_pub, kind)


def _interface(vnet: Vnet, address: int) -> Ifnet:
    """The Ethernet interface on whose network an address is. Errors: ENXIO."""
    nhop = fib4_lookup(vnet, 0, address)
    ifp = nhop.nh_ifp if nhop is not None and not nhop.rt_flags & RTF_GATEWAY else None
    if nhop is not None and nhop.rt_flags & RTF_HOST and nhop.nh_ifa is not None and nhop.nh_gateway is None:
        ifp = nhop.nh_ifa.ia_ifp
    if ifp is None or ifp.if_lladdr is None:
        raise Errno(ENXIO, "the address is on no Ethernet of this stack")
    return ifp


def newneigh(kernel: Kernel, p: Proc, vnet: Vnet, attributes: dict[str, Any]) -> None:
    """Set a neighbour by hand, for ever or (``temp``) for net.link.ether.inet.max_age seconds. Errors: ENXIO, EPERM
    (an own address).
    """
    if attributes.get("family") == AF_INET6:
        newneigh6(kernel, vnet, attributes)
        return
    address = attributes["addr"]
    ifp = _interface(vnet, address)
    old = vnet.vnet_lltable.get((ifp.if_index, address))
    if old is not None and old.lle_ifaddr:
        raise Errno(EPERM, "It is the entry of an own address, which stays.", "neigh.c: rtnl_handle_newneigh")
    held = []
    if old is not None:
        held, old.lle_hold = old.lle_hold, []
        arp_free(kernel, old)
    entry = Llentry(address, ifp, attributes["mac"], "reachable" if attributes.get("temp") else "static", lle_hold=held)
    entry.lle_pub = bool(attributes.get("proxy"))
    if attributes.get("temp"):
        entry.lle_expire = kernel.now + int(vnet.vnet_sysctls.get("net.link.ether.inet.max_age", MAX_AGE)) * SECOND
    vnet.vnet_lltable[ifp.if_index, address] = entry
    lle_event(kernel, entry)
    arp_release(kernel, entry)


def delneigh(kernel: Kernel, p: Proc, vnet: Vnet, attributes: dict[str, Any]) -> None:
    """Forget a neighbour. Errors: ENXIO, ENOENT, EPERM (an own address)."""
    if attributes.get("family") == AF_INET6:
        delneigh6(kernel, vnet, attributes)
        return
    ifp = _interface(vnet, attributes["addr"])
    entry = vnet.vnet_lltable.get((ifp.if_index, attributes["addr"]))
    if entry is None:
        raise Errno(ENOENT, "lltable_delete_addr: there is no such neighbour")
    if entry.lle_ifaddr:
        raise Errno(EPERM, "It is the entry of an own address, which stays.", "if_llatbl.c: lltable_delete_addr")
    arp_free(kernel, entry)
