"""Malformed frames and packets, by every door that programs have: dropped and counted, never raised.

Each packet leaves a trace for watchers or in a counter, and the tables stay in order. ``python -m benchmarks fuzz``
does the same with many more.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, Captured
from simbsd.usr_sbin.tcpdump.names import Names
from simbsd.usr_sbin.tcpdump.printer import packet_text
from simbsd.usr_sbin.tcpdump.style import Style
from tests.simbsd.fuzz.packet_fuzzer import PacketFuzzer
from tests.simbsd.fuzz.packets import PACKETS, PACKETS6, frames, mutated

PACKETS_EACH = 150


@given(st.integers(0, 1 << 30))
@settings(max_examples=4, deadline=None)
def test_no_packet_breaks_the_machine(seed: int) -> None:
    fuzzer = PacketFuzzer(seed)
    while fuzzer.packets < PACKETS_EACH and not fuzzer.findings:
        fuzzer.one()
    assert [f"{finding.door} {finding.data.hex()}\n{finding.trace}" for finding in fuzzer.findings] == []


def test_every_packet_as_it_is_meant_does_no_harm() -> None:
    fuzzer = PacketFuzzer(1)
    for packet in PACKETS:
        fuzzer.send("tun0", packet)
        fuzzer.send("whole", packet)
    own = fuzzer.net.ifp("tap1").if_lladdr or b""
    for frame in frames(own):
        fuzzer.send("tap1", frame)
        fuzzer.send("bpf", frame)
    stats = fuzzer.net.vnet0.vnet_stats
    assert stats["ip.ips_badsum"] == 0 if "ip.ips_badsum" in stats else True
    assert len(PACKETS6) < stats["ip6.ip6s_total"]


@given(st.integers(0, 1 << 30))
@settings(max_examples=6, deadline=None)
def test_tcpdump_prints_whatever_came(seed: int) -> None:
    random = Random(seed)
    plain = frames(bytes(6))
    for _ in range(300):
        frame = mutated(random, random.choice(plain), plain)
        style = Style(Names(True, False), random.random() < 0.5, random.random() < 0.3, random.randrange(3))
        for link, data in (
            (DLT_EN10MB, frame),
            (DLT_NULL, b"\2\0\0\0" + frame[14:]),
            (DLT_NULL, b"\x1c\0\0\0" + frame[14:]),
        ):
            line = packet_text(style, link, Captured(0, len(data), data), 1)
            with pytest.raises(StopIteration) as done:
                line.send(None)
            assert done.value.value.endswith("\n")
