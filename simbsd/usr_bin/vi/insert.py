"""Text typed in at the cursor of vi(1): i, a, o, c and R.

Models contrib/nvi/vi/v_txt.c (v_txt); leaves out maps, abbreviations, wrapmargin, ^T, ^D and ^@.
"""

from __future__ import annotations

from simbsd.usr_bin.vi.editor import ESCAPE, INTERRUPT, Editor
from simbsd.usr_bin.vi.text import Place


async def insert(editor: Editor, begin: Place, count: int = 1, replace: bool = False, opened: bool = False) -> None:
    """Take keys until ESC; what was typed stands ``count`` times at ``begin``. ``opened``: each time on a line anew."""
    base = list(editor.text.lines)
    typed = ""
    while True:
        editor.place = _put(editor, base, begin, typed, replace)
        editor.text.check()
        key = await editor.key(inserting=True)
        if key in (ESCAPE, INTERRUPT):
            break
        typed = await _typed(editor, typed, key, base, begin)
    if count > 1 and typed:
        again = ("\n" if opened else "") + typed
        typed += again * min(count - 1, 10_000)
        editor.place = _put(editor, base, begin, typed, replace)
        editor.text.check()
    row, column = editor.place
    editor.place = (row, max(0, column - 1))


async def _typed(editor: Editor, typed: str, key: str, base: list[str], begin: Place) -> str:
    """What has been typed, after one more key."""
    if key in ("\b", "\x7f"):
        if not typed:
            editor.say("No more characters to erase.")
        return typed[:-1]
    if key == "\x17":
        cut = typed.rstrip(" \t")
        while cut and not cut[-1].isspace():
            cut = cut[:-1]
        return cut
    if key == "\x15":
        head, newline, _ = typed.rpartition("\n")
        return head + newline
    if key == "\x16":
        return typed + await editor.key(inserting=True)
    if key in ("\r", "\n"):
        line = editor.text.line(editor.place[0])
        blanks = line[: len(line) - len(line.lstrip())] if editor.options["autoindent"] else ""
        return f"{typed}\n{blanks}"
    return typed + key


def _put(editor: Editor, base: list[str], begin: Place, typed: str, replace: bool) -> Place:
    """Make the lines anew from those before, with what was typed."""
    editor.text.lines = list(base)
    if replace:
        first = typed.partition("\n")[0]
        row, column = begin
        line = editor.text.line(row)
        if editor.text.lines:
            editor.text.lines[row] = line[:column] + line[column + len(first) :]
    return editor.text.insert(begin, typed.split("\n")) if typed else begin
