"""TCP: opening, refusing, moving data whatever is lost, and closing in every order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nethost import SECOND, NetHost, ip4

from simbsd.net.if_epair import epair_transmit
from simbsd.sys.kernel import Kernel
from simbsd.sys.mbuf import Ether, Ip, Mbuf, Tcp
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.socketvar import AF_INET, SHUT_WR, SOCK_STREAM, Socket
from simbsd.sys.vnet import Ifnet, Vnet

PEER = ip4("10.0.0.2")


def opened(net: NetHost, one: Vnet, other: Vnet) -> tuple[Proc, int, Proc, int, int]:
    """A connection from ``one`` to port 80 of ``other``: client and its descriptor, server, its listening and its new
    one.
    """
    server, client = net.process(other), net.process(one)
    listening = net.call(server, "socket", AF_INET, SOCK_STREAM, 0)
    net.call(server, "bind", listening, (0, 80))
    net.call(server, "listen", listening, 5)
    fd = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    net.call(client, "connect", fd, (PEER, 80))
    accepted, peer = net.call(server, "accept", listening)
    assert peer[0] == ip4("10.0.0.1")
    return client, fd, server, listening, accepted


def so(p: Proc, fd: int) -> Socket:
    found: Socket = p.p_fd.fd_files[fd].f_data
    return found


def states(vnet: Vnet) -> list[str]:
    return [inp.inp_tcpcb.t_state for inp in vnet.vnet_pcbs["tcp"]]


def close(net: NetHost, p: Proc, fd: int) -> None:
    net.call(p, "close", fd)


def test_the_handshake_as_watchers_see_it(net: NetHost) -> None:
    one, other = net.pair()
    assert net.hops(lambda: opened(net, one, other)) == [
        ("SYN", "epair0a > epair0b"),
        ("SYN+ACK", "epair0b > epair0a"),
        ("ACK", "epair0a > epair0b"),
    ]
    assert (states(one), states(other)) == (["ESTABLISHED"], ["LISTEN", "ESTABLISHED"])


def test_a_port_nobody_listens_on_refuses(net: NetHost) -> None:
    one, _ = net.pair()
    client = net.process(one)
    fd = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    seen = net.hops(lambda: net.refused(lambda: net.call(client, "connect", fd, (PEER, 81))))
    assert seen == [
        ("SYN", "epair0a > epair0b"),
        ("SYN", "No program listens on TCP port 81."),
        ("RST", "epair0b > epair0a"),
    ]
    assert states(one) == []


def test_refused_is_econnrefused_and_silence_is_etimedout_after_75_seconds(net: NetHost) -> None:
    one, other = net.pair()
    client = net.process(one)
    fd = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    assert net.refused(lambda: net.call(client, "connect", fd, (PEER, 81))) == "ECONNREFUSED"
    other.vnet_sysctls["net.inet.tcp.blackhole"] = 1
    fd = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    begin = net.kernel.now
    assert net.refused(lambda: net.call(client, "connect", fd, (PEER, 81))) == "ETIMEDOUT"
    assert (net.kernel.now - begin) // SECOND == 75


def test_no_route_is_refused_at_once(net: NetHost) -> None:
    one, _ = net.pair()
    client = net.process(one)
    fd = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    assert net.refused(lambda: net.call(client, "connect", fd, (ip4("192.0.2.1"), 80))) == "ENETUNREACH"


def test_the_client_closes_first(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    close(net, client, fd)
    net.run(1000)
    assert (states(one), states(other)) == (["FIN_WAIT_2"], ["LISTEN", "CLOSE_WAIT"])
    assert net.call(server, "recvfrom", accepted, 100) == (b"", None)
    close(net, server, accepted)
    net.run(1000)
    assert (states(one), states(other)) == (["TIME_WAIT"], ["LISTEN"])
    net.run(59 * SECOND)
    assert states(one) == ["TIME_WAIT"]
    net.run(2 * SECOND)
    assert states(one) == []


def test_both_close_at_once(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    close(net, client, fd)
    close(net, server, accepted)
    assert (states(one), states(other)) == (["FIN_WAIT_1"], ["LISTEN", "FIN_WAIT_1"])
    net.run(1000)
    assert (states(one), states(other)) == (["TIME_WAIT"], ["LISTEN", "TIME_WAIT"])


def test_half_closed_data_still_comes_back(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    net.call(client, "sendto", fd, b"question", None)
    net.call(client, "shutdown", fd, SHUT_WR)
    assert net.call(server, "recvfrom", accepted, 100) == (b"question", None)
    assert net.call(server, "recvfrom", accepted, 100) == (b"", None)
    net.call(server, "sendto", accepted, b"answer", None)
    assert net.call(client, "recvfrom", fd, 100) == (b"answer", None)
    assert net.refused(lambda: net.call(client, "sendto", fd, b"more", None)) == "EPIPE"
    close(net, server, accepted)
    assert net.call(client, "recvfrom", fd, 100) == (b"", None)


def test_data_for_a_closed_socket_is_reset(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    close(net, client, fd)
    net.run(1000)
    net.call(server, "sendto", accepted, b"late", None)
    net.run(1000)
    assert (states(one), states(other)) == ([], ["LISTEN"])
    assert net.refused(lambda: net.call(server, "recvfrom", accepted, 100)) == "ECONNRESET"


def test_closing_the_listener_leaves_the_connection(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, listening, accepted = opened(net, one, other)
    close(net, server, listening)
    net.call(client, "sendto", fd, b"x", None)
    assert net.call(server, "recvfrom", accepted, 10) == (b"x", None)
    second = net.call(client, "socket", AF_INET, SOCK_STREAM, 0)
    assert net.refused(lambda: net.call(client, "connect", second, (PEER, 80))) == "ECONNREFUSED"


def test_a_port_in_use(net: NetHost) -> None:
    one, other = net.pair()
    _, _, server, _, _ = opened(net, one, other)
    fd = net.call(server, "socket", AF_INET, SOCK_STREAM, 0)
    assert net.refused(lambda: net.call(server, "bind", fd, (0, 80))) == "EADDRINUSE"
    assert net.refused(lambda: net.call(server, "bind", fd, (ip4("10.0.0.9"), 81))) == "EADDRNOTAVAIL"
    assert net.refused(lambda: net.call(server, "bind", fd, (PEER, 81))) == "ok"
    assert net.refused(lambda: net.call(server, "bind", fd, (PEER, 82))) == "EINVAL"


def test_a_reader_that_sleeps_shuts_the_window_and_nothing_is_lost(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    sent = bytes(range(256)) * 400
    client.p_call = None
    with pytest.raises(Sleep):
        net.call(client, "sendto", fd, sent, None, us=20 * SECOND)
    queued = len(so(client, fd).so_sndbuf)
    held = len(so(server, accepted).so_rcvbuf)
    assert (so(server, accepted).so_rcvhiwat, held) == (65700, 67504)  # the window's edge moves on in units of 64
    assert queued == 33580  # whole segments
    got = b""
    while len(got) < held + queued:
        part, _ = net.call(server, "recvfrom", accepted, 4096)
        got += part
        net.run(1000)
    assert got == sent[: len(got)]


Plan = list[str]


def lossy(plan: list[str]) -> Any:
    """epair_transmit that treats each TCP segment by the next word of ``plan``: send, drop or late (swapped with the
    next).
    """
    kept: list[tuple[Ifnet, Mbuf]] = []

    def transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
        frame = m.m_payload
        if type(frame) is Ether and type(frame.payload) is Ip and type(frame.payload.payload) is Tcp and plan:
            word = plan.pop(0)
            if word == "drop":
                return 0
            if word == "late":
                kept.append((ifp, m))
                return 0
        error = epair_transmit(kernel, ifp, m, wait)
        while kept:
            epair_transmit(kernel, *kept.pop())
        return error

    return transmit


@settings(max_examples=25, deadline=None)
@given(
    plan=st.lists(st.sampled_from(["send", "send", "send", "drop", "late"]), max_size=60),
    sizes=st.lists(st.integers(1, 9000), min_size=1, max_size=6),
)
def test_a_stream_arrives_whole_whatever_is_lost_or_overtaken(plan: Plan, sizes: list[int]) -> None:
    net = NetHost()
    net.kernel.watched = False
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    for vnet, name in ((one, "epair0a"), (other, "epair0b")):
        net.ifp(name, vnet).if_transmit = lossy(plan)
    sent = b"".join(bytes([number % 251]) * size for number, size in enumerate(sizes))
    got = b""
    position = 0
    for size in sizes:
        net.call(client, "sendto", fd, sent[position : position + size], None, us=3000 * SECOND)
        position += size
    net.call(client, "shutdown", fd, SHUT_WR)
    while True:
        part, _ = net.call(server, "recvfrom", accepted, 5000, us=3000 * SECOND)
        if not part:
            break
        got += part
    assert got == sent
    close(net, server, accepted)
    close(net, client, fd)
    net.run(3000 * SECOND)
    assert (states(one), states(other)) == ([], ["LISTEN"])


def test_what_a_lost_peer_owes_times_out(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, _, _, _ = opened(net, one, other)
    net.ioctl("SIOCSIFFLAGS", "epair0b", 0, 1, vnet=other)
    net.call(client, "sendto", fd, b"x", None)
    assert net.refused(lambda: net.call(client, "recvfrom", fd, 10, us=3600 * SECOND)) == "ETIMEDOUT"
    assert states(one) == []


def test_a_lost_segment_is_sent_again(net: NetHost) -> None:
    one, other = net.pair()
    client, fd, server, _, accepted = opened(net, one, other)
    net.ifp("epair0a", one).if_transmit = lossy(["drop"])
    begin = net.kernel.now
    net.call(client, "sendto", fd, b"once", None)
    assert net.call(server, "recvfrom", accepted, 10) == (b"once", None)
    assert one.vnet_stats["tcp.tcps_sndrexmitpack"] == 1
    assert 200_000 < net.kernel.now - begin < 400_000
