"""TCP: the receiver's part of selective acknowledgements (tcp_sack.c, RFC 2018 and RFC 2883)."""

from __future__ import annotations

import pytest
from nethost import NetHost
from wiretap import Ends, shown

from simbsd.netinet.tcp_sack import (
    MAX_SACK_BLKS,
    Block,
    tcp_clean_dsack_blocks,
    tcp_update_dsack_list,
    tcp_update_sack_list,
)
from simbsd.sys.mbuf import Tcp
from simbsd.sys.socketvar import Tcpcb


def told(ends: Ends) -> list[str]:
    """What the server acknowledged, and which blocks it told of, counted from the client's first byte."""
    base = ends.blocks()[0].iss + 1
    said = []
    for segment in ends.tap.seen:
        if segment.sport == 80 and not segment.data:
            blocks = shown(segment, base).partition("nop,nop,sack")[2].removesuffix("]")
            said.append(f"{segment.ack - base & 0xFFFFFFFF}{blocks}")
    return said


def losing(ends: Ends, *numbers: int) -> None:
    """From now on the client's data segments of these numbers get lost."""
    count = [0]

    def change(segment: Tcp) -> Tcp | None:
        count[0] += bool(segment.data)
        return None if segment.data and count[0] - 1 in numbers else segment

    ends.tap.change, ends.tap.seen[:] = change, []


def test_what_came_after_a_lost_segment_is_told(net: NetHost) -> None:
    ends = Ends(net)
    losing(ends, 0)
    ends.send(bytes(4 * 1448))
    net.run(100_000)
    assert told(ends) == ["0 1 {1448:2896}", "0 1 {1448:4344}", "0 1 {1448:5792}", "5792"]
    assert ends.other.vnet_stats["tcp.tcps_sack_send_blocks"] == 3


def test_the_newest_block_comes_first(net: NetHost) -> None:
    ends = Ends(net)
    losing(ends, 0, 2, 4)
    ends.send(bytes(6 * 1448))
    net.run(100_000)
    assert told(ends)[:3] == ["0 1 {1448:2896}", "0 2 {4344:5792}{1448:2896}", "0 3 {7240:8688}{4344:5792}{1448:2896}"]
    assert len(ends.read(6 * 1448)) == 6 * 1448


def test_without_permission_nothing_is_told(net: NetHost) -> None:
    ends = Ends(net, server={"sack.enable": 0})
    losing(ends, 0)
    ends.send(bytes(4 * 1448))
    net.run(100_000)
    assert told(ends) == ["0", "0", "0"]  # the first of them is none of three equal ones, for its window is scaled


def test_what_came_twice_is_told_once(net: NetHost) -> None:
    """The acknowledgement is lost, and the data is sent again: the block lies before what is acknowledged."""
    ends = Ends(net)
    ends.tap.seen.clear()
    ends.tap.change = lambda segment: None if segment.sport == 80 and len(ends.tap.seen) < 3 else segment
    ends.send(bytes(100))
    net.run(5_000_000)
    assert told(ends) == ["100", "100 1 {0:100}"]
    ends.send(bytes(100))
    net.run(1_000_000)
    assert told(ends)[2:] == ["200"]


def test_what_came_twice_or_too_early_is_counted(net: NetHost) -> None:
    """One segment is lost, one comes twice, and of one only the end is new: netstat -sp tcp tells of each."""
    ends = Ends(net)
    losing(ends, 0)
    ends.send(bytes(3 * 1448))
    net.run(1_000_000)
    ends.tap.change = lambda segment: None if segment.sport == 80 else segment
    ends.send(bytes(100))
    net.run(1000)
    ends.tap.change = lambda segment: segment
    ends.send(bytes(50))
    net.run(5_000_000)
    assert len(ends.read(3 * 1448 + 150)) == 3 * 1448 + 150
    names = ("rcvoopack", "rcvoobyte", "rcvduppack", "rcvdupbyte", "rcvpartduppack", "rcvpartdupbyte")
    assert [ends.other.vnet_stats[f"tcp.tcps_{name}"] for name in names] == [2, 2 * 1448, 0, 0, 1, 100]


def heard(*came: Block, update: object = tcp_update_dsack_list, nxt: int = 100) -> list[list[Block]]:
    """The blocks after each stretch of data that came."""
    tp = Tcpcb(None, rcv_nxt=nxt)  # type: ignore[arg-type]
    found = []
    for block in came:
        update(tp, *block)  # type: ignore[operator]
        found.append(list(tp.sackblks))
    return found


@pytest.mark.parametrize(
    ("came", "blocks"),
    [
        ([(200, 300), (300, 400)], [[(200, 300)], [(200, 400)]]),
        ([(300, 400), (200, 300)], [[(300, 400)], [(200, 400)]]),
        ([(200, 300), (400, 500), (300, 400)], [[(200, 300)], [(400, 500), (200, 300)], [(200, 500)]]),
        ([(200, 400), (300, 500)], [[(200, 400)], [(300, 400), (200, 500)]]),
        ([(200, 400), (200, 400)], [[(200, 400)], [(200, 400), (200, 400)]]),
        ([(200, 400), (250, 300)], [[(200, 400)], [(250, 300), (200, 400)]]),
    ],
)
def test_stretches_that_touch_are_one_and_what_came_twice_leads(came: list[Block], blocks: list[list[Block]]) -> None:
    assert heard(*came) == blocks


def test_no_more_than_six_blocks_are_known() -> None:
    came = [(at, at + 10) for at in range(200, 400, 20)]
    assert heard(*came)[-1] == list(reversed(came))[: MAX_SACK_BLKS - 1]  # one place is for what came twice
    assert heard(*came, update=tcp_update_sack_list)[-1] == list(reversed(came))[:MAX_SACK_BLKS]


def test_numbers_begin_again_at_zero() -> None:
    near = 0xFFFFFF00
    assert heard((near, 16), (16, 32), nxt=near - 100)[-1] == [(near, 32)]


def test_a_block_before_the_next_byte_is_gone_once_it_was_told() -> None:
    tp = Tcpcb(None, rcv_nxt=100)  # type: ignore[arg-type]
    tp.sackblks = [(50, 100), (200, 300)]
    tcp_clean_dsack_blocks(tp)
    assert tp.sackblks == [(200, 300)]
