"""Filter expressions catch what they say: each packet of a set is asked by the compiled program (pcap-filter(7))."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.net.bpf_wire import frame_bytes, loop_bytes
from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, Insn
from simbsd.sys.bpf_filter import bpf_filter, can_bpf_validate
from simbsd.sys.mbuf import Arp, Ether, Fragment, Icmp, Ip, Tag, Tcp, Udp
from simbsd.usr_sbin.tcpdump.gencode import pcap_compile
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused
from tests.simbsd.netprogs.records import ip

ONE, OTHER = ip("10.0.0.1"), ip("10.0.0.2")
MAC, MAC2 = bytes.fromhex("02000000000a"), bytes.fromhex("02000000000b")


def packet(src: int, dst: int, proto: int, payload: object, **more: object) -> Ip:
    return Ip(src, dst, proto, 64, payload, 28, **more)  # type: ignore[arg-type]


PACKETS = {
    "ask": Ether(b"\xff" * 6, MAC, 0x0806, Arp(1, MAC, ONE, bytes(6), OTHER)),
    "echo": Ether(MAC2, MAC, 0x0800, packet(ONE, OTHER, 1, Icmp(8, 0))),
    "reply": Ether(MAC, MAC2, 0x0800, packet(OTHER, ONE, 1, Icmp(0, 0))),
    "web": Ether(MAC2, MAC, 0x0800, packet(ONE, OTHER, 6, Tcp(1025, 80, 0, 0, 2, 0))),
    "answer": Ether(MAC, MAC2, 0x0800, packet(OTHER, ONE, 6, Tcp(80, 1025, 0, 0, 18, 0))),
    "name": Ether(MAC2, MAC, 0x0800, packet(ONE, ip("192.0.2.7"), 17, Udp(53, 53, b""))),
    "rest": Ether(MAC2, MAC, 0x0800, packet(ONE, OTHER, 17, Fragment(Udp(80, 80, bytes(64)), 8), offset=16)),
    "tagged": Ether(MAC2, MAC, 0x0800, packet(ONE, OTHER, 1, Icmp(8, 0)), 42, (Tag(0x8100, 42, 3),)),
}


def compiled(text: str, dlt: int = DLT_EN10MB) -> tuple[Insn, ...]:
    """A program, where no name has to be looked up (then nothing is awaited)."""
    return asyncio.run(pcap_compile(text, dlt))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("icmp", "echo reply"),
        ("arp", "ask"),
        ("ip", "echo reply web answer name rest"),
        ("tcp port 80", "web answer"),
        ("port 80", "web answer"),
        ("udp port 53", "name"),
        ("src port 80", "answer"),
        ("tcp dst port 80", "web"),
        ("port 80 or 53", "web answer name"),
        ("host 10.0.0.1", "ask echo reply web answer name rest"),
        ("src 10.0.0.1 and dst 10.0.0.2", "ask echo web rest"),
        ("src host 10.0.0.2", "reply answer"),
        ("src or dst 192.0.2.7", "name"),
        ("src and dst 10.0.0.1", ""),
        ("ip host 10.0.0.2 and not icmp", "web answer rest"),
        ("arp host 10.0.0.2", "ask"),
        ("net 192.0.2.0/24", "name"),
        ("net 192", "name"),
        ("dst net 10.0.0", "ask echo reply web answer rest"),
        ("net 0.0.0.0/0 and udp", "name rest"),
        ("not ip and not arp", "tagged"),
        ("!(tcp || udp) && ip", "echo reply"),
        ("icmp or tcp and src 10.0.0.1", "echo web"),  # from left to right
        ("icmp or (tcp and src 10.0.0.1)", "echo reply web"),
        ("host 10.0.0.2 or 192.0.2.7 and udp", "name rest"),
        ("dst host (10.0.0.1 or 192.0.2.7)", "reply answer name"),
        ("host 192.0.2.7 or not 10.0.0.2", "name tagged"),
        ("net 10.0.0.0 mask 255.255.255.0 and tcp", "web answer"),
        ("portrange 50-79", "name"),
        ("udp portrange 100-50", "name"),
        ("dst portrange 1-80 and tcp", "web"),
        ("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "web answer"),
        ("tcp[tcpflags] == tcp-syn", "web"),
        ("tcp[13] & tcp-ack != 0", "answer"),
        ("tcp[0:2] > tcp[2:2]", "web"),
        ("icmp[icmptype] == icmp-echo", "echo"),
        ("icmp[0] != 8 and not icmp[1] >= 1", "reply"),
        ("ip[8] < 2", ""),
        ("ip[8] = 0x40 and udp", "name rest"),
        ("ip[6:2] & 0x1fff != 0", "rest"),
        ("ip[ip[0] & 0xf << 0] = 0 and udp[0:2] = 53", "name"),
        ("ether[0] & 1 = 1", "ask"),
        ("byte 0 = 255", "ask"),
        ("multicast", "ask"),
        ("less 45", "ask echo reply name rest"),
        ("greater 50", "web answer"),
        ("len > 45 and not tcp", "tagged"),
        ("len = length", "ask echo reply web answer name rest tagged"),
        ("ip proto 6", "web answer"),
        ("ether proto 0x0806", "ask"),
        ("ether proto \\arp", "ask"),
        ("ip6 or stp", ""),
        ("ether src 02:00:00:00:00:0b", "reply answer"),
        ("ether dst 0200.0000.000b and udp", "name rest"),
        ("ether host 02:00:00:00:00:0b and tcp", "web answer"),
        ("broadcast", "ask"),
        ("vlan", "tagged"),
        ("vlan 42 and icmp", "tagged"),
        ("vlan 43", ""),
        ("vlan and port 80", ""),
        ("", "ask echo reply web answer name rest tagged"),
    ],
)
def test_what_is_caught(text: str, names: str) -> None:
    program = compiled(text)
    assert not program or can_bpf_validate(program)
    caught = [name for name, frame in PACKETS.items() if not program or bpf_filter(program, frame_bytes(frame, False))]
    assert caught == names.split()


@pytest.mark.parametrize(
    ("text", "size", "first"),
    [
        ("icmp", 6, "jeq 1 2 5"),
        ("tcp port 80", 20, "jeq 86dd 2 8"),
        ("port 80", 24, "jeq 86dd 2 10"),
        ("host 10.0.0.1", 14, "jeq 800 2 6"),
        ("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", 11, "jeq 800 2 10"),
    ],
)
def test_programs_ask_nothing_twice(text: str, size: int, first: str) -> None:
    """As long, and with the same first branch, as tcpdump -d prints them of libpcap's optimizer."""
    program = compiled(text)
    jump = program[1] if text != "icmp" else program[3]
    at = program.index(jump) + 1
    assert (len(program), f"jeq {jump.k:x} {at + jump.jt} {at + jump.jf}") == (size, first.replace("1 2 5", "1 4 5"))


