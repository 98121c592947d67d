"""Raw IP sockets: a copy of every packet of their protocol that the stack has no other use for.

Models sys/netinet/raw_ip.c (rip_input, rip_send, rip_bind); leaves out divert sockets. A
program gets and gives values of sys/mbuf.py in place of bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.uipc_sockbuf import sbappendaddr
from simbsd.net.bpf import drop, inet_ntoa
from simbsd.netinet.in_jail import can_prison_ip4
from simbsd.sys.mbuf import IPPROTO_IGMP, Icmp, Ip, Mbuf
from simbsd.sys.socketvar import Inpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

RIP_SPACE = 9216


def rip_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Give a copy of a packet to every raw socket that wants it (rip_input)."""
    ip: Ip = m.m_payload
    taken = False
    for inp in ifp.if_vnet.vnet_pcbs["raw"]:
        if _wants(inp, ifp, ip) and inp.inp_socket is not None:
            taken = True
            if not sbappendaddr(kernel, inp.inp_socket, ip, (ip.src, 0), ip.length):
                drop(kernel, m, ifp, "The socket's receive buffer is full.")
    if not taken and type(ip.payload) is not Icmp and ip.proto != IPPROTO_IGMP:
        ifp.if_vnet.vnet_stats["ip.ips_noproto"] += 1
        drop(kernel, m, ifp, f"Nothing here takes protocol {ip.proto} of {inet_ntoa(ip.src)}.")


def _wants(inp: Inpcb, ifp: Ifnet, ip: Ip) -> bool:
    proto, laddr, faddr = inp.inp_options["protocol"], inp.inp_laddr, inp.inp_faddr
    if (proto and proto != ip.proto) or (laddr and laddr != ip.dst) or (faddr and faddr != ip.src):
        return False
    if ip.dst >> 28 == 14:  # IGMP is for all; a socket that has to do with groups hears its own alone
        from simbsd.netinet.in_mcast import has_moptions, is_member

        return ip.proto == IPPROTO_IGMP or not has_moptions(inp) or is_member(inp, ifp, ip.dst)
    return inp.inp_cred.cr_prison.pr_ip4 is None or can_prison_ip4(inp.inp_cred, ip.dst)
