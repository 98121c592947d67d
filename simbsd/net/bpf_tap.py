"""Handing packets to those who listen on an interface.

Models sys/net/bpf.c (bpf_mtap, bpf_mtap2, catchpacket). Callers look at ``ifp.if_bpf`` first: where nobody listens, a
packet costs that look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.net.bpf_wire import frame_bytes, loop_bytes
from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, DLT_PFLOG, PFLOG_HDRLEN, Captured, Insn, bpf_wordalign, pack_record
from simbsd.sys.bpf_filter import bpf_filter
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

LINKLEN = {DLT_NULL: 4, DLT_EN10MB: 14, DLT_PFLOG: PFLOG_HDRLEN}
DEFAULT_BUFSIZE = 4096  # net.bpf.bufsize
_IFCAP_TXCSUM = 0x2


@dataclass(slots=True, eq=False)
class BpfD:
    """A listener: the interface it is on, what it wants, the packets stored and those held for the next read;
    ``bd_hdrcmplt``: what it writes has its sender's address already; ``bd_wcount``: packets written.
    """

    bd_ifp: Ifnet | None = None
    bd_rfilter: tuple[Insn, ...] = ()
    bd_bufsize: int = DEFAULT_BUFSIZE
    bd_sbuf: bytearray = field(default_factory=bytearray)
    bd_hbuf: bytes = b""
    bd_rtout: int = 0
    bd_immediate: bool = False
    bd_promisc: bool = False
    bd_hdrcmplt: bool = False
    bd_pcp: int = 0
    bd_direction: str = "inout"
    bd_rcount: int = 0
    bd_dcount: int = 0
    bd_wcount: int = 0
    bd_fcount: int = 0
    bd_pid: int = 0


def bpf_dlt(ifp: Ifnet) -> int:
    """The link type of an interface (the DLT of its bpfattach)."""
    if ifp.if_type == "pflog":
        return DLT_PFLOG
    return DLT_NULL if ifp.if_type in ("lo", "tun", "gif", "stf") else DLT_EN10MB


def bpf_mtap(kernel: Kernel, ifp: Ifnet, m: Mbuf, sent: bool = False) -> None:
    """Show a frame (of a loopback interface: a packet) to all who listen (bpf_mtap). ``sent``: this host made it, and
    what its hardware adds is not there yet. What came in and went to a program that also writes by its listener, as
    dhclient(8) does, has arrived (``m_taken``); to one that only reads, as tcpdump(1), it was shown.
    """
    if bpf_dlt(ifp) == DLT_NULL:
        data = loop_bytes(m.m_payload)
    else:
        data = frame_bytes(m.m_payload, sent and m.m_rcvif is None and bool(ifp.if_capabilities & _IFCAP_TXCSUM))
    received = m.m_rcvif is ifp
    if bpf_mtap2(kernel, ifp, data, received) and received:
        m.m_taken = ifp.if_vnet


def bpf_mtap2(kernel: Kernel, ifp: Ifnet, data: bytes, received: bool = False) -> bool:
    """Show bytes, link header included, to all who listen; ``received``: they came by this interface (bpf_mtap2).
    Whether a program got them that writes by its listener too.
    """
    taken = False
    for d in ifp.if_bpf:
        if d.bd_direction == ("out" if received else "in"):
            continue
        d.bd_rcount += 1
        wanted = bpf_filter(d.bd_rfilter, data) if d.bd_rfilter else len(data)
        if wanted:
            packet = Captured(kernel.boottime * 1_000_000 + kernel.now, len(data), data[:wanted])
            taken |= _catchpacket(kernel, d, packet) and d.bd_wcount > 0
    return taken


def _catchpacket(kernel: Kernel, d: BpfD, packet: Captured) -> bool:
    """Store a packet; a full store becomes what the next read gets, and where that is full too, packets are lost
    (catchpacket). Whether it was stored.
    """
    assert d.bd_ifp is not None
    d.bd_fcount += 1
    record = pack_record(LINKLEN[bpf_dlt(d.bd_ifp)], packet)
    start = bpf_wordalign(len(d.bd_sbuf))
    if start + len(record) > d.bd_bufsize:
        if d.bd_hbuf or len(record) > d.bd_bufsize:
            d.bd_dcount += 1
            return False
        d.bd_hbuf = bytes(d.bd_sbuf)
        d.bd_sbuf.clear()
        start = 0
        wakeup(kernel, d)
    first = not d.bd_sbuf
    d.bd_sbuf += b"\0" * (start - len(d.bd_sbuf)) + record
    if first or d.bd_immediate:
        wakeup(kernel, d)
        selwakeup(kernel)
    return True
