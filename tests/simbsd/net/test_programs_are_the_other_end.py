"""tun and tap: what a stack sends a program reads, what the program writes arrives; nonsense is dropped and counted."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nethost import NetHost

from simbsd.net.bpf_wire import frame_bytes, ip_bytes
from simbsd.net.wire_input import frame_parse, ip_parse
from simbsd.sys.errno import Errno
from simbsd.sys.mbuf import Arp, Ether, Icmp, Ip, Tag, Tcp, Udp

A, B = 0x0A090001, 0x0A090002
ECHO = Ip(B, A, 1, 64, Icmp(8, 0, 7, 1, b"hello"), 33, 5)
PACKETS = (
    ECHO, Ip(A, B, 17, 64, Udp(5, 6, b"xyz"), 31, 1), Ip(A, B, 6, 64, Tcp(1, 2, 3, 4, 2, 65535, b"", 1460), 44, 2),
    Ip(A, B, 1, 64, Icmp(3, 3, original=ECHO), 61, 3), Ip(A, B, 89, 64, b"abc", 23, 4),
)  # fmt: skip


def opened(net: NetHost, kind: str) -> int:
    """A tun0 or tap0 that is open and up; the descriptor."""
    net.ioctl("SIOCIFCREATE2", kind)
    fd = net.call(net.p, "open", f"/dev/{kind}0", 6, 0)
    net.netlink("RTM_NEWADDR", name=f"{kind}0", addr=A, plen=24, **({"dst": B} if kind == "tun" else {}))
    return int(fd)


def test_a_stack_answers_what_a_program_writes(net: NetHost) -> None:
    fd = opened(net, "tun")
    assert net.call(net.p, "write", fd, ip_bytes(ECHO)) == 33
    net.run(1000)
    assert net.call(net.p, "read", fd, 9)[:1] == b"E"
    net.call(net.p, "write", fd, ip_bytes(ECHO))
    net.run(1000)
    answer = ip_parse(net.call(net.p, "read", fd, 2000))
    assert (answer.src, answer.dst, answer.payload) == (A, B, Icmp(0, 0, 7, 1, b"hello"))


def test_a_tap_speaks_arp(net: NetHost) -> None:
    fd = opened(net, "tap")
    net.run(1000)
    net.call(net.p, "read", fd, 2000)  # the address announces itself
    asks = Arp(1, b"\x02\0\0\0\0\x09", B, bytes(6), A)
    net.call(net.p, "write", fd, frame_bytes(Ether(b"\xff" * 6, asks.sender_mac, 0x0806, asks), False))
    net.run(1000)
    frames = []
    while not frames or frames[-1].type != 0x0806:
        frames.append(frame_parse(net.call(net.p, "read", fd, 2000)))
    assert frames[-1].payload[:3] == (2, net.ifp("tap0").if_lladdr, A)


def test_a_device_is_opened_by_one_and_goes_with_its_interface(net: NetHost) -> None:
    opened(net, "tun")
    assert net.refused(lambda: net.call(net.p, "open", "/dev/tun0", 2, 0)) == "EBUSY"
    net.ioctl("SIOCIFDESTROY", "tun0")
    assert net.refused(lambda: net.call(net.p, "open", "/dev/tun0", 2, 0)) == "ENOENT"


def test_closing_takes_the_addresses(net: NetHost) -> None:
    net.call(net.p, "close", opened(net, "tun"))
    assert (net.ifp("tun0").if_addrs, net.ifp("tun0").if_flags & 1) == ([], 0)


def test_units_are_counted_for_the_whole_machine(net: NetHost) -> None:
    assert net.ioctl("SIOCIFCREATE2", "tun") == "tun0"
    assert net.ioctl("SIOCIFCREATE2", "tun", vnet=net.vnet()) == "tun1"


@pytest.mark.parametrize("packet", PACKETS)
def test_what_is_written_as_bytes_is_read_back(packet: Ip) -> None:
    assert ip_parse(ip_bytes(packet)) == packet
    tagged = Ether(b"\2" * 6, b"\4" * 6, 0x0800, packet, 42, (Tag(0x8100, 42, 3),))
    assert frame_parse(frame_bytes(tagged, False)) == tagged


COMES = (ECHO, Ip(B, A, 17, 64, Udp(5, 6, b"xyz"), 31, 1), Ip(B, A, 6, 64, Tcp(1, 2, 3, 4, 2, 65535, b"", 1460), 44, 2))


@pytest.mark.parametrize(
    ("data", "counter"),
    [
        (b"E", "ip.ips_tooshort"), (b"\x65" + bytes(30), "ip.ips_badvers"), (b"\x41" + bytes(30), "ip.ips_badhlen"),
        (ip_bytes(ECHO)[:-1], "ip.ips_tooshort"), (b"\x45\1" + ip_bytes(ECHO)[2:], "ip.ips_badsum"),
        (ip_bytes(COMES[0])[:-1] + b"!", "icmp.icps_checksum"), (ip_bytes(COMES[1])[:-1] + b"!", "udp.udps_badsum"),
        (ip_bytes(COMES[2])[:-1] + b"!", "tcp.tcps_rcvbadsum"),
    ],
)  # fmt: skip
def test_each_flaw_has_its_counter(net: NetHost, data: bytes, counter: str) -> None:
    """Where it arrives, and not before: a router or a bridge passes on what only the other end would refuse. Less than
    a header is "too short" (ip_input: goto tooshort), not too small as this test said once.
    """
    net.call(net.p, "write", opened(net, "tun"), data)
    assert net.vnet0.vnet_stats[counter] == 1
    assert net.vnet0.vnet_stats["ip.ips_total"] == 1


@st.composite
def almost(draw: st.DrawFn) -> bytes:
    """A good packet with some octets changed, or anything."""
    data = bytearray(ip_bytes(draw(st.sampled_from(PACKETS))))
    for at in draw(st.lists(st.integers(0, len(data) - 1), max_size=4)):
        data[at] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))])


@given(st.lists(st.one_of(almost(), st.binary(max_size=80)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_written_to_a_device_or_a_raw_socket_break_the_machine(chunks: list[bytes]) -> None:
    net = NetHost()
    tun, tap = opened(net, "tun"), opened(net, "tap")
    raw = [net.call(net.p, "socket", 2, 3, proto) for proto in (1, 6, 17, 255)]
    whole = net.call(net.p, "socket", 2, 3, 255)
    net.call(net.p, "setsockopt", whole, "IP_HDRINCL", 1)
    head = net.ifp("tap0").if_lladdr or b""
    for chunk in chunks:
        assert net.call(net.p, "write", tun, chunk) == len(chunk)
        for frame in (chunk, head + bytes(6) + b"\x08\0" + chunk, b"\xff" * 12 + b"\x08\6" + chunk):
            assert net.call(net.p, "write", tap, frame) == len(frame)
        for fd in (*raw, whole):
            try:
                net.call(net.p, "sendto", fd, chunk, (A, 0))
            except Errno:
                continue
        net.run(100_000)
    assert net.vnet0.vnet_stats["ip.ips_total"] >= 0
