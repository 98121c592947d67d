"""Groups that programs listen to by their sockets.

Models sys/netinet6/in6_mcast.c (in6p_join_group, in6p_leave_group, ip6_freemoptions); leaves out sources, and the
choice of an interface where none is named (EADDRNOTAVAIL here). A membership ends with its socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.netinet6.in6 import in6_joingroup, in6_leavegroup
from simbsd.sys.errno import EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENOMEM, Errno
from simbsd.sys.in6 import ALL_ONES, in6_setscope, is_multicast
from simbsd.sys.vnet import IFF_MULTICAST

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Inpcb, Socket

IPV6_MAX_MEMBERSHIPS = 4095


def ip6_setmoptions(kernel: Kernel, so: Socket, name: str, value: Any) -> None:
    """Join or leave ``(group, interface index)`` (ip6_setmoptions). Errors: EINVAL (no group), EADDRNOTAVAIL (no such
    interface; not a member), EADDRINUSE (a member already), ENOMEM.
    """
    pair = type(value) is tuple and len(value) == 2 and all(type(one) is int for one in value)
    if not pair or not 0 <= value[0] <= ALL_ONES or not is_multicast(value[0]):
        raise Errno(EINVAL, "That is no group.", f"in6_mcast.c: {_function(name)}")
    ifp = so.so_vnet.vnet_ifnets.get(value[1])
    if ifp is None or not ifp.if_flags & IFF_MULTICAST:
        raise Errno(EADDRNOTAVAIL, f"No interface {value[1]} here.", f"in6_mcast.c: {_function(name)}")
    members: list[tuple[int, Any]] = so.so_pcb.inp_options.setdefault("memberships", [])
    member = (in6_setscope(value[0], ifp.if_index), ifp)
    if name == "IPV6_LEAVE_GROUP":
        if member not in members:
            raise Errno(EADDRNOTAVAIL, "The socket is not in that group.", "in6_mcast.c: in6p_leave_group")
        members.remove(member)
        in6_leavegroup(kernel, ifp, member[0])
        return
    if member in members:
        raise Errno(EADDRINUSE, "The socket is in that group already.", "in6_mcast.c: in6p_join_group")
    if len(members) >= IPV6_MAX_MEMBERSHIPS:
        raise Errno(ENOMEM, "A socket is in at most 4095 groups.", "in6_mcast.c: in6p_join_group")
    members.append(member)
    in6_joingroup(kernel, ifp, member[0])


def _function(name: str) -> str:
    return "in6p_join_group" if name == "IPV6_JOIN_GROUP" else "in6p_leave_group"


def ip6_freemoptions(kernel: Kernel, inp: Inpcb) -> None:
    """A socket is closed: it leaves its groups, where their interfaces still are (ip6_freemoptions)."""
    for group, ifp in inp.inp_options.pop("memberships", ()):
        if group in ifp.if_multiaddrs:
            in6_leavegroup(kernel, ifp, group)
