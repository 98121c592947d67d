"""ls(1): names as they are printed, and their colours.

Models bin/ls/util.c (prn_printable, prn_octal) and print.c (colortype, parsecolors); leaves out terminals that are not
like xterm, and the colours of the old form of LSCOLORS (digits).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.fcntl import (
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFSOCK,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
)

ANY_X, OTHERS_W = 0o111, 0o002
DEFAULT_COLOURS = "exfxcxdxbxegedabagacad"
ESCAPES = {"\\": "\\\\", '"': '\\"', "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
           "\v": "\\v"}  # fmt: skip
# Where in LSCOLORS the colour of a kind of file stands; directories and what can be run look at more than the kind.
PLACES = {S_IFLNK: 1, S_IFSOCK: 2, S_IFIFO: 3, S_IFBLK: 5, S_IFCHR: 6}
DIRECTORY, EXECUTABLE, SETUID, SETGID, STICKY_OPEN, OPEN = 0, 4, 7, 8, 9, 10
XTERM_OFF = "\033[39;49m\033[m"
ANSI_OFF = "\033[m"


def printable(name: str) -> str:
    """-q: what cannot be printed is a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def octal(name: str, letters: bool) -> str:
    """-B: what cannot be printed is ``\\ooo``, byte by byte; -b has C's letters where there are some."""
    text = ""
    for letter in name:
        if letter.isprintable() and letter not in '"\\':
            text += letter
        elif letters and letter in ESCAPES:
            text += ESCAPES[letter]
        else:
            text += "".join(f"\\{byte:03o}" for byte in letter.encode("utf-8", "surrogateescape"))
    return text


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour of each kind of file as LSCOLORS has them, for a terminal (``ansi``: for none that is known)."""

    letters: str
    ansi: bool

    def paint(self, name: str, mode: int) -> str:
        """The name in the colour of its kind; regular files have none."""
        place = _place(mode)
        if place is None:
            return name
        pairs = self.letters + DEFAULT_COLOURS[len(self.letters) & ~1 :]
        front, back = pairs[2 * place], pairs[2 * place + 1]
        if self.ansi:
            return f"\033[{self._ansi(front, back)}m{name}{ANSI_OFF}"
        start = "\033[1m" if front.isupper() and front != "X" else ""
        start += "\033[4m" if back.isupper() else ""
        start += f"\033[3{_number(front)}m" if _number(front) >= 0 else ""
        start += f"\033[4{_number(back)}m" if _number(back) >= 0 else ""
        return f"{start}{name}{XTERM_OFF}"

    def _ansi(self, front: str, back: str) -> str:
        text = "1" if front.isupper() and front != "X" else ""
        text += ";4" if back.isupper() else ""
        text += f";3{_number(front)}" if _number(front) >= 0 else ""
        return text + (f";4{_number(back)}" if _number(back) >= 0 else "")


def _number(letter: str) -> int:
    return "abcdefgh".find(letter.lower())


def _place(mode: int) -> int | None:
    kind = mode & S_IFMT
    if kind == S_IFDIR:
        return (STICKY_OPEN if mode & S_ISTXT else OPEN) if mode & OTHERS_W else DIRECTORY
    if kind in PLACES:
        return PLACES[kind]
    if mode & ANY_X:
        return SETUID if mode & S_ISUID else SETGID if mode & S_ISGID else EXECUTABLE
    return None
