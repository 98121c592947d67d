"""Commands given to sh(1): popen(3), pclose(3) and system(3).

Models lib/libc/gen/popen.c and lib/libc/stdlib/system.c.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.signal import signal
from simbsd.lib.unistd import close, dup2, execve, fcntl, fork, pipe, waitpid
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGINT, SIGQUIT

SHELL = "/bin/sh"
NOT_RUN = 127


@dataclass(slots=True)
class Pipe:
    """One command under way: the descriptor on this side, and its pid."""

    fd: int
    pid: int


async def popen(command: str, reading: bool, envp: dict[str, str]) -> Pipe:
    """Start a command, to read from or to write to. Errors: EMFILE, ENFILE, EAGAIN."""
    source, sink = await pipe()
    near, far = (source, sink) if reading else (sink, source)
    await fcntl(near, "F_SETFD", 1)
    try:
        pid = await fork(_child, (near, far, 1 if reading else 0, command, envp))
    except Errno:
        await close(near)
        await close(far)
        raise
    await close(far)
    return Pipe(near, pid)


async def pclose(stream: Pipe) -> int:
    """Close this side and wait; returns the status word."""
    await close(stream.fd)
    return await _wait(stream.pid)


async def system(command: str, envp: dict[str, str]) -> int:
    """Run a command and wait, the keyboard's signals ignored meanwhile; returns the status word, or -1."""
    before = {number: await signal(number, SIG_IGN) for number in (SIGINT, SIGQUIT)}
    try:
        pid = await fork(_child, (-1, -1, -1, command, envp))
        status = await _wait(pid)
    except Errno:
        status = -1
    for number, action in before.items():
        await signal(number, action)
    return status


async def _wait(pid: int) -> int:
    while True:
        try:
            return (await waitpid(pid))[1]
        except Errno as error:
            if error.errno != EINTR:
                raise


async def _child(state: tuple[int, int, int, str, dict[str, str]]) -> int:
    near, far, number, command, envp = state
    for signo in (SIGINT, SIGQUIT) if number < 0 else ():
        await signal(signo, SIG_DFL)
    if number >= 0:
        await close(near)
        if far != number:
            await dup2(far, number)
            await close(far)
    try:
        await execve(SHELL, ["sh", "-c", command], envp)
    except Errno:
        return NOT_RUN
