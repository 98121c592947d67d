"""Raw IPv6 sockets: a copy of every packet of their protocol.

Models sys/netinet6/raw_ip6.c (rip6_input); leaves out multicast routing and checksums of other protocols. A program
gets and gives values of sys/mbuf.py in place of bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.uipc_sockbuf import sbappendaddr
from simbsd.net.bpf import drop
from simbsd.netinet.in_jail import can_prison_ip6
from simbsd.sys.in6 import in6_clearscope, in6_getscope, inet_ntop6, is_multicast
from simbsd.sys.mbuf import ICMP6_PARAM_PROB, ICMP6_PARAMPROB_NEXTHEADER, IPPROTO_NONE, Icmp6, Ip6, Mbuf
from simbsd.sys.socketvar import Inpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

_NXT = 6  # where an IPv6 header names what follows


def rip6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf, whole: Ip6 | None = None, previous: int = _NXT) -> None:
    """Give a copy of a packet to every raw socket that wants it; if none does, its sender is told which header names
    the protocol (rip6_input). ``whole`` is the packet with its extension headers, ``previous`` where that header is.
    """
    ip6: Ip6 = m.m_payload
    stats, taken = ifp.if_vnet.vnet_stats, False
    for inp in ifp.if_vnet.vnet_pcbs["raw6"]:
        if _wants(inp, ip6) and inp.inp_socket is not None:
            taken = True
            plain = ip6._replace(src=in6_clearscope(ip6.src), dst=in6_clearscope(ip6.dst))
            sender = (plain.src, 0, in6_getscope(ip6.src) or ifp.if_index)
            if not sbappendaddr(kernel, inp.inp_socket, plain, sender, ip6.length):
                stats["rip6.rip6s_fullsock"] = stats.get("rip6.rip6s_fullsock", 0) + 1
                drop(kernel, m, ifp, "The socket's receive buffer is full.")
    if type(ip6.payload) is Icmp6:
        return  # icmp6_rip6_input() counts nothing
    stats["rip6.rip6s_ipackets"] += 1
    if not taken:
        stats["rip6.rip6s_nosock"] += 1
        stats["rip6.rip6s_nosockmcast"] += m.m_broadcast
        stats["ip6.ip6s_delivered"] -= 1
        drop(kernel, m, ifp, f"Nothing here takes protocol {ip6.proto} of {inet_ntop6(in6_clearscope(ip6.src))}.")
        if ip6.proto != IPPROTO_NONE:
            from simbsd.netinet6.icmp6 import icmp6_error

            icmp6_error(kernel, ifp, m, whole or ip6, ICMP6_PARAM_PROB, ICMP6_PARAMPROB_NEXTHEADER, previous)


def _wants(inp: Inpcb, ip6: Ip6) -> bool:
    proto, laddr, faddr = inp.inp_options["protocol"], inp.inp_laddr, inp.inp_faddr
    if (proto and proto != ip6.proto) or (laddr and laddr != ip6.dst) or (faddr and faddr != ip6.src):
        return False
    wanted = inp.inp_socket.so_options.get("ICMP6_FILTER") if inp.inp_socket is not None else None
    if wanted and type(ip6.payload) is Icmp6 and ip6.payload.type not in wanted:
        return False
    plain = in6_clearscope(ip6.dst)
    return inp.inp_cred.cr_prison.pr_ip6 is None or is_multicast(plain) or can_prison_ip6(inp.inp_cred, plain)