PARTS = ["tcp", "port 53", "not icmp", "host 10.0.0.1", "ip[8] > 63", "arp", "less 42"]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6), st.data())
@settings(max_examples=30, deadline=None)
def test_what_is_optimized_catches_the_same(words: list[str], data: st.DataObject) -> None:
    text = words[0]
    for word in words[1:]:
        text = f"({text} {data.draw(st.sampled_from(['and', 'or', 'and not', 'or not']))} {word})"
    plain = asyncio.run(pcap_compile(text, DLT_EN10MB, optimize=False))
    try:
        short = compiled(text)
    except CompileRefused:
        short = (Insn(6, 0, 0, 0),)
    for frame in PACKETS.values():
        wire = frame_bytes(frame, False)
        assert bpf_filter(plain, wire) == bpf_filter(short, wire)
    assert len(short) <= len(plain)


def test_a_loopback_has_other_offsets() -> None:
    frames = {name: frame.payload for name, frame in PACKETS.items() if frame.type == 0x0800}
    for text, names in (("tcp port 80", "web answer"), ("icmp", "echo reply tagged"), ("ip", " ".join(frames))):
        program = compiled(text, DLT_NULL)
        assert [name for name, one in frames.items() if bpf_filter(program, loop_bytes(one))] == names.split()


