"""File modes as text.

Models lib/libc/string/strmode.c and lib/libc/gen/setmode.c.
"""

from __future__ import annotations

from simbsd.sys.fcntl import (
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_IFSOCK,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
)
from simbsd.sys.strtol import is_number, to_int

TYPE_LETTERS = {
    S_IFDIR: "d", S_IFCHR: "c", S_IFBLK: "b", S_IFREG: "-", S_IFLNK: "l", S_IFSOCK: "s", S_IFIFO: "p",
}  # fmt: skip
WHO = {"u": 0o4700, "g": 0o2070, "o": 0o0007}
PERMISSIONS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}
ALL = 0o7777


class ModeError(ValueError):
    """Text that is no mode."""


def strmode(mode: int) -> str:
    """The eleven characters of ls -l: type, permissions, and a blank."""
    letters = TYPE_LETTERS.get(mode & S_IFMT, "?")
    for shift, special, low, high in ((6, S_ISUID, "s", "S"), (3, S_ISGID, "s", "S"), (0, S_ISTXT, "t", "T")):
        bits = mode >> shift & 7
        letters += ("r" if bits & 4 else "-") + ("w" if bits & 2 else "-")
        if mode & special:
            letters += low if bits & 1 else high
        else:
            letters += "x" if bits & 1 else "-"
    return letters + " "


def setmode(text: str, mode: int, mask: int) -> int:
    """Apply ``text`` (octal or symbolic) to ``mode``; ``mask`` is the umask, for clauses without a who. Raises
    ModeError.
    """
    if is_number(text[:1]):
        if any(letter not in "01234567" for letter in text) or to_int(text, 8) > ALL:
            raise ModeError(text)
        return to_int(text, 8)
    result = mode & ALL
    directory = mode & S_IFMT == S_IFDIR
    for clause in text.split(","):
        result = _clause(clause, result, mask, directory)
    return result


def _clause(clause: str, mode: int, mask: int, directory: bool) -> int:
    position = 0
    who = 0
    while clause[position : position + 1] in WHO or clause[position : position + 1] == "a":
        who |= ALL if clause[position] == "a" else WHO[clause[position]]
        position += 1
    if clause[position : position + 1] not in ("+", "-", "="):
        raise ModeError(clause)
    effective = who or ALL & ~mask
    sticky = 0o1000 if who in (0, ALL) or who & 0o7 else 0
    while position < len(clause):
        operator = clause[position]
        if operator not in "+-=":
            raise ModeError(clause)
        position += 1
        bits, position = _permissions(clause, position, mode, directory)
        chosen = bits & (effective & 0o6777 | sticky)
        if operator == "+":
            mode |= chosen
        elif operator == "-":
            mode &= ~chosen
        else:
            mode = mode & ~((who or ALL) & (0o6777 | sticky)) | chosen
    return mode


def _permissions(clause: str, position: int, mode: int, directory: bool) -> tuple[int, int]:
    bits = 0
    while position < len(clause) and clause[position] not in "+-=":
        letter = clause[position]
        position += 1
        if letter in PERMISSIONS:
            bits |= PERMISSIONS[letter]
        elif letter == "X":
            bits |= 0o111 if directory or mode & 0o111 else 0
        elif letter in WHO:
            part = mode >> {"u": 6, "g": 3, "o": 0}[letter] & 7
            bits |= part << 6 | part << 3 | part
        else:
            raise ModeError(clause)
    return bits, position
