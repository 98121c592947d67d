"""The neighbour cache of IPv6: which link-level address stands for which address, and whether it still holds.

Models sys/netinet6/nd6.c (nd6_resolve, nd6_llinfo_timer, nd6_llinfo_setstate, nd6_is_addr_neighbor, nd6_cache_lladdr,
nd6_free); leaves out the random spread of the reachable time, upper layers' hints and children entries. An entry that
nobody uses is not timed: it is past its time when somebody next looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.bpf import drop
from simbsd.net.ether_frame import ether_output_frame
from simbsd.net.route import fib6_lookup
from simbsd.netinet6.nd6_output import nd6_ns_output
from simbsd.sys.errno import EAGAIN, ENOBUFS
from simbsd.sys.in6 import MASKS6, in6_clearscope, in6_getscope, in6_setscope, inet_ntop6, is_linklocal
from simbsd.sys.mbuf import (
    ETHER_HDR_LEN,
    ETHERTYPE_IPV6,
    ICMP6_DST_UNREACH,
    ICMP6_DST_UNREACH_ADDR,
    Ether,
    Ip6,
    Mbuf,
)
from simbsd.sys.vnet import RTF_GATEWAY, Ifnet, In6Ifaddr, Llentry, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
MILLISECOND = 1000
ND6_PERFORMNUD = 0x1
_DEFAULTS = {"mmaxtries": 3, "umaxtries": 3, "delay": 5, "gctimer": 86400, "maxqueuelen": 16}
_RESOLVED = ("reachable", "stale", "delay", "probe", "static")


def nd6_sysctl(vnet: Vnet, name: str) -> int:
    """net.inet6.icmp6.nd6_``name`` of a stack."""
    return int(vnet.vnet_sysctls.get(f"net.inet6.icmp6.nd6_{name}", _DEFAULTS[name]))


def nd6_lookup(kernel: Kernel, ifp: Ifnet, address: int) -> Llentry | None:
    """The entry of an address on an interface, or None; one that is past its time is taken out (nd6_lookup)."""
    entry = ifp.if_vnet.vnet_lltable6.get((ifp.if_index, address))
    if entry is not None and entry.lle_state == "stale" and 0 < entry.lle_expire <= kernel.now:
        nd6_free(kernel, entry)
        return None
    return entry


def nd6_alloc(ifp: Ifnet, address: int) -> Llentry:
    """A new entry without state (nd6_alloc)."""
    entry = Llentry(address, ifp, lle_state="nostate")
    ifp.if_vnet.vnet_lltable6[ifp.if_index, address] = entry
    return entry


def nd6_free(kernel: Kernel, entry: Llentry) -> None:
    """Take an entry out of the table, with the packets that wait for it (nd6_free)."""
    callout_stop(entry.lle_timer)
    entry.lle_timer = None
    text = inet_ntop6(in6_clearscope(entry.lle_addr))
    for m in entry.lle_hold:
        drop(kernel, m, entry.lle_ifp, f"Nobody answers for {text} on {entry.lle_ifp.if_xname}.")
    entry.lle_hold = []
    table, key = entry.lle_ifp.if_vnet.vnet_lltable6, (entry.lle_ifp.if_index, entry.lle_addr)
    if table.get(key) is entry:
        del table[key]


def nd6_setstate(kernel: Kernel, entry: Llentry, state: str) -> None:
    """Put an entry in a state, and start that state's timer (nd6_llinfo_setstate)."""
    ifp = entry.lle_ifp
    callout_stop(entry.lle_timer)
    entry.lle_timer, entry.lle_state = None, state
    wait = 0
    if state in ("incomplete", "probe"):
        wait = ifp.if_retrans * MILLISECOND
    elif state == "reachable":
        wait = ifp.if_reachable * SECOND
    elif state == "delay":
        entry.lle_asked = 0
        wait = nd6_sysctl(ifp.if_vnet, "delay") * SECOND
    elif state == "stale":
        entry.lle_expire = kernel.now + nd6_sysctl(ifp.if_vnet, "gctimer") * SECOND
    if wait:
        entry.lle_expire = kernel.now + wait
        entry.lle_timer = callout_reset(kernel, wait, nd6_llinfo_timer, entry)