@pytest.mark.parametrize(
    ("text", "dlt", "why"),
    [
        ("tcp port", 1, "can't parse filter expression: syntax error"),
        ("and", 1, "can't parse filter expression: syntax error"),
        ("( icmp", 1, "can't parse filter expression: syntax error"),
        ("icmp )", 1, "can't parse filter expression: syntax error"),
        ("icmp icmp", 1, "can't parse filter expression: syntax error"),
        ("src", 1, "can't parse filter expression: syntax error"),
        ("10.0.0.2", 1, "can't parse filter expression: syntax error"),  # no qualifier, no head: grammar.y.in
        ("src or src 10.0.0.1", 1, "can't parse filter expression: syntax error"),
        ("port 80 %", 1, "can't parse filter expression: syntax error"),
        ("icmp and 10.0.0.1", 1, "syntax error in filter expression"),
        ("tcp and udp", 1, "expression rejects all packets"),
        ("ip[0:3] = 1", 1, "data size must be 1, 2, or 4"),
        ("len / 0 = 1", 1, "division by zero"),
        ("len % 0 = 1", 1, "modulus by zero"),
        ("len << 32 = 1", 1, "shift by more than 31 bits"),
        ("port 099", 1, "number 099 contains non-octal digit"),
        ("port 4294967296", 1, "number 4294967296 overflows 32 bits"),
        ("portrange 1-70000", 1, "illegal port number 70000 > 65535"),
        ("ip portrange 1-2", 1, "illegal qualifier of 'portrange'"),
        ("port 10.0.0.1", 1, "'port' modifier applied to ip host"),
        ("host 10.0.0.0/8", 1, "Mask syntax for networks only"),
        ("net 10.0.0.1 mask 255.0.0.0", 1, 'non-network bits set in "10.0.0.1 mask 255.0.0.0"'),
        ("net 2001:db8::1/32", 1, 'non-network bits set in "2001:db8::1/32"'),
        ("net 2001:db8::/129", 1, "mask length must be <= 128"),
        ("host 10.0.0.256", 1, "invalid IPv4 address '10.0.0.256'"),
        ("host 1:2:", 1, "bogus ethernet address 1:2:"),
        ("arp proto 1", 1, "arp does not encapsulate another protocol"),
        ("tcp proto 1", 1, "'tcp proto' is bogus"),
        ("src proto 1", 1, "can't parse filter expression: syntax error"),
        ("ether", 1, "link layer applied in wrong context"),
        ("tcp broadcast", 1, "only link-layer/IP broadcast filters supported"),
        ("inbound", 1, "inbound/outbound not supported on Ethernet"),
        ("ifindex 1", 1, "ifindex not supported on Ethernet"),
        ("on em0", 1, "ifname supported only on PF linktype"),
        ("action why", 1, 'unknown PF action "why"'),
        ("ah[0] = 1", 1, "unsupported index operation"),
        ("(" * 101 + "icmp" + ")" * 101, 1, "can't parse filter expression: yacc stack overflow"),
        ("port 65536", 1, "illegal port number 65536 > 65535"),
        ("icmp port 80", 1, "illegal qualifier of 'port'"),
        ("tcp host 10.0.0.1", 1, "'tcp' modifier applied to host"),
        ("ip6 host 10.0.0.1", 1, "'ip6' modifier applied to ip host"),
        ("udp net 10", 1, "'udp' modifier applied to net"),
        ("net 10.0.0.1/24", 1, 'non-network bits set in "10.0.0.1/24"'),
        ("gateway 1", 1, "'gateway' requires a name"),
        ("net 10.0.0.0/33", 1, "mask length must be <= 32"),
        ("ether host 10.0.0.1", 1, "illegal link layer address"),
        ("host 02:00:00:00:00:0b", 1, "ethernet address used in non-ether expression"),
        ("vlan 4096", 1, "VLAN tag 4096 greater than maximum 4095"),
        ("arp", 0, "expression rejects all packets"),
        ("icmp and arp", 0, "expression rejects all packets"),
        ("broadcast", 0, "not a broadcast link"),
        ("vlan", 0, "no VLAN support for BSD loopback"),
    ],
)
def test_refusals(text: str, dlt: int, why: str) -> None:
    with pytest.raises(CompileRefused) as refused:
        compiled(text, dlt)
    assert str(refused.value) == why
