"""What ls(1) can be asked for.

Models the option loop of bin/ls/ls.c; leaves out colours, -D, -W, -Z, -, and version sort.
"""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = "+1ACFHILPRSTUacdfghiklmnopqrstuw"
USAGE = "ls [-ABCFGHILPRSTUWZabcdfghiklmnopqrstuvwxy1,] [--color=when] [-D format] [file ...]"


@dataclass(frozen=True, slots=True)
class Options:
    """The choices; ``layout`` is ``single``, ``columns``, ``long`` or ``stream``, ``time`` the Stat field that -l and
    -t use.
    """

    layout: str
    dots: bool
    hidden: bool
    recursive: bool
    directory: bool
    follow: bool
    follow_operands: bool
    inode: bool
    blocks: bool
    flags: bool
    numeric: bool
    owner: bool
    human: bool
    kilobytes: bool
    seconds: bool
    marks: str
    time: str
    sort: str
    reverse: bool
    printable: bool


LAYOUTS = {"1": "single", "C": "columns", "l": "long", "g": "long", "n": "long", "m": "stream"}
TIMES = {"c": "st_ctime", "u": "st_atime", "U": "st_birthtime"}
SORTS = {"S": "size", "t": "time", "f": "none"}


def _last(letters: str, table: dict[str, str], default: str) -> str:
    """The choice of the last letter that is in the table: these options override each other."""
    return next((table[letter] for letter in reversed(letters) if letter in table), default)


def choose(letters: str, terminal: bool, root: bool) -> Options:
    """The choices that a command line's letters make, for output to a terminal or not, by root (who sees hidden names)
    or not.
    """
    layout = _last(letters, LAYOUTS, "columns" if terminal else "single")
    links = _last(letters, {"L": "all", "H": "operands", "P": "none"}, "")
    marked = "F" in letters or "d" in letters or layout == "long"
    sort = "none" if "f" in letters else _last(letters, SORTS, "name")
    return Options(
        layout=layout,
        dots="a" in letters or "f" in letters,
        hidden="A" in letters or "a" in letters or "f" in letters or (root and "I" not in letters),
        recursive="R" in letters and "d" not in letters,
        directory="d" in letters,
        follow=links == "all",
        follow_operands=links in ("all", "operands") or (not links and not marked),
        inode="i" in letters,
        blocks="s" in letters,
        flags="o" in letters,
        numeric="n" in letters,
        owner="g" not in letters,
        human="h" in letters,
        kilobytes="k" in letters,
        seconds="T" in letters,
        marks=_last(letters, {"F": "all", "p": "slash"}, ""),
        time=_last(letters, TIMES, "st_mtime"),
        sort=sort,
        reverse="r" in letters,
        printable=_last(letters, {"q": "yes", "w": "no"}, "yes" if terminal else "no") == "yes",
    )
