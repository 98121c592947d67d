"""Groups of IPv4: which an interface listens to, which a socket is a member of, and what sockets send to one.

Models sys/netinet/in_mcast.c (in_joingroup, in_leavegroup, inp_join_group, inp_leave_group, inp_set_multicast_if,
imo_multi_filter, inp_freemoptions) and the multicast part of ip_output.c (ip_output, ip_mloopback); leaves out
sources. A socket's choices are in its options, its memberships in its control block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_reset
from simbsd.net.bpf import drop
from simbsd.net.if_loop import LOOP_US
from simbsd.net.pfil import pfil_out
from simbsd.net.route import fib4_lookup
from simbsd.netinet.ip_output import ip_send_link
from simbsd.sys.errno import (
    EACCES,
    EADDRINUSE,
    EADDRNOTAVAIL,
    EHOSTUNREACH,
    EINVAL,
    ENETUNREACH,
    ENOMEM,
    EOPNOTSUPP,
    Errno,
)
from simbsd.sys.mbuf import Ip, Mbuf
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_MULTICAST, Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Inpcb, Socket
    from simbsd.sys.vnet import Vnet

IP_MAX_MEMBERSHIPS, IP_DEFAULT_MULTICAST_TTL = 4095, 1
OPTIONS = ("IP_ADD_MEMBERSHIP", "IP_DROP_MEMBERSHIP", "IP_MULTICAST_IF", "IP_MULTICAST_TTL", "IP_MULTICAST_LOOP")


def in_joingroup(kernel: Kernel, ifp: Ifnet, group: int) -> None:
    """Listen to a group on an interface, once more (in_joingroup)."""
    ifp.if_multiaddrs[group] = count = ifp.if_multiaddrs.get(group, 0) + 1
    if count == 1:
        _change(kernel, ifp, group, True)


def in_leavegroup(kernel: Kernel, ifp: Ifnet, group: int) -> None:
    """Listen to a group once less (in_leavegroup)."""
    ifp.if_multiaddrs[group] -= 1
    if not ifp.if_multiaddrs[group]:
        del ifp.if_multiaddrs[group]
        _change(kernel, ifp, group, False)


def _change(kernel: Kernel, ifp: Ifnet, group: int, joined: bool) -> None:
    from simbsd.netinet.igmp_report import igmp_change_state

    igmp_change_state(kernel, ifp, group, joined)


def inp_setmoptions(kernel: Kernel, so: Socket, name: str, value: Any) -> None:
    """Set one of OPTIONS (inp_setmoptions). Memberships are ``(group, interface)``, an interface is an own address of
    it, or its index, or 0 for that of the route. Errors: EINVAL, EADDRNOTAVAIL, EADDRINUSE, EOPNOTSUPP, ENOMEM.
    """
    if name == "IP_MULTICAST_IF":
        ifp = None if value == 0 else _interface(so.so_vnet, value)
        if value and ifp is None:
            raise Errno(EADDRNOTAVAIL, "No interface here is called so.", "in_mcast.c: inp_set_multicast_if")
        if ifp is not None and not ifp.if_flags & IFF_MULTICAST:
            why = f"{ifp.if_xname} cannot send to groups."
            raise Errno(EOPNOTSUPP, why, "in_mcast.c: inp_set_multicast_if")
        so.so_pcb.inp_options["multicast_ifp"] = ifp
    elif name in ("IP_MULTICAST_TTL", "IP_MULTICAST_LOOP"):
        if type(value) is not int or not 0 <= value <= 255:
            raise Errno(EINVAL, "That is between 0 and 255.", "in_mcast.c: inp_setmoptions")
        so.so_options[name] = value
    else:
        _membership(kernel, so.so_pcb, name == "IP_ADD_MEMBERSHIP", value)


def _interface(vnet: Vnet, which: int) -> Ifnet | None:
    ifas = vnet.vnet_inaddrs.get(which)
    return ifas[0].ia_ifp if ifas else vnet.vnet_ifnets.get(which)


def _membership(kernel: Kernel, inp: Inpcb, joins: bool, value: Any) -> None:
    where = f"in_mcast.c: {'inp_join_group' if joins else 'inp_leave_group'}"
    pair = type(value) is tuple and len(value) == 2 and all(type(one) is int for one in value)
    if not pair or value[0] >> 28 != 14:
        raise Errno(EINVAL, "That is no group.", where)
    group, ifp = value[0], _lookup(inp, *value)
    if ifp is None or not ifp.if_flags & IFF_MULTICAST:
        raise Errno(EADDRNOTAVAIL, "There is no such interface, or none that listens to groups.", where)
    members: list[tuple[int, Ifnet]] = inp.inp_options.get("memberships", [])
    if not joins:
        if (group, ifp) not in members:
            raise Errno(EADDRNOTAVAIL, "The socket is not in that group.", where)
        members.remove((group, ifp))
        in_leavegroup(kernel, ifp, group)
        return
    if (group, ifp) in members:
        raise Errno(EADDRINUSE, "The socket is in that group already.", where)
    if len(members) >= IP_MAX_MEMBERSHIPS:
        raise Errno(ENOMEM, f"A socket is in at most {IP_MAX_MEMBERSHIPS} groups.", where)
    inp.inp_options["memberships"] = [*members, (group, ifp)]
    in_joingroup(kernel, ifp, group)


def _lookup(inp: Inpcb, group: int, which: int) -> Ifnet | None:
    """The interface that was named; else that of the route to the group, or the first that can
    (inp_lookup_mcast_ifp).
    """
    vnet, so = inp.inp_vnet, inp.inp_socket
    if which:
        return _interface(vnet, which)
    nhop = fib4_lookup(vnet, so.so_fibnum if so is not None else 0, group)
    if nhop is not None:
        return nhop.nh_ifp
    flags = IFF_MULTICAST | IFF_LOOPBACK
    return next((ifp for ifp in vnet.vnet_ifnets.values() if ifp.if_addrs and ifp.if_flags & flags == IFF_MULTICAST),
                None)  # fmt: skip


def is_member(inp: Inpcb, ifp: Ifnet, group: int) -> bool:
    """Whether a socket hears what is sent to a group on an interface (imo_multi_filter)."""
    return (group, ifp) in inp.inp_options.get("memberships", ())


def has_moptions(inp: Inpcb) -> bool:
    """Whether a socket ever had to do with groups (inp_moptions)."""
    so, own = inp.inp_socket, inp.inp_options
    return "memberships" in own or "multicast_ifp" in own or (
        so is not None and ("IP_MULTICAST_TTL" in so.so_options or "IP_MULTICAST_LOOP" in so.so_options)
    )


def inp_freemoptions(kernel: Kernel, inp: Inpcb) -> None:
    """A socket is closed: it leaves its groups, where their interfaces still are (inp_freemoptions)."""
    for group, ifp in inp.inp_options.pop("memberships", ()):
        if group in ifp.if_multiaddrs:
            in_leavegroup(kernel, ifp, group)


def inp_moutput(kernel: Kernel, so: Socket, ip: Ip, flags: int) -> int:
    """Send a socket's packet to a group: by its interface, with its TTL, looped back or not. An errno or 0."""
    options, ifp = so.so_options, so.so_pcb.inp_options.get("multicast_ifp")
    ip = ip._replace(ttl=options.get("IP_MULTICAST_TTL", IP_DEFAULT_MULTICAST_TTL))
    return ip_moutput(kernel, so.so_vnet, ip, so.so_fibnum, flags, ifp, bool(options.get("IP_MULTICAST_LOOP", 1)))


