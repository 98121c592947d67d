"""Protocol control blocks: local and foreign ends of sockets, port numbers, and which socket a packet is for.

Models sys/netinet/in_pcb.c; leaves out SO_REUSEPORT_LB groups and multicast. Ports are handed out in order, not
by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import can_priv
from simbsd.net.bpf import inet_ntoa
from simbsd.net.route import fib4_lookup, ifa_ifwithnet
from simbsd.net.vnet_walk import PCBINFO, vnet_walk
from simbsd.netinet.in_jail import (
    can_prison_ip4,
    prison_equal_ip,
    prison_get_ip4,
    prison_local_ip4,
    prison_remote_ip4,
    prison_saddrsel_ip4,
)
from simbsd.sys.errno import (
    EACCES,
    EADDRINUSE,
    EADDRNOTAVAIL,
    EHOSTUNREACH,
    EINVAL,
    ENETUNREACH,
    Errno,
)
from simbsd.sys.priv import Priv
from simbsd.sys.socketvar import (
    AF_INET,
    AF_INET6,
    INP_IPV4,
    INP_IPV6,
    IPPORT_EPHEMERALFIRST,
    IPPORT_MAX,
    IPPORT_RESERVED,
    Inpcb,
    Socket,
)
from simbsd.sys.vnet import IFF_LOOPBACK, Ifaddr, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred


def in_pcballoc(so: Socket, proto: str) -> Inpcb:
    """A control block for a socket (in_pcballoc)."""
    inp = Inpcb(proto, so.so_vnet, so.so_cred, so)
    inp.inp_number = so.so_vnet.vnet_pcbcount
    so.so_vnet.vnet_pcbcount += 1
    so.so_pcb = inp
    so.so_vnet.vnet_pcbs[proto].append(inp)
    return inp


def in_pcbfree(inp: Inpcb) -> None:
    """Take a control block out of its stack's tables (in_pcbfree)."""
    in_pcbremhash(inp)
    inp.inp_vnet.vnet_pcbs[inp.inp_proto].remove(inp)


def in_pcbinshash(inp: Inpcb) -> None:
    """Make a block with a local port findable (in_pcbinshash)."""
    inp.inp_vnet.vnet_pcbhash.setdefault((inp.inp_proto, inp.inp_lport), []).append(inp)


def in_pcbremhash(inp: Inpcb) -> None:
    """The reverse of in_pcbinshash; nothing happens when it has no port."""
    key = (inp.inp_proto, inp.inp_lport)
    chain = inp.inp_vnet.vnet_pcbhash.get(key)
    if chain is not None and inp in chain:
        chain.remove(inp)
        if not chain:
            del inp.inp_vnet.vnet_pcbhash[key]


def in_pcbbind(kernel: Kernel, p: Proc, inp: Inpcb, laddr: int, lport: int) -> None:
    """Give a block its local end (in_pcbbind). Errors: EINVAL (it has one), EADDRNOTAVAIL, EACCES (reserved port),
    EADDRINUSE.
    """
    if inp.inp_lport or inp.inp_laddr:
        raise Errno(EINVAL, "in_pcbbind: the socket is bound already")
    laddr = prison_local_ip4(kernel, p, inp.inp_cred, laddr)
    if kernel.watched:
        vnet_walk(kernel, inp.inp_vnet, "V_in_ifaddrhashtbl")
        vnet_walk(kernel, inp.inp_vnet, PCBINFO[inp.inp_proto])
    _check_local(inp.inp_vnet, laddr)
    if lport:
        check_port(kernel, p, inp, laddr, lport)
    else:
        lport = in_pcb_lport(inp, laddr)
    inp.inp_laddr, inp.inp_lport = laddr, lport
    in_pcbinshash(inp)


def _check_local(vnet: Vnet, laddr: int) -> None:
    """A local end is an own address, a broadcast of one, or a multicast group (ifa_ifwithaddr_check)."""
    if laddr == 0 or laddr >> 28 == 14 or laddr in vnet.vnet_inaddrs:
        return
    for ifas in vnet.vnet_inaddrs.values():
        if any(ifa.ia_broadcast == laddr for ifa in ifas):
            return
    raise Errno(EADDRNOTAVAIL, f"{inet_ntoa(laddr)} is no address of this stack.", "in_pcb.c: in_pcbbind_setup")


