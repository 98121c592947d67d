"""Completion of sysctls and of options, which the manual's synopsis lists."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.sh.completion_words import options_of


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("sysctl kern.ost", "sysctl kern.ostype "),
        ("sysctl -n net.inet.ip.forw", "sysctl -n net.inet.ip.forwarding "),
        ("sysctl secur", "sysctl security."),
        ("jls --l", "jls --libxo "),
        ("ps --l", "ps --libxo "),
    ],
)
def test_a_word_is_completed(typed: str, becomes: str) -> None:
    machine = Machine("14.0")
    machine.advance(2_000_000)
    machine.output(0)
    machine.type(0, typed + "\t")
    machine.advance(2_000_000)
    assert machine.output(0).replace("\a", "") == becomes


def test_options_are_those_of_the_synopsis() -> None:
    assert options_of(".Nm\n.Op Fl -libxo\n.Op Fl dh\n.Op Fl F | Fl f Ar x\n.Op Fl Fl long") == [
        "--libxo ", "--long ", "-F ", "-d ", "-f ", "-h ",
    ]  # fmt: skip