def ip_moutput(
    kernel: Kernel, vnet: Vnet, ip: Ip, fib: int, flags: int, ifp: Ifnet | None = None, loop: bool = True
) -> int:
    """Send a packet to a group; an errno or 0 (ip_output). Without ``ifp`` the route to the group names it."""
    kernel.lastpacket += 1
    vnet.vnet_stats["ip.ips_localout"] += 1
    m = Mbuf(kernel.lastpacket, ip)
    ifa = ifp.if_addrs[0] if ifp is not None and ifp.if_addrs else None
    if ifp is None:
        nhop = fib4_lookup(vnet, fib, ip.dst, ip.src)
        if nhop is None:
            vnet.vnet_stats["ip.ips_noroute"] += 1
            drop(kernel, m, vnet.vnet_lo, "This stack has no route to the group.")
            return EHOSTUNREACH
        ifp, ifa = nhop.nh_ifp, nhop.nh_ifa
    if not ifp.if_flags & IFF_MULTICAST:
        vnet.vnet_stats["ip.ips_noroute"] += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} cannot send to groups.")
        return ENETUNREACH
    if ip.src == 0 and ifa is not None:
        m.m_payload = ip = ip._replace(src=ifa.ia_addr)
    if loop:
        callout_reset(kernel, LOOP_US, _mloopback, vnet, ifp, Mbuf(m.m_packet, ip, ifp, True))
    if ip.ttl == 0 or ifp.if_flags & IFF_LOOPBACK:
        return 0
    if vnet.vnet_pfil is not None and not pfil_out(kernel, vnet, ifp, m):
        return 0 if m.m_consumed else EACCES
    return ip_send_link(kernel, vnet, ifp, m, ifp.if_mtu)


def _mloopback(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf) -> None:
    """A copy for this stack, as if it had come by the interface (ip_mloopback, if_simloop)."""
    from simbsd.netinet.ip_input import ip_input

    if ifp.if_vnet is vnet:
        ip_input(kernel, ifp, m)
