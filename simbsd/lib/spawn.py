"""Run another program and wait for it.

Models posix_spawn(3) and the child side of system(3).
"""

from __future__ import annotations

from simbsd.lib.execvp import execvpe
from simbsd.lib.unistd import execve, fork, waitpid
from simbsd.sys.errno import ECHILD, EINTR, ENOENT, Errno
from simbsd.sys.wait import WNOHANG, wexitstatus, wifexited, wtermsig

Command = tuple[str, list[str], dict[str, str]]


async def run(path: str, argv: list[str], envp: dict[str, str]) -> int:
    """The exit status of a program (127: not found, 126: not executable, 128 + n: killed by signal n). Errors: EAGAIN.
    """
    return await _status(await fork(_child, (path, argv, envp)))


async def runp(argv: list[str], envp: dict[str, str]) -> int:
    """As run, for a program that is looked for along PATH (posix_spawnp). Errors: EAGAIN."""
    return await _status(await fork(_childp, (argv[0], argv, envp)))


async def _status(pid: int) -> int:
    while True:
        try:
            _, status = await waitpid(pid)
            break
        except Errno as error:
            if error.errno != EINTR:
                raise
    return wexitstatus(status) if wifexited(status) else 128 + wtermsig(status)


async def _child(command: Command) -> int:
    path, argv, envp = command
    try:
        await execve(path, argv, envp)
    except Errno as error:
        return 127 if error.errno == ENOENT else 126


async def _childp(command: Command) -> int:
    path, argv, envp = command
    try:
        await execvpe(path, argv, envp)
    except Errno as error:
        return 127 if error.errno == ENOENT else 126


async def reap() -> None:
    """Take leave of every child that has ended: what a daemon does at SIGCHLD."""
    try:
        while (await waitpid(-1, WNOHANG))[0]:
            pass
    except Errno as error:
        if error.errno not in (ECHILD, EINTR):
            raise
