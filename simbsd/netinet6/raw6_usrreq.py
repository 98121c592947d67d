"""What programs do with raw IPv6 sockets.

Models sys/netinet6/raw_ip6.c (rip6_attach, rip6_bind, rip6_connect, rip6_send); leaves out ancillary packet options
other than the outgoing interface, which is the option IPV6_PKTINFO here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.netinet.in_jail import prison_check_ip6
from simbsd.netinet.in_pcb import in_pcballoc
from simbsd.netinet.raw_ip import RIP_SPACE
from simbsd.netinet.raw_usrreq import RIP_PROTOSW, check_sent, rip_detach
from simbsd.netinet6.icmp6 import count
from simbsd.netinet6.in6_pcb import check_address6, in6_mapped_peeraddr, in6_mapped_sockaddr
from simbsd.netinet6.in6_src import in6_selectif, in6_selectsrc
from simbsd.netinet6.ip6_output import IPV6_DONTFRAG, IPV6_MINMTU, IPV6_NOLOOP, ip6_defhlim, ip6_output
from simbsd.sys.errno import EADDRNOTAVAIL, EISCONN, ENOTCONN, Errno
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_DEPRECATED,
    IN6_IFF_DETACHED,
    IN6_IFF_NOTREADY,
    in6_clearscope,
    in6_getscope,
    in6_setscope,
    is_multicast,
    is_scoped,
)
from simbsd.sys.mbuf import IP6_HDR_LEN, Icmp6, Ip6, payload_length
from simbsd.sys.priv import Priv
from simbsd.sys.socketvar import INP_IPV6, Inpcb, Protosw, Socket
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_UNUSABLE = IN6_IFF_ANYCAST | IN6_IFF_NOTREADY | IN6_IFF_DETACHED | IN6_IFF_DEPRECATED
_FLAGS = (("IPV6_DONTFRAG", IPV6_DONTFRAG), ("IPV6_USE_MIN_MTU", IPV6_MINMTU))


def rip6_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A raw socket (rip6_attach). Errors: EPERM without PRIV_NETINET_RAW."""
    priv_check(kernel, p, Priv.PRIV_NETINET_RAW)
    inp = in_pcballoc(so, "raw6")
    inp.inp_options["protocol"] = so.so_proto
    inp.inp_inet6, inp.inp_vflag = True, INP_IPV6
    so.so_rcvhiwat = RIP_SPACE


def rip6_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Take only what is sent to an own address, and send from it (rip6_bind). Errors: EADDRNOTAVAIL."""
    host, _ = check_address6(so.so_vnet, address)
    prison_check_ip6(so.so_cred, in6_clearscope(host))
    ia = so.so_vnet.vnet_in6addrs.get(host)
    if host and (ia is None or ia.ia6_flags & _UNUSABLE):
        raise Errno(EADDRNOTAVAIL, "That is no usable address of this stack.", "raw_ip6.c: rip6_bind")
    so.so_pcb.inp_laddr = host


def rip6_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Talk to one address only, from the address that fits it (rip6_connect)."""
    host, _ = check_address6(so.so_vnet, address)
    inp: Inpcb = so.so_pcb
    host, laddr, _ = _ends(kernel, so, host)
    inp.inp_faddr, inp.inp_laddr = host, laddr
    so.so_isconnected = True


def _ends(kernel: Kernel, so: Socket, dst: int) -> tuple[int, int, Ifnet | None]:
    """Destination with its zone, source, and the outgoing interface where the program or the zone names one."""
    inp: Inpcb = so.so_pcb
    vnet = so.so_vnet
    index = so.so_options.get("IPV6_PKTINFO", 0)
    if is_multicast(dst):
        index = index or so.so_options.get("IPV6_MULTICAST_IF", 0)
    if is_scoped(dst) and not in6_getscope(dst):
        index = index or in6_selectif(vnet, so.so_fibnum, dst).if_index
    dst = in6_setscope(dst, index)
    ifp = vnet.vnet_ifnets.get(index or in6_getscope(dst))
    if inp.inp_laddr:
        return dst, inp.inp_laddr, ifp
    return dst, in6_selectsrc(kernel, vnet, so.so_fibnum, dst, ifp, inp.inp_cred), ifp


def rip6_send(kernel: Kernel, p: Proc, so: Socket, data: Any, address: Any) -> int:
    """Send a packet (rip6_send). Errors: EISCONN, ENOTCONN, and those of source selection and ip6_output."""
    inp: Inpcb = so.so_pcb
    if so.so_isconnected and address is not None:
        raise Errno(EISCONN, "The socket is connected.", "raw_ip6.c: rip6_send")
    if not so.so_isconnected and address is None:
        raise Errno(ENOTCONN, "No destination.", "raw_ip6.c: rip6_send")
    vnet, options = so.so_vnet, so.so_options
    dst = inp.inp_faddr if address is None else check_address6(vnet, address)[0]
    dst, src, ifp = _ends(kernel, so, dst)
    if inp.inp_cred.cr_prison.pr_ip6 is not None:
        prison_check_ip6(inp.inp_cred, in6_clearscope(src))
    payload = data if type(data) is Icmp6 else bytes(data)
    size = payload_length(payload)
    hlim = options.get("IPV6_UNICAST_HOPS", ip6_defhlim(vnet, ifp))
    flags = sum(flag for name, flag in _FLAGS if options.get(name))
    if is_multicast(dst):
        hlim = options.get("IPV6_MULTICAST_HOPS", 1)
        flags |= 0 if options.get("IPV6_MULTICAST_LOOP", 1) else IPV6_NOLOOP
    if type(payload) is Icmp6:
        count(vnet, "out", payload.type)
    packet = Ip6(src, dst, so.so_proto, hlim, payload, IP6_HDR_LEN + size, tos=options.get("IPV6_TCLASS", 0))
    check_sent(ip6_output(kernel, vnet, packet, so.so_fibnum, flags, ifp))
    vnet.vnet_stats["rip6.rip6s_opackets"] += 1
    return size


def rip6_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed (rip6_detach)."""
    if "memberships" in so.so_pcb.inp_options:
        from simbsd.netinet6.in6_mcast import ip6_freemoptions

        ip6_freemoptions(kernel, so.so_pcb)
    rip_detach(kernel, so)


RIP6_PROTOSW = Protosw(
    rip6_attach, rip6_detach, rip6_bind, rip6_connect, RIP_PROTOSW.listen, rip6_send, RIP_PROTOSW.rcvd,
    RIP_PROTOSW.shutdown, sockaddr=in6_mapped_sockaddr, peeraddr=in6_mapped_peeraddr,
)  # fmt: skip
