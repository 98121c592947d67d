"""TCP's options: what a segment says by them, and what an own segment has to say.

Models struct tcpopt (sys/netinet/tcp_var.h), tcp_dooptions (tcp_input.c), tcp_addoptions and its call in
tcp_default_output (tcp_output.c), tcp_maxseg (tcp_subr.c) and tcp_ts_getticks (tcp_seq.h); leaves out signatures and
Fast Open.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from simbsd.sys.mbuf import TH_SYN, Tcp

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.socketvar import Tcpcb

# tcp_var.h: what a connection asked for and was granted (t_flags), and what options a segment has (to_flags).
TF_REQ_SCALE, TF_RCVD_SCALE, TF_REQ_TSTMP, TF_RCVD_TSTMP, TF_SACK_PERMIT = 0x20, 0x40, 0x80, 0x100, 0x200
TOF_MSS, TOF_SCALE, TOF_SACKPERM, TOF_TS, TOF_SACK = 0x01, 0x02, 0x04, 0x10, 0x80
TCPOPT_EOL, TCPOPT_NOP, TCPOPT_MAXSEG, TCPOPT_WINDOW, TCPOPT_SACK_PERMITTED, TCPOPT_SACK, TCPOPT_TIMESTAMP = (
    0, 1, 2, 3, 4, 5, 8,
)  # fmt: skip
TCP_MAXOLEN, TCP_MAX_WINSHIFT, TCPOLEN_SACK, TCPOLEN_TSTAMP_APPA = 40, 14, 8, 12
_APPA = bytes((TCPOPT_NOP, TCPOPT_NOP, TCPOPT_TIMESTAMP, 10))
_MASK = 0xFFFFFFFF
_ESTABLISHED = ("ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK", "FIN_WAIT_2", "TIME_WAIT")


class Tcpopt(NamedTuple):
    """Options of one segment (struct tcpopt): ``to_flags`` says which of the others mean something. Times are in
    milliseconds, blocks of ``to_sacks`` are sequence numbers: the first of it, and the first behind it.
    """

    to_flags: int = 0
    to_mss: int = 0
    to_wscale: int = 0
    to_tsval: int = 0
    to_tsecr: int = 0
    to_sacks: tuple[tuple[int, int], ...] = ()


NO_OPTIONS = Tcpopt()


def tcp_dooptions(th: Tcp, do_sack: bool) -> Tcpopt:
    """What a segment's options say (tcp_dooptions); nonsense ends them."""
    data = th.options
    if len(data) == TCPOLEN_TSTAMP_APPA and data.startswith(_APPA):
        return Tcpopt(TOF_TS, 0, 0, *struct.unpack_from(">II", data, 4))
    syn = bool(th.flags & TH_SYN)
    to = NO_OPTIONS
    if not data:
        return Tcpopt(TOF_MSS, th.mss) if th.mss and syn else to
    at = 0
    while at < len(data) and data[at] != TCPOPT_EOL:
        if data[at] == TCPOPT_NOP:
            at += 1
            continue
        size = data[at + 1] if at + 1 < len(data) else 0
        if not 2 <= size <= len(data) - at:
            break
        to = _take(to, data[at], data[at + 2 : at + size], syn, do_sack)
        at += size
    return to


def _take(to: Tcpopt, kind: int, value: bytes, syn: bool, do_sack: bool) -> Tcpopt:
    """One option more; one of a wrong length, or where it may not be, is passed over."""
    size, flags = len(value), to.to_flags
    if kind == TCPOPT_TIMESTAMP and size == 8:
        val, ecr = struct.unpack(">II", value)
        return to._replace(to_flags=flags | TOF_TS, to_tsval=val, to_tsecr=ecr)
    if kind == TCPOPT_SACK and size and size % TCPOLEN_SACK == 0 and not syn:
        edges = struct.unpack(f">{size // 4}I", value)
        return to._replace(to_flags=flags | TOF_SACK, to_sacks=tuple(zip(edges[::2], edges[1::2], strict=True)))
    if not syn:
        return to
    if kind == TCPOPT_MAXSEG and size == 2:
        return to._replace(to_flags=flags | TOF_MSS, to_mss=int.from_bytes(value, "big"))
    if kind == TCPOPT_WINDOW and size == 1:
        return to._replace(to_flags=flags | TOF_SCALE, to_wscale=min(value[0], TCP_MAX_WINSHIFT))
    if kind == TCPOPT_SACK_PERMITTED and size == 0 and do_sack:
        return to._replace(to_flags=flags | TOF_SACKPERM)
    return to