def check_port(kernel: Kernel, p: Proc, inp: Inpcb, laddr: int, lport: int) -> None:
    """Refuse a local port. Errors: EACCES (reserved), EADDRINUSE."""
    reserved = inp.inp_vnet.vnet_sysctls.get("net.inet.ip.portrange.reservedhigh", IPPORT_RESERVED - 1)
    if lport <= reserved and not can_priv(kernel, p.p_ucred, Priv.PRIV_NETINET_RESERVEDPORT):
        raise Errno(
            EACCES,
            f"Port {lport} is reserved, and PRIV_NETINET_RESERVEDPORT is not held.",
            "in_pcb.c: in_pcbbind_setup",
        )
    if in_pcb_conflict(inp, laddr, lport):
        raise Errno(EADDRINUSE, f"in_pcbbind: port {lport} is taken")


def _reuse(inp: Inpcb) -> tuple[bool, bool]:
    options = inp.inp_socket.so_options if inp.inp_socket is not None else {}
    return bool(options.get("SO_REUSEADDR")), bool(options.get("SO_REUSEPORT"))


def in_pcb_conflict(inp: Inpcb, laddr: int, lport: int) -> bool:
    """Whether another socket has this local end (in_pcblookup_local).

    With SO_REUSEADDR or SO_REUSEPORT the wildcard and a particular address go together, and connections that are
    ending do not count.
    """
    reuse_addr, reuse_port = _reuse(inp)
    for other in inp.inp_vnet.vnet_pcbhash.get((inp.inp_proto, lport), ()):
        if other is inp or not other.inp_vflag & inp.inp_vflag or not _same_jail_rules(inp, other):
            continue
        exact = other.inp_laddr == laddr
        if not exact and (reuse_addr or reuse_port or (laddr and other.inp_laddr)):
            continue
        _other_addr, other_port = _reuse(other)
        if reuse_port and other_port:
            continue
        ending = other.inp_socket is None or other.inp_fport != 0
        if (reuse_addr or reuse_port) and ending:
            continue
        return True
    return False


def _same_jail_rules(inp: Inpcb, other: Inpcb) -> bool:
    """A socket meets those of jails with the same list of addresses alone (in_pcblookup_local: prison_equal_ip4)."""
    family = AF_INET6 if other.inp_vflag & INP_IPV6 else AF_INET
    return prison_equal_ip(inp.inp_cred.cr_prison, other.inp_cred.cr_prison, family)


def in_pcb_lport(inp: Inpcb, laddr: int) -> int:
    """A free ephemeral port (in_pcb_lport_dest). Errors: EADDRNOTAVAIL when there is none."""
    vnet = inp.inp_vnet
    ends = (
        vnet.vnet_sysctls.get("net.inet.ip.portrange.first", IPPORT_EPHEMERALFIRST),
        vnet.vnet_sysctls.get("net.inet.ip.portrange.last", IPPORT_MAX),
    )
    first, last = min(ends), max(ends)
    for _ in range(last - first + 1):
        port = vnet.vnet_nextport if first <= vnet.vnet_nextport <= last else first
        vnet.vnet_nextport = port + 1
        if not in_pcb_conflict(inp, laddr, port):
            return port
    raise Errno(EADDRNOTAVAIL, "Every ephemeral port is taken.", "in_pcb.c: in_pcb_lport_dest")


