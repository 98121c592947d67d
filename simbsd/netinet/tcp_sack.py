"""Selective acknowledgements: what a receiver tells of data that came out of order, or twice.

Models the receiver's part of sys/netinet/tcp_sack.c (tcp_update_sack_list, tcp_update_dsack_list,
tcp_clean_dsack_blocks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet.tcp_subr import seq_diff

if TYPE_CHECKING:
    from simbsd.sys.socketvar import Tcpcb

MAX_SACK_BLKS = 6
Block = tuple[int, int]


def later(one: int, other: int) -> int:
    """The later of two sequence numbers (SEQ_MAX)."""
    return one if seq_diff(one, other) > 0 else other


def earlier(one: int, other: int) -> int:
    """The earlier of two sequence numbers (SEQ_MIN)."""
    return one if seq_diff(one, other) < 0 else other


def tcp_update_sack_list(tp: Tcpcb, start: int, end: int) -> None:
    """Data came that is not next: its stretch, grown together with those it touches, is told first, and then the
    others, newest first (tcp_update_sack_list). An empty stretch that ends the first one keeps that.
    """
    blocks = tp.sackblks
    head = (start, end)
    if start == end and blocks and end == blocks[0][1]:
        head = blocks[0]
    saved: list[Block] = []
    for block in blocks:
        first, behind = block
        if seq_diff(first, behind) >= 0 or seq_diff(first, tp.rcv_nxt) <= 0:
            continue  # acknowledged by now
        if seq_diff(head[0], behind) <= 0 and seq_diff(head[1], first) >= 0:
            head, rest = _joined(head, block)
            if rest == head or rest is None:
                continue
            block = rest
        if saved and seq_diff(saved[-1][0], block[0]) >= 0 and seq_diff(saved[-1][1], block[1]) <= 0:
            saved.pop()
        saved.append(block)
    if seq_diff(start, end) < 0:
        tp.sackblks = [head, *saved[: MAX_SACK_BLKS - 1]]
    elif start == end and blocks and start == blocks[0][1]:
        tp.sackblks = [blocks[0], *saved]
    else:
        tp.sackblks = saved


def _joined(head: Block, block: Block) -> tuple[Block, Block | None]:
    """Two stretches that touch are one; of two that overlap the inner is told first, and the whole of both after it."""
    if head[0] == block[1]:
        return (block[0], head[1]), None
    if head[1] == block[0]:
        return (head[0], block[1]), None
    inner = later(head[0], block[0]), earlier(head[1], block[1])
    return inner, (earlier(head[0], block[0]), later(head[1], block[1]))


def tcp_update_dsack_list(tp: Tcpcb, start: int, end: int) -> None:
    """Data came of which some was there already: what came twice is told first, and then the whole stretch that it
    lies in (tcp_update_dsack_list, RFC 2883).
    """
    twice, around, identical = _overlaps(tp, start, end)
    first = (0, 0)
    known = tp.sackblks
    if seq_diff(end, tp.rcv_nxt) < 0 or (end == tp.rcv_nxt and known and known[0][1] == tp.rcv_nxt):
        first = (start, end)
    if seq_diff(twice[0], twice[1]) < 0:
        first = later(start, twice[0]), earlier(end, twice[1])
    saved = [first]
    if (seq_diff(tp.rcv_nxt, around[1]) < 0 and around != first) or identical:
        saved.append(around)
    for block in known:
        apart = seq_diff(block[1], around[0]) < 0 or seq_diff(block[0], around[1]) > 0
        if len(saved) < MAX_SACK_BLKS and apart and seq_diff(block[0], tp.rcv_nxt) > 0:
            saved.append(block)
    tp.sackblks = [block for block in saved if seq_diff(block[0], block[1]) < 0]


def _overlaps(tp: Tcpcb, start: int, end: int) -> tuple[Block, Block, bool]:
    """The first stretch that new data overlaps, all that it grows together with, and whether that was known as such."""
    twice, around, identical = (0, 0), (start, end), False
    for first, behind in tp.sackblks:
        if seq_diff(end, first) < 0 or seq_diff(start, behind) > 0:
            continue
        if seq_diff(tp.rcv_nxt, behind) > 0:
            common = later(start, first), earlier(end, behind)
            if common[0] != common[1] and (twice[0] == twice[1] or seq_diff(twice[0], common[0]) > 0):
                twice = common
            continue
        nearer = twice[0] == twice[1] or seq_diff(first, twice[0]) < 0
        if nearer and seq_diff(behind, start) > 0 and seq_diff(first, end) <= 0:
            twice = (first, behind)
        around = earlier(around[0], first), later(around[1], behind)
        identical = identical or around == (first, behind)
    return twice, around, identical


def tcp_clean_dsack_blocks(tp: Tcpcb) -> None:
    """What came twice has been told once, and that is enough (tcp_clean_dsack_blocks)."""
    tp.sackblks = [
        block for block in tp.sackblks
        if seq_diff(block[0], block[1]) < 0 and seq_diff(block[0], tp.rcv_nxt) > 0
    ]  # fmt: skip