def tcp_addoptions(to: Tcpopt) -> bytes:
    """The options as they are on the wire, in the order and with the filling that aligns them (tcp_addoptions)."""
    opt = bytearray()
    for flag, modulus, remainder in _LAYOUT:
        if not to.to_flags & flag:
            continue
        while len(opt) % modulus != remainder:
            opt.append(TCPOPT_NOP)
        opt += _encoded(flag, to, TCP_MAXOLEN - len(opt))
    return bytes(opt) + bytes(-len(opt) % 4)  # EOL and padding


# In the order of the flags, each where its length leaves a remainder by a modulus.
_LAYOUT = ((TOF_MSS, 4, 0), (TOF_SCALE, 2, 1), (TOF_SACKPERM, 2, 0), (TOF_TS, 4, 2), (TOF_SACK, 4, 2))


def _encoded(flag: int, to: Tcpopt, room: int) -> bytes:
    if flag == TOF_MSS:
        return struct.pack(">BBH", TCPOPT_MAXSEG, 4, to.to_mss)
    if flag == TOF_SCALE:
        return bytes((TCPOPT_WINDOW, 3, to.to_wscale))
    if flag == TOF_SACKPERM:
        return bytes((TCPOPT_SACK_PERMITTED, 2))
    if flag == TOF_TS:
        return struct.pack(">BBII", TCPOPT_TIMESTAMP, 10, to.to_tsval, to.to_tsecr)
    blocks = to.to_sacks[: (room - 2) // TCPOLEN_SACK]
    head = bytes((TCPOPT_SACK, 2 + len(blocks) * TCPOLEN_SACK))
    return head + b"".join(struct.pack(">II", start, end) for start, end in blocks)


def tcp_ts_getticks(kernel: Kernel) -> int:
    """The clock of timestamps: milliseconds since the machine came up (tcp_ts_getticks)."""
    return (kernel.now - kernel.booted) // 1000 & _MASK


def has_noopt(tp: Tcpcb) -> bool:
    """Whether its program wants no options in its segments (TF_NOOPT, which setsockopt(2) sets)."""
    so = tp.t_inpcb.inp_socket
    return so is not None and bool(so.so_options.get("TCP_NOOPT"))


def syn_options(kernel: Kernel, tp: Tcpcb, mss: int) -> Tcpopt:
    """What a SYN, or the answer to one, says: all that is asked for, or was asked for by the peer."""
    flags, to_flags = tp.t_flags, TOF_MSS
    if has_noopt(tp):
        return NO_OPTIONS
    if flags & TF_REQ_SCALE:
        to_flags |= TOF_SCALE
    if flags & TF_SACK_PERMIT:
        to_flags |= TOF_SACKPERM
    if flags & (TF_REQ_TSTMP | TF_RCVD_TSTMP):
        to_flags |= TOF_TS
    return Tcpopt(to_flags, mss, tp.request_r_scale, tcp_ts_getticks(kernel) + tp.ts_offset & _MASK, tp.ts_recent)


def segment_options(kernel: Kernel, tp: Tcpcb) -> bytes:
    """The options of a segment that is no SYN: a timestamp, and what came out of order."""
    if has_noopt(tp):
        return b""
    if not tp.sackblks or tp.t_state not in _ESTABLISHED:
        if not tp.t_flags & TF_RCVD_TSTMP:
            return b""
        now = tcp_ts_getticks(kernel) + tp.ts_offset & _MASK
        return _APPA + struct.pack(">II", now, tp.ts_recent)
    stamped = TOF_TS if tp.t_flags & TF_RCVD_TSTMP else 0
    tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_sack_send_blocks"] += 1
    now = tcp_ts_getticks(kernel) + tp.ts_offset & _MASK
    return tcp_addoptions(Tcpopt(TOF_SACK | stamped, 0, 0, now, tp.ts_recent, tuple(tp.sackblks)))


def tcp_optlen(tp: Tcpcb) -> int:
    """How many octets the options of the next segment take."""
    if has_noopt(tp):
        return 0
    size = TCPOLEN_TSTAMP_APPA if tp.t_flags & TF_RCVD_TSTMP else 0
    if tp.sackblks and tp.t_state in _ESTABLISHED:
        size += 4
        size += min(len(tp.sackblks), (TCP_MAXOLEN - size) // TCPOLEN_SACK) * TCPOLEN_SACK
    return size


def tcp_maxseg(tp: Tcpcb) -> int:
    """How much data a segment holds beside its options (tcp_maxseg)."""
    return max(tp.t_maxseg - tcp_optlen(tp), 1)
