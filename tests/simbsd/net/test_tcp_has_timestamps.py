"""TCP: timestamps, what is echoed, what is too old, and what the way takes (RFC 7323; tcp_do_segment)."""

from __future__ import annotations

import struct

from nethost import NetHost, ip4
from wiretap import Ends

from simbsd.netinet.tcp_options import tcp_dooptions
from simbsd.netinet.tcp_tstmp import TCP_PAWS_IDLE
from simbsd.sys.mbuf import TH_SYN, Tcp

_MASK = 0xFFFFFFFF


def times(segment: Tcp) -> tuple[int, int]:
    to = tcp_dooptions(segment, True)
    return to.to_tsval, to.to_tsecr


def stamped(segment: Tcp, value: int) -> Tcp:
    """A segment that says it was sent at another time."""
    options = segment.options[:-8] + struct.pack(">I", value & _MASK) + segment.options[-4:]
    return segment._replace(options=options)


def test_each_end_has_a_clock_of_its_own_in_milliseconds_and_echoes_the_others(net: NetHost) -> None:
    ends = Ends(net)
    net.run(5_000_000)
    ends.send(b"data")
    net.run(1_000_000)
    one, other = ends.blocks()
    syn, answer, ack, data, last = (times(segment) for segment in ends.tap.seen)
    assert syn[1] == 0
    assert (answer[1], ack[1], data[1], last[1]) == (syn[0], answer[0], answer[0], data[0])
    assert (data[0] - ack[0] & _MASK) == 5000
    clock = (net.kernel.now - net.kernel.booted) // 1000 - 1000
    assert (data[0] - one.ts_offset & _MASK, last[0] - other.ts_offset & _MASK) == (clock, clock)
    assert len({one.ts_offset, other.ts_offset, 0}) == 3


def test_offsets_differ_by_connection_or_by_pair_of_hosts_only(net: NetHost) -> None:
    first = Ends(net)
    second = net.call(first.client, "socket", 2, 1, 0)
    net.call(first.client, "connect", second, (ip4("10.0.0.2"), 80))
    offsets = [first.client.p_fd.fd_files[fd].f_data.so_pcb.inp_tcpcb.ts_offset for fd in (first.fd, second)]
    assert offsets[0] != offsets[1]
    first.one.vnet_sysctls["net.inet.tcp.ts_offset_per_conn"] = 0
    others = []
    for _ in range(2):
        fd = net.call(first.client, "socket", 2, 1, 0)
        net.call(first.client, "connect", fd, (ip4("10.0.0.2"), 80))
        others.append(first.client.p_fd.fd_files[fd].f_data.so_pcb.inp_tcpcb.ts_offset)
    assert others[0] == others[1] not in offsets


def test_the_same_machine_has_the_same_offsets() -> None:
    assert [Ends(NetHost()).blocks()[0].ts_offset for _ in range(2)] == [2070594855] * 2


def test_the_round_trip_is_measured_by_what_is_echoed(net: NetHost) -> None:
    ends = Ends(net)
    one, _ = ends.blocks()
    one.t_srtt = one.t_rtttime = 0
    ends.send(b"data")
    net.run(1_000_000)
    assert one.t_srtt == 1000  # what took less than a millisecond is one


def test_what_was_sent_before_is_dropped_acknowledged_and_counted(net: NetHost) -> None:
    ends = Ends(net)
    net.run(5_000_000)
    ends.send(b"one")
    assert ends.read(3) == b"one"
    late = []

    def older(segment: Tcp) -> Tcp:
        if not segment.data or late:
            return segment
        late.append(segment)
        return stamped(segment, times(segment)[0] - 60_000)

    ends.tap.change, ends.tap.seen[:] = older, []
    ends.send(b"two")
    assert ends.read(3) == b"two"
    again = [(segment.data, segment.ack) for segment in ends.tap.seen]
    assert [data for data, _ in again] == [b"two", b"", b"two", b""]
    assert again[3][1] == again[1][1] + 3
    stats = ends.other.vnet_stats
    assert [stats[f"tcp.tcps_{name}"] for name in ("pawsdrop", "rcvduppack", "rcvdupbyte")] == [1, 1, 3]


def test_a_time_that_is_24_days_old_says_nothing(net: NetHost) -> None:
    ends = Ends(net)
    _, other = ends.blocks()
    other.ts_recent_age -= TCP_PAWS_IDLE + 1000
    ends.tap.change = lambda segment: stamped(segment, times(segment)[0] - 60_000) if segment.data else segment
    ends.send(b"data")
    assert ends.read(4) == b"data"
    assert ends.other.vnet_stats["tcp.tcps_pawsdrop"] == 0


def test_a_missing_time_is_put_up_with_unless_it_is_not(net: NetHost) -> None:
    ends = Ends(net)
    bare: list[Tcp] = []

    def strip(segment: Tcp) -> Tcp:
        if segment.flags & TH_SYN or not segment.data or len(bare) > 1:
            return segment
        bare.append(segment)
        return segment._replace(options=b"")

    ends.tap.change = strip
    ends.send(b"one")
    assert ends.read(3) == b"one"
    assert ends.other.vnet_stats["tcp.tcps_rcvpack"] == 1
    ends.other.vnet_sysctls["net.inet.tcp.tolerate_missing_ts"] = 0
    ends.tap.seen.clear()
    ends.send(b"two")
    assert ends.read(3) == b"two"
    assert [segment.data for segment in ends.tap.seen] == [b"two", b"two", b""]
    assert len(bare) == 2


def test_segments_leave_room_for_the_time(net: NetHost) -> None:
    ends = Ends(net)
    ends.send(bytes(3000))
    assert len(ends.read(3000)) == 3000
    assert [len(segment.data) for segment in ends.tap.seen if segment.data] == [1448, 1448, 104]
    assert ends.blocks()[0].t_maxseg == 1460
