"""sort(1): which part of a line counts, and how.

Models usr.bin/sort/coll.c and the parsing of keys in sort.c (parse_k, fix_obsolete_keys).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from simbsd.sys.calendar import MONTHS
from simbsd.sys.strtol import to_int
from simbsd.usr_bin.sort.version import version

MOST_DIGITS = 128
SUFFIXES = {"k": 1, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6, "Z": 7, "Y": 8}
BLANKS = " \t"
EXCLUSIVE = "MngRhV"
_POSITION = re.compile(r"([0-9]+)(\.[0-9]+)?([bdfirMngRhV]+)?\Z", re.ASCII)
_NUMBER = re.compile(r"[ \t]*(-?)0*([0-9]*)(?:\.([0-9]*))?(.?)", re.ASCII | re.DOTALL)
_FLOAT = re.compile(
    r"[ \t\n\v\f\r]*([-+]?(?:0[xX][0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?(?:[pP][-+]?[0-9]+)?"
    r"|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|inf(?:inity)?|nan))",
    re.ASCII | re.IGNORECASE,
)

_OBSOLETE = re.compile(r"([0-9]+)(?:\.([0-9]+))?([A-Za-z]+)?", re.ASCII)

Sortable = tuple[Any, ...]  # numbers, texts, and what version() makes


class BadKey(ValueError):
    """A key that cannot be used: the message, or empty where errno's text speaks (EINVAL)."""


class Exclusive(ValueError):
    """Two orders at once."""


@dataclass(slots=True)
class Key:
    """From field ``f1``, character ``c1`` to field ``f2``, character ``c2`` (0: to the end); the letters that apply."""

    f1: int = 0
    c1: int = 1
    f2: int = 0
    c2: int = 0
    skip1: bool = False
    skip2: bool = False
    letters: str = ""

    def empty(self) -> bool:
        """True when it says nothing of the order, and so the general options apply (sort_modifier_empty)."""
        return not any(letter in self.letters for letter in "MVngrRhdf") and not (self.skip1 or self.skip2)


def check_exclusive(letter: str, before: str) -> None:
    """Raise Exclusive when another order was asked for (check_mutually_exclusive_flags)."""
    others = [known for known in EXCLUSIVE if known in before and known != letter]
    if letter in EXCLUSIVE and others:
        raise Exclusive(f"{letter}:{others[-1]}: mutually exclusive flags")


def parse_key(text: str) -> Key:
    """A key as -k has it. Raises BadKey, Exclusive."""
    key = Key()
    first, comma, second = text.partition(",")
    _position(key, first, second=False)
    if comma:
        _position(key, second, second=True)
    return key


def _position(key: Key, text: str, second: bool) -> None:
    found = _POSITION.match(text)
    if found is None:
        raise BadKey("")
    number = to_int(found.group(1))
    if number == 0:
        raise BadKey("0 field in key specs")
    column = to_int(found.group(2)[1:] or "0") if found.group(2) else None
    if column == 0 and not second:
        raise BadKey("0 column in key specs")
    if second:
        key.f2, key.c2 = number, column or 0
    else:
        key.f1, key.c1 = number, 1 if column is None else column
    for letter in found.group(3) or "":
        check_exclusive(letter, key.letters)
        if letter == "b":
            key.skip2, key.skip1 = key.skip2 or second, key.skip1 or not second
        else:
            key.letters += letter


def modern(words: list[str]) -> list[str]:
    """``+POS1 -POS2`` as -k, until a ``--`` (fix_obsolete_keys)."""
    done: list[str] = words[:1]
    rest = words[1:]
    while rest and rest[0] != "--":
        word = rest.pop(0)
        start = _OBSOLETE.fullmatch(word[1:]) if word.startswith("+") else None
        if start is None:
            done.append(word)
            continue
        key = f"-k{int(start[1]) + 1}.{int(start[2] or 0) + 1}{start[3] or ''}"
        end = _OBSOLETE.fullmatch(rest[0][1:]) if rest and rest[0].startswith("-") else None
        if end is not None:
            column = int(end[2] or 0)
            key += f",{int(end[1]) + (column > 0)}.{column}{end[3] or ''}"
            rest.pop(0)
        done.append(key)
    return done + rest


