"""TCP: what a SYN offers and its answer grants (tcp_newtcpcb, tcp_addoptions, syncache_add, syncache_respond)."""

from __future__ import annotations

import re

import pytest
from nethost import NetHost
from wiretap import Ends, Options, shown

from simbsd.netinet.tcp_options import (
    TOF_MSS,
    TOF_SACK,
    TOF_SACKPERM,
    TOF_SCALE,
    TOF_TS,
    Tcpopt,
    tcp_addoptions,
    tcp_dooptions,
)
from simbsd.sys.mbuf import TH_ACK, TH_SYN, Tcp

ALL = "[mss 1460,nop,wscale 6,sackOK,TS]"
STAMP = "[nop,nop,TS]"


@pytest.mark.parametrize(
    ("client", "server", "offered", "granted", "later"),
    [
        ({}, {}, ALL, ALL, STAMP),
        ({"rfc1323": 0}, {}, "[mss 1460,sackOK,eol]", "[mss 1460,sackOK,eol]", ""),
        ({"rfc1323": 2}, {}, "[mss 1460,nop,wscale 6,sackOK,eol]", "[mss 1460,nop,wscale 6,sackOK,eol]", ""),
        ({"rfc1323": 3}, {}, "[mss 1460,sackOK,TS]", "[mss 1460,sackOK,TS]", STAMP),
        ({"sack.enable": 0}, {}, "[mss 1460,nop,wscale 6,nop,nop,TS]", "[mss 1460,nop,wscale 6,nop,nop,TS]", STAMP),
        ({"rfc1323": 0, "sack.enable": 0}, {}, "[mss 1460]", "[mss 1460]", ""),
        ({}, {"rfc1323": 0}, ALL, "[mss 1460,sackOK,eol]", ""),
        ({}, {"rfc1323": 2}, ALL, "[mss 1460,nop,wscale 6,sackOK,eol]", ""),
        ({}, {"rfc1323": 3}, ALL, "[mss 1460,sackOK,TS]", STAMP),
        ({}, {"sack.enable": 0}, ALL, "[mss 1460,nop,wscale 6,nop,nop,TS]", STAMP),
        ({"TCP_NOOPT": 1}, {}, "", "[mss 1460]", ""),
        ({}, {"TCP_NOOPT": 1}, ALL, "", ""),
    ],
)  # fmt: skip
def test_the_answer_grants_what_was_offered_and_is_done_here_too(
    net: NetHost, client: Options, server: Options, offered: str, granted: str, later: str
) -> None:
    ends = Ends(net, client, server)
    ends.send(b"data")
    assert ends.read(4) == b"data"
    net.run(1_000_000)
    said = [re.sub(r"TS val \d+ ecr \d+", "TS", shown(segment)) for segment in ends.tap.seen]
    assert said == [offered, granted, later, later, later]


@pytest.mark.parametrize("lost", [TH_SYN, TH_SYN | TH_ACK])
def test_options_are_offered_again_when_a_syn_is_lost(net: NetHost, lost: int) -> None:
    syns: list[Tcp] = []

    def once(segment: Tcp) -> Tcp | None:
        if not segment.flags & TH_SYN:
            return segment
        syns.append(segment)
        return None if segment.flags == lost and [syn.flags for syn in syns].count(lost) == 1 else segment

    Ends(net, change=once)
    said = [re.sub(r"TS val \d+ ecr \d+", "TS", shown(syn)) for syn in syns]
    assert [syn.flags for syn in syns].count(TH_SYN) == 2
    assert set(said) == {ALL}


OFFER = bytes.fromhex("020405b401030306 0402080a 0000000100000000")


@pytest.mark.parametrize(
    ("options", "flags", "found"),
    [
        (OFFER, TH_SYN, Tcpopt(TOF_MSS | TOF_SCALE | TOF_SACKPERM | TOF_TS, 1460, 6, 1)),
        (OFFER, TH_ACK, Tcpopt(TOF_TS, 0, 0, 1)),
        (b"\x03\x03\xff", TH_SYN, Tcpopt(TOF_SCALE, 0, 14)),
        (b"\x03\x02\x04\x02", TH_SYN, Tcpopt(TOF_SACKPERM)),
        (b"\x00\x04\x02", TH_SYN, Tcpopt()),
        (b"\x02\x05\x00\x00\x00\x04\x02", TH_SYN, Tcpopt(TOF_SACKPERM)),
        (b"\x04\x02\x08\x0a\x00", TH_SYN, Tcpopt(TOF_SACKPERM)),
        (b"\x05\x0a\x00\x00\x00\x01\x00\x00\x00\x02", TH_ACK, Tcpopt(TOF_SACK, to_sacks=((1, 2),))),
        (b"\x05\x0a\x00\x00\x00\x01\x00\x00\x00\x02", TH_SYN, Tcpopt()),
        (b"\x05\x06\x00\x00\x00\x01", TH_ACK, Tcpopt()),
        (b"\x1e\x04\x00\x00\x01\x01\x04\x02", TH_SYN, Tcpopt(TOF_SACKPERM)),
    ],
)  # fmt: skip
def test_what_options_say(options: bytes, flags: int, found: Tcpopt) -> None:
    assert tcp_dooptions(Tcp(1, 2, 0, 0, flags, 0, options=options), True) == found


def test_a_segment_size_alone_is_no_bytes() -> None:
    assert tcp_dooptions(Tcp(1, 2, 0, 0, TH_SYN, 0, mss=536), True) == Tcpopt(TOF_MSS, 536)
    assert tcp_dooptions(Tcp(1, 2, 0, 0, TH_ACK, 0, mss=536), True) == Tcpopt()


def test_as_many_blocks_as_there_is_room_for() -> None:
    blocks = tuple((at, at + 1) for at in range(0, 12, 2))
    plain = tcp_addoptions(Tcpopt(TOF_SACK, to_sacks=blocks))
    stamped = tcp_addoptions(Tcpopt(TOF_SACK | TOF_TS, to_sacks=blocks))
    assert (len(plain), plain[:4].hex(), len(stamped), stamped[12:16].hex()) == (36, "01010522", 40, "0101051a")
