"""Extension headers of IPv6 and options of IPv4, as a host and a router answer them (dest6.c, route6.c, ip6_input.c,
frag6.c, ip_options.c).
"""

from __future__ import annotations

import struct

import pytest
from nethost import NetHost

from simbsd.net.bpf_wire import frame_bytes, in_cksum, ip6_bytes, ip_bytes
from simbsd.net.wire_input import frame_parse, ip_parse
from simbsd.net.wire_input6 import ip6_parse
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.mbuf import ETHERTYPE_IPV6, Ether, Icmp, Icmp6, Ip, Ip6, Udp

A, B = inet_pton6("fd00:9::1") or 0, inet_pton6("fd00:9::2") or 0
A4, B4 = 0x0A090001, 0x0A090002
MAC = b"\2\0\0\0\0\x09"
INNER = ip6_bytes(Ip6(B, A, 17, 64, Udp(9, 53, b"what"), 52))[40:]
PAD = bytes((1, 4, 0, 0, 0, 0))


@pytest.fixture
def tap(net: NetHost) -> int:
    """A tap that is open, up, and has fd00:9::1; whose other end is fd00:9::2."""
    net.ioctl("SIOCIFCREATE2", "tap")
    fd = int(net.call(net.p, "open", "/dev/tap0", 6, 0))
    net.netlink("RTM_NEWADDR", name="tap0", addr=A, plen=64, family=28, dad=False)
    net.run(4_000_000)
    return fd


def comes(net: NetHost, fd: int, first: int, data: bytes, dst: int = A) -> list[Ip6]:
    """What goes back for a packet with such headers; its sender has been asked for and has answered."""
    own = net.ifp("tap0").if_lladdr or b""
    tell = Icmp6(136, 0, target=B, lladdr=MAC, flags=0x60)
    net.ifp("tap0").if_softc.tun_queue.clear()
    packet = Ip6(B, dst, first, 64, data, 40 + len(data))
    net.call(net.p, "write", fd, frame_bytes(Ether(own, MAC, ETHERTYPE_IPV6, packet), False))
    net.run(1000)
    answer = Ip6(B, A, 58, 255, tell, 72)
    net.call(net.p, "write", fd, frame_bytes(Ether(own, MAC, ETHERTYPE_IPV6, answer), False))
    net.run(1000)
    sent = [frame_parse(frame).payload for frame in net.ifp("tap0").if_softc.tun_queue]
    return [
        one
        for one in sent
        if type(one) is Ip6 and one.dst == B and type(one.payload) is Icmp6 and one.payload.type < 128
    ]


def chained(*headers: bytes) -> bytes:
    return b"".join(headers) + INNER


REFUSED = (
    # first header, what follows, code and pointer of the parameter problem, counter
    (60, chained(bytes((17, 0, 0xC3, 4, 0, 0, 0, 0))), 2, 42, "ip6.ip6s_badoptions"),
    (60, chained(bytes((60, 0)) + PAD, bytes((17, 0, 0x83, 4, 0, 0, 0, 0))), 2, 50, "ip6.ip6s_badoptions"),
    (0, chained(bytes((17, 0, 0xC3, 4, 0, 0, 0, 0))), 2, 42, "ip6.ip6s_badoptions"),
    (0, chained(bytes((17, 0, 5, 4, 0, 0, 0, 0))), 0, 43, "icmp6.icp6s_oparamprob_header"),
    (0, chained(bytes((17, 0, 0xC2, 4, 0, 1, 0, 0))), 0, 42, "ip6.ip6s_badoptions"),
    (43, chained(bytes((17, 2, 0, 1, 0, 0, 0, 0)) + bytes(16)), 0, 42, "ip6.ip6s_badoptions"),
    (44, bytes((17, 0, 0, 1, 0, 0, 0, 7)) + INNER[:9], 0, 4, "icmp6.icp6s_oparamprob_header"),
    (44, bytes((17, 0, 0, 9, 0, 0, 0, 7)), 0, 4, "ip6.ip6s_fragdropped"),
    (44, bytes((17, 0, 0xFF, 0xF8, 0, 0, 0, 7)) + bytes(9), 0, 42, "icmp6.icp6s_oparamprob_header"),
    (99, b"nobody", 1, 6, "icmp6.icp6s_oparamprob_nextheader"),
    (60, bytes((99, 0)) + PAD + b"nobody", 1, 40, "icmp6.icp6s_oparamprob_nextheader"),
)


