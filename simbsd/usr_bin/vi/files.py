"""The files of vi(1): read in, written out, and what is said of them.

Models contrib/nvi/common/exf.c (file_init, file_write), ex/ex_read.c and common/msg.c (msgq_status).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import access, stat
from simbsd.lib.stdio import decode, encode, put, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFMT, S_IFREG
from simbsd.usr_bin.vi.editor import Editor
from simbsd.usr_bin.vi.text import Complaint, Text

W_OK = 2
TEMPORARY = "/tmp/vi.XXXXXX"


@dataclass(frozen=True, slots=True)
class Range:
    """Lines, counted from 0, both ends included."""

    first: int
    last: int


def status(editor: Editor, full: bool) -> str:
    """The line about the file; ``full``: of how many lines the cursor's is one."""
    words = ["new file" if editor.new else "modified" if editor.text.modified else "unmodified"]
    words += ["readonly"] if editor.readonly else []
    row, count = editor.place[0] + 1, len(editor.text.lines)
    if not full:
        where = f"line {row}"
    else:
        where = f"line {row} of {count} [{row * 100 // count}%]" if count else "empty file"
    return f"{editor.path or TEMPORARY}: {', '.join(words)}: {where}"


async def _content(path: str) -> list[str]:
    if (await stat(path)).st_mode & S_IFMT != S_IFREG:
        raise Complaint(f"{path}: not a regular file")
    fd = await open(path, O_RDONLY)
    lines = decode(await read_all(fd)).split("\n")
    await close(fd)
    return lines[:-1] if lines and not lines[-1] else lines


async def load(editor: Editor, path: str) -> None:
    """Edit a file; one that is not there is new. Raises Complaint, the editor unchanged."""
    lines: list[str] = []
    new = readonly = False
    if path:
        try:
            lines = await _content(path)
            try:
                await access(path, W_OK)
            except Errno:
                readonly = True
        except Errno as error:
            if error.errno != ENOENT:
                raise Complaint(f"{path}: {strerror(error.errno)}") from None
            new = True
    cuts = editor.text.cuts
    editor.text = Text(lines, cuts=cuts)
    editor.text.check()
    editor.path, editor.new, editor.readonly = path, new, readonly or bool(editor.options["readonly"])
    editor.place, editor.screen.top, editor.undoing = (0, 0), 0, None
    editor.say(status(editor, full=False))


async def read_in(editor: Editor, path: str, row: int) -> None:
    """Put a file's lines behind a line. Raises Complaint."""
    try:
        lines = await _content(path)
    except Errno as error:
        raise Complaint(f"{path}: {strerror(error.errno)}") from None
    at = row + 1 if editor.text.lines else 0
    editor.text.lines[at:at] = lines
    editor.place = (at, 0)
    editor.say(f"{path}: {len(lines)} lines, {_characters(lines)} characters.")


def _characters(lines: list[str]) -> int:
    return sum(len(encode(line)) + 1 for line in lines)


async def write(editor: Editor, name: str, rows: Range | None, append: bool, force: bool) -> None:
    """Write all lines, or some, to the file or another one. Raises Complaint."""
    path = name or editor.path
    if not path:
        raise Complaint("No filename to substitute for %")
    own = path == editor.path
    there = await _exists(path)
    hint = "" if force else "; use ! to override"
    if not force and not append:
        if own and editor.readonly:
            raise Complaint(f"Read-only file, not written{hint}")
        if not own and there:
            raise Complaint(f"{path} exists, not written{hint}")
        if own and rows is not None:
            raise Complaint(f"Partial file, not written{hint}")
    lines = editor.text.lines if rows is None else editor.text.lines[rows.first : rows.last + 1]
    try:
        fd = await open(path, O_WRONLY | O_CREAT | (O_APPEND if append else O_TRUNC))
        await put(fd, encode("".join(f"{line}\n" for line in lines)))
        await close(fd)
    except Errno as error:
        raise Complaint(f"{path}: {strerror(error.errno)}") from None
    if not editor.path:
        editor.path, own = path, True
    if own and rows is None:
        editor.text.saved = editor.text.revision
        editor.new = False
    what = "appended: " if append else "" if there else "new file: "
    editor.say(f"{path}: {what}{len(lines)} lines, {_characters(lines)} characters.")


async def _exists(path: str) -> bool:
    try:
        await stat(path)
    except Errno:
        return False
    return True
