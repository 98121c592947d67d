"""Built-ins of control flow: break, continue, eval, exec, exit, return, ``.``, ``:``, true, false, builtin.

Models bin/sh/eval.c and main.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.files import stat
from simbsd.sh.errors import Interrupt, ShellError, ShellExit
from simbsd.sh.find import path_entries
from simbsd.sh.forking import execute
from simbsd.sh.optionhooks import options_changed
from simbsd.sh.options import number
from simbsd.sh.remembered import only_command
from simbsd.sh.signals import exit_shell
from simbsd.sh.state import SKIP_BREAK, SKIP_CONTINUE, SKIP_RETURN, Shell
from simbsd.sh.vars import EXPORT
from simbsd.sh.wait import stopped_jobs
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFMT, S_IFREG


def true(sh: Shell, argv: list[str]) -> int:
    """``:`` and true."""
    return 0


def false(sh: Shell, argv: list[str]) -> int:
    """false."""
    return 1


async def builtin(sh: Shell, argv: list[str]) -> int:
    """`builtin` without a command, or with a name that is no built-in's (bltincmd)."""
    if len(argv) > 1:
        sh.output.err(f"{argv[1]}: not found\n")
        await sh.output.flush_err()
        return 127
    return sh.status


def break_continue(sh: Shell, argv: list[str]) -> int:
    """break and continue: leave ``n`` loops, or as many as there are."""
    levels = 1
    if len(argv) > 1:
        if not (argv[1].isascii() and argv[1].isdigit()):
            raise ShellError(f"Illegal number: {argv[1]}")
        # Arbitrarily large numbers are allowed.
        levels = int(argv[1]) if len(argv[1]) < 10 else sh.loop_nest
    levels = min(levels, sh.loop_nest)
    if levels > 0:
        sh.skip = SKIP_CONTINUE if argv[0][0] == "c" else SKIP_BREAK
        sh.skip_count = levels
    return 0


def return_command(sh: Shell, argv: list[str]) -> int:
    """return from a function or a dot script."""
    status = number(argv[1]) if len(argv) > 1 else sh.old_status
    sh.skip, sh.skip_count = SKIP_RETURN, 1
    return status


def evaluate_now(sh: Shell, argv: list[str]) -> int | None:
    """eval, of one simple command that can be run straight."""
    from simbsd.sh.ahead import DEPTH, at_once

    if len(argv) == 1:
        return 0
    if sh.aliases or sh.command_environment or sh.depth + 3 >= DEPTH:
        return None
    statuses = sh.status, sh.old_status
    sh.status = 0
    if at_once(sh, only_command(" ".join(argv[1:]))):
        return sh.status
    sh.status, sh.old_status = statuses
    return None


async def evaluate_words(sh: Shell, argv: list[str]) -> int:
    """eval."""
    from simbsd.sh.evalstring import evaluate_string

    await evaluate_string(sh, " ".join(argv[1:]), sh.builtin_flags)
    return sh.status


async def exec_command(sh: Shell, argv: list[str]) -> int:
    """exec: become another program; without one, its redirections stay."""
    words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
    if not words:
        return 0
    sh.options.flags["interactive"] = sh.options.flags["monitor"] = False
    await options_changed(sh)
    variables = sh.vars.clone()
    for name, value in sh.command_environment.items():
        variables.set(name, value, EXPORT)
    await sh.output.flush()
    await execute(words, variables.environment(), sh.vars.text("PATH"))


async def exit_command(sh: Shell, argv: list[str]) -> int:
    """exit."""
    if await stopped_jobs(sh):
        return 0
    await exit_shell(sh, number(argv[1]) if len(argv) > 1 else None)
    raise AssertionError("exit_shell came back")


async def dot(sh: Shell, argv: list[str]) -> int:
    """``.``: run the commands of a file here (dotcmd)."""
    from simbsd.sh.evalstring import command_loop
    from simbsd.sh.input import close_script, open_script

    if len(argv) < 2:
        raise ShellError("missing filename")
    sh.status = 0
    name = argv[2] if len(argv) > 2 and argv[1] == "--" else argv[1]
    file = await _find_dot_file(sh, name)
    stream = await open_script(sh, file)
    sh.command_name = file
    try:
        await command_loop(sh, stream, top=False)
    except ShellError as error:
        await sh.report(error)
        await close_script(sh, stream)
        raise
    except (ShellExit, Interrupt):
        await close_script(sh, stream)
        raise
    await close_script(sh, stream)
    return sh.status


async def _find_dot_file(sh: Shell, name: str) -> str:
    if "/" in name:
        return name
    for candidate in path_entries(sh.vars.text("PATH"), name):
        try:
            mode = (await stat(candidate)).st_mode
        except Errno:
            continue
        if mode & S_IFMT == S_IFREG:
            return candidate
    return name