@pytest.mark.parametrize(("first", "data", "code", "pointer", "counter"), REFUSED)
def test_the_sender_is_told_where_the_mistake_is(
    net: NetHost, tap: int, first: int, data: bytes, code: int, pointer: int, counter: str
) -> None:
    answers = comes(net, tap, first, data)
    assert [(one.payload.type, one.payload.code, one.payload.extra) for one in answers] == [(4, code, pointer)]
    assert net.vnet0.vnet_stats[counter] == 1
    assert ip6_bytes(answers[0].payload.original)[40:] == data


@pytest.mark.parametrize(
    ("first", "data", "counter"),
    [
        (60, chained(bytes((17, 0, 0x43, 4, 0, 0, 0, 0))), ""),  # an unknown option that asks for silence
        (60, chained(bytes((17, 0, 1, 9, 0, 0, 0, 0))), "ip6.ip6s_toosmall"),
        (60, bytes((17, 9)) + PAD, "ip6.ip6s_exthdrtoolong"),
        (59, b"", "rip6.rip6s_nosock"),
        (60, b"".join(bytes((60, 0)) + PAD for _ in range(16)) + INNER, "ip6.ip6s_toomanyhdr"),
    ],
)
def test_some_mistakes_are_met_with_silence(net: NetHost, tap: int, first: int, data: bytes, counter: str) -> None:
    assert comes(net, tap, first, data) == []
    assert not counter or net.vnet0.vnet_stats[counter] == 1


@pytest.mark.parametrize(
    ("first", "data"),
    [
        (0, chained(bytes((17, 0)) + PAD)),
        (60, chained(bytes((17, 0)) + PAD)),
        (43, chained(bytes((17, 0, 3, 0, 0, 0, 0, 0)))),
        (
            0,
            chained(
                bytes((60, 0)) + PAD,
                bytes((43, 0)) + PAD,
                bytes((44, 0, 4, 0, 0, 0, 0, 0)),
                bytes((17, 0, 0, 0, 0, 0, 0, 1)),
            ),
        ),
        (60, chained(bytes((17, 0, 3, 4, 0, 0, 0, 0)))),  # an unknown option that may be passed over
        (44, chained(bytes((17, 0, 0, 0, 0, 0, 0, 9)))),  # RFC 6946
    ],
)
def test_good_headers_lead_to_the_protocol(net: NetHost, tap: int, first: int, data: bytes) -> None:
    """There nobody has the port open."""
    answers = comes(net, tap, first, data)
    assert [(one.payload.type, one.payload.code) for one in answers] == [(1, 4)]
    assert net.vnet0.vnet_stats["udp.udps_noport"] == 1


def test_fragments_of_bytes_are_put_together(net: NetHost, tap: int) -> None:
    whole = ip6_bytes(Ip6(B, A, 58, 64, Icmp6(128, 0, 7, 1, b"x" * 24), 72))[40:]
    first, rest = bytes((58, 0, 0, 1, 0, 0, 0, 5)) + whole[:16], bytes((58, 0, 0, 16, 0, 0, 0, 5)) + whole[16:]
    comes(net, tap, 44, rest)
    comes(net, tap, 44, first)
    stats = net.vnet0.vnet_stats
    assert (stats["ip6.ip6s_fragments"], stats["ip6.ip6s_reassembled"], stats["icmp6.in.128"]) == (2, 1, 1)
    comes(net, tap, 44, rest)
    comes(net, tap, 44, bytes((58, 0, 0, 25, 0, 0, 0, 5)) + whole[16:24])  # overlaps: all is forgotten
    assert (stats["ip6.ip6s_fragdropped"], net.vnet0.vnet_fragments6) == (1, {})


def tun(net: NetHost) -> int:
    net.ioctl("SIOCIFCREATE2", "tun")
    fd = int(net.call(net.p, "open", "/dev/tun0", 6, 0))
    net.netlink("RTM_NEWADDR", name="tun0", addr=A4, plen=32, dst=B4)
    return fd


def written(net: NetHost, fd: int, packet: Ip) -> list[Ip]:
    net.call(net.p, "write", fd, ip_bytes(packet))
    net.run(1000)
    queue = net.ifp("tun0").if_softc.tun_queue
    sent = [ip_parse(one) for one in queue]
    queue.clear()
    return sent


def echo(options: bytes = b"", **more: int | bool) -> Ip:
    return Ip(B4, A4, 1, 64, Icmp(8, 0, 7, 1, b"hi"), 30 + len(options), 5, options=options)._replace(**more)


