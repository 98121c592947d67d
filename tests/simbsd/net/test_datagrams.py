"""UDP, ICMP and fragments: delivery, refusals, errors that come back, limits."""

from __future__ import annotations

from nethost import SECOND, NetHost, ip4

from simbsd.netinet.ip_output import ip_fragment
from simbsd.sys.mbuf import Icmp, Ip, Udp
from simbsd.sys.socketvar import AF_INET, AF_NETLINK, AF_ROUTE, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM
from simbsd.sys.vnet import Vnet

ONE, TWO = ip4("10.0.0.1"), ip4("10.0.0.2")


def udp(net: NetHost, vnet: Vnet, port: int = 0) -> tuple[object, int]:
    p = net.process(vnet)
    fd = net.call(p, "socket", AF_INET, SOCK_DGRAM, 0)
    if port:
        net.call(p, "bind", fd, (0, port))
    return p, fd


def test_a_datagram_and_its_answer(net: NetHost) -> None:
    one, other = net.pair()
    client, c = udp(net, one)
    server, s = udp(net, other, 53)
    assert net.call(client, "sendto", c, b"who?", (TWO, 53)) == 4
    data, sender = net.call(server, "recvfrom", s, 100)
    assert (data, sender) == (b"who?", (ONE, 10000))
    net.call(server, "sendto", s, b"you", sender)
    assert net.call(client, "recvfrom", c, 2) == (b"yo", (TWO, 53))


def test_a_connected_socket_learns_that_nobody_listens(net: NetHost) -> None:
    one, _ = net.pair()
    client, c = udp(net, one)
    net.call(client, "connect", c, (TWO, 99))
    seen = net.hops(lambda: net.call(client, "sendto", c, b"x", None))
    assert seen == [
        ("udp", "epair0a > epair0b"),
        ("udp", "No program listens on UDP port 99."),
        ("unreachable", "epair0b > epair0a"),
    ]
    assert net.refused(lambda: net.call(client, "recvfrom", c, 10)) == "ECONNREFUSED"


def test_refusals(net: NetHost) -> None:
    one, _ = net.pair()
    client, c = udp(net, one)
    assert net.refused(lambda: net.call(client, "sendto", c, b"x", None)) == "EDESTADDRREQ"
    assert net.refused(lambda: net.call(client, "sendto", c, b"x" * 9217, (TWO, 1))) == "EMSGSIZE"
    assert net.refused(lambda: net.call(client, "sendto", c, b"x", (ip4("10.0.0.255"), 1))) == "EACCES"
    assert net.refused(lambda: net.call(client, "sendto", c, b"x", (ip4("192.0.2.1"), 1))) == "ENETUNREACH"
    assert net.refused(lambda: net.call(client, "listen", c, 1)) == "EOPNOTSUPP"
    assert net.refused(lambda: net.call(client, "setsockopt", c, "SO_NOSUCH", 1)) == "ENOPROTOOPT"
    assert net.refused(lambda: net.call(client, "getpeername", c)) == "ENOTCONN"
    assert net.refused(lambda: net.call(client, "socket", AF_ROUTE, SOCK_STREAM, 0)) == "EAFNOSUPPORT"
    assert net.refused(lambda: net.call(client, "socket", AF_NETLINK, SOCK_STREAM, 0)) == "EPROTOTYPE"
    assert net.refused(lambda: net.call(client, "socket", AF_INET, SOCK_STREAM, 17)) == "EPROTONOSUPPORT"
    assert net.refused(lambda: net.call(client, "netlink", c, "RTM_GETLINK", {})) == "EOPNOTSUPP"


def test_broadcast_with_leave(net: NetHost) -> None:
    one, other = net.pair()
    client, c = udp(net, one)
    server, s = udp(net, other, 67)
    net.call(client, "setsockopt", c, "SO_BROADCAST", 1)
    net.call(client, "sendto", c, b"all", (ip4("10.0.0.255"), 67))
    assert net.call(server, "recvfrom", s, 10) == (b"all", (ONE, 10000))


def test_waiting_ends_when_the_option_says(net: NetHost) -> None:
    one, _ = net.pair()
    client, c = udp(net, one)
    net.call(client, "setsockopt", c, "SO_RCVTIMEO", 5 * SECOND)
    client.p_call = None  # type: ignore[attr-defined]
    net.run(SECOND)
    from simbsd.kern.kern_timeout import callout_reset

    callout_reset(net.kernel, 5 * SECOND, lambda kernel: None)
    assert net.refused(lambda: net.call(client, "recvfrom", c, 10)) == "EAGAIN"


