"""vi(1) and ee(1) at a terminal: what keys do to a text, what the last line says, and what is refused.

Texts: contrib/nvi (the catalogue numbers of common, ex and vi), contrib/ee/ee.c.
"""

from __future__ import annotations

import re

import pytest

from simbsd.machine import Machine

MINUTE = 60_000_000
TEXT = "one two three\nfour five\n\nsix (a [b] c)\nseven\n"


def screen(output: str) -> list[str]:
    """The rows of a terminal of 24 by 80 that was sent this."""
    rows = [[" "] * 80 for _ in range(24)]
    row = column = 0
    for found in re.finditer(r"\x1b\[([0-9;?]*)([A-Za-z])|(.)", output, re.DOTALL):
        numbers, letter, char = found.groups()
        if letter == "H":
            row, column = (int(part) - 1 for part in (numbers or "1;1").split(";"))
        elif letter == "K":
            rows[row][column:] = [" "] * (80 - column)
        elif letter == "J":
            rows = [[" "] * 80 for _ in range(24)]
        elif char == "\n":
            row += 1
            if row == 24:
                rows, row = [*rows[1:], [" "] * 80], 23
        elif char == "\r":
            column = 0
        elif char and char >= " ":
            rows[row][min(column, 79)] = char
            column += 1
    return ["".join(line).rstrip() for line in rows]


class Typist:
    """Somebody at a terminal, who waits for the machine after each key."""

    def __init__(self, command: str, text: str = TEXT) -> None:
        self.machine = Machine()
        self.output = ""
        self.machine.settle(MINUTE)
        script = "".join(f"echo '{line}' >> /tmp/f\n" for line in text.splitlines())
        for line in (*script.splitlines(), command):
            self.keys(line + "\n")

    def keys(self, text: str) -> None:
        """Type, and let the machine do what it has to."""
        self.machine.type(0, text)
        self.machine.settle(MINUTE)
        self.output += self.machine.output(0)

    def type(self, *keys: str) -> list[str]:
        """Type one piece after the other; the screen afterwards."""
        for key in keys:
            self.keys(key)
        return screen(self.output)

    def file(self) -> str:
        """What /tmp/f holds, once the editor has been left."""
        self.output = ""
        self.keys("cat /tmp/f; echo END\n")
        return self.output.replace("\r", "").partition("echo END\n")[2].partition("END")[0]


