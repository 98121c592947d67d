"""pf puts fragments together by itself (pf_norm.c: pf_fillup_fragment): overlaps are cut, contradictions refused, and
one sixteenth of a packet has at most 64 pieces.
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.netpfil.pf_reass import Bad, Packet, reassemble
from simbsd.sys.mbuf import IPPROTO_UDP, Ip
from simbsd.sys.pf_var import Pf


def piece(offset: int, data: bytes, more: bool) -> Ip:
    return Ip(1, 2, IPPROTO_UDP, 64, data, 20 + len(data), id=7, mf=more, offset=offset)


def together(machine: Machine, pf: Pf, *pieces: Ip) -> tuple[Packet, int] | None:
    found = None
    for one in pieces:
        found = reassemble(machine.kernel, pf, one)
    return found


def test_pieces_in_any_order_are_one_packet(machine: Machine) -> None:
    found = together(machine, Pf(), piece(16, b"c" * 4, False), piece(0, b"a" * 8, True), piece(8, b"b" * 8, True))
    assert found is not None
    packet, longest = found
    assert (packet.payload, packet.length, packet.mf, longest) == (b"a" * 8 + b"b" * 8 + b"c" * 4, 40, False, 8)


def test_what_is_there_first_stays_before_and_goes_behind(machine: Machine) -> None:
    pf = Pf()
    together(machine, pf, piece(0, b"a" * 16, True), piece(24, b"c" * 16, False))
    found = reassemble(machine.kernel, pf, piece(8, b"b" * 24, True))
    assert found is not None
    assert found[0].payload == b"a" * 16 + b"b" * 16 + b"c" * 8


@pytest.mark.parametrize(
    "bad",
    [
        piece(8, b"", True), piece(8, b"x" * 9, True), piece(65528, b"x" * 16, False), piece(0, b"x" * 8, True),
        piece(0, b"x" * 8, False), piece(24, b"x" * 8, False),
    ],
)  # fmt: skip
def test_what_contradicts_the_others_is_refused_and_changes_nothing(machine: Machine, bad: Ip) -> None:
    pf = Pf()
    together(machine, pf, piece(0, b"a" * 8, True), piece(16, b"c" * 8, False))
    with pytest.raises(Bad, match="fragment"):
        reassemble(machine.kernel, pf, bad)
    found = reassemble(machine.kernel, pf, piece(8, b"b" * 8, True))
    assert found is not None
    assert found[0].payload == b"a" * 8 + b"b" * 8 + b"c" * 8


def test_one_sixteenth_has_64_pieces_at_most(machine: Machine) -> None:
    pf = Pf()
    together(machine, pf, *(piece(place * 8, b"x" * 8, True) for place in range(64)))
    with pytest.raises(Bad, match="fragment"):
        reassemble(machine.kernel, pf, piece(64 * 8, b"x" * 8, True))
    assert reassemble(machine.kernel, pf, piece(4096, b"x" * 8, True)) is None


def test_pieces_are_forgotten_when_their_time_is_over(machine: Machine) -> None:
    pf = Pf()
    reassemble(machine.kernel, pf, piece(0, b"a" * 8, True))
    machine.advance(30_000_000)
    assert reassemble(machine.kernel, pf, piece(8, b"b" * 8, False)) is None
    assert reassemble(machine.kernel, pf, piece(0, b"a" * 8, True)) is not None