def nd6_llinfo_timer(kernel: Kernel, entry: Llentry) -> None:
    """A state's time is over: ask again, doubt, or give up (nd6_llinfo_timer)."""
    ifp = entry.lle_ifp
    vnet = ifp.if_vnet
    if entry.lle_state == "incomplete":
        if entry.lle_asked >= nd6_sysctl(vnet, "mmaxtries"):
            _unreachable(kernel, entry)
            return
        entry.lle_asked += 1
        nd6_setstate(kernel, entry, "incomplete")
        nd6_ns_output(kernel, ifp, entry.lle_addr, None, _holdsrc(entry))
    elif entry.lle_state == "reachable" or entry.lle_state == "delay" and not ifp.if_nd6_flags & ND6_PERFORMNUD:
        nd6_setstate(kernel, entry, "stale")
    elif entry.lle_state == "probe" and entry.lle_asked >= nd6_sysctl(vnet, "umaxtries"):
        nd6_free(kernel, entry)
    else:
        entry.lle_asked = 1 if entry.lle_state == "delay" else entry.lle_asked + 1
        nd6_setstate(kernel, entry, "probe")
        nd6_ns_output(kernel, ifp, entry.lle_addr, entry.lle_addr, _holdsrc(entry))


def _unreachable(kernel: Kernel, entry: Llentry) -> None:
    """Nobody has answered: the sender of the first packet that waits is told (icmp6_error2)."""
    from simbsd.netinet6.icmp6 import icmp6_error

    ifp = entry.lle_ifp
    first = entry.lle_hold[0] if entry.lle_hold else None
    nd6_free(kernel, entry)
    if first is not None:
        ip6: Ip6 = first.m_payload
        ip6 = ip6._replace(src=in6_setscope(ip6.src, ifp.if_index), dst=in6_setscope(ip6.dst, ifp.if_index))
        icmp6_error(kernel, ifp, first, ip6, ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADDR)


def _holdsrc(entry: Llentry) -> int:
    """The source of the first packet that waits (nd6_llinfo_get_holdsrc)."""
    return in6_setscope(entry.lle_hold[0].m_payload.src, entry.lle_ifp.if_index) if entry.lle_hold else 0


def is_neighbor(kernel: Kernel, ifp: Ifnet, address: int) -> bool:
    """Whether an address is on the link of an interface (nd6_is_addr_neighbor)."""
    if is_linklocal(address):
        return in6_getscope(address) == ifp.if_index
    nhop = fib6_lookup(ifp.if_vnet, ifp.if_fib, address)
    if nhop is not None and not nhop.rt_flags & RTF_GATEWAY:
        owner = nhop.nh_ifa.ia_ifp if nhop.nh_ifa is not None else None
        if ifp in (nhop.nh_ifp, owner):
            return True
    for pr in ifp.if_vnet.vnet_nd_prefixes:
        if pr.ndpr_ifp is ifp and pr.ndpr_onlink and (pr.ndpr_prefix ^ address) & MASKS6[pr.ndpr_plen] == 0:
            return True
    return nd6_lookup(kernel, ifp, address) is not None


