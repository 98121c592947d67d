"""The local sockets of the machine as netstat(1) and sockstat(1) see them, and the sizes of their buffers.

Models sys/kern/uipc_usrreq.c (unp_pcblist and the net.local variables); kernel addresses are the simulator's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.kern.kern_prot import can_see_cred
from simbsd.kern.uipc_usrreq import DGRAM_MAX, DGRAM_SPACE, PIPSIZ
from simbsd.netinet.in_pcblist import Holders, holders_of
from simbsd.sys.records import UnixRecord
from simbsd.sys.socketvar import SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM
from simbsd.sys.sysctl import Oid
from simbsd.sys.unpcb import Unpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

PCB_BASE, PCB_SIZE = 0xFFFFF80003000000, 0x400
VNODE_BASE, VNODE_SIZE = 0xFFFFF80005000000, 0x1E0


def _pcb(unp: Unpcb | None) -> int:
    return 0 if unp is None else PCB_BASE + unp.unp_ino * PCB_SIZE


def _vnode(unp: Unpcb) -> int:
    return 0 if unp.unp_vnode is None else VNODE_BASE + unp.unp_vnode.v_ino % (1 << 24) * VNODE_SIZE


def _nextref(unp: Unpcb) -> Unpcb | None:
    """The datagram socket that stands after this one among those connected to the same."""
    refs = unp.unp_conn.unp_refs if unp.unp_conn is not None else []
    place = refs.index(unp) + 1 if unp in refs else len(refs)
    return refs[place] if place < len(refs) else None


def _record(unp: Unpcb, holders: Holders) -> UnixRecord:
    so = unp.unp_socket
    return UnixRecord(
        kind=so.so_type, address=_pcb(unp), vnode=_vnode(unp), conn=_pcb(unp.unp_conn),
        firstref=_pcb(unp.unp_refs[0] if unp.unp_refs else None), nextref=_pcb(_nextref(unp)), path=unp.unp_addr,
        recvq=len(so.so_rcvbuf) + so.so_rcvcc, sendq=0, qlen=len(so.so_queue),
        qlimit=so.so_backlog if so.so_accepting else 0, holders=holders.get(so, ()),
    )  # fmt: skip


def _pcblist(kind: int) -> Callable[[Kernel, Proc], list[UnixRecord]]:
    """The sockets of one type that the caller may see, newest first: of the whole machine, whatever the stack."""

    def get(kernel: Kernel, p: Proc) -> list[UnixRecord]:
        holders = holders_of(kernel, p)
        seen = [unp for unp in reversed(kernel.unpcbs.values()) if unp.unp_socket.so_type == kind]
        return [_record(unp, holders) for unp in seen if can_see_cred(kernel, p.p_ucred, unp.unp_socket.so_cred)]

    return get


def _size(name: str, description: str, size: int) -> Oid:
    return Oid(f"net.local.{name}", "int", description, size)


SYSCTLS: tuple[Oid, ...] = (
    _size("stream.sendspace", "Default stream send space.", PIPSIZ),
    _size("stream.recvspace", "Default stream receive space.", PIPSIZ),
    Oid("net.local.stream.pcblist", "opaque", "List of active local stream sockets", get=_pcblist(SOCK_STREAM)),
    _size("dgram.maxdgram", "Maximum datagram size.", DGRAM_MAX),
    _size("dgram.recvspace", "Default datagram receive space.", DGRAM_SPACE),
    Oid("net.local.dgram.pcblist", "opaque", "List of active local datagram sockets", get=_pcblist(SOCK_DGRAM)),
    _size("seqpacket.maxseqpacket", "Default seqpacket send space.", PIPSIZ),
    _size("seqpacket.recvspace", "Default seqpacket receive space.", PIPSIZ),
    Oid("net.local.seqpacket.pcblist", "opaque", "List of active local seqpacket sockets",
        get=_pcblist(SOCK_SEQPACKET)),
)  # fmt: skip
