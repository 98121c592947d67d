"""ping's lines are FreeBSD 14's to the byte (facts 4.8)."""

from __future__ import annotations

import pytest

from simbsd.sbin.ping.options import Refused, parse, payload
from simbsd.sbin.ping.text import Counts, Route, checksum, error_text, option_pieces, reply_line, summary
from simbsd.sys.mbuf import Icmp, Ip
from tests.simbsd.netprogs.records import ip

ECHO = Icmp(8, 0, 7, 0, bytes(56))
REQUEST = Ip(ip("10.1.0.2"), ip("10.2.0.9"), 1, 63, ECHO, 84, id=0x1234)


def test_one_reply_and_its_statistics() -> None:
    packet = Ip(ip("192.0.2.2"), ip("192.0.2.1"), 1, 64, Icmp(0, 0, 7, 0), 84)
    assert reply_line(packet, Icmp(0, 0, 7, 0), "192.0.2.2", 55, False) == (
        "64 bytes from 192.0.2.2: icmp_seq=0 ttl=64 time=0.055 ms"
    )
    counts = Counts(transmitted=1, received=1)
    counts.timed(55)
    assert summary("192.0.2.2", counts, True) == (
        "\n--- 192.0.2.2 ping statistics ---\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = 0.055/0.055/0.055/0.000 ms\n"
    )


def test_duplicates_and_packets_without_a_time() -> None:
    packet = Ip(ip("192.0.2.2"), ip("192.0.2.1"), 1, 64, Icmp(0, 0, 7, 3), 32)
    assert reply_line(packet, Icmp(0, 0, 7, 3), "192.0.2.2", None, True) == (
        "12 bytes from 192.0.2.2: icmp_seq=3 ttl=64 (DUP!)"
    )


def test_nothing_came_back() -> None:
    assert summary("10.0.0.9", Counts(transmitted=3), True) == (
        "\n--- 10.0.0.9 ping statistics ---\n3 packets transmitted, 0 packets received, 100.0% packet loss\n"
    )


def test_statistics_of_several_round_trips() -> None:
    counts = Counts(transmitted=4, received=3, repeats=1, late=1)
    for us in (1000, 2000, 3000, 2000):
        counts.timed(us)
    assert summary("h", counts, True) == (
        "\n--- h ping statistics ---\n"
        "4 packets transmitted, 3 packets received, +1 duplicates, 25.0% packet loss, 1 packets out of wait time\n"
        "round-trip min/avg/max/stddev = 1.000/2.000/3.000/0.707 ms\n"
    )


def test_more_replies_than_requests() -> None:
    assert summary("h", Counts(transmitted=1, received=2), False).splitlines()[2] == (
        "1 packets transmitted, 2 packets received, -- somebody's duplicating packets!"
    )


def test_an_error_quotes_the_packet() -> None:
    assert error_text(Icmp(3, 1, original=REQUEST)) == (
        "Destination Host Unreachable\n"
        "Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst\n"
        f" 4  5  00 0054 1234   0 0000  3f  01 {checksum(REQUEST):04x} 10.1.0.2 10.2.0.9\n"
    )


def test_options_of_a_quoted_header_are_shown() -> None:
    quoted = REQUEST._replace(options=b"\1\1\1\1", length=88)
    assert error_text(Icmp(3, 1, original=quoted)) == (
        "Destination Host Unreachable\n"
        "Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst Opts\n"
        f" 4  6  00 0058 1234   0 0000  3f  01 {checksum(quoted):04x} 10.1.0.2 10.2.0.9 01010101\n"
    )


@pytest.mark.parametrize(
    ("options", "pieces"),
    [
        (b"\1\1\0\1", ["\nNOP", "\nNOP"]),
        (b"\7\7\x08\x0a\0\0\1\1", ["\nRR: ", "\t", ip("10.0.0.1"), "\nNOP"]),
        (b"\x83\x0b\4\x0a\0\0\1\x0a\0\0\2\0", ["\nLSRR: ", "\t", ip("10.0.0.1"), "\n\t", ip("10.0.0.2")]),
        (b"\x89\3\4\0", ["\nSSRR: ", "\t(truncated route)"]),
        (b"\x9f\1\1\1", ["\nunknown option 9f", "\nNOP", "\nNOP", "\nNOP"]),
    ],
)
def test_options_of_a_reply_are_told(options: bytes, pieces: list[str | int]) -> None:
    assert option_pieces(options, Route()) == pieces