def in_pcbladdr(inp: Inpcb, faddr: int) -> int:
    """The source address towards ``faddr`` (in_pcbladdr). Errors: ENETUNREACH (no route), EHOSTUNREACH, EAFNOSUPPORT.

    A jail that is held to addresses gets its own one on the outgoing interface, else its primary one.
    """
    cred, vnet = inp.inp_cred, inp.inp_vnet
    fixed = prison_saddrsel_ip4(cred)
    if fixed is not None:
        return fixed
    so = inp.inp_socket
    nhop = fib4_lookup(vnet, so.so_fibnum if so is not None else 0, faddr)
    if nhop is not None and not nhop.nh_ifp.if_flags & IFF_LOOPBACK:
        found = nhop.nh_ifa
    else:
        found = ifa_ifwithnet(vnet, faddr) or next(iter(vnet.vnet_inaddrs.get(faddr, ())), None)
    if cred.cr_prison.pr_ip4 is None or cred.cr_prison.pr_owns_vnet:
        if found is None:
            raise Errno(ENETUNREACH, f"in_pcbladdr: this stack has no route to {inet_ntoa(faddr)}")
        return found.ia_addr
    if found is None and nhop is None:
        raise Errno(ENETUNREACH, f"in_pcbladdr: this stack has no route to {inet_ntoa(faddr)}")
    return _jailed_source(cred, found)


def _jailed_source(cred: Ucred, found: Ifaddr | None) -> int:
    if found is not None:
        for ifa in (found, *found.ia_ifp.if_addrs):
            if can_prison_ip4(cred, ifa.ia_addr):
                return int(ifa.ia_addr)
    primary = prison_get_ip4(cred)
    if primary == 0:
        raise Errno(EHOSTUNREACH, "The jail has no address to send from.", "in_pcb.c: in_pcbladdr")
    return primary


def in_pcbconnect(kernel: Kernel, p: Proc, inp: Inpcb, faddr: int, fport: int) -> None:
    """Give a block its foreign end, and a local one if it has none (in_pcbconnect). Errors: EADDRNOTAVAIL,
    EADDRINUSE, ENETUNREACH ...
    """
    if fport == 0:
        raise Errno(EADDRNOTAVAIL, "Port 0 cannot be connected to.", "in_pcb.c: in_pcbconnect_setup")
    if kernel.watched:
        vnet_walk(kernel, inp.inp_vnet, PCBINFO[inp.inp_proto])
    faddr, laddr = in_pcbconnect_setup(kernel, p, inp, faddr)
    lport = inp.inp_lport
    if not lport:
        lport = in_pcb_lport(inp, laddr)
    for other in inp.inp_vnet.vnet_pcbhash.get((inp.inp_proto, lport), ()):
        if other is not inp and (other.inp_laddr, other.inp_faddr, other.inp_fport) == (laddr, faddr, fport):
            raise Errno(EADDRINUSE, "in_pcbconnect: there is such a connection already")
    in_pcbremhash(inp)
    inp.inp_laddr, inp.inp_lport, inp.inp_faddr, inp.inp_fport = laddr, lport, faddr, fport
    in_pcbinshash(inp)


def in_pcbconnect_setup(kernel: Kernel, p: Proc, inp: Inpcb, faddr: int) -> tuple[int, int]:
    """The real foreign address (0.0.0.0 is this machine, a jail's loopback its primary address) and the local one."""
    vnet = inp.inp_vnet
    if faddr == 0 and vnet.vnet_inaddrs:
        faddr = prison_get_ip4(inp.inp_cred) or next(iter(vnet.vnet_inaddrs))
    faddr = prison_remote_ip4(kernel, p, inp.inp_cred, faddr)
    if kernel.watched:
        vnet_walk(kernel, vnet, "V_rt_tables")
    return faddr, inp.inp_laddr or in_pcbladdr(inp, faddr)


def in_pcblookup(vnet: Vnet, proto: str, faddr: int, fport: int, laddr: int, lport: int) -> Inpcb | None:
    """The socket a packet is for: connected, else a jail's before the host's, a particular address before the
    wildcard (in_pcblookup).
    """
    best: Inpcb | None = None
    rank = 0
    for inp in vnet.vnet_pcbhash.get((proto, lport), ()):
        if not inp.inp_vflag & INP_IPV4:
            continue
        if inp.inp_fport:
            if inp.inp_faddr == faddr and inp.inp_fport == fport and inp.inp_laddr == laddr:
                return inp
            continue
        if inp.inp_laddr not in (0, laddr) or not can_prison_ip4(inp.inp_cred, laddr):
            continue
        jailed = inp.inp_cred.cr_prison.pr_ip4 is not None
        score = (4 if inp.inp_laddr else 1) + (2 if jailed else 0)
        if score > rank:
            best, rank = inp, score
    return best
