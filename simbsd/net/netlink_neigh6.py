"""Netlink requests about neighbours of IPv6.

Models sys/netlink/route/neigh.c and the proxy part of sys/netinet6/nd6.c (nd6_proxy groups).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.net.netlink_iface import find_link
from simbsd.netinet6.in6 import in6_joingroup, in6_leavegroup
from simbsd.netinet6.nd6 import SECOND, nd6_free, nd6_lookup, nd6_release
from simbsd.sys.errno import ENOENT, EPERM, Errno
from simbsd.sys.in6 import in6_setscope, solicited_node
from simbsd.sys.records import NeighRecord
from simbsd.sys.vnet import Ifnet, Llentry, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def getneigh6(kernel: Kernel, vnet: Vnet) -> list[NeighRecord]:
    """Every neighbour, interface by interface, newest first (dump_llts)."""
    by_index: dict[int, list[Llentry]] = {}
    for index, address in tuple(vnet.vnet_lltable6):
        entry = nd6_lookup(kernel, vnet.vnet_ifnets[index], address)
        if entry is not None:
            by_index.setdefault(index, []).insert(0, entry)
    return [_record(kernel, entry) for index in vnet.vnet_ifnets for entry in by_index.get(index, ())]


def _record(kernel: Kernel, entry: Llentry) -> NeighRecord:
    permanent = entry.lle_expire == 0
    left = None if permanent else max(0, entry.lle_expire // SECOND - kernel.now // SECOND)
    state = "reachable" if entry.lle_state == "static" else entry.lle_state
    ifp = entry.lle_ifp
    return NeighRecord(
        entry.lle_addr, entry.lle_mac, ifp.if_xname, left, permanent, entry.lle_pub, ifp.if_type, state,
        entry.lle_router,
    )  # fmt: skip


def _find(vnet: Vnet, attributes: dict[str, Any]) -> tuple[Ifnet, int, Llentry | None]:
    ifp = find_link(vnet, attributes["name"])
    address = in6_setscope(attributes["addr"], ifp.if_index)
    return ifp, address, vnet.vnet_lltable6.get((ifp.if_index, address))


def newneigh6(kernel: Kernel, vnet: Vnet, attributes: dict[str, Any]) -> None:
    """Set a neighbour by hand; with ``proxy`` this stack answers for it. Errors: ENODEV, EPERM (an own address)."""
    ifp, address, old = _find(vnet, attributes)
    if old is not None and old.lle_ifaddr:
        raise Errno(EPERM, "The entry of an own address stays.", "neigh.c: rtnl_handle_newneigh")
    held = []
    if old is not None:
        held, old.lle_hold = old.lle_hold, []
        _remove(kernel, old)
    proxy = bool(attributes.get("proxy"))
    entry = Llentry(address, ifp, attributes["mac"], "static", lle_hold=held, lle_pub=proxy)
    vnet.vnet_lltable6[ifp.if_index, address] = entry
    if proxy:
        in6_joingroup(kernel, ifp, solicited_node(address))
    nd6_release(kernel, entry)


def _remove(kernel: Kernel, entry: Llentry) -> None:
    if entry.lle_pub:
        in6_leavegroup(kernel, entry.lle_ifp, solicited_node(entry.lle_addr))
    nd6_free(kernel, entry)


def delneigh6(kernel: Kernel, vnet: Vnet, attributes: dict[str, Any]) -> None:
    """Forget a neighbour. Errors: ENODEV, ENOENT, EPERM (an own address)."""
    _, _, entry = _find(vnet, attributes)
    if entry is None:
        raise Errno(ENOENT, "There is no such neighbour.", "if_llatbl.c: lltable_delete_addr")
    if entry.lle_ifaddr:
        raise Errno(EPERM, "The entry of an own address stays.", "if_llatbl.c: lltable_delete_addr")
    _remove(kernel, entry)
