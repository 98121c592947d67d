"""Redirections: what they mean, doing them, undoing them.

Models bin/sh/redir.c and expredir() in eval.c; leaves out nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from simbsd.lib.files import stat
from simbsd.lib.signal import signal
from simbsd.lib.stdio import encode, put
from simbsd.lib.unistd import close, dup2, fcntl, fork, open, pipe, write
from simbsd.sh.errors import ShellError, SyntaxFault
from simbsd.sh.expand import TILDE, expand_text
from simbsd.sh.nodes import Redir
from simbsd.sh.state import Saved, Shell
from simbsd.sys.errno import EBADF, EEXIST, Errno, strerror
from simbsd.sys.fcntl import (
    O_APPEND,
    O_CREAT,
    O_EXCL,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    O_WRONLY,
    PIPE_SIZE,
    S_IFMT,
    S_IFREG,
)
from simbsd.sys.signal import SIG_IGN, SIGHUP, SIGINT, SIGQUIT, SIGTSTP


class Target(NamedTuple):
    """A redirection, expanded: ``name`` a file or a document's text, ``source`` a descriptor (-1: close)."""

    op: str
    fd: int
    name: str
    source: int


_FLAGS = {
    "<": (O_RDONLY, "open"),
    "<>": (O_RDWR | O_CREAT, "create"),
    ">": (O_WRONLY | O_CREAT | O_TRUNC, "create"),
    ">|": (O_WRONLY | O_CREAT | O_TRUNC, "create"),
    ">>": (O_WRONLY | O_CREAT | O_APPEND, "create"),
}


async def expand_redirections(sh: Shell, redirs: tuple[Redir, ...]) -> tuple[Target, ...]:
    """Expand the words of ``redirs``; raises ShellError."""
    if not redirs:
        return ()
    return tuple([await _expand(sh, redir) for redir in redirs])


async def _expand(sh: Shell, redir: Redir) -> Target:
    if redir.here is not None:
        return Target(redir.op, redir.fd, await _document(sh, redir), -1)
    assert redir.word is not None
    text = await expand_text(sh, redir.word, TILDE)
    if redir.op not in ("<&", ">&"):
        return Target(redir.op, redir.fd, text, -1)
    if text == "-":
        return Target(redir.op, redir.fd, "", -1)
    if len(text) == 1 and text.isascii() and text.isdigit():
        return Target(redir.op, redir.fd, "", int(text))
    raise SyntaxFault("Bad fd number", sh.inputs[-1].line if sh.inputs else 1)


async def _document(sh: Shell, redir: Redir) -> str:
    """The text of a here-document; an error in it leaves it empty, and what it assigns is local to it (exphere)."""
    here = redir.here
    assert here is not None
    if not here.expand or here.word.plain is not None:
        return await expand_text(sh, here.word, 0)
    scope, sh.vars.scope = sh.vars.scope, None
    sh.vars.force_local += 1
    try:
        text = await expand_text(sh, here.word, 0)
    except ShellError as error:
        await sh.report(error)
        text = ""
    sh.vars.force_local -= 1
    sh.vars.leave_scope()
    sh.vars.scope = scope
    return text


async def redirect(sh: Shell, targets: tuple[Target, ...], push: bool, memory: bool = False) -> None:
    """Do the redirections; with ``push`` so that pop_redirections() undoes them. Raises ShellError.

    With ``memory`` standard output is collected for a command substitution unless it is redirected.
    """
    saved = Saved(sh.stdin_redirected) if targets else None
    if push:
        sh.saved.append(saved)
    to_memory = [False, memory, False]
    for target in targets:
        fd = target.fd
        if fd == 0:
            sh.stdin_redirected = True
        if target.source == fd:
            continue
        if push and saved is not None and fd not in saved.descriptors:
            saved.descriptors[fd] = await _save(fd)
        if fd < 3:
            to_memory[fd] = False
        if 0 <= target.source < 3 and to_memory[target.source]:
            if fd < 3:
                to_memory[fd] = True
        else:
            await open_target(target, sh.options["noclobber"])
    sh.output.out_to_memory, sh.output.err_to_memory = to_memory[1], to_memory[2]