def test_options_are_done_or_refused_with_a_pointer(net: NetHost) -> None:
    fd = tun(net)
    assert [(one.payload.type, one.options) for one in written(net, fd, echo(b"\1\1\1\0"))] == [(0, b"")]
    recorded = written(net, fd, echo(b"\x07\x07\x04" + bytes(5)))
    assert [one.options for one in recorded] == [b"\x07\x07\x08\x0a\x09\0\1\0"]
    too_long = written(net, fd, echo(b"\1\x07\x09\0"))
    assert [(one.payload.type, one.payload.code, one.payload.extra >> 24) for one in too_long] == [(12, 0, 22)]
    routed = written(net, fd, echo(b"\x83\x07\x04\x0a\x09\0\x02\0"))
    assert routed == []  # a host that is no router says nothing
    assert net.vnet0.vnet_stats["ip.ips_badoptions"] == 1
    net.vnet0.vnet_forwarding = True
    assert [one.payload[:2] for one in written(net, fd, echo(b"\x83\x07\x04\x0a\x09\0\x02\0"))] == [(3, 5)]


def test_a_router_writes_itself_into_a_recorded_route(net: NetHost) -> None:
    fd = tun(net)
    net.vnet0.vnet_forwarding = True
    other = net.vnet()
    a, b = net.cable(net.vnet0, other)
    net.address(net.vnet0, a, "10.0.0.1/24")
    net.address(other, b, "10.0.0.2/24")
    net.run(2_000_000)
    seen: list[Ip] = []
    taken = net.ifp(b, other).if_input

    def tap(kernel, ifp, m) -> None:
        seen.append(m.m_payload.payload)
        taken(kernel, ifp, m)

    net.ifp(b, other).if_input = tap
    net.call(net.p, "write", fd, ip_bytes(echo(b"\x07\x07\x04" + bytes(5), dst=0x0A000002)))
    net.run(1000)
    records = [one.options for one in seen if type(one) is Ip]
    assert records == [b"\x07\x07\x08\x0a\0\0\1\0"]


def test_fragments_of_ipv4_are_cut_where_they_overlap(net: NetHost) -> None:
    fd = tun(net)
    data = ip_bytes(echo())[20:].ljust(32, b"\0")
    data = data[:2] + bytes(2) + data[4:]
    data = data[:2] + in_cksum(data).to_bytes(2, "big") + data[4:]
    pieces = ((0, 16, True), (8, 16, True), (16, 32, False))
    got = [
        written(net, fd, Ip(B4, A4, 1, 64, data[at:end], 20 + end - at, 9, mf=mf, offset=at)) for at, end, mf in pieces
    ]
    assert [len(one) for one in got] == [0, 0, 1]
    assert got[2][0].payload.data == data[8:]
    bad = Ip(B4, A4, 1, 64, data[:9], 29, 10, mf=True)
    written(net, fd, bad)
    stats = net.vnet0.vnet_stats
    assert (stats["ip.ips_fragdropped"], stats["ip.ips_toosmall"], stats["ip.ips_reassembled"]) == (2, 1, 1)


def test_messages_about_groups_are_counted(net: NetHost) -> None:
    fd = tun(net)
    for kind, ttl, group in ((0x11, 1, 0), (0x11, 2, 0), (0x16, 1, 0xE0000001), (0x16, 1, 5)):
        head = struct.pack(">BBHI", kind, 10, 0, group)
        message = head[:2] + in_cksum(head).to_bytes(2, "big") + head[4:]
        written(net, fd, Ip(B4, 0xE0000001, 2, ttl, message, 28, 1))
    written(net, fd, Ip(B4, 0xE0000001, 2, 1, b"\x11\0", 22, 1))
    counted = {name[10:]: count for name, count in net.vnet0.vnet_stats.items() if name.startswith("igmp.igps_rcv")}
    assert counted == {
        "rcv_total": 5,
        "rcv_v1v2_queries": 1,
        "rcv_gen_queries": 1,
        "rcv_badttl": 1,
        "rcv_nora": 2,
        "rcv_reports": 2,
        "rcv_badreports": 1,
        "rcv_tooshort": 1,
    }


def test_what_is_read_of_bytes_says_the_same_as_the_bytes() -> None:
    good = ip6_bytes(Ip6(B, A, 17, 64, Udp(9, 53, b"what"), 52))
    assert ip6_bytes(ip6_parse(good)) == good
    assert type(ip6_parse(good).payload) is Udp
    assert type(ip6_parse(good[:-1] + b"!").payload) is bytes  # a bad sum stays as it is
