"""Running syntax trees.

Models bin/sh/eval.c (evaltree and what it calls, but for simple commands: command.py); leaves out nothing.

Every level of nesting costs at most three stack frames here, and ``DEPTH`` levels are allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from simbsd.lib.unistd import close, tick
from simbsd.sh import nodes
from simbsd.sh.ahead import DEPTH, STEPS, TESTS, ahead
from simbsd.sh.cmdtext import command_text
from simbsd.sh.command import go_on_with_function, run_external, run_simple, standalone
from simbsd.sh.errors import ShellError, ShellExit, TooDeep
from simbsd.sh.expand import TILDE, case_matches, expand_fields, expand_text, matches_now, text_now
from simbsd.sh.forking import BACKGROUND, FOREGROUND, Plumbing, fork_shell
from simbsd.sh.jobtable import Job
from simbsd.sh.nodes import Command
from simbsd.sh.redir import Target, expand_redirections, pop_redirections, redirect
from simbsd.sh.signals import exit_shell, have_traps, run_traps
from simbsd.sh.state import NO_SKIP, SKIP_BREAK, SKIP_CONTINUE, SKIP_RETURN, Shell
from simbsd.sh.straight import straight
from simbsd.sh.substitute import new_pipe
from simbsd.sh.wait import wait_for_job

# EV_EXIT: the shell ends after this; EV_TESTED: its status is looked at, so set -e does not apply.
EXIT, TESTED = 1, 2


async def evaluate(sh: Shell, node: Command | None, flags: int) -> None:
    """Run ``node``; ``sh.status`` becomes its status. Raises ShellError, ShellExit, Interrupt, TooDeep (evaltree)."""
    depth, checked = sh.depth, False
    sh.depth = depth + 1
    if depth >= DEPTH:
        raise TooDeep
    while node is not None:
        sh.steps += 1
        if sh.steps >= STEPS:
            await _tick(sh)
        if sh.interrupted:
            sh.check_interrupt()
        kind = type(node)
        if kind is nodes.Simple:
            if not straight(sh, node):  # type: ignore[arg-type]
                await run_simple(sh, node, flags)  # type: ignore[arg-type]
            checked = not flags & TESTED
            break
        test = TESTS.get(kind)
        if test is not None:
            left = ahead(sh, test[0](node))
            if left is not None:
                await evaluate(sh, left, TESTED)
            node = None if sh.skip else test[1](sh, node)
            continue
        step = _LISTS.get(kind)
        if step is not None:
            node = await step(sh, node, flags)
            continue
        await _COMPOUND[kind](sh, node, flags)
        checked = kind in _CHECKED and not flags & TESTED and not getattr(node, "background", False)
        break
    sh.depth = depth
    if sh.interrupted:
        sh.check_interrupt()
    if sh.pending_signal:
        await run_traps(sh)
    if checked and sh.status and sh.options["errexit"]:
        await exit_shell(sh, sh.status)
    if flags & EXIT:
        raise ShellExit


async def _tick(sh: Shell) -> None:
    sh.steps = 0
    await tick(STEPS)


# Commands that lead to another one at their end: that one comes back, and evaluate() goes on with it.


async def _all_but_last(sh: Shell, node: nodes.Sequence, flags: int) -> Command | None:
    """Run a sequence; its last command comes back, or None if the rest is skipped."""
    for command in node.commands[:-1]:
        left = ahead(sh, command)
        if left is not None:
            await evaluate(sh, left, flags & ~EXIT)
        elif command is None:
            sh.status = 0
        if sh.skip:
            return None
    last = node.commands[-1]
    if last is None:
        sh.status = 0
    return last


def _leave_loop(sh: Shell) -> bool:
    """After a break, continue or return: whether the loop is left."""
    if sh.skip == SKIP_CONTINUE:
        sh.skip_count -= 1
        if sh.skip_count <= 0:
            sh.skip = NO_SKIP
            return False
    elif sh.skip == SKIP_BREAK:
        sh.skip_count -= 1
        if sh.skip_count <= 0:
            sh.skip = NO_SKIP
    return True


async def _loop(sh: Shell, node: nodes.Loop, flags: int) -> None:
    """``while`` and ``until`` (evalloop)."""
    flags &= ~EXIT
    sh.loop_nest += 1
    status = 0
    while True:
        if not sh.skip:
            left = ahead(sh, node.test)
            if left is not None:
                await evaluate(sh, left, TESTED)
            if node.test is None:
                sh.status = 0
        if sh.skip:
            returning = sh.skip == SKIP_RETURN
            if not _leave_loop(sh):
                continue
            if returning:
                status = sh.status
            break
        if (sh.status == 0) == node.until:
            break
        if node.body is None:
            sh.status = 0
        left = ahead(sh, node.body)
        if left is not None:
            await evaluate(sh, left, flags)
        status = sh.status
    sh.loop_nest -= 1
    sh.status = status


async def _for(sh: Shell, node: nodes.For, flags: int) -> None:
    """``for`` (evalfor)."""
    flags &= ~EXIT
    sh.old_status = sh.status
    fields = await expand_fields(sh, node.words)
    sh.loop_nest += 1
    status = 0
    for field in fields:
        if node.variable not in sh.vars.table or not sh.vars.put(node.variable, field):
            sh.vars.set(node.variable, field)
        if node.body is None:
            sh.status = 0
        left = ahead(sh, node.body)
        if left is not None:
            await evaluate(sh, left, flags)
        status = sh.status
        if sh.skip and _leave_loop(sh):
            break
    sh.loop_nest -= 1
    sh.status = status


async def _case(sh: Shell, node: nodes.Case, flags: int) -> Command | None:
    """Find what a case statement selects; what it falls through from is run (evalcase)."""
    sh.old_status = sh.status
    value = text_now(sh, node.word)
    if value is None:
        value = await expand_text(sh, node.word, TILDE)
    for index, item in enumerate(node.items):
        for pattern in item.patterns:
            found = matches_now(sh, pattern, value)
            if found or (found is None and await case_matches(sh, pattern, value)):
                return await _selected(sh, node.items[index:], flags)
    sh.status = 0
    return None


async def _selected(sh: Shell, items: tuple[nodes.CaseItem, ...], flags: int) -> Command | None:
    ran = False
    for index, item in enumerate(items):
        if not item.falls_through or index + 1 == len(items):
            if item.body is None and not ran:
                sh.status = 0
            return item.body
        if item.body is not None:
            ran = True
            await evaluate(sh, item.body, flags & ~EXIT)
            if sh.skip:
                return None
    return None


async def _function(sh: Shell, node: nodes.Function, flags: int) -> None:
    sh.functions[node.name] = node.body
    sh.status = 0


async def _subshell(sh: Shell, node: nodes.Subshell | nodes.Background, flags: int) -> None:
    """``( list )`` and ``list &`` (evalsubshell)."""
    background = isinstance(node, nodes.Background)
    sh.old_status = sh.status
    targets = await expand_redirections(sh, node.redirs)
    if flags & EXIT and not background and not have_traps(sh):
        await _in_child(sh, node, targets, flags)
        return
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    mode = BACKGROUND if background else FOREGROUND
    inner = flags & ~TESTED if background else flags
    await fork_shell(sh, job, mode, Plumbing(), _text(sh, node), _in_child, node, targets, inner)
    if background:
        sh.status = 0
    else:
        sh.status, _ = await wait_for_job(sh, job)


async def _in_child(
    sh: Shell, node: nodes.Subshell | nodes.Background, targets: tuple[Target, ...], flags: int
) -> None:
    await redirect(sh, targets, push=False)
    if node.node is None:
        sh.status = 0
    await evaluate(sh, node.node, flags | EXIT)


def _text(sh: Shell, node: Command | None) -> str:
    """How `jobs` will show a command; only an interactive shell keeps it."""
    return command_text(node) if sh.options["interactive"] and sh.root else ""


async def _redirected(sh: Shell, node: nodes.Redirected, flags: int) -> None:
    """A compound command with redirections; a failure to redirect is its status (evalredir)."""
    sh.old_status = sh.status
    targets = await expand_redirections(sh, node.redirs)
    try:
        await redirect(sh, targets, push=True)
    except ShellError as error:
        await sh.report(error)
        await pop_redirections(sh)
        return
    if node.node is None:
        sh.status = 0
    try:
        await evaluate(sh, node.node, flags)
    except (ShellError, ShellExit) as error:
        if isinstance(error, ShellError):
            await sh.report(error)
        await pop_redirections(sh)
        raise
    await pop_redirections(sh)


async def _pipe(sh: Shell, node: nodes.Pipe, flags: int) -> None:
    """A pipeline: all its processes are our children (evalpipe)."""
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    mode = BACKGROUND if node.background else FOREGROUND
    previous = -1
    for index, command in enumerate(node.commands):
        reader = writer = -1
        if index + 1 < len(node.commands):
            try:
                reader, writer = await new_pipe()
            except ShellError:
                if previous >= 0:
                    await close(previous)
                raise
        moves = [(previous, 0)] if previous >= 0 else []
        if writer >= 0:
            moves.append((writer, 1))
        plumbing = Plumbing((reader,) if reader >= 0 else (), tuple(moves))
        await _element(sh, command, job, mode, plumbing)
        if previous >= 0:
            await close(previous)
        if writer >= 0:
            await close(writer)
        previous = reader
    if node.background:
        sh.status = 0
    else:
        sh.status, _ = await wait_for_job(sh, job)


async def _element(sh: Shell, command: Command | None, job: Job, mode: int, plumbing: Plumbing) -> None:
    """Start one command of a pipeline. A constant external command needs no shell of its own."""
    text = _text(sh, command)
    argv = standalone(command) if mode == FOREGROUND and isinstance(command, nodes.Simple) else None
    if argv is None or not await run_external(sh, argv, job, plumbing, text):
        await fork_shell(sh, job, mode, plumbing, text, evaluate, command, EXIT)


Step = Callable[[Shell, Any, int], Coroutine[Any, Any, Command | None]]
_LISTS: dict[type, Step] = {
    nodes.Sequence: _all_but_last,
    nodes.Case: _case,
}
_COMPOUND: dict[type, Callable[[Shell, Any, int], Coroutine[Any, Any, None]]] = {
    nodes.Loop: _loop,
    nodes.For: _for,
    nodes.Function: _function,
    nodes.Subshell: _subshell,
    nodes.Background: _subshell,
    nodes.Redirected: _redirected,
    nodes.Pipe: _pipe,
    nodes.Called: go_on_with_function,
}
# set -e looks at the status of these.
_CHECKED = (nodes.Subshell, nodes.Pipe, nodes.Called)
