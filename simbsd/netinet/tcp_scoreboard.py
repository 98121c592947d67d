"""Selective acknowledgements at the sender: the holes between what the peer has, and which of them to fill next.

Models the sender's part of sys/netinet/tcp_sack.c (tcp_sack_doack, tcp_sack_output, tcp_sack_adjust) and tcp_subr.c
(tcp_record_dsack); leaves out limits on the number of holes, and the detection of lost retransmissions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet.tcp_options import TF_SACK_PERMIT, TOF_SACK, Tcpopt
from simbsd.netinet.tcp_sack import Block, earlier, later
from simbsd.netinet.tcp_subr import MASK, seq_diff
from simbsd.sys.socketvar import Sackhint, Sackhole

if TYPE_CHECKING:
    from simbsd.sys.socketvar import Tcpcb

SACK_NOCHANGE, SACK_CHANGE, SACK_NEWLOSS = 0, 1, 2


def tcp_is_sack_recovery(tp: Tcpcb, to: Tcpopt) -> bool:
    """Whether an acknowledgement has to do with the scoreboard."""
    return bool(tp.t_flags & TF_SACK_PERMIT and (to.to_flags & TOF_SACK or tp.sackhint.snd_holes))


def tcp_sack_doack(tp: Tcpcb, to: Tcpopt, ack: int) -> int:
    """Mark on the scoreboard what an acknowledgement tells of; whether that is new, and tells of more losses."""
    hint = tp.sackhint
    blocks, changed, left_edge = _valid(tp, to, ack)
    delivered = left_edge if changed else 0
    if not blocks:
        return changed
    blocks.sort(key=lambda block: seq_diff(block[1], tp.snd_una))
    if not hint.snd_holes:
        hint.snd_fack, hint.sacked_bytes = later(tp.snd_una, ack), 0
    start, end = blocks[-1]
    if seq_diff(hint.snd_fack, start) < 0:
        changed = _append(tp, blocks.pop(), ack)
        delivered += seq_diff(end, start)
    elif seq_diff(hint.snd_fack, end) < 0:
        delivered += seq_diff(end, hint.snd_fack)
        hint.snd_fack, changed = end, SACK_CHANGE
    marked, found = _mark(hint, blocks)
    delivered += marked
    changed = found or changed
    hint.delivered_data = delivered
    hint.sacked_bytes += delivered - left_edge
    return changed if to.to_flags & TOF_SACK else SACK_NOCHANGE


def _valid(tp: Tcpcb, to: Tcpopt, ack: int) -> tuple[list[Block], int, int]:
    """Blocks that can be, what moves the left edge for the first of them; if that is news, and by how much it moves.
    Blocks before the edge tell what came twice.
    """
    blocks: list[Block] = []
    hint, changed, moved = tp.sackhint, SACK_NOCHANGE, 0
    if seq_diff(tp.snd_una, ack) < 0 and hint.snd_holes:
        moved = seq_diff(ack, tp.snd_una)
        blocks.append((tp.snd_una, ack))
        if seq_diff(hint.snd_fack, ack) < 0:
            hint.snd_fack, changed = ack, SACK_CHANGE
    stats = tp.t_inpcb.inp_vnet.vnet_stats
    stats["tcp.tcps_sack_rcv_blocks"] += bool(to.to_flags & TOF_SACK)
    edge = later(tp.snd_una, ack)
    for start, end in to.to_sacks:
        new = seq_diff(start, edge) > 0 and seq_diff(start, tp.snd_max) < 0
        if new and seq_diff(end, start) > 0 and seq_diff(end, tp.snd_max) <= 0:
            blocks.append((start, end))
        elif seq_diff(start, ack) <= 0 and seq_diff(end, ack) <= 0:
            stats["tcp.tcps_dsack_count"] += 1
            stats["tcp.tcps_dsack_bytes"] += abs(seq_diff(end, start))
    return blocks, changed, moved


def _append(tp: Tcpcb, block: Block, ack: int) -> int:
    """The last block lies beyond all that was known: between is a hole, or the one that a rescue had filled."""
    hint = tp.sackhint
    start, end = block
    last = hint.snd_holes[-1] if hint.snd_holes else None
    if last is not None and seq_diff(hint.snd_fack, last.end) <= 0:
        last.start = last.rxmit = later(hint.snd_fack, later(tp.snd_una, ack))
        last.end, hint.snd_fack = start, end
        return SACK_NEWLOSS
    hint.snd_holes.append(Sackhole(hint.snd_fack, start, hint.snd_fack))
    hint.snd_fack = end
    return SACK_CHANGE


def _mark(hint: Sackhint, blocks: list[Block]) -> tuple[int, int]:
    """Take blocks out of holes, both from their ends on: how many bytes that delivers, and what has changed."""
    delivered, changed = 0, SACK_NOCHANGE
    at, block = len(hint.snd_holes) - 1, len(blocks) - 1
    while block >= 0 and at >= 0:
        hole, (start, end) = hint.snd_holes[at], blocks[block]
        if seq_diff(start, hole.end) >= 0:
            block -= 1
            continue
        if seq_diff(end, hole.start) <= 0:
            at -= 1
            continue
        hint.sack_bytes_rexmit -= _again(hole)
        got, changed = _cut(hint, at, start, end)
        delivered += got
        if at == len(hint.snd_holes) or hint.snd_holes[at] is not hole:
            at -= 1  # it is filled
            continue
        hint.sack_bytes_rexmit += _again(hole)
        if seq_diff(start, hole.start) <= 0:
            at -= 1
        else:
            block -= 1
    return delivered, changed


def _again(hole: Sackhole) -> int:
    """How much of a hole was sent again already."""
    return seq_diff(earlier(hole.rxmit, hole.end), hole.start)


def _cut(hint: Sackhint, at: int, start: int, end: int) -> tuple[int, int]:
    """Take a block that overlaps it out of a hole: all of it, an end, or its middle. Bytes, and what has changed."""
    hole = hint.snd_holes[at]
    front, rear = seq_diff(start, hole.start) <= 0, seq_diff(end, hole.end) >= 0
    if front and rear:
        del hint.snd_holes[at]
        return seq_diff(hole.end, hole.start), SACK_CHANGE
    if front:
        got, hole.start = seq_diff(end, hole.start), end
        hole.rxmit = later(hole.rxmit, hole.start)
        return got, SACK_CHANGE
    if rear:
        got, hole.end = seq_diff(hole.end, start), start
        hole.rxmit = earlier(hole.rxmit, hole.end)
        return got, SACK_CHANGE
    other = Sackhole(end, hole.end, later(hole.rxmit, end))
    hint.snd_holes.insert(at + 1, other)
    hint.sack_bytes_rexmit += _again(other)
    hole.end = start
    hole.rxmit = earlier(hole.rxmit, hole.end)
    return seq_diff(end, start), SACK_NEWLOSS


def tcp_sack_output(tp: Tcpcb) -> Sackhole | None:
    """The next hole of which something is to be sent again."""
    return next((hole for hole in tp.sackhint.snd_holes if seq_diff(hole.rxmit, hole.end) < 0), None)


def tcp_sack_adjust(tp: Tcpcb) -> None:
    """After a timeout: pass over what the peer is known to have (tcp_sack_adjust)."""
    hint = tp.sackhint
    if seq_diff(tp.snd_nxt, hint.snd_fack) >= 0:
        return
    for hole, after in zip(hint.snd_holes, [*hint.snd_holes[1:], None], strict=True):
        if seq_diff(tp.snd_nxt, hole.end) < 0:
            return
        if after is None or seq_diff(tp.snd_nxt, after.start) < 0:
            tp.snd_nxt = after.start if after is not None else hint.snd_fack
            return


def tcp_free_sackholes(tp: Tcpcb) -> None:
    """Forget the scoreboard."""
    tp.sackhint.snd_holes.clear()
    tp.sackhint.sack_bytes_rexmit = 0


def rescue(tp: Tcpcb, ack: int, size: int) -> None:
    """All holes are filled, and yet not all is acknowledged: the last segment is taken for lost too (RFC 6675)."""
    hint = tp.sackhint
    if hint.snd_holes or hint.delivered_data <= 0 or seq_diff(ack, hint.snd_recover) >= 0:
        return
    so = tp.t_inpcb.inp_socket
    highest = tp.snd_una + (len(so.so_sndbuf) if so is not None else 0) & MASK  # no FIN
    highest = earlier(earlier(tp.snd_max, highest), hint.snd_recover)
    if ack != highest:
        start = later(ack, highest - size & MASK)
        hint.snd_fack = ack
        hint.snd_holes.append(Sackhole(start, highest, start))
