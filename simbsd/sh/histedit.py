"""History and line editing of an interactive shell.

Models bin/sh/histedit.c and history.c of lib/libedit; leaves out bind. The history is written in place, not renamed.
"""

from __future__ import annotations

import re

from simbsd.lib.libedit import EditLine
from simbsd.lib.libedit_vi import ViKeys
from simbsd.lib.stdio import decode, encode, put, read_all
from simbsd.lib.unistd import close, isatty, open
from simbsd.sh.completion import complete_line
from simbsd.sh.state import Shell
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY

_COOKIE = "_HiStOrY_V2_"
_DEFAULT_SIZE = 100


class History:
    """The commands that were typed: events, each with its newlines, numbered from 1."""

    __slots__ = ("events", "first", "savable", "size")

    def __init__(self) -> None:
        self.events: list[str] = []
        self.first = 1
        self.size = _DEFAULT_SIZE
        self.savable = False

    def set_size(self, text: str | None) -> None:
        """Set how many events are kept, from HISTSIZE."""
        good = text is not None and text.isascii() and text.isdigit() and len(text) < 10
        self.size = int(text) if good and text is not None else _DEFAULT_SIZE
        self._trim()

    def enter(self, line: str, new: bool) -> None:
        """Add a line: as a new event (unless it repeats the last), or to the last one if a command goes on."""
        if not new and self.events:
            self.events[-1] += line
        elif not self.events or self.events[-1] != line:
            self.events.append(line)
            self._trim()

    def _trim(self) -> None:
        extra = len(self.events) - self.size
        if extra > 0:
            del self.events[:extra]
            self.first += extra

    def lines(self) -> list[str]:
        """The events as the editor recalls them."""
        return [event.rstrip("\n") for event in self.events]

    async def load(self, sh: Shell) -> None:
        """Read the history file (histload)."""
        name = await _file_name(sh)
        if name is None:
            return
        try:
            fd = await open(name, O_RDONLY)
        except Errno as error:
            self.savable = error.errno == ENOENT
            return
        lines = decode(await read_all(fd)).split("\n")
        await close(fd)
        if lines[0] != _COOKIE:
            return
        self.savable = True
        for line in lines[1:-1]:
            self.enter(_unvis(line), True)

    async def save(self, sh: Shell) -> None:
        """Write the history file (histsave); a failure is silent."""
        name = await _file_name(sh) if self.savable else None
        if name is None:
            return
        text = "".join(f"{_vis(event)}\n" for event in self.events)
        try:
            fd = await open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            await put(fd, encode(f"{_COOKIE}\n{text}"))
            await close(fd)
        except Errno:
            return


async def _file_name(sh: Shell) -> str | None:
    if sh.vars.get("HISTSIZE") == "0":
        return None
    return sh.vars.text("HISTFILE", sh.vars.text("HOME") + "/.sh_history") or None


def _vis(text: str) -> str:
    """vis(3) with VIS_WHITE."""
    out = ""
    for char in text:
        if char in " \t\n":
            out += f"\\{ord(char):03o}"
        elif char == "\\":
            out += "\\\\"
        elif char < " " or char == "\x7f":
            out += "\\^" + chr(ord(char) ^ 0x40)
        else:
            out += char
    return out


_ESCAPE = re.compile(r"\\([0-7]{3}|\^.|\\)")


def _unvis(text: str) -> str:
    def replace(found: re.Match[str]) -> str:
        code = found.group(1)
        if code == "\\":
            return "\\"
        return chr(ord(code[1]) ^ 0x40) if code[0] == "^" else chr(int(code, 8))

    return _ESCAPE.sub(replace, text)


class Editor:
    """The line editor of a shell on its terminal."""

    __slots__ = ("_edit",)

    def __init__(self) -> None:
        self._edit = EditLine(0, 2)

    async def read_line(self, sh: Shell, prompt: str) -> str:
        """Read one line from the user; raises Interrupt. "" at the end of the input."""
        history = sh.history.lines() if sh.history is not None else []

        async def complete(before: str) -> tuple[str, list[str]]:
            return await complete_line(sh, before)

        if sh.options["vi"] != (self._edit.vi is not None):
            self._edit.vi = ViKeys() if sh.options["vi"] else None
        try:
            return await self._edit.read_line(prompt, history, complete, sh.check_interrupt)
        except Errno:
            # The terminal has gone, as after a hangup.
            return ""


async def set_editing(sh: Shell) -> None:
    """Turn history and editing on or off as the options say (histedit)."""
    if not sh.options["interactive"] or not sh.root:
        sh.history = sh.editor = None
        return
    if sh.history is None:
        history = History()
        history.set_size(sh.vars.get("HISTSIZE"))
        sh.history = history
        sh.vars.hooks["HISTSIZE"] = history.set_size
    editing = sh.options["emacs"] or sh.options["vi"]
    if not editing:
        sh.editor = None
    elif sh.editor is None and await isatty(0):
        sh.editor = Editor()
