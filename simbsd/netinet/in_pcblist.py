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
SB_MAX, SB_EFFICIENCY, SNDLOWAT = 2 * 1024 * 1024, 8, 2048
MSIZE, MCLBYTES, MJUMPAGESIZE, MINCLSIZE = 256, 2048, 4096, 216
_RAW_NAMES = {1: "icmp", 58: "icmp6"}


def pcblist(kernel: Kernel, p: Proc, proto: str) -> list[SocketRecord]:
    """Every socket of a protocol in the caller's stack that the caller may see (cr_canseeinpcb), newest first."""
    holders = holders_of(kernel, p)
    table = cred_vnet(p.p_ucred).vnet_pcbs
    pcbs = table["raw"] + table["raw6"] if proto == "raw" else table[proto]
    return [_record(kernel, inp, holders) for inp in reversed(pcbs) if can_see_cred(kernel, p.p_ucred, inp.inp_cred)]


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


def _record(kernel: Kernel, inp: Inpcb, holders: Holders) -> SocketRecord:
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
        pcb=PCB_BASE + inp.inp_number * PCB_SIZE, tcb=_tcb(kernel, tp) if tp is not None else None,
        buffers=_buffers(so) if so is not None and not so.so_accepting else (0,) * 8,
    )  # fmt: skip


def _buffers(so: Socket) -> tuple[int, ...]:
    """Of both buffers (received, sent): most bytes, fewest bytes that wake a program, bytes of mbufs, most of those
    (soreserve, sbreserve_locked_limit).
    """
    received = _mbufs(len(so.so_rcvbuf)) + sum(_mbufs(size) for _, _, size in so.so_rcv)
    high = so.so_rcvhiwat, so.so_sndhiwat
    most = [min(one * SB_EFFICIENCY, SB_MAX) for one in high]
    return (*high, 1, min(SNDLOWAT, so.so_sndhiwat), received, _mbufs(len(so.so_sndbuf)), *most)


def _mbufs(size: int) -> int:
    """What the mbufs take that hold so many bytes: pages, a cluster for what is left, or no more than the mbuf's own
    room (m_getm2).
    """
    pages, rest = divmod(size, MJUMPAGESIZE)
    if rest > MCLBYTES:
        pages, rest = pages + 1, 0
    cluster = MCLBYTES if rest >= MINCLSIZE else 0
    return pages * (MSIZE + MJUMPAGESIZE) + (MSIZE + cluster if rest else 0)


def _tcb(kernel: Kernel, tp: Tcpcb) -> TcbRecord:
    """A connection that is not begun has a window without limit, and the least segments (tcp_newtcpcb)."""
    fresh = tp.t_state in ("CLOSED", "LISTEN")
    cwnd, maxseg = (0xFFFF << 14, MSS_DEFAULT) if fresh else (tp.snd_cwnd, tp.t_maxseg)
    now, opening = kernel.now, tp.t_state in ("SYN_SENT", "SYN_RCVD")
    keep, wait = (tp.t_2msl, None) if opening else (None, tp.t_2msl)  # one timer here: keepinit, then 2MSL
    due = [max(timer.c_when - now, 0) // 1000 if timer is not None else 0
           for timer in (tp.t_rexmt, tp.t_persist, keep, wait, None)]  # fmt: skip
    idle = (now - tp.t_rcvtime) // 1000
    return TcbRecord(
        tp.t_sndrexmitpack, tp.t_rcvoopack, tp.t_sndzerowin, cwnd, tp.snd_ssthresh, maxseg, (*due, idle)
    )


def _receive_queue(so: Socket | None) -> int:
    if so is None:
        return 0
    return len(so.so_queue) if so.so_accepting else len(so.so_rcvbuf) + so.so_rcvcc
