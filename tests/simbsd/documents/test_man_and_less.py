"""man(1), apropos(1), whatis(1) and less(1): finding a page, and paging through it by keys."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

PROMPT = "# "


def sh(text: str) -> tuple[str, int]:
    output, status = Machine(ttys=0, watched=False).script(text.encode())
    return output.decode(), status


def test_a_page_is_found_by_name_and_section() -> None:
    assert sh("man -w jls; man -w 8 jls; man 2 jls") == (
        '/usr/share/man/man8/jls.8\n/usr/share/man/man8/jls.8\nNo manual entry for "jls"\n', 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "told", "status"),
    [
        ("man", "What manual page do you want?\n", 1),
        ("man nosuch", 'No manual entry for "nosuch"\n', 1),
        ("whatis jls", "jls(8) - list jails\n", 0),
        ("whatis jl", "whatis: nothing appropriate\n", 5),
        ("apropos nothinghere", "apropos: nothing appropriate\n", 5),
        ("man -f jls", "jls(8) - list jails\n", 0),
        ("apropos '('", "apropos: regcomp /(/: parentheses not balanced\n", 5),
    ],
)
def test_words_of_names_and_descriptions(command: str, told: str, status: int) -> None:
    assert sh(command) == (told, status)


def test_without_a_terminal_a_page_is_written_through() -> None:
    text, status = sh("man jls")
    assert (text.count("\n") > 40, text.splitlines()[0], status) == (
        True, "JLS(8)                 FreeBSD System Manager's Manual                  JLS(8)", 0,
    )  # fmt: skip


class Reader:
    """Somebody at a terminal."""

    def __init__(self) -> None:
        self.machine = Machine()
        self.machine.settle(60_000_000)
        self.machine.output(0)

    def type(self, keys: str) -> str:
        self.machine.type(0, keys)
        self.machine.advance(2_000_000)
        return self.machine.output(0)

    def shown(self, keys: str) -> list[str]:
        """The rows of the screen after some keys, its last one the prompt."""
        return self.type(keys).rpartition("\033[H\033[2J")[2].replace("\033[7m", "").replace("\033[m", "").split("\r\n")


@pytest.fixture
def reader() -> Reader:
    reader = Reader()
    reader.type("i=1; while [ $i -le 60 ]; do echo line $i; i=$((i+1)); done > /tmp/t\n")
    return reader


def test_a_text_is_shown_a_screen_at_a_time(reader: Reader) -> None:
    first = reader.shown("less /tmp/t\n")
    assert (first[0], first[22], first[23]) == ("line 1", "line 23", "/tmp/t")
    second = reader.shown(" ")
    assert (second[0], second[23]) == ("line 24", ":")
    last = reader.shown(" ")
    assert (last[0], last[22], last[23]) == ("line 38", "line 60", "(END)")
    assert reader.shown("b")[0] == "line 15"
    assert reader.shown("g")[0] == "line 1"
    assert reader.shown("5j")[0] == "line 6"
    assert reader.shown("k")[0] == "line 5"
    assert reader.shown("30g")[0] == "line 30"
    assert reader.shown("\033[A")[0] == "line 29"
    assert reader.shown("G")[23] == "(END)"
    assert reader.type("q").endswith(f"\033[?1049l{PROMPT}")
    assert reader.type("echo $?\n") == f"echo $?\r\n0\r\n{PROMPT}"


def test_patterns_are_found_forward_and_backward(reader: Reader) -> None:
    reader.shown("less /tmp/t\n")
    assert reader.shown("/2.*\n")[0] == "line 2"
    assert reader.shown("n")[0] == "line 12"
    assert reader.shown("N")[0] == "line 2"
    assert reader.shown("/nosuch\n")[23] == "Pattern not found"
    assert reader.shown("/(\n")[23] == "Invalid pattern: parentheses not balanced"
    assert reader.shown("20g?^line 1.\n")[0] == "line 19"


def test_more_leaves_at_the_end(reader: Reader) -> None:
    reader.shown("more /tmp/t\n")
    reader.shown("G")
    assert reader.type(" ").endswith(PROMPT)


def test_man_pages_through_less(reader: Reader) -> None:
    assert "\033[1mNAME\033[m" in reader.type("man jls\n")
    assert reader.type("q").endswith(PROMPT)


def test_what_cannot_be_read_is_told() -> None:
    assert sh("less /nosuch /etc/fstab | grep -c ufs") == ("/nosuch: No such file or directory\n1\n", 0)
