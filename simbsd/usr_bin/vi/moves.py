"""The motions of vi(1) by their keys, with what they ask for: a character, a mark, a pattern.

Models contrib/nvi/vi/v_cmd.c (the commands marked V_MOVE) and v_search.c, v_mark.c, v_scroll.c.
"""

from __future__ import annotations

from simbsd.usr_bin.vi import motions
from simbsd.usr_bin.vi.editor import Editor
from simbsd.usr_bin.vi.motions import Target, first_nonblank
from simbsd.usr_bin.vi.text import Complaint, Place

DOWN = ("j", "\x0e", "\n")
KEYS = "hjkl \b\x7f\x0e\x10\n\r+-0^$|wWbBeEGHMLfFtT;,%{}()nN/?`'_*"


async def motion(editor: Editor, key: str, count: int | None) -> Target | None:
    """Where a key leads; None when it is no motion, or was given up. Raises Complaint."""
    if key in "/?":
        return await _asked(editor, key)
    if key in "nN":
        if editor.pattern is None:
            raise Complaint("No previous search pattern")
        place = editor.place
        for _ in range(count or 1):
            place = await editor.search(editor.pattern, editor.forward == (key == "n"), place)
        return Target(place)
    if key in "fFtT":
        editor.find = (key, await editor.key())
        return motions.character(editor.text, editor.place, count or 1, *editor.find)
    if key in "`'":
        return _mark(editor, key, await editor.key())
    return _plain(editor, key, count)


def _plain(editor: Editor, key: str, count: int | None) -> Target | None:
    """A motion that needs no more than its key."""
    text, (row, column), times = editor.text, editor.place, count or 1
    line = text.line(row)
    if key in ("h", "\b", "\x7f"):
        if not column:
            raise Complaint("Already in the first column")
        return Target((row, max(0, column - times)))
    if key in ("l", " "):
        return Target((row, min(column + times, len(line))))
    if key in "jk+-_" or key in ("\n", "\r", "\x0e", "\x10"):
        return _lines(editor, key, times)
    if key in "0^$|":
        places = {"0": 0, "^": first_nonblank(line), "|": min(times - 1, max(len(line) - 1, 0))}
        if key == "$":
            last = min(row + times - 1, len(text.lines) - 1)
            return Target((last, max(len(text.line(last)) - 1, 0)), inclusive=bool(text.line(last)))
        return Target((row, places[key]))
    if key in "wWbBeE":
        return motions.WORDS[key.lower()](text, editor.place, times, key.isupper())
    if key in "GHML":
        return _far(editor, key, count)
    if key in ";,":
        if editor.find is None:
            raise Complaint("No previous F, f, T or t search")
        which, wanted = editor.find
        return motions.character(text, editor.place, times, which if key == ";" else which.swapcase(), wanted)
    if key == "%":
        return motions.match(text, editor.place)
    if key in "{}":
        return motions.paragraph(text, editor.place, times, key == "}")
    if key in "()":
        return motions.sentence(text, editor.place, times, key == ")")
    return None


def _lines(editor: Editor, key: str, times: int) -> Target:
    """Up and down."""
    down = key in "j+_" or key in ("\n", "\r", "\x0e")
    row = editor.place[0] + (times - (key == "_") if down else -times)
    if row >= max(len(editor.text.lines), 1):
        raise Complaint("Movement past the end-of-file")
    if row < 0:
        raise Complaint("Movement past the beginning of the file")
    keeps = key in "jk" or key in ("\x0e", "\x10", "\n")
    column = editor.wanted if keeps else first_nonblank(editor.text.line(row))
    return Target((row, column), whole=True)


def _far(editor: Editor, key: str, count: int | None) -> Target:
    """To a line of the file, or of the screen."""
    text, screen = editor.text, editor.screen
    last = max(len(text.lines) - 1, 0)
    if key == "G":
        row = last if count is None else count - 1
        if row > last:
            raise Complaint("Movement past the end-of-file")
    else:
        bottom = screen.bottom(text)
        row = {"H": screen.top + (count or 1) - 1, "L": bottom - (count or 1) + 1, "M": (screen.top + bottom) // 2}[key]
        row = max(screen.top, min(row, bottom))
    return Target((row, first_nonblank(text.line(row))), whole=True)


def _mark(editor: Editor, key: str, name: str) -> Target:
    place = editor.text.marks.get("`" if name in "`'" else name)
    if place is None:
        raise Complaint(f"Mark {name}: not set")
    if place[0] >= len(editor.text.lines):
        raise Complaint(f"Mark {name}: the line was deleted")
    if key == "'":
        return Target((place[0], first_nonblank(editor.text.line(place[0]))), whole=True)
    return Target(place)


async def _asked(editor: Editor, mark: str) -> Target | None:
    """A search for a pattern that is typed in."""
    typed = await editor.prompt(mark)
    if typed is None:
        return None
    pattern, at = "", 0
    while at < len(typed) and typed[at] != mark:
        escaped = typed[at] == "\\" and typed[at + 1 : at + 2]
        pattern += mark if typed[at : at + 2] == "\\" + mark else typed[at : at + (2 if escaped else 1)]
        at += 2 if escaped else 1
    editor.forward = mark == "/"
    place: Place = await editor.search(editor.compiled(pattern), editor.forward, editor.place)
    return Target(place)