def test_a_large_echo_goes_in_pieces_and_comes_back_whole(net: NetHost) -> None:
    one, _ = net.pair()
    p = net.process(one)
    fd = net.call(p, "socket", AF_INET, SOCK_RAW, 1)
    net.call(p, "sendto", fd, Icmp(8, 0, 7, 1, bytes(range(250)) * 20), (TWO, 0))
    packet, sender = net.call(p, "recvfrom", fd, 65535)
    assert (packet.length, sender) == (5028, (TWO, 0))
    assert packet.payload == Icmp(0, 0, 7, 1, bytes(range(250)) * 20)
    assert one.vnet_stats["ip.ips_ofragments"] == 4
    assert one.vnet_stats["ip.ips_reassembled"] == 1


def test_fragments_fit_and_cover(net: NetHost) -> None:
    ip = Ip(ONE, TWO, 17, 64, Udp(1, 2, bytes(4000)), 4028)
    pieces = ip_fragment(ip, 1500)
    assert [(piece.offset, piece.length, piece.mf) for piece in pieces] == [
        (0, 1500, True),
        (1480, 1500, True),
        (2960, 1068, False),
    ]


def test_a_lost_piece_is_waited_for_30_seconds(net: NetHost) -> None:
    _, other = net.pair()
    from simbsd.netinet.ip_input import ip_input
    from simbsd.sys.mbuf import Mbuf

    ifp = net.ifp("epair0b", other)
    first, *_ = ip_fragment(Ip(ONE, TWO, 17, 64, Udp(1, 2, bytes(4000)), 4028, 77), 1500)
    ip_input(net.kernel, ifp, Mbuf(1, first, ifp))
    assert len(other.vnet_fragments) == 1
    net.run(31 * SECOND)
    assert (len(other.vnet_fragments), other.vnet_stats["ip.ips_fragtimeout"]) == (0, 1)


def test_not_to_be_fragmented(net: NetHost) -> None:
    one, _ = net.pair()
    p = net.process(one)
    fd = net.call(p, "socket", AF_INET, SOCK_RAW, 1)
    net.call(p, "setsockopt", fd, "IP_DONTFRAG", 1)
    assert net.refused(lambda: net.call(p, "sendto", fd, Icmp(8, 0, 7, 1, bytes(2000)), (TWO, 0))) == "EMSGSIZE"


def test_no_more_than_200_answers_a_second(net: NetHost) -> None:
    one, other = net.pair()
    net.run(SECOND - net.kernel.now % SECOND)
    for seq in range(300):
        net.echo(one, "10.0.0.2", seq)
    net.run(SECOND)
    assert net.replies(one) == 1 + 200
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert net.kernel.msgbuf[-1] == "Limiting icmp ping response from 300 to 200 packets/sec\n"
    other.vnet_sysctls["net.inet.icmp.icmplim"] = 0
    for seq in range(300):
        net.echo(one, "10.0.0.2", seq)
    net.run(SECOND)
    assert net.replies(one) == 1 + 200 + 1 + 300


def test_too_many_packets_under_way_are_lost_with_enobufs(net: NetHost) -> None:
    one, _ = net.pair()
    errors = [net.echo(one, "10.0.0.2", seq) for seq in range(5000)]
    assert errors.count(0) == 4096
    assert errors.count(55) == 904


def test_a_router_tells_of_a_shorter_way(net: NetHost) -> None:
    one, router = net.pair()
    router.vnet_forwarding = True
    net.netlink("RTM_NEWROUTE", one, dst=0, plen=0, gateway=TWO, flags=0x800)
    net.netlink("RTM_NEWROUTE", router, dst=ip4("192.0.2.0"), plen=24, gateway=ip4("10.0.0.3"), flags=0x800)
    net.netlink("RTM_NEWNEIGH", router, addr=ip4("10.0.0.3"), mac=b"\x02\0\0\0\0\x03")
    seen = net.hops(lambda: net.echo(one, "192.0.2.1"))
    assert ("redirect", "epair0b > epair0a") in seen
