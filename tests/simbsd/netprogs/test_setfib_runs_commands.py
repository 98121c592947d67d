"""setfib(1): a command asks another routing table; what cannot be is said with setfib's texts and statuses."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script(script.encode(), 60_000_000)[0].decode()


@pytest.mark.parametrize("words", ["1", "-1", "-F1", "-F 1"])
def test_a_command_asks_the_table_it_was_given(words: str) -> None:
    script = f"sysctl -n net.fibs=2; setfib {words} sysctl -n net.my_fibnum; sysctl -n net.my_fibnum"
    assert said(script).splitlines()[-2:] == ["1", "0"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("1 true", "setfib: 1: invalid FIB (max 0)\n1\n"),
        ("x true", "setfib: x: No such file or directory\n127\n"),
        ("0", "usage: setfib [-[F]]value command\n1\n"),
        ("-Fx true", "setfib: x: invalid FIB (max 0)\n1\n"),
        ("0 nosuch", "setfib: nosuch: No such file or directory\n127\n"),
        ("0 /etc", "setfib: /etc: Permission denied\n126\n"),
    ],
)
def test_what_cannot_be_is_said(words: str, text: str) -> None:
    assert said(f"setfib {words} 2>&1; echo $?") == text
