"""Where the keys of vi(1) lead.

Models contrib/nvi/vi (v_word.c, v_ch.c, v_sentence.c, v_paragraph.c, v_match.c, v_left.c, v_right.c, v_up.c, v_z.c);
leaves out sections ([[ and ]]).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simbsd.usr_bin.vi.text import Complaint, Place, Text

PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
CLOSERS = {closing: opening for opening, closing in PAIRS.items()}
ENDS_OF_SENTENCE = ".?!"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a motion ends: ``whole`` lines, or up to the place, which belongs to it when it is ``inclusive``."""

    place: Place
    whole: bool = False
    inclusive: bool = False


def first_nonblank(line: str) -> int:
    """The column of the first character that is not blank."""
    return len(line) - len(line.lstrip()) if line.strip() else max(len(line) - 1, 0)


def kind(letter: str, big: bool) -> int:
    """What a character is to w, b and e: 0 a blank, 1 a word, 2 something else."""
    if letter.isspace() or not letter:
        return 0
    return 1 if big or letter.isalnum() or letter == "_" else 2


def _next(text: Text, place: Place) -> Place | None:
    """The next character; an end of line counts as one."""
    row, column = place
    if column < len(text.line(row)):
        return row, column + 1
    return (row + 1, 0) if row + 1 < len(text.lines) else None


def _before(text: Text, place: Place) -> Place | None:
    row, column = place
    if column:
        return row, column - 1
    return (row - 1, len(text.line(row - 1))) if row else None


def _letter(text: Text, place: Place) -> str:
    return text.line(place[0])[place[1] : place[1] + 1]


def _empty(text: Text, place: Place) -> bool:
    return not text.line(place[0])


def word(text: Text, place: Place, count: int, big: bool) -> Target:
    """w and W."""
    here = place
    for _ in range(count):
        start = kind(_letter(text, here), big)
        after: Place | None = here
        while after is not None and start and kind(_letter(text, after), big) == start:
            after = _next(text, after)
        if not start and after is not None:
            after = _next(text, after)
        while after is not None and not kind(_letter(text, after), big) and not (_empty(text, after) and after != here):
            after = _next(text, after)
        if after is None:
            last = len(text.lines) - 1
            end = (last, max(len(text.line(last)) - 1, 0))
            if here == place and place >= end:
                raise Complaint("Movement past the end-of-file")
            return Target((last, len(text.line(last))))
        here = after
    return Target(here)


def back(text: Text, place: Place, count: int, big: bool) -> Target:
    """b and B."""
    here = place
    for _ in range(count):
        before = _before(text, here)
        while before is not None and not kind(_letter(text, before), big) and not _empty(text, before):
            before = _before(text, before)
        if before is None:
            if here == place:
                raise Complaint("Movement past the beginning of the file")
            return Target((0, 0))
        start = kind(_letter(text, before), big)
        while start and before[1] and kind(text.line(before[0])[before[1] - 1], big) == start:
            before = (before[0], before[1] - 1)
        here = before
    return Target(here)


def end(text: Text, place: Place, count: int, big: bool) -> Target:
    """e and E."""
    here = place
    for _ in range(count):
        after = _next(text, here)
        while after is not None and not kind(_letter(text, after), big):
            after = _next(text, after)
        if after is None:
            raise Complaint("Movement past the end-of-file")
        start, line = kind(_letter(text, after), big), text.line(after[0])
        column = after[1]
        while column + 1 < len(line) and kind(line[column + 1], big) == start:
            column += 1
        here = (after[0], column)
    return Target(here, inclusive=True)


def word_end(text: Text, place: Place, count: int, big: bool) -> Target:
    """What c does with w: as e, but that the end of the present word counts when the cursor is there already."""
    row, column = place
    line = text.line(row)
    start = kind(line[column : column + 1], big)
    while column + 1 < len(line) and kind(line[column + 1], big) == start:
        column += 1
    return end(text, (row, column), count - 1, big) if count > 1 else Target((row, column), inclusive=True)


def character(text: Text, place: Place, count: int, key: str, wanted: str) -> Target:
    """f, F, t and T."""
    row, column = place
    line, step = text.line(row), 1 if key in "ft" else -1
    at = column
    for _ in range(count):
        at = line.find(wanted, at + 1) if step > 0 else line.rfind(wanted, 0, max(at, 0))
        if at < 0:
            raise Complaint(f"{wanted} not found")
    at -= step if key in "tT" else 0
    return Target((row, at), inclusive=step > 0)


def match(text: Text, place: Place) -> Target:
    """%: the bracket that belongs to the next one on the line."""
    row, column = place
    line = text.line(row)
    while column < len(line) and line[column] not in PAIRS and line[column] not in CLOSERS:
        column += 1
    if column >= len(line):
        raise Complaint("No match character on this line")
    one = line[column]
    other, forward = (PAIRS[one], True) if one in PAIRS else (CLOSERS[one], False)
    depth, here = 0, (row, column)
    step = _next if forward else _before
    at: Place | None = here
    while at is not None:
        letter = _letter(text, at)
        depth += (letter == one) - (letter == other)
        if not depth and letter == other:
            return Target(at, inclusive=True)
        at = step(text, at)
    raise Complaint("Matching character not found")


def paragraph(text: Text, place: Place, count: int, forward: bool) -> Target:
    """{ and }: to the next empty line."""
    row, step = place[0], 1 if forward else -1
    for _ in range(count):
        while 0 <= row < len(text.lines) and not text.line(row):
            row += step
        while 0 <= row < len(text.lines) and text.line(row):
            row += step
    if row < 0:
        return Target((0, 0))
    if row >= len(text.lines):
        last = len(text.lines) - 1
        return Target((last, len(text.line(last))))
    return Target((row, 0))


def sentence(text: Text, place: Place, count: int, forward: bool) -> Target:
    """( and ): a sentence ends in one of .?! before two blanks or the end of a line, or at an empty line."""
    starts = [(0, 0)]
    for row, line in enumerate(text.lines):
        if not line or (row and not text.lines[row - 1]):
            starts.append((row, first_nonblank(line) if line else 0))
        for column, letter in enumerate(line):
            if letter in ENDS_OF_SENTENCE:
                rest = line[column + 1 :].lstrip(")]\"'")
                if not rest:
                    starts.append((row + 1, first_nonblank(text.line(row + 1))))
                elif rest.startswith("  "):
                    starts.append((row, len(line) - len(rest.lstrip())))
    last = len(text.lines) - 1
    found = sorted(dict.fromkeys(start for start in starts if start[0] <= last))
    if forward:
        later = [start for start in found if start > place]
        return Target(later[count - 1] if len(later) >= count else (last, len(text.line(last))))
    earlier = [start for start in found if start < place]
    if not earlier:
        raise Complaint("Movement past the beginning of the file")
    return Target(earlier[-min(count, len(earlier))])


WORDS: dict[str, Callable[[Text, Place, int, bool], Target]] = {"w": word, "b": back, "e": end}
