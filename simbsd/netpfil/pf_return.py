"""What a blocked sender is told: a reset, an ICMP error, or nothing.

Models sys/netpfil/pf/pf.c (pf_return, pf_send_icmp); what pf sends itself passes it (M_SKIP_FIREWALL).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet.ip_icmp import icmp_error
from simbsd.netinet6.icmp6 import icmp6_error
from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.netpfil.pf_send import build_tcp, send_tcp
from simbsd.netpfil.pf_wire import pull
from simbsd.sys.mbuf import (
    IPPROTO_ICMP,
    IPPROTO_ICMPV6,
    IPPROTO_TCP,
    TH_ACK,
    TH_FIN,
    TH_RST,
    TH_SYN,
    Tcp,
)
from simbsd.sys.pf_var import Pf, PfKrule
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def pf_return(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule) -> None:
    """Answer a blocked packet as its rule says (pf_return)."""
    rule = krule.rule
    if rule.ret == "drop" or pd.fragment:
        return
    pf.sending = True
    if pd.proto == IPPROTO_TCP and rule.ret in ("rst", "return"):
        if not pd.flags & TH_RST:
            _send_rst(kernel, pd, krule)
    elif pd.proto != IPPROTO_ICMP and pd.af == AF_INET and rule.ret != "rst":
        icmp_error(kernel, pd.ifp, pd.m, pd.m.m_payload, *rule.ret_icmp)
    elif pd.proto != IPPROTO_ICMPV6 and pd.af != AF_INET and rule.ret != "rst":
        icmp6_error(kernel, pd.ifp, pd.m, pd.m.m_payload, *rule.ret_icmp6)
    pf.sending = False


def _send_rst(kernel: Kernel, pd: PfPdesc, krule: PfKrule) -> None:
    """A reset in the name of the one that was addressed."""
    packet = pd.m.m_payload
    tcp: Tcp = packet.payload if type(packet.payload) is Tcp else pull(packet)[1]
    ack = tcp.seq + len(tcp.data) + bool(tcp.flags & TH_SYN) + bool(tcp.flags & TH_FIN) & 0xFFFFFFFF
    reset = Tcp(tcp.dport, tcp.sport, tcp.ack, ack, TH_RST | TH_ACK, 0)
    answer = build_tcp(pd.vnet, pd.af, packet.dst, packet.src, reset, krule.rule.ret_ttl)
    send_tcp(kernel, pd.vnet, answer, True, rtable=krule.rule.rtable)