def test_a_route_is_told_once() -> None:
    route, options = Route(), b"\7\7\x08\x0a\0\0\1\0"
    assert [option_pieces(options, route)[0] for _ in range(2)] == ["\nRR: ", "\t(same route)"]


def test_a_header_sums_up_to_nothing() -> None:
    words = [0x4500, 84, 0x1234, 0, 63 << 8 | 1, 0x0A01, 0x0002, 0x0A02, 0x0009, checksum(REQUEST)]
    total = sum(words)
    assert (total & 0xFFFF) + (total >> 16) == 0xFFFF


@pytest.mark.parametrize(
    ("message", "first"),
    [
        (Icmp(3, 0), "Destination Net Unreachable"),
        (Icmp(3, 2), "Destination Protocol Unreachable"),
        (Icmp(3, 3), "Destination Port Unreachable"),
        (Icmp(3, 4, extra=1400), "frag needed and DF set (MTU 1400)"),
        (Icmp(3, 13), "Communication prohibited by filter"),
        (Icmp(3, 99), "Dest Unreachable, Bad Code: 99"),
        (Icmp(5, 1, extra=ip("10.0.0.2")), "Redirect Host(New addr: 10.0.0.2)"),
        (Icmp(11, 0), "Time to live exceeded"),
        (Icmp(11, 1), "Frag reassembly time exceeded"),
        (Icmp(8, 0), "Echo Request"),
        (Icmp(77, 0), "Bad ICMP type: 77"),
    ],
)
def test_error_messages(message: Icmp, first: str) -> None:
    assert error_text(message) == first + "\n"


def refusal(options: list[tuple[str, str]], uid: int = 0) -> tuple[int, str]:
    with pytest.raises(Refused) as caught:
        parse(options, ["host"], uid)
    return caught.value.status, caught.value.message


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ([("c", "0")], (64, "invalid count of packets to transmit: `0'")),
        ([("c", "x")], (64, "invalid count of packets to transmit: `x'")),
        ([("i", "x")], (64, "invalid timing interval: `x'")),
        ([("W", "1s")], (64, "invalid timing interval: `1s'")),
        ([("t", "0")], (64, "invalid timeout: `0'")),
        ([("t", "3601")], (64, "invalid timeout: `3601' > 3600")),
        ([("m", "256")], (64, "invalid TTL: `256'")),
        ([("s", "-1")], (64, "invalid packet size: `-1'")),
        ([("s", "65508")], (64, "packet size too large: 65508 > 65507")),
        ([("z", "300")], (64, "invalid TOS: `300'")),
        ([("p", "xy")], (64, "patterns must be specified as hex digits")),
        ([("?", "")], (1, "")),
    ],
)
def test_bad_options(options: list[tuple[str, str]], answer: tuple[int, str]) -> None:
    assert refusal(options) == answer


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([("f", "")], "-f flag: Operation not permitted"),
        ([("l", "3")], "-l flag: Operation not permitted"),
        ([("i", "0.5")], "-i interval too short: Operation not permitted"),
        ([("s", "57")], "packet size too large: 57 > 56: Operation not permitted"),
    ],
)
def test_what_only_root_may(options: list[tuple[str, str]], message: str) -> None:
    assert refusal(options, uid=1001) == (77, message)
    parse(options, ["host"], 0)


def test_payload() -> None:
    assert payload(parse([("s", "12")], ["h"], 0)) == b"\x08\x09\x0a\x0b"
    assert payload(parse([("s", "13"), ("p", "ab01")], ["h"], 0)) == b"\xab\x01\xab\x01\xab"
    assert payload(parse([("s", "4")], ["h"], 0)) == b""
