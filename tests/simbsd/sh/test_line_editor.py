"""The line editor without a terminal: editing commands, and what is written to the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simbsd.lib.libedit import in_columns
from simbsd.lib.libedit_line import LineBuffer
from simbsd.lib.libedit_screen import Screen, visible, width


def line(text: str, cursor: int) -> LineBuffer:
    buffer = LineBuffer([])
    buffer.insert(text)
    buffer.move(cursor)
    return buffer


def test_words_are_found_to_both_sides() -> None:
    buffer = line("ls -l /usr/bin", 14)
    assert (buffer.word_left(), buffer.word_left(blanks_only=True)) == (11, 6)
    buffer.move(0)
    assert buffer.word_right() == 2


def test_killed_text_can_be_yanked() -> None:
    buffer = line("one two", 3)
    assert buffer.delete(3, 7, keep=True)
    buffer.move(0)
    assert buffer.yank()
    assert (buffer.text, buffer.cursor) == (" twoone", 4)


def test_there_is_nothing_to_delete_beyond_the_ends() -> None:
    buffer = line("ab", 0)
    assert not buffer.delete(-1, 0, keep=False)
    assert not buffer.move(-1)
    assert not buffer.move(3)
    assert buffer.text == "ab"


def test_transposing_exchanges_two_characters() -> None:
    buffer = line("abc", 3)
    assert buffer.transpose()
    assert buffer.text == "acb"
    assert not line("a", 1).transpose()


def test_the_line_being_typed_comes_after_the_history() -> None:
    buffer = LineBuffer(["one", "two"])
    buffer.insert("draft")
    assert [buffer.recall(1) and buffer.text, buffer.recall(0) and buffer.text] == ["two", "one"]
    assert not buffer.recall(-1)
    assert buffer.recall(2)
    assert buffer.text == "draft"
    assert buffer.search("o", 1) == 1
    assert buffer.search("ne", 1) == 0
    assert buffer.search("x", 1) == -1


def test_a_character_at_the_end_is_all_that_is_written() -> None:
    screen = Screen(80)
    assert screen.start("# ") == "# "
    assert screen.update("l", 1) == "l"
    assert screen.update("ls", 2) == "s"
    assert screen.update("ls", 1) == "\b"
    assert screen.update("lxs", 2) == "xs\b"
    assert screen.end() == "\r\033[5C\n"


def test_control_characters_are_shown() -> None:
    assert (visible("a\x01\x7f"), width("aé漢"), visible("\udcff")) == ("a^A^?", 4, "\\377")


def test_completions_stand_in_columns() -> None:
    assert in_columns(["a", "bb", "ccc", "d"], 12) == "a    ccc\nbb   d\n"


class Glass:
    """A terminal that understands what the editor writes, with automatic margins as xterm has them."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows: list[list[str]] = [[]]
        self.row = self.column = 0

    def write(self, text: str) -> None:
        while text:
            if text.startswith("\033["):
                end = next(i for i, char in enumerate(text) if char.isalpha())
                self.control(text[end], text[2:end])
                text = text[end + 1 :]
                continue
            self.put(text[0])
            text = text[1:]

    def control(self, letter: str, argument: str) -> None:
        if letter == "A":
            self.row -= int(argument or 1)
        elif letter == "C":
            self.column += int(argument or 1)
        elif letter == "J":
            del self.rows[self.row][self.column :]
            del self.rows[self.row + 1 :]

    def put(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self.row, self.column = self.row + 1, 0
        elif char == "\b":
            self.column = min(self.column, self.columns - 1) - 1
        else:
            if self.column == self.columns:
                self.row, self.column = self.row + 1, 0
            self.place(char)
            self.column += 1
        while len(self.rows) <= self.row:
            self.rows.append([])

    def place(self, char: str) -> None:
        while len(self.rows) <= self.row:
            self.rows.append([])
        row = self.rows[self.row]
        row.extend(" " * (self.column + 1 - len(row)))
        row[self.column] = char

    def text(self) -> str:
        return "".join("".join(row) for row in self.rows).rstrip(" ")


@pytest.mark.parametrize("columns", [7, 10, 80])
@given(
    edits=st.lists(
        st.tuples(st.text(alphabet="abcdef", max_size=25), st.integers(min_value=0, max_value=25)), max_size=8
    )
)
def test_the_screen_shows_the_line_and_the_cursor(columns: int, edits: list[tuple[str, int]]) -> None:
    screen, glass = Screen(columns), Glass(columns)
    glass.write(screen.start("# "))
    for text, wanted in edits:
        cursor = min(wanted, len(text))
        glass.write(screen.update(text, cursor))
        assert glass.text() == ("# " + text).rstrip()
        assert glass.row * columns + glass.column == 2 + cursor
