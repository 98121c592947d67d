"""Reading commands: from strings, files, and people.

Models bin/sh/input.c (preadfd, preadbuffer, setinputfile) and parsecmd's caller; leaves out nothing.
"""

from __future__ import annotations

from functools import lru_cache

from simbsd.lib.stdio import decode
from simbsd.lib.unistd import close, fcntl, open, read
from simbsd.sh.errors import NeedMore, ShellError, SyntaxFault
from simbsd.sh.nodes import Command
from simbsd.sh.parser import EndOfInput
from simbsd.sh.prompt import prompt_text
from simbsd.sh.redir import move_up
from simbsd.sh.remembered import Parsed, known_command, next_command
from simbsd.sh.source import Source
from simbsd.sh.state import Shell
from simbsd.sys.errno import EINTR, ENOENT, ENOTDIR, Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_RDONLY

# How much is read at once: BUFSIZ from standard input, which commands share; more from a script, which they do not.
_BUFSIZ, _SCRIPT = 1024, 65536
_TEXTS = 64
_LONG, _COMMAND_MAX = 1 << 16, 1 << 19


class Input:
    """One source of commands: a string (``fd`` None), or a descriptor."""

    __slots__ = ("fd", "source", "tail")

    def __init__(self, fd: int | None, text: str = "") -> None:
        self.fd = fd
        self.source = Source(text, eof=fd is None)
        self.tail = b""

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self.source.line

    def add(self, data: bytes) -> None:
        """Take what was read, whole lines only until the end."""
        self.source.eof = not data
        data = data.replace(b"\0", b"")
        if self.source.eof:
            whole, self.tail = self.tail, b""
        elif not self.tail and data.endswith(b"\n"):
            whole = data
        else:
            whole, newline, self.tail = (self.tail + data).rpartition(b"\n")
            whole += newline
        self.source.text += _decoded(whole)


@lru_cache(_TEXTS)
def _decoded(data: bytes) -> str:
    """The text of a script. Scripts are read again and again, and it is the same text then, not only an equal one."""
    return decode(data)


def read_known(sh: Shell, stream: Input) -> Parsed | None:
    """The next command, first in a tuple, where it was parsed before; None where it takes read_command()."""
    source = stream.source
    if sh.aliases or source.in_alias or sh.options.flags["verbose"]:
        return None
    source.set_mark()
    found = known_command(source, sh.depth * 3)
    if found is None:
        return None
    source.position, source.line = found[1:]
    source.pass_over()
    return found


async def read_command(sh: Shell, stream: Input, interactive: bool) -> Command | EndOfInput | None:
    """Read and parse the next command of ``stream``; prompts if a person is to type it. Raises ShellError."""
    source = stream.source
    source.set_mark()
    prompt = 1
    if source.position >= len(source.text) and not (source.eof or source.in_alias):
        await _refill(sh, stream, interactive, prompt)
        prompt = 2
    while True:
        try:
            node = next_command(source, sh.aliases, sh.depth * 3)
        except NeedMore:
            source.rewind()
            await _refill(sh, stream, interactive, prompt)
            prompt = 2
            continue
        except SyntaxFault as fault:
            await _echo(sh, stream)
            await sh.report(fault)
            raise
        if sh.options.flags["verbose"]:
            await _echo(sh, stream)
        else:
            source.pass_over()
        return node


async def _echo(sh: Shell, stream: Input) -> None:
    if stream.fd is None:
        return
    lines = stream.source.consumed()
    if sh.options["verbose"] and lines:
        sh.output.err(lines)
        await sh.output.flush_err()


async def _refill(sh: Shell, stream: Input, interactive: bool, prompt: int) -> None:
    """Read on. A person is given a prompt for each line, and only one line is taken at a time."""
    assert stream.fd is not None
    if not interactive:
        size = _BUFSIZ if stream.fd == 0 else _SCRIPT
        # A long command is parsed again only when half as much again has come: else it would take ever longer.
        before = len(stream.source.text)
        wanted = before // 2 if before > _LONG else 1
        while not stream.source.eof and len(stream.source.text) < before + wanted:
            stream.add(await _read(sh, stream.fd, size))
            if len(stream.source.text) + len(stream.tail) > _COMMAND_MAX:
                stream.source.discard()
                raise ShellError("Out of space")
        return
    text = await prompt_text(sh, prompt)
    if sh.editor is not None and stream.fd == 0:
        line = await sh.editor.read_line(sh, text)
    else:
        sh.output.err(text)
        await sh.output.flush()
        line = await _line(sh, stream)
    if sh.history is not None and line.strip():
        sh.history.enter(line, prompt == 1)
    stream.source.text += line.replace("\0", "")
    stream.source.eof = not line


async def _line(sh: Shell, stream: Input) -> str:
    assert stream.fd is not None
    while b"\n" not in stream.tail:
        data = await _read(sh, stream.fd, _BUFSIZ)
        if not data:
            line, stream.tail = stream.tail, b""
            return decode(line)
        stream.tail += data
    line, newline, stream.tail = stream.tail.partition(b"\n")
    return decode(line + newline)


async def _read(sh: Shell, fd: int, size: int) -> bytes:
    while True:
        try:
            return await read(fd, size)
        except Errno as error:
            if error.errno != EINTR:
                return b""
        sh.check_interrupt()


async def open_script(sh: Shell, name: str) -> Input:
    """Open a file of commands, out of the way of the user's descriptors; raises ShellError (setinputfile)."""
    try:
        fd = await open(name, O_RDONLY | O_CLOEXEC)
    except Errno as error:
        status = 127 if error.errno in (ENOENT, ENOTDIR) else 126
        raise ShellError(f"cannot open {name}: {error}", status) from None
    if fd >= 10:
        await fcntl(fd, "F_SETFD", 1)
        moved = fd
    else:
        try:
            moved = await move_up(fd)
        except Errno:
            await close(fd)
            raise ShellError("Out of file descriptors") from None
        await close(fd)
    sh.script_descriptors = (*sh.script_descriptors, moved)
    return Input(moved)


async def close_script(sh: Shell, stream: Input) -> None:
    """Close a file of commands."""
    if stream.fd:
        await close(stream.fd)
        sh.script_descriptors = tuple(fd for fd in sh.script_descriptors if fd != stream.fd)
