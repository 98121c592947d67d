"""sh(1): the shell.

Models bin/sh/main.c; leaves out mail, vi editing, locales other than C.UTF-8, and verified execution (-o verify).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.unistd import open
from simbsd.sh.errors import Interrupt, ShellError, ShellExit, TooDeep
from simbsd.sh.evalstring import command_loop, evaluate_string
from simbsd.sh.evaluate import EXIT
from simbsd.sh.input import Input, close_script
from simbsd.sh.invoke import Invocation, invoke
from simbsd.sh.prompt import expand_string
from simbsd.sh.redir import move_up
from simbsd.sh.signals import die_of, finish
from simbsd.sh.state import NO_SKIP, Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.signal import SIGINT, SIGSEGV

# How a stage of the shell's life ended.
_DONE, _BROKEN_OFF, _OVER = "done", "broken off", "over"
Stage = Callable[[Shell, Invocation], Awaitable[None]]


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """The program."""
    sh = Shell(argv[0] if argv else "sh")
    try:
        invocation = await invoke(sh, argv, envp)
    except ShellError as error:
        await sh.report(error)
        return error.status
    stages = [_etc_profile, _home_profile] if argv and argv[0].startswith("-") else []
    for stage in [*stages, _environment_file, _command]:
        if await _attempt(sh, stage, invocation) == _OVER:
            return await _leave(sh)
    while invocation.stream is not None and await _attempt(sh, _commands, invocation) == _BROKEN_OFF:
        pass
    return await _leave(sh)


async def _attempt(sh: Shell, stage: Stage, invocation: Invocation) -> str:
    """Go through one stage; say how it ended. An error ends a shell that is not interactive."""
    try:
        await stage(sh, invocation)
        return _DONE
    except ShellExit:
        return _OVER
    except TooDeep:
        await die_of(SIGSEGV)
        return _OVER
    except ShellError as error:
        await sh.report(error)
        if not sh.options["interactive"] or not sh.root:
            return _OVER
    except Interrupt:
        sh.interrupted = False
        if not sh.options["interactive"] or not sh.root:
            await die_of(SIGINT)
            return _OVER
        sh.status = 130
        sh.output.err("\n")
    await _reset(sh, invocation)
    return _BROKEN_OFF


async def _reset(sh: Shell, invocation: Invocation) -> None:
    """After an error or an interrupt: nothing is skipped, nothing is half read (reset)."""
    await sh.output.flush()
    sh.skip, sh.loop_nest, sh.function_nest, sh.depth = NO_SKIP, 0, 0, 0
    sh.trap_depth = 0
    sh.inputs.clear()
    if invocation.stream is not None:
        invocation.stream.source.discard()
        invocation.stream.tail = b""


async def _leave(sh: Shell) -> int:
    if sh.exiting is None:
        try:
            await finish(sh, sh.status)
        except TooDeep:
            await die_of(SIGSEGV)
    return sh.status if sh.exiting is None else sh.exiting


async def _etc_profile(sh: Shell, invocation: Invocation) -> None:
    await _read_profile(sh, "/etc/profile")


async def _home_profile(sh: Shell, invocation: Invocation) -> None:
    await _read_profile(sh, "${HOME-}/.profile")


async def _environment_file(sh: Shell, invocation: Invocation) -> None:
    """An interactive shell reads the file that ENV names, and its history."""
    if sh.options["interactive"] and sh.vars.get("ENV"):
        await _read_profile(sh, sh.vars.text("ENV"))
    if sh.history is not None:
        await sh.history.load(sh)


async def _command(sh: Shell, invocation: Invocation) -> None:
    if invocation.command is not None:
        await evaluate_string(sh, invocation.command, 0 if sh.options["stdin"] else EXIT)


async def _commands(sh: Shell, invocation: Invocation) -> None:
    if invocation.stream is not None:
        await command_loop(sh, invocation.stream, top=True)


async def _read_profile(sh: Shell, name: str) -> None:
    """Run the commands of a file that need not exist (read_profile)."""
    expanded = await expand_string(sh, name)
    if expanded is None:
        return
    try:
        fd = await open(expanded, O_RDONLY)
        moved = await move_up(fd)
    except Errno:
        return
    stream = Input(moved)
    await close_script(sh, Input(fd))
    await command_loop(sh, stream, top=False)
    await close_script(sh, stream)
