"""Command substitution, and the home directories of users.

Models bin/sh/expand.c (expbackq, exptilde) and evalbackcmd() in eval.c; leaves out nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from simbsd.lib.stdio import decode, encode, read_all
from simbsd.lib.unistd import close, open, pipe, read
from simbsd.sh import nodes
from simbsd.sh.errors import ShellError
from simbsd.sh.jobtable import Job
from simbsd.sh.nodes import Command
from simbsd.sh.state import Shell
from simbsd.sh.vars import MEMORY
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_RDONLY


class Reading(NamedTuple):
    """A child whose output is still to be read, from ``reader``."""

    reader: int
    job: Job


async def command_output(sh: Shell, node: Command | None) -> str:
    """Run ``node`` and give what it prints; ``sh.status`` becomes its status. Raises ShellError."""
    if node is None:
        sh.status = 0
        return ""
    sh.status = sh.old_status
    if isinstance(node, nodes.Simple):
        return await _simple(sh, node)
    from simbsd.sh.forking import fork_substitution

    reader, job = await fork_substitution(sh, node)
    return await collect(sh, reader, job)


async def _simple(sh: Shell, node: nodes.Simple) -> str:
    """A simple command: a harmless built-in runs in this process, its assignments made local."""
    from simbsd.sh.command import run_simple

    scope, sh.vars.scope = sh.vars.scope, None
    reset = sh.params.reset
    sh.vars.force_local += 1
    result: str | Reading | None = None
    failure: ShellError | None = None
    try:
        result = await run_simple(sh, node, substitution=True)
    except ShellError as error:
        failure = error
    sh.vars.force_local -= 1
    sh.vars.leave_scope()
    sh.vars.scope = scope
    sh.params.reset = reset
    if failure is not None:
        await sh.report(failure)
    if isinstance(result, Reading):
        return await collect(sh, *result)
    # Bytes that make up characters only together may have been printed one by one.
    return decode(encode(result or ""))


async def collect(sh: Shell, reader: int, job: Job) -> str:
    """Read what the child of a command substitution writes, then wait for it."""
    parts: list[bytes] = []
    size = 0
    while size <= MEMORY:
        try:
            part = await read(reader, 65536)
        except Errno as error:
            if error.errno == EINTR:
                continue
            break
        if not part:
            break
        parts.append(part)
        size += len(part)
    await close(reader)
    from simbsd.sh.wait import wait_for_job

    sh.status, _ = await wait_for_job(sh, job)
    if size > MEMORY:
        raise ShellError("Out of space")
    return decode(b"".join(parts))


async def new_pipe() -> tuple[int, int]:
    """pipe(2), with the shell's message; raises ShellError."""
    try:
        return await pipe()
    except Errno as error:
        raise ShellError(f"Pipe call failed: {error}") from None


async def home_of(sh: Shell, user: str) -> str | None:
    """The home directory that ``~user`` means; the empty name is oneself."""
    if not user:
        return sh.vars.get("HOME")
    try:
        fd = await open("/etc/passwd", O_RDONLY)
    except Errno:
        return None
    text = decode(await read_all(fd))
    await close(fd)
    for line in text.splitlines():
        fields = line.split(":")
        if len(fields) == 7 and fields[0] == user:
            return fields[5]
    return None
