"""Running commands from strings and files.

Models evalstring() in bin/sh/eval.c and cmdloop() in main.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.ahead import DEPTH, STEPS, ahead
from simbsd.sh.errors import ShellExit, TooDeep
from simbsd.sh.evaluate import EXIT, evaluate
from simbsd.sh.input import Input, read_command, read_known
from simbsd.sh.nodes import Simple
from simbsd.sh.parser import EndOfInput
from simbsd.sh.remembered import next_constants
from simbsd.sh.signals import run_traps
from simbsd.sh.source import Source
from simbsd.sh.state import NO_SKIP, SKIP_RETURN, Shell
from simbsd.sh.wait import show_jobs, stopped_jobs

_MOST_EOFS = 50


async def evaluate_string(sh: Shell, text: str, flags: int) -> None:
    """Run the commands in ``text``; with EXIT the shell ends after them."""
    stream = Input(None, text)
    sh.inputs.append(stream)
    sh.depth += 2
    if sh.depth > DEPTH:
        raise TooDeep
    try:
        ran = await _run(sh, stream, flags)
    finally:
        sh.inputs.remove(stream)
    sh.depth -= 2
    if not ran:
        sh.status = 0
    if flags & EXIT:
        raise ShellExit


async def _run(sh: Shell, stream: Input, flags: int) -> bool:
    ran = False
    while True:
        known = read_known(sh, stream)
        node = await read_command(sh, stream, False) if known is None else known[0]
        if isinstance(node, EndOfInput):
            return ran
        if node is None or sh.options.flags["noexec"]:
            continue
        last = flags & EXIT and stream.source.at_end
        left = node if last else ahead(sh, node)
        if left is not None:
            await evaluate(sh, left, flags if last else flags & ~EXIT)
        elif known and type(node) is Simple and node.args and node.args[0].assignment:
            _set_constants(sh, stream.source)
        ran = True
        if sh.skip:
            return True


async def command_loop(sh: Shell, stream: Input, top: bool) -> None:
    """Read and run commands until the end of ``stream``; ``top`` for the shell's own input (cmdloop)."""
    sh.inputs.append(stream)
    sh.depth += 3
    if sh.depth > DEPTH:
        raise TooDeep
    try:
        await _loop(sh, stream, top)
    finally:
        sh.inputs.remove(stream)
    sh.depth -= 3
    if top and sh.options["interactive"]:
        sh.output.err("\n")
        await sh.output.flush()


async def _loop(sh: Shell, stream: Input, top: bool) -> None:
    ends = 0
    while True:
        if sh.pending_signal:
            await run_traps(sh)
        interactive = top and sh.options.flags["interactive"]
        if interactive:
            await show_jobs(sh, changed_only=True)
            await sh.output.flush()
        known = None if interactive else read_known(sh, stream)
        node = await read_command(sh, stream, interactive) if known is None else known[0]
        if isinstance(node, EndOfInput):
            if not top or ends >= _MOST_EOFS:
                return
            if not await stopped_jobs(sh):
                if not sh.options["ignoreeof"]:
                    return
                sh.output.err('\nUse "exit" to leave shell.\n')
                await sh.output.flush_err()
            ends += 1
            stream.source.eof = False
        elif node is not None and not sh.options.flags["noexec"]:
            sh.job_warning = 1 if sh.job_warning == 2 else 0
            ends = 0
            left = ahead(sh, node)
            if left is not None:
                await evaluate(sh, left, 0)
            elif known and type(node) is Simple and node.args and node.args[0].assignment:
                _set_constants(sh, stream.source)
        if sh.skip:
            if sh.skip == SKIP_RETURN:
                sh.skip = NO_SKIP
            return


def _set_constants(sh: Shell, source: Source) -> None:
    """After an assignment: do those of constants that follow it, as if each had been read and run. Most lines of a
    configuration file are such. Stops where a tick is due, or one is refused.
    """
    if sh.interrupted or sh.pending_signal or sh.options.flags["errexit"] or sh.options.flags["xtrace"]:
        return
    put = sh.vars.put
    for name, value, position, line in next_constants(source, sh.depth * 3):
        if sh.steps + 1 >= STEPS or not put(name, value):
            break
        sh.steps += 1
        source.position, source.line = position, line
        sh.old_status, sh.status = sh.status, 0
    source.pass_over()
