"""TCP: the sender's part of selective acknowledgements, and recovery without them (tcp_sack.c, tcp_do_segment)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nethost import NetHost
from wiretap import Ends

from simbsd.netinet.tcp_options import TF_SACK_PERMIT, TOF_SACK, Tcpopt
from simbsd.netinet.tcp_scoreboard import tcp_sack_adjust, tcp_sack_doack, tcp_sack_output
from simbsd.sys.mbuf import Tcp
from simbsd.sys.socketvar import Sackhole, Tcpcb

SEGMENT = 1448
COUNTED = ("sndrexmitpack", "rexmttimeo", "sack_recovery_episode", "sack_rexmits", "sack_rexmit_bytes")


def sent(ends: Ends, size: int, lost: set[int]) -> list[int]:
    """The client sends so many segments, of which the ``lost`` ones do not come: which it sends again, in order."""
    base = ends.blocks()[0].snd_max
    seen: list[int] = []

    def change(segment: Tcp) -> Tcp | None:
        if not segment.data:
            return segment
        seen.append((segment.seq - base & 0xFFFFFFFF) // SEGMENT)
        return None if len(seen) - 1 in lost else segment

    ends.tap.change = change
    data = bytes(number % 251 for number in range(size * SEGMENT))
    ends.send(data)
    assert ends.read(len(data)) == data
    ends.net.run(1_000_000)
    return [number for at, number in enumerate(seen) if number in seen[:at]]


def counted(ends: Ends) -> list[int]:
    return [ends.one.vnet_stats[f"tcp.tcps_{name}"] for name in COUNTED]


@pytest.mark.parametrize(
    ("lost", "again", "counts"),
    [
        ({1}, [1], [1, 0, 1, 1, SEGMENT]),
        ({1, 3, 5}, [1, 3, 5], [3, 0, 1, 3, 3 * SEGMENT]),
        ({1, 2, 3}, [1, 2, 3], [3, 0, 1, 3, 3 * SEGMENT]),
        ({0, 1, 2, 3, 4}, [0, 1, 2, 3, 4], [5, 0, 1, 5, 5 * SEGMENT]),
    ],
)
def test_only_holes_are_sent_again(net: NetHost, lost: set[int], again: list[int], counts: list[int]) -> None:
    ends = Ends(net)
    assert sent(ends, 10, lost) == again
    assert counted(ends) == counts
    assert ends.blocks()[0].sackhint.snd_holes == []


def test_without_permission_one_loss_is_found_by_a_round_trip(net: NetHost) -> None:
    ends = Ends(net, {"sack.enable": 0})
    sent(ends, 2, set())
    assert sent(ends, 10, {1, 3, 5}) == [1, 3, 5]
    assert counted(ends) == [3, 0, 0, 0, 0]


def test_the_last_segment_is_sent_again_by_the_clock(net: NetHost) -> None:
    """Nothing comes after it that would tell of it."""
    ends = Ends(net)
    assert sent(ends, 4, {3}) == [3]
    assert counted(ends) == [1, 1, 0, 0, 0]


def test_a_hole_that_is_lost_once_more_waits_for_the_clock(net: NetHost) -> None:
    ends = Ends(net)
    assert sent(ends, 10, {1, 10}) == [1, 1]
    assert counted(ends) == [2, 1, 1, 1, SEGMENT]


def test_a_loss_halves_the_window(net: NetHost) -> None:
    ends = Ends(net)
    sent(ends, 10, {1})
    one = ends.blocks()[0]
    assert (one.snd_ssthresh, one.sackhint.recovering) == (9 * SEGMENT // 2, False)
    assert one.snd_cwnd < 10 * SEGMENT


def test_two_new_segments_go_before_the_loss_is_certain(net: NetHost) -> None:
    """The window of ten segments is full; each of the first two duplicates lets one more out (RFC 3042)."""
    ends = Ends(net)
    base = ends.blocks()[0].snd_max
    seen: list[int] = []

    def change(segment: Tcp) -> Tcp | None:
        if segment.data:
            seen.append((segment.seq - base & 0xFFFFFFFF) // SEGMENT)
        return None if segment.data and len(seen) == 1 else segment

    ends.tap.change = change
    ends.send(bytes(14 * SEGMENT))
    assert len(ends.read(14 * SEGMENT)) == 14 * SEGMENT
    assert seen[:13] == [*range(12), 0]
    assert sorted(seen) == [0, *range(14)]


def test_a_server_counts_what_it_was_told_of(net: NetHost) -> None:
    ends = Ends(net)
    sent(ends, 10, {1})
    client, server = (vnet.vnet_stats for vnet in (ends.one, ends.other))
    told = client["tcp.tcps_sack_rcv_blocks"]
    assert told == server["tcp.tcps_sack_send_blocks"] > 0


class _Inpcb:
    """As much of a control block as the scoreboard asks for."""

    inp_socket = None

    def __init__(self) -> None:
        self.inp_vnet = self
        self.vnet_stats = dict.fromkeys(
            (f"tcp.tcps_{name}" for name in ("sack_rcv_blocks", "dsack_count", "dsack_bytes")), 0
        )


def board(una: int = 0, top: int = 1000) -> Tcpcb:
    inp: Any = _Inpcb()
    return Tcpcb(inp, snd_una=una, snd_nxt=una, snd_max=una + top & 0xFFFFFFFF, t_flags=TF_SACK_PERMIT)


def tell(tp: Tcpcb, ack: int, *blocks: tuple[int, int]) -> int:
    return tcp_sack_doack(tp, Tcpopt(TOF_SACK if blocks else 0, to_sacks=blocks), ack)


def test_blocks_make_split_and_fill_holes() -> None:
    tp = board()
    tell(tp, 0, (400, 500))
    tell(tp, 0, (800, 900), (400, 500))
    assert tp.sackhint.snd_holes == [Sackhole(0, 400, 0), Sackhole(500, 800, 500)]
    tell(tp, 0, (600, 700))
    tell(tp, 100, (500, 550))
    assert tp.sackhint.snd_holes == [Sackhole(100, 400, 100), Sackhole(550, 600, 550), Sackhole(700, 800, 700)]
    assert tcp_sack_output(tp) == Sackhole(100, 400, 100)


def test_what_lies_before_the_edge_came_twice() -> None:
    tp = board(100)
    tell(tp, 300, (100, 200))
    assert tp.t_inpcb.inp_vnet.vnet_stats["tcp.tcps_dsack_bytes"] == 100
    assert tp.sackhint.snd_holes == []


@pytest.mark.parametrize(("nxt", "then"), [(0, 0), (400, 500), (450, 500), (600, 600), (800, 900), (950, 950)])
def test_what_the_peer_has_is_passed_over(nxt: int, then: int) -> None:
    tp = board()
    tell(tp, 0, (400, 500))
    tell(tp, 0, (800, 900))
    tp.snd_nxt = nxt
    tcp_sack_adjust(tp)
    assert tp.snd_nxt == then


@given(
    una=st.sampled_from([0, 0xFFFFFE00]),
    told=st.lists(
        st.tuples(st.integers(0, 90), st.lists(st.tuples(st.integers(1, 99), st.integers(1, 30)), max_size=3)),
        max_size=8,
    ),
)
def test_the_scoreboard_is_what_was_told(una: int, told: list[tuple[int, list[tuple[int, int]]]]) -> None:
    """Against sets of numbers: holes are what is neither acknowledged nor told, up to the highest that was told."""
    tp, known, edge, exact = board(una, 100), set[int](), 0, True
    for ack, spans in told:
        edge = next(number for number in range(max(edge, ack), 101) if number not in known)
        exact = exact and edge <= max(known, default=0) + 1  # an edge beyond it all is counted twice (tcp_sack_doack)
        blocks = [(start, min(start + size, 100)) for start, size in spans if start > edge]
        tell(tp, una + edge & 0xFFFFFFFF, *((una + a & 0xFFFFFFFF, una + b & 0xFFFFFFFF) for a, b in blocks))
        known |= {number for start, end in blocks for number in range(start, end)}
        tp.snd_una = una + edge & 0xFFFFFFFF
        top = max((number for number in known if number >= edge), default=-1)
        holes = [(hole.start - una & 0xFFFFFFFF, hole.end - una & 0xFFFFFFFF) for hole in tp.sackhint.snd_holes]
        covered = {number for start, end in holes for number in range(start, end)}
        assert covered == {number for number in range(edge, top) if number not in known}
        assert holes == sorted(holes)
        if holes and exact:
            assert tp.sackhint.sacked_bytes == len({number for number in known if number >= edge})
