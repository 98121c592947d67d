"""The ex commands of vi(1): addresses, files, substitutions, and what the colon gives.

Models contrib/nvi/ex/ex.c, ex_write.c, ex_edit.c, ex_subst.c, ex_global.c, ex_shift.c, ex_move.c; leaves out the
commands not in NAMES, %, # and ! in file names, and the flags of a command.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simbsd.lib.popen import system
from simbsd.lib.printf import printf
from simbsd.lib.unistd import tick
from simbsd.sys.strtol import is_number
from simbsd.usr_bin.vi.editor import Editor, Quit
from simbsd.usr_bin.vi.files import Range, load, read_in, status, write
from simbsd.usr_bin.vi.motions import first_nonblank
from simbsd.usr_bin.vi.substitute import delimited, replaced, split_replacement
from simbsd.usr_bin.vi.text import Complaint

ADDRESS = re.compile(r"\s*(?:(\.)|(\$)|([0-9]+)|'(.)|([/?]))?")
OFFSET = re.compile(r"\s*([-+])\s*([0-9]*)")
WORD = re.compile(r"\s*([a-zA-Z]+|[!<>=&#@~*]+)?")
MODIFIED = "File modified since last complete write; write or use ! to override"
SHORTS = {"nu": "number", "ic": "ignorecase", "ai": "autoindent", "ws": "wrapscan", "sw": "shiftwidth", "li": "list",
          "ro": "readonly"}  # fmt: skip


@dataclass(slots=True)
class Command:
    """One command line taken apart: lines from 0, or None when none were named."""

    name: str
    force: bool
    argument: str
    range: Range | None
    global_: bool = False


async def execute(editor: Editor, line: str, inside: bool = False) -> None:
    """Do one command line. Raises Complaint, Quit."""
    rest, found = await _range(editor, line.lstrip(": "))
    word = WORD.match(rest)
    assert word is not None
    name, argument = word.group(1) or "", rest[word.end() :]
    if name[:1] in ("s", "g", "v") and name not in NAMES and not name.startswith("set"):
        # s, g and v take their pattern right behind the letter.
        name, argument = rest.lstrip()[0], rest.lstrip()[1:]
    force = argument.startswith("!")
    if not name:
        if found is None and argument.strip():
            raise Complaint("Unknown command name")
        if found is not None:
            _check(editor, found)
            editor.place = (found.last, first_nonblank(editor.text.line(found.last)))
        return
    full = next((known for known in NAMES if known.startswith(name) and name != "c"), None)
    if full is None:
        raise Complaint(f"The {name} command is unknown")
    if inside and full in ("global", "v", "edit", "quit", "wq", "xit"):
        raise Complaint(f"The {full} command can't be used as part of a global or v command")
    if found is not None:
        _check(editor, found)
    await NAMES[full](editor, Command(full, force, argument[force:] if full != "!" else argument, found, inside))
    editor.text.check()


def _check(editor: Editor, found: Range) -> None:
    last = len(editor.text.lines) - 1
    if found.last > max(last, 0):
        raise Complaint(f"Illegal address: only {last + 1} lines in the file" if last >= 0
                        else "Illegal address: the file is empty")  # fmt: skip
    if found.first > found.last:
        raise Complaint("The second address is smaller than the first")


async def _range(editor: Editor, line: str) -> tuple[str, Range | None]:
    """The addresses before a command, and what follows them."""
    if line.startswith("%"):
        return line[1:], Range(0, max(len(editor.text.lines) - 1, 0))
    places: list[int] = []
    while True:
        row, line = await _address(editor, line)
        if row is None and not (places or line[:1] in (",", ";")):
            return line, None
        places.append(editor.place[0] if row is None else row)
        if line[:1] not in (",", ";"):
            break
        line = line[1:]
    first, last = places[-2:] if len(places) > 1 else (places[0], places[0])
    return line, Range(max(first, 0), max(last, 0))


async def _address(editor: Editor, line: str) -> tuple[int | None, str]:
    """One address."""
    found = ADDRESS.match(line)
    assert found is not None
    dot, end, number, mark, search = found.groups()
    row: int | None = None
    line = line[found.end() :]
    if dot:
        row = editor.place[0]
    elif end:
        row = max(len(editor.text.lines) - 1, 0)
    elif number:
        row = int(number[:9]) - 1
    elif mark:
        if mark not in editor.text.marks:
            raise Complaint(f"Mark {mark}: not set")
        row = editor.text.marks[mark][0]
    elif search:
        pattern, line = delimited(line, search)
        column = len(editor.text.line(editor.place[0])) if search == "/" else 0
        row = (await editor.search(editor.compiled(pattern), search == "/", (editor.place[0], column)))[0]
    while offset := OFFSET.match(line):
        amount = int(offset.group(2)[:9] or "1")
        row = (editor.place[0] if row is None else row) + (amount if offset.group(1) == "+" else -amount)
        line = line[offset.end() :]
    return row, line


def _rows(editor: Editor, command: Command, whole: bool = False) -> Range:
    """The lines of a command: the present one, or all of them, when none were named."""
    if not editor.text.lines:
        raise Complaint("The file is empty")
    if command.range is not None:
        return command.range
    return Range(0, len(editor.text.lines) - 1) if whole else Range(editor.place[0], editor.place[0])


async def _substitute(editor: Editor, command: Command) -> None:
    """s/pattern/replacement/flags; & and ~ are not repeated."""
    text = command.argument.lstrip()
    if not text:
        raise Complaint("Usage: [line [,line]] s [[/;]RE[/;]repl[/;] [cgr] [count] [#lp]]")
    pattern, rest = delimited(text[1:], text[0])
    replacement, flags = split_replacement(rest, text[0])
    if flags.strip("g "):
        raise Complaint("Usage: [line [,line]] s [[/;]RE[/;]repl[/;] [cgr] [count] [#lp]]")
    regex = editor.compiled(pattern)
    rows = _rows(editor, command)
    changed = 0
    row, last = rows.first, min(rows.last, len(editor.text.lines) - 1)
    while row <= last:
        new = await replaced(regex, editor.text.line(row), replacement, "g" in flags)
        if new is not None:
            pieces = new.split("\r")
            editor.text.lines[row : row + 1] = pieces
            editor.place = (row + len(pieces) - 1, 0)
            row, last, changed = row + len(pieces) - 1, last + len(pieces) - 1, changed + 1
        row += 1
        if row % 200 == 0:
            await tick()
    if not changed and not command.global_:
        raise Complaint("No match found")
    if changed > 4:
        editor.say(f"{changed} lines changed.")


async def _global(editor: Editor, command: Command) -> None:
    """g and v: a command for each line that matches, or does not."""
    text = command.argument.lstrip()
    if not text:
        raise Complaint("Usage: [line [,line]] global [!] [;/]RE[;/] [commands]")
    pattern, rest = delimited(text[1:], text[0])
    regex = editor.compiled(pattern)
    wanted = (command.name == "global") != command.force
    rows = _rows(editor, command, whole=True)
    marked = []
    for row in range(rows.first, rows.last + 1):
        if (await regex.find(editor.text.line(row)) is not None) == wanted:
            marked.append(row)
        if row % 200 == 0:
            await tick()
    moved = 0
    for row in marked:
        before = len(editor.text.lines)
        editor.place = (max(0, min(row + moved, before - 1)), 0)
        await execute(editor, rest or "p", inside=True)
        moved += len(editor.text.lines) - before
        await tick()


async def _delete(editor: Editor, command: Command) -> None:
    rows = _rows(editor, command)
    editor.text.store("", editor.text.cut((rows.first, 0), (rows.last, 0), True), deleted=True)
    editor.text.delete((rows.first, 0), (rows.last, 0), True)
    editor.place = (rows.first, 0)
    if rows.last - rows.first > 4:
        editor.say(f"{rows.last - rows.first + 1} lines deleted.")


async def _yank(editor: Editor, command: Command) -> None:
    rows = _rows(editor, command)
    editor.text.store("", editor.text.cut((rows.first, 0), (rows.last, 0), True), deleted=False)


async def _put(editor: Editor, command: Command) -> None:
    cut = editor.text.buffer("")
    row = command.range.last if command.range is not None else editor.place[0]
    editor.text.lines[row + 1 : row + 1] = cut.lines
    editor.place = (row + len(cut.lines), 0)


async def _move(editor: Editor, command: Command) -> None:
    """copy, t and move: to behind a line."""
    rows = _rows(editor, command)
    text = command.argument.strip()
    target, rest = (-1, "") if text == "0" else await _address(editor, text)
    if target is None or rest.strip():
        raise Complaint(f"{text}: bad line specification")
    lines = editor.text.lines[rows.first : rows.last + 1]
    if command.name == "move":
        if rows.first <= target < rows.last:
            raise Complaint("Destination line is inside move range")
        del editor.text.lines[rows.first : rows.last + 1]
        target -= len(lines) if target >= rows.last else 0
    editor.text.lines[target + 1 : target + 1] = lines
    editor.place = (target + len(lines), 0)


async def _join(editor: Editor, command: Command) -> None:
    rows = _rows(editor, command)
    last = rows.last if rows.last > rows.first else rows.first + 1
    if last >= len(editor.text.lines):
        raise Complaint("No following lines to join")
    lines = editor.text.lines[rows.first : last + 1]
    editor.text.lines[rows.first : last + 1] = [" ".join([lines[0], *(line.lstrip() for line in lines[1:])])]
    editor.place = (rows.first, 0)


async def _shift(editor: Editor, command: Command) -> None:
    from simbsd.usr_bin.vi.commands import shift

    rows = _rows(editor, command)
    shift(editor, rows.first, rows.last, command.name == ">")
    editor.place = (rows.last, first_nonblank(editor.text.line(rows.last)))


async def _print(editor: Editor, command: Command) -> None:
    rows = _rows(editor, command)
    editor.place = (rows.last, 0)
    if command.name in ("number", "#"):
        editor.say(f"{rows.last + 1:>6}  {editor.text.line(rows.last)}")
    else:
        editor.say(editor.text.line(rows.last))


async def _equals(editor: Editor, command: Command) -> None:
    last = len(editor.text.lines) - 1
    editor.say(str((command.range.last if command.range is not None else last) + 1))


async def _mark(editor: Editor, command: Command) -> None:
    name = command.argument.strip()
    if len(name) != 1:
        raise Complaint("Mark names must be a single character" if name else "No mark name supplied")
    editor.text.marks[name] = (_rows(editor, command).last, 0)


async def _write(editor: Editor, command: Command) -> None:
    argument = command.argument.strip()
    append = argument.startswith(">>")
    await write(editor, argument.removeprefix(">>").strip(), command.range, append, command.force)


async def _quit(editor: Editor, command: Command) -> None:
    if command.argument.strip():  # "!" is all that quit takes (ex_cmd.c: cmds; ex.c: ex_cmd)
        raise Complaint("Usage: q[uit][!]")
    if editor.text.modified and not command.force:
        raise Complaint(MODIFIED)
    raise Quit


async def _write_quit(editor: Editor, command: Command) -> None:
    """wq writes, xit writes when there is something to write."""
    if command.name == "wq" or editor.text.modified or command.argument.strip():
        await write(editor, command.argument.strip(), command.range, append=False, force=command.force)
    raise Quit


async def _edit(editor: Editor, command: Command) -> None:
    if editor.text.modified and not command.force:
        raise Complaint("File modified since last complete write; write or use :edit! to override"
                        if not command.argument.strip() else MODIFIED)  # fmt: skip
    await load(editor, command.argument.strip() or editor.path)


async def _next(editor: Editor, command: Command) -> None:
    if editor.text.modified and not command.force:
        raise Complaint(MODIFIED)
    if not editor.arguments:
        raise Complaint("No more files to edit")
    await load(editor, editor.arguments.pop(0))


async def _read(editor: Editor, command: Command) -> None:
    row = command.range.last if command.range is not None else editor.place[0]
    await read_in(editor, command.argument.strip() or editor.path, row)


async def _file(editor: Editor, command: Command) -> None:
    if name := command.argument.strip():
        editor.path = name
    editor.say(status(editor, full=True))


async def _set(editor: Editor, command: Command) -> None:
    """Options switched on and off, or asked for."""
    words = command.argument.split()
    if not words or words == ["all"]:
        shown = [name if value is True else f"no{name}" if value is False else f"{name}={value}"
                 for name, value in sorted(editor.options.items())
                 if words or (value is not False and name not in ("wrapscan", "magic", "shiftwidth"))]  # fmt: skip
        editor.say("  ".join(shown))
    for word in words if words != ["all"] else []:
        _option(editor, word)


def _option(editor: Editor, word: str) -> None:
    name, equals, value = word.rstrip("?").partition("=")
    off = name.startswith("no") and name not in editor.options
    name = name.removeprefix("no") if off else name
    full = SHORTS.get(name, name)
    if full not in editor.options:
        raise Complaint(f"set: no {name} option: 'set all' gives all option values")
    boolean = isinstance(editor.options[full], bool)
    if word.endswith("?"):
        now = editor.options[full]
        editor.say(f"{full}={now}" if not boolean else full if now else f"no{full}")
    elif boolean and equals:
        raise Complaint(f"set: [no]{full} option doesn't take a value")
    elif boolean:
        editor.options[full] = not off
    elif not is_number(value):
        raise Complaint(f"set: {full} option: {value} is an illegal number")
    else:
        editor.options[full] = int(value[:6])


async def _undo(editor: Editor, command: Command) -> None:
    editor.undoing = True if editor.undoing is None else not editor.undoing
    editor.place = editor.text.step(editor.undoing)
    editor.stepped = True


async def _shell(editor: Editor, command: Command) -> None:
    """! and sh: a command of the shell, on the terminal as it was."""
    words = command.argument.strip() if command.name == "!" else editor.envp.get("SHELL", "/bin/sh")
    if not words:
        raise Complaint("No command to execute")
    await editor.close()
    await system(words, editor.envp)
    await printf("Press any key to continue: " if command.name == "!" else "")
    await editor.open()
    if command.name == "!":
        await editor.typed()


NAMES: dict[str, Callable[[Editor, Command], Awaitable[None]]] = {
    "copy": _move, "delete": _delete, "edit": _edit, "file": _file, "global": _global, "join": _join, "k": _mark,
    "move": _move, "mark": _mark, "next": _next, "number": _print, "#": _print, "print": _print, "put": _put,
    "quit": _quit, "read": _read, "s": _substitute, "substitute": _substitute, "set": _set, "sh": _shell, "t": _move,
    "undo": _undo, "v": _global, "w": _write, "wq": _write_quit, "write": _write, "xit": _write_quit, "yank": _yank,
    "!": _shell, "<": _shift, ">": _shift, "=": _equals,
}  # fmt: skip
