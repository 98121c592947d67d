"""An accepted command line is what the terminal shows behind the prompt, whatever editing made it."""

from __future__ import annotations

import pytest

from lab.line import LineScreen
from lab.terminal import Terminal


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        (["ls -l"], "ls -l"),
        (["l", "s", " ", "-l", "\r\n"], "ls -l"),
        (["lx", "\b \b", "s"], "ls"),
        (["jsl", "\b\b", "\x1b[K", "ls"], "jls"),
        (["ab", "\x1b[2D", "\x1b[1@", "x"], "xab"),
        (["xab", "\x1b[3D", "\x1b[P"], "ab"),
        (["old", "\r# ", "new", "\x1b[K"], "new"),
        (["\x1b[1m", "bold", "\x1b[0m"], "bold"),
        ([""], None),
        (["   ", "\r\n"], None),
    ],
)
def test_editing_ends_in_one_line(pieces: list[str], line: str | None) -> None:
    terminal = Terminal(0)
    terminal.mode(canonical=False)
    terminal.write("# ")
    for piece in pieces:
        terminal.write(piece)
    assert terminal.mode(canonical=True) == line


def test_a_line_longer_than_the_screen_is_one_line() -> None:
    screen = LineScreen(columns=10)
    screen.write("# 0123456789abcdef")
    assert screen.text() == "# 0123456789abcdef"


def test_output_is_kept_apart_from_editing() -> None:
    terminal = Terminal(0)
    terminal.mode(canonical=False)
    terminal.write("# ")
    terminal.write("ls\r\n")
    terminal.mode(canonical=True)
    terminal.write("bin\r\netc\r\n")
    terminal.mode(canonical=False)
    terminal.write("# ")
    assert terminal.take_printed() == "bin\netc\n"
    assert terminal.text() == "# ls\r\nbin\r\netc\r\n# "