EDITS = [
    (["dw"], "two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["wcwTWO\x1b", "."], "one TWTWO three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["2dd"], "\nsix (a [b] c)\nseven\n"),
    (["ddp"], "four five\none two three\n\nsix (a [b] c)\nseven\n"),
    (["yyGp"], TEXT + "one two three\n"),
    (["x", "3x", "u"], "ne two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["x", "x", "x", "u", ".", "."], TEXT),
    (["x", "u", "u"], "ne two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["A!\x1b", "j."], "one two three!\nfour five!\n\nsix (a [b] c)\nseven\n"),
    (["onew\x1b", "Oabove\x1b"], "one two three\nabove\nnew\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["3iab\x1b"], "abababone two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["J"], "one two three four five\n\nsix (a [b] c)\nseven\n"),
    (["4G", "%", "d%"], "one two three\nfour five\n\nsix \nseven\n"),
    (["ft", "D"], "one \nfour five\n\nsix (a [b] c)\nseven\n"),
    (["d}"], "\nsix (a [b] c)\nseven\n"),
    (["rX", "l~"], "XNe two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["/five\r", "D"], "one two three\nfour \n\nsix (a [b] c)\nseven\n"),
    (["ma", "jj", "d'a"], "six (a [b] c)\nseven\n"),
    ([">>", "j2>>"], "\tone two three\n\tfour five\n\nsix (a [b] c)\nseven\n"),
    (['"ayw', "$", '"ap'], "one two threeone \nfour five\n\nsix (a [b] c)\nseven\n"),
    (["Rxyz\x1b"], "xyz two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["ihalf\x7f\x7f \x1b"], "ha one two three\nfour five\n\nsix (a [b] c)\nseven\n"),
    (["ix\x1b\x1b[Boy\x1b\x1b[A\x1b[CiZ\x1b"], "xone two three\nfZour five\ny\n\nsix (a [b] c)\nseven\n"),
    (["iAB\x1b[BCD\x1b[DE\x1b"], "ABone two three\nfoCEDur five\n\nsix (a [b] c)\nseven\n"),
    (["$bcwx\ry\x1b"], "one two x\ny\nfour five\n\nsix (a [b] c)\nseven\n"),
    ([":%s/e/E/g\r"], TEXT.replace("e", "E")),
    ([":2,3d\r", ":$m0\r"], "seven\none two three\nsix (a [b] c)\n"),
    ([":g/s/s/s/S/\r"], "one two three\nfour five\n\nSix (a [b] c)\nSeven\n"),
    ([":v/e/d\r"], "one two three\nfour five\nseven\n"),
    ([":1t$\r", ":/six/,$j\r"], "one two three\nfour five\n\nsix (a [b] c) seven one two three\n"),
    ([":s/\\(one\\) \\(two\\)/\\2 \\1/\r"], "two one three\nfour five\n\nsix (a [b] c)\nseven\n"),
    ([":r /etc/hosts\r", "u"], TEXT),
]


@pytest.mark.parametrize(("keys", "result"), EDITS)
def test_vi_edits(keys: list[str], result: str) -> None:
    typist = Typist("vi /tmp/f")
    typist.type(*keys, ":wq\r")
    assert typist.file() == result


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ([], "/tmp/f: unmodified: line 1"),
        (["G", "\x07"], "/tmp/f: unmodified: line 5 of 5 [100%]"),
        (["x", "\x07"], "/tmp/f: modified: line 1 of 5 [20%]"),
        ([":w\r"], "/tmp/f: 5 lines, 45 characters."),
        ([":w /tmp/g\r"], "/tmp/g: new file: 5 lines, 45 characters."),
        ([":w /etc/hosts\r"], "/etc/hosts exists, not written; use ! to override."),
        (["x", ":q\r"], "File modified since last complete write; write or use ! to override."),
        ([":q!x\r"], "Usage: q[uit][!]."),
        (["x", ":q !\r"], "Usage: q[uit][!]."),
        ([":foo\r"], "The foo command is unknown."),
        ([":9p\r"], "Illegal address: only 5 lines in the file."),
        ([":3,1p\r"], "The second address is smaller than the first."),
        (["/nope\r"], "Pattern not found."),
        (["n"], "No previous search pattern."),
        (["u"], "No changes to undo."),
        (["h"], "Already in the first column."),
        (["k"], "Movement past the beginning of the file."),
        (["G", "j"], "Movement past the end-of-file."),
        (["fz"], "z not found."),
        (["\x14"], "^T isn't a vi command."),
        (["'q"], "Mark q: not set."),
        (['"zp'], "Buffer z is empty."),
        ([":s/zz/y/\r"], "No match found."),
        ([":set foo\r"], "set: no foo option: 'set all' gives all option values."),
        ([":=\r"], "5"),
        ([":set nu\r", ":set nu?\r"], "number"),
    ],
)
def test_vi_says(keys: list[str], message: str) -> None:
    assert Typist("vi /tmp/f").type(*keys)[23] == message


def test_vi_shows_the_text_tildes_and_numbers() -> None:
    typist = Typist("vi /tmp/f")
    assert typist.type()[:7] == [*TEXT.splitlines(), "~", "~"]
    assert typist.type(":set number\r")[:2] == ["      1 one two three", "      2 four five"]
    typist.type(":q\r")
    assert typist.type("echo $?\n")[23] == "#"


def test_vi_begins_a_new_file_and_zz_writes_it() -> None:
    typist = Typist("rm /tmp/f; vi /tmp/f")
    assert typist.type()[23] == "/tmp/f: new file: line 1"
    typist.type("ihello\x1b", "ZZ")
    assert typist.file() == "hello\n"


def test_view_does_not_write() -> None:
    typist = Typist("view /tmp/f")
    assert typist.type()[23] == "/tmp/f: unmodified, readonly: line 1"
    assert typist.type("x", ":w\r")[23] == "Read-only file, not written; use ! to override."


def test_vi_scrolls_a_long_file() -> None:
    typist = Typist("seq 100 > /tmp/f; vi /tmp/f")
    assert typist.type("\x06")[0] == "22"
    assert typist.type("G")[22] == "100"
    assert typist.type("50G", "z\r")[0] == "50"
    assert typist.type("/9\\{2\\}\r", "\x07")[23] == "/tmp/f: unmodified: line 99 of 100 [99%]"


def test_ee_edits_and_saves() -> None:
    typist = Typist("ee /tmp/f")
    rows = typist.type()
    assert rows[0] == "^[ (escape) menu ^y search prompt ^k delete line   ^p prev li     ^g prev page"
    assert rows[5] == "=====line 1 col 0 lines from top 1 " + "=" * 44
    assert rows[6:8] == ["one two three", "four five"]
    assert rows[23] == 'file "/tmp/f", 5 lines'
    typist.type("X", "\x0e", "\x01", "\x0b", "\x15", "\x05", "\rlast", "\x1b", "a", "a")
    assert typist.file() == "Xone two three\n\nsix (a [b] c)\nseven\nlast\n"


def test_ee_takes_commands_and_refuses_some() -> None:
    typist = Typist("ee /tmp/f")
    assert typist.type("\x03", "line\r")[23] == "line 1  length = 13"
    assert typist.type("\x03", "3\r", "\x03", "file\r")[23] == 'current file is "/tmp/f"'
    assert typist.type("\x03", "zap\r")[23] == 'unknown command "zap"'
    assert typist.type("\x19", "nope\r")[23] == 'string "nope" not found'
    last = typist.type("\x19", "six\r", "\x0b", "\x03", "quit\r")[23]
    assert last == "changes have been made, are you sure? (y/n [n])"
    typist.type("y\r")
    assert typist.file() == TEXT


def test_neither_runs_without_a_terminal(sh) -> None:
    assert sh("vi /etc/rc < /dev/null") == ("vi: Vi's standard input and output must be a terminal\n", 1)
    assert sh("ee /etc/rc < /dev/null") == ("ee's standard input and output must be a terminal\n", 1)