def cut(line: str, key: Key, separator: str | None) -> str:
    """The part of a line that a key names (cut_field)."""
    start = _field_start(line, key.f1, separator)
    if start is None:
        return ""
    if key.skip1:
        start = _past_blanks(line, start)
    start += key.c1 - 1
    if start >= len(line):
        return ""
    return line[start : _end(line, key, separator)]


def _end(line: str, key: Key, separator: str | None) -> int:
    if key.f2 == 0:
        return len(line)
    start = _field_start(line, key.f2 + (key.c2 == 0), separator)
    if start is None or start >= len(line):
        if start is not None and key.c2 == 0 and separator is not None and line[start - 1 : start] == separator:
            return start - 1
        return len(line)
    if key.c2 == 0:
        return start - 1 if separator is not None and start > 0 and line[start - 1] == separator else start
    if key.skip2:
        start = _past_blanks(line, start)
    return min(start + key.c2, len(line))


def _past_blanks(line: str, start: int) -> int:
    while start < len(line) and line[start] in BLANKS:
        start += 1
    return start


def _field_start(line: str, number: int, separator: str | None) -> int | None:
    """Where a field begins, its leading blanks included; None when there is no such field (skip_fields_to_start)."""
    if number < 2:
        return 0 if line else None
    if separator is not None:
        at = -1
        for _ in range(min(number - 1, len(line) + 1)):
            at = line.find(separator, at + 1)
            if at < 0:
                return None
        return at + 1
    before = True
    for at, letter in enumerate(line):
        blank = letter in BLANKS
        if blank and not before:
            number -= 1
            if number <= 1:
                return at
        before = blank
    return None


def sortable(text: str, letters: str, seed: bytes = b"") -> Sortable:
    """What stands for a key in comparisons (preproc, get_sort_func); ``seed`` is for the random order."""
    if "d" in letters:
        text = "".join(letter for letter in text if letter.isalnum() or letter in BLANKS)
    elif "i" in letters:
        text = "".join(letter for letter in text if letter.isprintable())
    if "f" in letters or "M" in letters:
        text = text.upper()
    if "n" in letters:
        sign, _, number = _number(text)
        return (sign * number,)
    if "R" in letters:
        return (md5(seed + text.encode("utf-8", "surrogateescape"), usedforsecurity=False).digest(),)  # randomcoll
    if "V" in letters:
        return version(text)
    if "h" in letters:
        sign, suffix, number = _number(text)
        return (sign, sign * suffix, sign * number)
    if "g" in letters:
        return _general(text)
    if "M" in letters:
        body = text.lstrip(BLANKS)
        return (next((place for place, name in enumerate(MONTHS) if body.startswith(name.upper())), -1),)
    return (text,)


def _number(text: str) -> tuple[int, int, int]:
    """Sign (0: no number, or zero), suffix, and the number in units of its smallest place (read_number)."""
    found = _NUMBER.match(text)
    assert found is not None
    minus, whole, fraction, suffix = found.groups()
    if len(whole) > MOST_DIGITS:
        whole, fraction, suffix = whole[:MOST_DIGITS], "", ""
    fraction = (fraction or "")[:MOST_DIGITS].rstrip("0")
    if not whole and not fraction:
        return 0, 0, 0
    return -1 if minus else 1, SUFFIXES.get(suffix, 0), int(whole + fraction.ljust(MOST_DIGITS, "0"))


def _general(text: str) -> Sortable:
    """No number, then not-a-number, then all others by value (gnumcoll)."""
    found = _FLOAT.match(text)
    if found is None:
        return (0, 0.0)
    word = found.group(1)
    try:
        value = float.fromhex(word) if "x" in word.lower() else float(word)
    except OverflowError:
        value = float("-inf" if word.startswith("-") else "inf")
    return (1, 0.0) if value != value else (2, value)
