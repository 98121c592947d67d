"""TCP: windows larger than sixteen bits say (tcp_connect, syncache_add, tcp_do_segment, tcp_default_output)."""

from __future__ import annotations

import pytest
from nethost import NetHost
from wiretap import Ends, Options

from simbsd.machine import Machine


def windows(ends: Ends) -> list[int]:
    return [segment.win for segment in ends.tap.seen]


@pytest.mark.parametrize(
    ("client", "server", "scales", "said", "meant"),
    [
        ({}, {}, (6, 6), [65535, 65535, 1027, 1027, 1027], 65728),
        ({"rfc1323": 3}, {}, (0, 0), [65535] * 5, 65535),
        ({}, {"rfc1323": 3}, (0, 0), [65535] * 5, 65535),
    ],
)
def test_a_window_is_scaled_where_both_do_it_and_never_in_a_syn(
    net: NetHost, client: Options, server: Options, scales: tuple[int, int], said: list[int], meant: int
) -> None:
    """65700 bytes are free, 45 segments: in units of 64, rounded up, so that none is taken back."""
    ends = Ends(net, client, server)
    ends.send(b"data")
    net.run(1_000_000)
    one, other = ends.blocks()
    assert ((one.snd_scale, one.rcv_scale), (other.snd_scale, other.rcv_scale)) == (scales, scales)
    assert windows(ends) == said
    assert one.snd_wnd == meant


def test_a_large_buffer_is_filled_before_its_reader_comes(net: NetHost) -> None:
    ends = Ends(net, server={"SO_RCVBUF": 300_000})
    data = bytes(range(256)) * 1000
    for at in range(0, len(data), 20_000):
        ends.send(data[at : at + 20_000])
        net.run(1_000_000)
    held = ends.server.p_fd.fd_files[ends.accepted].f_data.so_rcvbuf
    assert (len(held), bytes(held) == data) == (256_000, True)
    assert ends.read(256_000) == data


def test_a_window_that_has_grown_is_told_when_it_is_a_quarter_of_the_buffer(net: NetHost) -> None:
    ends = Ends(net)
    ends.send(bytes(20 * 1448))
    net.run(1_000_000)
    told = []
    for read in range(1, 21):
        ends.tap.seen.clear()
        assert len(ends.read(1448)) == 1448
        told += [(read, segment.win) for segment in ends.tap.seen]
    assert told == [(12, 846)]


def test_a_window_of_less_than_a_segment_is_none(net: NetHost) -> None:
    ends = Ends(net, {"rfc1323": 0}, {"SO_RCVBUF": 8 * 1460})
    ends.send(bytes(8 * 1460 - 100))
    net.run(1_000_000)
    ends.tap.seen.clear()
    assert len(ends.read(1000)) == 1000
    ends.send(bytes(50))
    net.run(1_000_000)
    assert [(segment.sport, segment.win) for segment in ends.tap.seen if segment.sport == 80] == [(80, 50)]


@pytest.mark.parametrize(("release", "scale"), [("8.0", "wscale 3"), ("14.0", "wscale 6"), ("4.0", "[mss 16344],")])
def test_releases_have_other_buffers(release: str, scale: str) -> None:
    """kern.ipc.maxsockbuf was 256 kB; 4.0 has neither scale nor timestamps as it is set up."""
    machine = Machine(release, ttys=0)
    script = b"ifconfig lo0 127.0.0.1; tcpdump -lnc 1 -i lo0 tcp 2>/dev/null & sleep 1; nc -z 127.0.0.1 9; wait\n"
    out, _ = machine.script(script)
    assert scale.encode() in out
