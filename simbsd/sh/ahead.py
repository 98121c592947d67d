"""Running ahead: as much of a command as asks nothing of the kernel, without a coroutine.

Models what evaltree() and evalcommand() in bin/sh/eval.c do for lists, if, case, definitions and calls of functions;
leaves simple commands to straight.py, and loops and all that may have to wait to evaluate.py.

What is left comes back as a command: the node itself, a part of it, or a function under way (``Called``); None when it
is done. Steps are counted as evaluate() counts them: those of what comes back are given back, for it counts them again.
No tick is due meanwhile, no signal waits, and none can come without a call of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from simbsd.sh.expand import matches_now, text_now
from simbsd.sh.frame import enter, leave, returned
from simbsd.sh.nodes import AndOr, Called, Case, Command, Function, If, Not, Sequence, Simple
from simbsd.sh.redir import nothing_redirected
from simbsd.sh.state import Shell
from simbsd.sh.straight import call_of, straight

DEPTH, STEPS = 150, 200
Left = Command | None


def ahead(sh: Shell, node: Left) -> Left:
    """Run of a command what can be run straight; what is left comes back, for evaluate(). It must be run at once."""
    if sh.interrupted or sh.pending_signal or sh.options.flags["errexit"]:
        return node
    return _ahead(sh, node)


def at_once(sh: Shell, node: Simple | None) -> bool:
    """Run a simple command that is no function's call, if it can be run straight; False: nothing was done."""
    if (
        node is not None
        and sh.steps + 1 < STEPS
        and sh.depth < DEPTH
        and not (sh.interrupted or sh.pending_signal or sh.options.flags["errexit"])
    ):
        sh.steps += 1
        if straight(sh, node):
            return True
        sh.steps -= 1
    return False


def _ahead(sh: Shell, node: Left) -> Left:
    """evaluate() with one difference: it stops where it would have to wait."""
    if sh.depth >= DEPTH:
        return node
    sh.depth += 1
    while node is not None:
        if sh.steps + 1 >= STEPS:
            break
        if type(node) is Simple:
            sh.steps += 1
            node = None if straight(sh, node) else _called(sh, node)
            sh.steps -= node is not None
            break
        way = _WAYS.get(type(node))
        if way is None:
            break
        sh.steps += 1
        goes_on, node = way(sh, node)
        if not goes_on:
            sh.steps -= node is not None
            break
    sh.depth -= 1
    return node


# One step of each kind of command: whether it goes on, and with what; or what is left, None if nothing is.
Step = tuple[bool, Left]
_DONE: Step = (False, None)


def _called(sh: Shell, node: Simple) -> Left:
    """Call a function, if the command does nothing else: what is left of it, or the command if it is another."""
    argv = None if sh.options.flags["xtrace"] or sh.tried is node else call_of(sh, node)
    if argv is None:
        sh.tried = node
        return node
    body = sh.functions[argv[0]]
    frame = enter(sh, argv)
    nothing_redirected(sh, push=True)
    if body is None:
        sh.status = 0
    left = _ahead(sh, body)
    if left is not None:
        return Called(frame, left)
    sh.vars.leave_scope()
    leave(sh, frame)
    sh.saved.pop()
    returned(sh)
    return None


def _test(sh: Shell, node: AndOr | If | Not) -> Step:
    """A command that begins with another one whose status decides how it goes on."""
    kind = type(node)
    look, choose = TESTS[kind]
    first = look(node)
    left = _ahead(sh, first)
    if left is None:
        return True, None if sh.skip else choose(sh, node)
    return False, node if left is first else _BEGUN[kind](node, left)


def _sequence(sh: Shell, node: Sequence) -> Step:
    commands = node.commands
    for index, command in enumerate(commands[:-1]):
        if type(command) is Simple and sh.steps + 1 < STEPS and sh.depth < DEPTH:
            sh.steps, sh.depth = sh.steps + 1, sh.depth + 1
            left = None if straight(sh, command) else _called(sh, command)
            sh.steps, sh.depth = sh.steps - (left is not None), sh.depth - 1
        else:
            left = _ahead(sh, command)
        if command is None:
            sh.status = 0
        elif left is not None:
            return False, node if not index and left is command else Sequence((left, *commands[index + 1 :]))
        if sh.skip:
            return _DONE
    last = commands[-1]
    if last is None:
        sh.status = 0
    return True, last


def _case(sh: Shell, node: Case) -> Step:
    sh.old_status = sh.status
    value = text_now(sh, node.word)
    if value is None:
        return False, node
    for index, item in enumerate(node.items):
        for pattern in item.patterns:
            found = matches_now(sh, pattern, value)
            if found:
                if item.falls_through and index + 1 < len(node.items):
                    return False, node
                if item.body is None:
                    sh.status = 0
                return True, item.body
            if found is None:
                return False, node
    sh.status = 0
    return _DONE


def _function(sh: Shell, node: Function) -> Step:
    sh.functions[node.name] = node.body
    sh.status = 0
    return _DONE


# Commands that begin with another one: that one, and what follows from its status.


def _and_or(sh: Shell, node: AndOr) -> Command | None:
    return None if (sh.status == 0) != node.is_and else node.right


def _if(sh: Shell, node: If) -> Command | None:
    chosen = node.then if sh.status == 0 else node.otherwise
    if chosen is None:
        sh.status = 0
    return chosen


def _not(sh: Shell, node: Not) -> Command | None:
    sh.status = int(not sh.status)
    return None


TESTS: dict[type, tuple[Callable[[Any], Command | None], Callable[[Shell, Any], Command | None]]] = {
    AndOr: (attrgetter("left"), _and_or),
    If: (attrgetter("test"), _if),
    Not: (attrgetter("node"), _not),
}
# The same command after its first one has begun.
_BEGUN: dict[type, Callable[[Any, Any], Command]] = {
    AndOr: lambda node, left: AndOr(node.is_and, left, node.right),
    If: lambda node, left: If(left, node.then, node.otherwise),
    Not: lambda node, left: Not(left),
}
_WAYS: dict[type, Callable[[Shell, Any], Step]] = {
    AndOr: _test,
    If: _test,
    Not: _test,
    Sequence: _sequence,
    Case: _case,
    Function: _function,
}
