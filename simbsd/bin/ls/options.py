"""What ls(1) can be asked for.

Models the option loop of bin/ls/ls.c; -W (there are no whiteouts) is read and does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.bin.ls.names import Colours

LETTERS = "+1ABCD:FGHILPRSTUWXZabcdfghiklmnopqrstuvwxy,"
LONG = {"color": ("color", "::")}
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
    names: str
    across: bool
    thousands: bool
    label: bool
    samesort: bool
    format: str
    colours: Colours | None


LAYOUTS = {"1": "single", "C": "columns", "x": "columns", "l": "long", "g": "long", "n": "long", "m": "stream"}
TIMES = {"c": "st_ctime", "u": "st_atime", "U": "st_birthtime"}
SORTS = {"S": "size", "t": "time"}
NAMES = {"q": "printable", "w": "raw", "B": "octal", "b": "escape"}
WHEN = {
    "always": ("always", "yes", "force", ""), "auto": ("auto", "tty", "if-tty"), "never": ("never", "no", "none"),
}  # fmt: skip


def when_coloured(given: list[tuple[str, str]], envp: dict[str, str]) -> str | None:
    """``always``, ``auto`` or ``never``; None for a word of --color that is none of them."""
    when = "auto" if "CLICOLOR" in envp else "never"
    for letter, value in given:
        if letter == "G":
            when = "auto"
        elif letter == "color":
            found = next((name for name, words in WHEN.items() if value in words), None)
            if found is None:
                return None
            when = found
    return when


def colours(when: str, coloured: bool, terminal: bool, envp: dict[str, str]) -> Colours | None:
    """What paints the names (do_color): on a terminal, or where somebody insists. ``coloured``: -G was given."""
    if when == "never":
        return None
    asked = "CLICOLOR" in envp or coloured or bool(envp.get("COLORTERM"))
    if when == "auto" and not (asked and (terminal or "CLICOLOR_FORCE" in envp)):
        return None
    known = envp.get("TERM", "").startswith("xterm")
    if not known and when == "auto":
        return None
    return Colours(envp.get("LSCOLORS", ""), not known)


def _last(letters: str, table: dict[str, str], default: str) -> str:
    """The choice of the last letter that is in the table: these options override each other."""
    return next((table[letter] for letter in reversed(letters) if letter in table), default)


def choose(letters: str, terminal: bool, root: bool, form: str, painted: Colours | None) -> Options:
    """The choices that a command line's letters make, for output to a terminal or not, by root (who sees hidden names)
    or not. ``form`` is -D's.
    """
    layout = _last(letters, LAYOUTS, "columns" if terminal else "single")
    links = _last(letters, {"L": "all", "H": "operands", "P": "none"}, "")
    marks = _last(letters, {"F": "all", "p": "slash"}, "")
    marked = marks == "all" or "d" in letters or layout == "long" or painted is not None
    sort = "none" if "f" in letters else _last(letters, SORTS, "version" if "v" in letters else "name")
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
        human=_last(letters, {"h": "yes", "k": "no"}, "no") == "yes",
        kilobytes="k" in letters,
        seconds="T" in letters,
        marks=marks,
        time=_last(letters, TIMES, "st_mtime"),
        sort=sort,
        reverse="r" in letters,
        names=_last(letters, NAMES, "printable" if terminal else "raw"),
        across=_last(letters, {"x": "yes", "C": "no"}, "no") == "yes",
        thousands="," in letters,
        label="Z" in letters,
        samesort="y" in letters,
        format=form,
        colours=painted,
    )
