"""The commands of vi(1) that are no motions: changing, putting, undoing, scrolling.

Models contrib/nvi/vi/v_delete.c, v_yank.c, v_put.c, v_ulcase.c, v_itxt.c, v_undo.c, v_scroll.c, v_replace.c, v_ex.c.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simbsd.sys.strtol import is_number
from simbsd.usr_bin.vi import motions
from simbsd.usr_bin.vi.editor import ESCAPE, INTERRUPT, Editor, Quit
from simbsd.usr_bin.vi.ex import execute
from simbsd.usr_bin.vi.files import status, write
from simbsd.usr_bin.vi.insert import insert
from simbsd.usr_bin.vi.motions import first_nonblank
from simbsd.usr_bin.vi.moves import KEYS, motion
from simbsd.usr_bin.vi.text import Complaint, Cut, Place


@dataclass(slots=True)
class Asked:
    """What came before a command: a count, and a buffer."""

    count: int | None
    buffer: str

    @property
    def times(self) -> int:
        """The count, 1 when there is none."""
        return self.count or 1


async def command(editor: Editor) -> None:
    """One command, with count and buffer; a change is remembered for the dot and for undo."""
    if not editor.queue:
        editor.record = []
        editor.replaying = False
    before, place, text = list(editor.text.lines), editor.place, editor.text
    editor.stepped = False
    try:
        await _one(editor)
    except Complaint as complaint:
        editor.complain(complaint)
    if editor.text is text and not editor.stepped and before != text.lines:
        text.remember(before, place)
        editor.undoing = None
    editor.clamp()


async def _one(editor: Editor) -> None:
    count: int | None = None
    buffer = ""
    key = await editor.key()
    editor.say("")
    while True:
        if key == '"':
            buffer = await editor.key()
        elif is_number(key) and (key != "0" or count is not None):
            count = min((count or 0) * 10 + int(key), 1_000_000)
        else:
            break
        key = await editor.key()
    asked = Asked(count, buffer)
    if key in "cdy<>" and key:
        await _operator(editor, key, asked)
    elif key in COMMANDS:
        await COMMANDS[key](editor, asked)
    elif key in SHORT:
        await _short(editor, key, asked)
    elif key in KEYS:
        await _move(editor, key, asked)
    elif key not in (ESCAPE, INTERRUPT):
        raise Complaint(f"{shown(key)} isn't a vi command")
    else:
        return
    if key not in KEYS:
        editor.wanted = editor.place[1]
    if key in CHANGES and not editor.replaying:
        editor.last = list(editor.record)


def shown(key: str) -> str:
    """A key as it is named."""
    return "^" + chr(ord(key) ^ 0x40) if len(key) == 1 and key < " " else key


async def _move(editor: Editor, key: str, asked: Asked) -> None:
    start = editor.place
    target = await motion(editor, key, asked.count)
    if target is None:
        return
    if key in "GHMLnN/?`'%{}()":
        editor.text.marks["`"] = start
    if key in ("l", " ") and start[1] + 1 >= len(editor.text.line(start[0])):
        raise Complaint("Already at end-of-line")
    editor.place = target.place
    editor.clamp()
    if key not in "jk" and key not in ("\x0e", "\x10", "\n"):
        editor.wanted = 1 << 30 if key == "$" else editor.place[1]


async def _operator(editor: Editor, key: str, asked: Asked) -> None:
    """c, d, y, < and > with a motion, or twice for lines."""
    second = await editor.key()
    count = None
    while is_number(second) and (second != "0" or count is not None):
        count = min((count or 0) * 10 + int(second), 1_000_000)
        second = await editor.key()
    times = asked.times * (count or 1) if asked.count or count else None
    start = editor.place
    if second in (ESCAPE, INTERRUPT):
        return
    if second == key:
        last = start[0] + (times or 1) - 1
        if last >= max(len(editor.text.lines), 1):
            raise Complaint("Movement past the end-of-file")
        await _apply(editor, key, asked, (start[0], 0), (last, 0), whole=True)
        return
    if key == "c" and second in "wW" and editor.text.line(start[0])[start[1] : start[1] + 1].strip():
        target: motions.Target | None = motions.word_end(editor.text, start, times or 1, second == "W")
        second = "e"
    else:
        target = await motion(editor, second, times) if second in KEYS else None
    if target is None:
        if second not in KEYS:
            raise Complaint(f"{shown(second)} may not be used as a motion command")
        return
    low, high = sorted((start, target.place))
    if second in "wW" and high[0] > low[0]:
        high = (high[0] - 1, len(editor.text.line(high[0] - 1))) if high[0] - 1 >= low[0] else high
    elif target.inclusive and (target.place >= start or second == "%"):
        high = (high[0], high[1] + 1)
    await _apply(editor, key, asked, low, high, target.whole or key in "<>")


async def _apply(editor: Editor, key: str, asked: Asked, low: Place, high: Place, whole: bool) -> None:
    """An operator on what lies between two places."""
    text = editor.text
    if key in "<>":
        shift(editor, low[0], high[0], key == ">")
        editor.place = (low[0], first_nonblank(text.line(low[0])))
        return
    text.store(asked.buffer, text.cut(low, high, whole), deleted=key != "y")
    if key == "y":
        editor.place = low if not whole else (low[0], editor.place[1] if low[0] == editor.place[0] else low[1])
        if whole and high[0] - low[0] > 4:
            editor.say(f"{high[0] - low[0] + 1} lines yanked.")
        return
    if key == "c" and whole:
        line = text.line(low[0])
        blanks = line[: len(line) - len(line.lstrip())] if editor.options["autoindent"] else ""
        text.lines[low[0] : high[0] + 1] = [blanks]
        await insert(editor, (low[0], len(blanks)))
        return
    text.delete(low, high, whole)
    if key == "c":
        await insert(editor, low)
        return
    editor.place = low
    if whole:
        row = min(low[0], max(len(text.lines) - 1, 0))
        editor.place = (row, first_nonblank(text.line(row)))
        if high[0] - low[0] > 4:
            editor.say(f"{high[0] - low[0] + 1} lines deleted.")


def shift(editor: Editor, first: int, last: int, right: bool) -> None:
    """< and >: change the blanks at the beginning of lines by shiftwidth."""
    width = int(editor.options["shiftwidth"])
    for row in range(first, min(last, len(editor.text.lines) - 1) + 1):
        line = editor.text.line(row)
        body = line.lstrip(" \t")
        if not body:
            continue
        blanks = len(line[: len(line) - len(body)].expandtabs(8))
        blanks = max(0, blanks + (width if right else -width))
        editor.text.lines[row] = "\t" * (blanks // 8) + " " * (blanks % 8) + body


# Keys that stand for an operator and a motion.
SHORT = {"x": "dl", "X": "dh", "D": "d$", "C": "c$", "s": "cl", "S": "cc", "Y": "yy"}


async def _short(editor: Editor, key: str, asked: Asked) -> None:
    line = editor.text.line(editor.place[0])
    if key in "xX" and (not line or (key == "X" and not editor.place[1])):
        raise Complaint("No characters to delete" if not line or key == "x" else "Already in the first column")
    if key == "s" and not line:
        await insert(editor, editor.place)
        return
    editor.queue.insert(0, SHORT[key][1])
    await _operator(editor, SHORT[key][0], asked)


async def _put(editor: Editor, asked: Asked, after: bool) -> None:
    cut: Cut = editor.text.buffer(asked.buffer)
    row, column = editor.place
    if cut.whole:
        at = min(row + after, len(editor.text.lines))
        editor.text.lines[at:at] = cut.lines * min(asked.times, 1000)
        editor.place = (at, first_nonblank(editor.text.line(at)))
    else:
        start = (row, min(column + after, len(editor.text.line(row))))
        end = start
        for _ in range(min(asked.times, 1000)):
            end = editor.text.insert(end, cut.lines)
        editor.place = start if len(cut.lines) > 1 else (end[0], max(0, end[1] - 1))
    editor.text.check()


async def _insert(editor: Editor, asked: Asked, column: int) -> None:
    await insert(editor, (editor.place[0], column), asked.times)


async def _open_line(editor: Editor, asked: Asked, below: bool) -> None:
    line = editor.text.line(editor.place[0])
    blanks = line[: len(line) - len(line.lstrip())] if editor.options["autoindent"] else ""
    row = min(editor.place[0] + below, len(editor.text.lines))
    editor.text.lines.insert(row, blanks)
    await insert(editor, (row, len(blanks)), asked.times, opened=True)


async def _replace(editor: Editor, asked: Asked) -> None:
    row, column = editor.place
    line = editor.text.line(row)
    if column + asked.times > len(line):
        raise Complaint("No characters to replace" if not line else "Movement past the end-of-line")
    key = await editor.key()
    if key in (ESCAPE, INTERRUPT):
        return
    if key in ("\r", "\n"):
        editor.text.lines[row : row + 1] = [line[:column], line[column + asked.times :]]
        editor.place = (row + 1, 0)
        return
    editor.text.lines[row] = line[:column] + key * asked.times + line[column + asked.times :]
    editor.place = (row, column + asked.times - 1)


async def _case(editor: Editor, asked: Asked) -> None:
    row, column = editor.place
    line = editor.text.line(row)
    end = min(column + asked.times, len(line))
    if editor.text.lines:
        editor.text.lines[row] = line[:column] + line[column:end].swapcase() + line[end:]
    editor.place = (row, end)


async def _join(editor: Editor, asked: Asked) -> None:
    row = editor.place[0]
    count = max(asked.times, 2)
    if row + count > len(editor.text.lines):
        raise Complaint("No following lines to join")
    joined, column = editor.text.line(row), 0
    for line in editor.text.lines[row + 1 : row + count]:
        body = line.lstrip(" \t")
        between = "" if not joined or joined[-1].isspace() or body.startswith(")") or not body else (
            "  " if joined[-1] in ".?!" else " ")  # fmt: skip
        column = len(joined)
        joined += between + body
    editor.text.lines[row : row + count] = [joined]
    editor.place = (row, column)


async def _undo(editor: Editor, asked: Asked) -> None:
    editor.undoing = True if editor.undoing is None else not editor.undoing
    editor.stepped = True
    editor.place = editor.text.step(editor.undoing)


async def _repeat(editor: Editor, asked: Asked) -> None:
    """The dot: the last change again, with a count of its own; after u, one more step the same way."""
    if editor.undoing is not None:
        editor.stepped = True
        editor.place = editor.text.step(editor.undoing)
        return
    if not editor.last:
        raise Complaint("No command to repeat")
    keys = list(editor.last)
    if asked.count is not None:
        while keys and keys[0].isdigit() and keys[0] != "0":
            keys.pop(0)
        keys = [*str(asked.count), *keys]
    editor.queue = [*keys, *editor.queue]
    editor.replaying = True
    await _one(editor)


async def _scroll(editor: Editor, asked: Asked, lines: int, moves: bool) -> None:
    """^F ^B ^D ^U move the cursor with the text, ^E ^Y only as far as they must."""
    screen, text = editor.screen, editor.text
    top = screen.top + lines * asked.times
    if screen.top == 0 and lines < 0 and editor.place[0] == 0:
        raise Complaint("Already at the beginning of the file")
    if lines > 0 and editor.place[0] >= len(text.lines) - 1 and moves:
        raise Complaint("Already at end-of-file")
    screen.top = max(0, min(top, max(len(text.lines) - 1, 0)))
    row = editor.place[0] + lines * asked.times if moves else editor.place[0]
    row = max(screen.top, min(row, screen.bottom(text)))
    editor.place = (row, first_nonblank(text.line(row)) if moves else editor.place[1])


def _scrolling(share: int, sign: int, moves: bool = True) -> Callable[[Editor, Asked], Awaitable[None]]:
    """By a screen (share 1, less two lines), by half of one (2), or by a line (0)."""

    async def run(editor: Editor, asked: Asked) -> None:
        lines = 1 if not share else max(editor.screen.height // share - 2 * (share == 1), 1)
        await _scroll(editor, asked, sign * lines, moves)

    return run


async def _redraw_at(editor: Editor, asked: Asked) -> None:
    """z: the line of the cursor at the top, in the middle or at the bottom."""
    key = await editor.key()
    height = editor.screen.height
    back = {"\r": 0, "\n": 0, ".": height // 2, "-": height - 1, "+": 0}.get(key)
    if back is not None:
        editor.screen.top = max(0, (editor.place[0] if asked.count is None else asked.count - 1) - back)


async def _redraw(editor: Editor, asked: Asked) -> None:
    await editor.screen.measure()


async def _mark(editor: Editor, asked: Asked) -> None:
    editor.text.marks[await editor.key()] = editor.place


async def _status(editor: Editor, asked: Asked) -> None:
    editor.say(status(editor, full=True))


async def _colon(editor: Editor, asked: Asked) -> None:
    line = await editor.prompt(":")
    if line is not None:
        await execute(editor, line)


async def _suspend(editor: Editor, asked: Asked) -> None:
    await editor.suspend()


async def _leave(editor: Editor, asked: Asked) -> None:
    """ZZ: write when there is something to write, and leave."""
    if await editor.key() != "Z":
        raise Complaint("Usage: ZZ")
    if editor.text.modified:
        await write(editor, "", None, append=False, force=False)
    raise Quit


def _inserting(where: Callable[[str, int], int]) -> Callable[[Editor, Asked], Awaitable[None]]:
    async def run(editor: Editor, asked: Asked) -> None:
        await _insert(editor, asked, where(editor.text.line(editor.place[0]), editor.place[1]))

    return run


async def _over(editor: Editor, asked: Asked) -> None:
    await insert(editor, editor.place, asked.times, replace=True)


COMMANDS: dict[str, Callable[[Editor, Asked], Awaitable[None]]] = {
    "i": _inserting(lambda line, column: column), "a": _inserting(lambda line, column: min(column + 1, len(line))),
    "I": _inserting(lambda line, column: len(line) - len(line.lstrip())),
    "A": _inserting(lambda line, column: len(line)),
    "o": lambda editor, asked: _open_line(editor, asked, below=True),
    "O": lambda editor, asked: _open_line(editor, asked, below=False), "R": _over, "r": _replace, "~": _case,
    "J": _join, "u": _undo, ".": _repeat, "p": lambda editor, asked: _put(editor, asked, after=True),
    "P": lambda editor, asked: _put(editor, asked, after=False), "m": _mark, ":": _colon, "Z": _leave,
    "\x06": _scrolling(1, 1), "\x02": _scrolling(1, -1), "\x04": _scrolling(2, 1), "\x15": _scrolling(2, -1),
    "\x05": _scrolling(0, 1, moves=False), "\x19": _scrolling(0, -1, moves=False), "z": _redraw_at,
    "\x0c": _redraw, "\x12": _redraw, "\x07": _status, "\x1a": _suspend,
}  # fmt: skip
CHANGES = "cd<>xXDCsSiaIAoORr~JpP"