def nd6_resolve(kernel: Kernel, ifp: Ifnet, m: Mbuf, address: int) -> bytes | int:
    """The link-level address of a neighbour or group; else an errno, and the packet waits (nd6_resolve).

    EAGAIN (EWOULDBLOCK) while the question is being asked, ENOBUFS for an address that is on another link.
    """
    if address >> 120 == 0xFF:
        return b"\x33\x33" + (address & 0xFFFFFFFF).to_bytes(4, "big")
    entry = nd6_lookup(kernel, ifp, address)
    if entry is None:
        if not is_neighbor(kernel, ifp, address):
            drop(kernel, m, ifp, f"{inet_ntop6(in6_clearscope(address))} is not on the link of {ifp.if_xname}.")
            return ENOBUFS
        entry = nd6_alloc(ifp, address)
    if entry.lle_mac is not None and entry.lle_state in _RESOLVED:
        if entry.lle_state == "stale":
            nd6_setstate(kernel, entry, "delay")
        return entry.lle_mac
    entry.lle_hold.append(m)
    if len(entry.lle_hold) > nd6_sysctl(ifp.if_vnet, "maxqueuelen"):
        drop(kernel, entry.lle_hold.pop(0), ifp, "Too many packets wait for this neighbour's answer already.")
    if entry.lle_asked == 0:
        entry.lle_asked = 1
        nd6_setstate(kernel, entry, "incomplete")
        nd6_ns_output(kernel, ifp, address, None, _holdsrc(entry))
    return EAGAIN


def nd6_release(kernel: Kernel, entry: Llentry) -> None:
    """Send the packets that waited for an entry (nd6_flush_holdchain)."""
    held, entry.lle_hold = entry.lle_hold, []
    ifp = entry.lle_ifp
    for m in held:
        m.m_len = ETHER_HDR_LEN + m.m_payload.length
        source = (ifp.if_lladdr or bytes(6)) if ifp.if_carp is None else _source(ifp, m.m_payload)
        m.m_payload = Ether(entry.lle_mac or bytes(6), source, ETHERTYPE_IPV6, m.m_payload)
        ether_output_frame(kernel, ifp, m)


def _source(ifp: Ifnet, packet: Ip6) -> bytes:
    """What comes from a virtual host may have its link-level address (carp_output)."""
    from simbsd.netinet.ip_carp_hooks import carp_output

    return carp_output(ifp, packet)


def nd6_cache_lladdr(kernel: Kernel, ifp: Ifnet, address: int, mac: bytes | None, router: bool | None) -> None:
    """A message came from ``address``: remember where it is, to be verified when used (nd6_cache_lladdr). ``router``
    says what is now known of its being one (None: nothing).
    """
    if address == 0:
        return
    entry = nd6_lookup(kernel, ifp, address)
    if entry is None:
        entry = nd6_alloc(ifp, address)
    if entry.lle_state == "static":
        return
    if mac is not None and mac != entry.lle_mac:
        entry.lle_mac = mac
        nd6_setstate(kernel, entry, "stale")
        nd6_release(kernel, entry)
    if router is not None:
        entry.lle_router = router


def nd6_add_ifa_lle(kernel: Kernel, ifp: Ifnet, address: int) -> None:
    """An own address's permanent entry (nd6_add_ifa_lle)."""
    if ifp.if_lladdr is None:
        return
    old = ifp.if_vnet.vnet_lltable6.get((ifp.if_index, address))
    if old is not None:
        nd6_free(kernel, old)
    ifp.if_vnet.vnet_lltable6[ifp.if_index, address] = Llentry(address, ifp, ifp.if_lladdr, "static", lle_ifaddr=True)


def nd6_rem_ifa_lle(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Forget an own address's entry, and the neighbours of its prefix (nd6_rem_ifa_lle, all)."""
    ifp: Ifnet = ia.ia_ifp
    mask, entries = MASKS6[ia.ia_plen], tuple(ifp.if_vnet.vnet_lltable6.items())
    for (index, address), entry in entries:
        near = index == ifp.if_index and (address ^ ia.ia_addr) & mask == 0
        if near and (address == ia.ia_addr or not entry.lle_ifaddr):
            nd6_free(kernel, entry)


def lltable6_flush(kernel: Kernel, ifp: Ifnet) -> None:
    """Forget all neighbours of an interface (nd6_purge)."""
    for entry in [one for (index, _), one in ifp.if_vnet.vnet_lltable6.items() if index == ifp.if_index]:
        nd6_free(kernel, entry)
