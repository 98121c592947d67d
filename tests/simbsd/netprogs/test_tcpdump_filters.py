"""Filter expressions catch what they say: each packet of a set is asked by the compiled program (pcap-filter(7))."""

from __future__ import annotations

import asyncio

import pytest

from simbsd.net.bpf_filter import bpf_filter, can_bpf_validate
from simbsd.net.bpf_wire import frame_bytes, loop_bytes
from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, Insn
from simbsd.sys.mbuf import Arp, Ether, Fragment, Icmp, Ip, Tag, Tcp, Udp
from simbsd.usr_sbin.tcpdump.gencode import CompileRefused, pcap_compile
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
        ("10.0.0.2", "ask echo reply web answer rest"),
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
        ("ether src 02:00:00:00:00:0b", "reply answer"),
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
        ("port 65536", 1, "illegal port number 65536 > 65535"),
        ("icmp port 80", 1, "illegal qualifier of 'port'"),
        ("tcp host 10.0.0.1", 1, "'tcp' modifier applied to host"),
        ("udp net 10", 1, "'udp' modifier applied to net"),
        ("net 10.0.0.1/24", 1, 'non-network bits set in "10.0.0.1/24"'),
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