def nothing_redirected(sh: Shell, push: bool, memory: bool = False) -> None:
    """What redirect() does for a command without redirections, as most are."""
    if push:
        sh.saved.append(None)
    sh.output.out_to_memory, sh.output.err_to_memory = memory, False


async def pop_redirections(sh: Shell) -> None:
    """Undo the last redirections that were pushed (popredir)."""
    saved = sh.saved.pop()
    if saved is None:
        return
    for fd, copy in saved.descriptors.items():
        if copy is None:
            await close_quietly(fd)
        else:
            await dup2(copy, fd)
            await close(copy)
    sh.stdin_redirected = saved.stdin_redirected


async def close_quietly(fd: int) -> None:
    """Close a descriptor that may not be open."""
    try:
        await close(fd)
    except Errno as error:
        if error.errno != EBADF:
            raise


async def move_up(fd: int) -> int:
    """A copy of ``fd`` out of the way of the user's redirections, closed on exec. Raises Errno."""
    return await fcntl(fd, "F_DUPFD_CLOEXEC", 10)


async def _save(fd: int) -> int | None:
    try:
        return await move_up(fd)
    except Errno as error:
        if error.errno == EBADF:
            return None
        raise ShellError(f"{fd}: {error}") from None


async def open_target(target: Target, noclobber: bool) -> None:
    """Do one redirection; raises ShellError (openredirect)."""
    op, fd, name, source = target
    if op in ("<&", ">&"):
        if source < 0:
            await close_quietly(fd)
            return
        try:
            await dup2(source, fd)
        except Errno as error:
            raise ShellError(f"{source}: {error}") from None
        return
    if op == "<<":
        opened = await _here(name)
    elif op == ">" and noclobber:
        opened = await _open_new(name)
    else:
        flags, verb = _FLAGS[op]
        try:
            opened = await open(name, flags, 0o666)
        except Errno as error:
            raise ShellError(f"cannot {verb} {name}: {error}") from None
    if opened != fd:
        try:
            await dup2(opened, fd)
        except Errno as error:
            await close(opened)
            raise ShellError(f"{fd}: {error}") from None
        await close(opened)


async def _open_new(name: str) -> int:
    """Open for writing under set -C: a new file, or one that is not regular."""
    try:
        try:
            mode = (await stat(name)).st_mode
        except Errno:
            return await open(name, O_WRONLY | O_CREAT | O_EXCL, 0o666)
        if mode & S_IFMT != S_IFREG:
            return await open(name, O_WRONLY, 0o666)
    except Errno as error:
        raise ShellError(f"cannot create {name}: {error}") from None
    raise ShellError(f"cannot create {name}: {strerror(EEXIST)}")


async def _here(text: str) -> int:
    """A pipe that holds a document; a child writes it if it is longer than a pipe (openhere)."""
    data = encode(text)
    try:
        reader, writer = await pipe()
    except Errno as error:
        raise ShellError(f"Pipe call failed: {error}") from None
    if len(data) <= PIPE_SIZE:
        while data:
            data = data[await write(writer, data) :]
    else:
        await _fork_writer(reader, writer, data)
    await close(writer)
    return reader


class _Document:
    """What the writer of a long here-document needs."""

    def __init__(self, reader: int, writer: int, data: bytes) -> None:
        self.reader = reader
        self.writer = writer
        self.data = data


async def _fork_writer(reader: int, writer: int, data: bytes) -> None:
    try:
        await fork(_write_document, _Document(reader, writer, data))
    except Errno as error:
        raise ShellError(f"Cannot fork: {error}") from None


async def _write_document(document: _Document) -> int:
    await close(document.reader)
    for sig in (SIGINT, SIGQUIT, SIGHUP, SIGTSTP):
        await signal(sig, SIG_IGN)
    try:
        await put(document.writer, document.data)
    except Errno:
        # Nobody reads any more.
        pass
    return 0
