"""What has no end is bounded, and ends in a real error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.machine import Machine

Run = Callable[..., tuple[str, int]]
MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("a=x; while :; do a=$a$a; done", "sh: Out of space\n"),
        ('set -- x; while :; do set -- "$@" "$@"; done', "sh: Out of space\n"),
        ('a=$(printf %65536d 1); x=$(while :; do echo "$a"; done)', "sh: Out of space\n"),
    ],
)
def test_growing_without_end_runs_out_of_space(sh: Run, script: str, message: str) -> None:
    assert sh(script) == (message, 2)


@pytest.mark.parametrize(
    "body", ["f", "eval f", "if :; then f; fi", "{ while :; do f; done; }", "case x in x) f;; esac"]
)
def test_recursion_without_end_runs_off_the_stack(sh: Run, body: str) -> None:
    assert sh(f"f() {{ {body}; }}; (f); echo $?") == ("Segmentation fault (core dumped)\n139\n", 0)


def test_an_enormous_field_is_printed_in_pieces(sh: Run) -> None:
    assert sh("printf %999999999d 1 | head -c 5; echo; echo $?") == ("     \n0\n", 0)


def test_an_endless_loop_burns_virtual_time() -> None:
    assert Machine(ttys=0).script(b"while :; do :; done", 2_000_000) == (b"", 124)


def test_an_endless_loop_can_be_interrupted() -> None:
    machine = Machine()
    assert machine.settle(MINUTE)
    machine.output(0)
    machine.type(0, "while :; do :; done\r")
    machine.settle(1_000_000)
    machine.interrupt(0)
    assert machine.settle(MINUTE)
    assert machine.output(0) == "while :; do :; done\r\n^C\r\n# "


def test_long_numbers_and_deep_words_are_read(sh: Run) -> None:
    nines = "9" * 5000
    assert sh(f"echo $(({nines})); [ {nines} -gt 1 ]; exit {nines}") == (
        f"9223372036854775807\n[: {nines}: out of range\nexit: Illegal number: {nines}\n",
        2,
    )
