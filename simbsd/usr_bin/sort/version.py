"""sort(1): the order of versions (-V): numbers in names count as numbers.

Models usr.bin/sort/vsort.c.
"""

from __future__ import annotations

DIGITS = "0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST = ("", ".", "..")  # these come before all others


def _without_suffix(text: str) -> str:
    """Up to the endings, as in ``name.tar.gz``: (\\.[A-Za-z~][A-Za-z0-9~]*)*$ (find_suffix)."""
    length, inside, expected = 0, False, False
    for place, letter in enumerate(text):
        if expected:
            expected = False
            inside = inside and (letter in LETTERS or letter == "~")
        elif letter == ".":
            expected = True
            if not inside:
                inside, length = True, place
        elif letter not in LETTERS and letter not in DIGITS and letter != "~":
            inside = False
    return text[:length] if inside else text


def _rank(letter: str) -> tuple[int, int]:
    """A tilde before the end and digits, then letters, then the rest (cmp_chars)."""
    if letter == "~":
        return 0, 0
    if not letter or letter in DIGITS:
        return 1, 0
    return (2 if letter in LETTERS else 3), ord(letter)


def _pieces(text: str) -> list[tuple[tuple[tuple[int, int], ...], int]]:
    """What is no number, and the number behind it, by turns; each piece's end counts like a digit (cmpversions)."""
    found, place = [], 0
    while place < len(text):
        start = place
        while place < len(text) and text[place] not in DIGITS:
            place += 1
        words = (*map(_rank, text[start:place]), _rank(""))
        start = place
        while place < len(text) and text[place] in DIGITS:
            place += 1
        found.append((words, int(text[start:place] or "0")))
    return [*found, ((_rank(""),), 0)]


def version(text: str) -> tuple[object, ...]:
    """What stands for a text in comparisons (vcmp)."""
    if text in FIRST:
        return (FIRST.index(text), [], text)
    hidden = text.startswith(".")
    body = _without_suffix(text.removeprefix("."))
    return (3 if hidden else 4, _pieces(body), text)
