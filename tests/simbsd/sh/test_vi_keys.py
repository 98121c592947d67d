"""vi's keys at the terminal (set -V), as lib/libedit/vi.c and map.c have them; and back to emacs' (set -E)."""

from __future__ import annotations

import pytest

from simbsd.lib.libedit_line import LineBuffer
from simbsd.lib.libedit_vi import ViKeys
from simbsd.machine import Machine

CASES = [
    # text, keys after ESC, the line then, the cursor, whether keys are still commands
    ("echo one two", "b", "echo one two", 9, True),
    ("echo one two", "bb", "echo one two", 5, True),
    ("echo one two", "0w", "echo one two", 5, True),
    ("echo one two", "02w", "echo one two", 9, True),
    ("echo one two", "0dw", "one two", 0, True),
    ("echo one two", "0cw", " one two", 0, False),
    ("echo one two", "0d2w", "two", 0, True),
    ("echo one two", "0D", "", 0, True),
    ("echo one two", "bD", "echo one ", 8, True),
    ("echo one two", "bC", "echo one ", 9, False),
    ("echo one two", "dd", "", 0, True),
    ("echo one two", "S", "", 0, False),
    ("abc", "x", "ab", 1, True),
    ("abc", "X", "ac", 1, True),
    ("abc", "0x", "bc", 0, True),
    ("abc", "hs", "ac", 1, False),
    ("abc", "rZ", "abZ", 2, True),
    ("abc", "0~~", "ABc", 2, True),
    ("abc", "I", "abc", 0, False),
    ("abc", "0a", "abc", 1, False),
    ("abc", "0A", "abc", 3, False),
    ("a.b c", "0fb", "a.b c", 2, True),
    ("abcabc", "0fc;", "abcabc", 5, True),
    ("abcabc", "0fc;,", "abcabc", 2, True),
    ("abcabc", "0dtc", "cabc", 0, True),
    ("abcabc", "0dfc", "abc", 0, True),
    ("abcabc", "Fadd", "", 0, True),
    ("f (a[b]) x", "0%", "f (a[b]) x", 7, True),
    ("f (a[b]) x", "0d%", " x", 0, True),
    ("one two", "0dwP", "one two", 3, True),
    ("one two", "0y$P", "one twoone two", 6, True),
    ("one two", "ddu", "one two", 6, True),
    ("one two", "0e", "one two", 2, True),
    ("one two", "3|", "one two", 2, True),
    ("  one", "^", "  one", 2, True),
    ("one", "q", "one", 2, True),
]


@pytest.mark.parametrize(("text", "keys", "then", "cursor", "commanding"), CASES)
def test_keys_are_commands_after_escape(text: str, keys: str, then: str, cursor: int, commanding: bool) -> None:
    line, vi = LineBuffer([]), ViKeys()
    line.insert(text)
    assert vi.escape(line)
    for key in keys:
        vi.key(key, line)
    assert (line.text, line.cursor, vi.commanding) == (then, cursor, commanding)


def test_what_is_no_command_rings_and_changes_nothing() -> None:
    line, vi = LineBuffer([]), ViKeys()
    line.insert("abc")
    vi.escape(line)
    assert [vi.key(key, line) for key in "q@vh"] == [False, False, False, True]
    assert line.text == "abc"
    assert not vi.escape(line)


def test_a_shell_takes_them_and_gives_them_up() -> None:
    machine = Machine("14.0")
    machine.advance(2_000_000)
    said = ""
    for keys in (
        "set -V\n", "echo abc\x1b0wcwxyz\x1b\n", "\x1bk", "A!\n", "echo left\x1b[D\x1b[DX\n", "set -E\n", "x\x01echo \n"
    ):  # fmt: skip
        machine.type(0, keys)
        machine.advance(400_000)
        said += machine.output(0)
    words = said.replace("\r", "").split("\n")
    assert [word for word in words if word in ("abc", "xyz", "xyz!", "leXft", "x")] == ["xyz", "xyz!", "leXft", "x"]
