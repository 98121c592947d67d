"""The sockets of a stack as netstat(1) and sockstat(1) see them.

Models sys/netinet/in_pcb.c (in_pcbtoxinpcb), tcp_subr.c (tcp_pcblist) and the files part of kern_descrip.c (sysctl
kern.file). Kernel addresses are the simulator's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import cred_vnet
from simbsd.kern.kern_prot import can_see, can_see_cred
from simbsd.sys.records import SocketRecord, TcbRecord
from simbsd.sys.socketvar import Inpcb, Socket, Tcpcb

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

Holders = dict[Socket, tuple[tuple[int, int], ...]]

MSS_DEFAULT = 536  # net.inet.tcp.mssdflt
PCB_BASE, PCB_SIZE = 0xFFFFF80004000000, 0x400
_BASES = {"tcp": 0, "udp": 0x4000, "raw": 0x8000}
_RAW_NAMES = {1: "icmp", 58: "icmp6"}


def pcblist(kernel: Kernel, p: Proc, proto: str) -> list[SocketRecord]:
    """Every socket of a protocol in the caller's stack that the caller may see (cr_canseeinpcb), newest first."""
    holders = holders_of(kernel, p)
    table = cred_vnet(p.p_ucred).vnet_pcbs
    pcbs = table["raw"] + table["raw6"] if proto == "raw" else table[proto]
    seen = [pair for pair in enumerate(pcbs) if can_see_cred(kernel, p.p_ucred, pair[1].inp_cred)]
    return [_record(inp, holders, _BASES[proto] + place) for place, inp in reversed(seen)]


def holders_of(kernel: Kernel, p: Proc) -> Holders:
    """Which (pid, descriptor) hold each socket, of the processes that the caller may see (p_cansee)."""
    found: Holders = {}
    for pid in sorted(kernel.allproc):
        process = kernel.allproc[pid]
        if not can_see(kernel, p, process):
            continue
        for fd, fp in sorted(process.p_fd.fd_files.items()):
            if fp.f_type == "socket":
                found[fp.f_data] = (*found.get(fp.f_data, ()), (pid, fd))
    return found


def _record(inp: Inpcb, holders: Holders, place: int) -> SocketRecord:
    so, tp = inp.inp_socket, inp.inp_tcpcb
    proto = inp.inp_proto
    if proto in ("raw", "raw6"):
        proto = _RAW_NAMES.get(inp.inp_options.get("protocol", 0), "ip6" if inp.inp_inet6 else "ip")
    return SocketRecord(
        proto=proto, laddr=inp.inp_laddr, lport=inp.inp_lport, faddr=inp.inp_faddr, fport=inp.inp_fport,
        state=tp.t_state if tp is not None else "", uid=inp.inp_cred.cr_uid, jid=inp.inp_cred.cr_prison.pr_id,
        recvq=_receive_queue(so), sendq=len(so.so_sndbuf) if so is not None else 0,
        holders=holders.get(so, ()) if so is not None else (), vflag=inp.inp_vflag,
        qlen=len(so.so_queue) if so is not None and so.so_accepting else 0,
        qlimit=so.so_backlog if so is not None and so.so_accepting else 0,
        pcb=PCB_BASE + place * PCB_SIZE, tcb=_tcb(tp) if tp is not None else None,
    )  # fmt: skip


def _tcb(tp: Tcpcb) -> TcbRecord:
    """A connection that is not begun has a window without limit, and the least segments (tcp_newtcpcb)."""
    fresh = tp.t_state in ("CLOSED", "LISTEN")
    cwnd, maxseg = (0xFFFF << 14, MSS_DEFAULT) if fresh else (tp.snd_cwnd, tp.t_maxseg)
    return TcbRecord(tp.t_sndrexmitpack, tp.t_rcvoopack, tp.t_sndzerowin, cwnd, tp.snd_ssthresh, maxseg)


def _receive_queue(so: Socket | None) -> int:
    if so is None:
        return 0
    return len(so.so_queue) if so.so_accepting else len(so.so_rcvbuf) + so.so_rcvcc
