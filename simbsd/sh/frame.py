"""The frame of a function that runs: what its call hides, and gives back.

Models evalcommand() in bin/sh/eval.c where it calls a function; leaves out redirections and assignments (command.py).
"""

from __future__ import annotations

from simbsd.sh.state import NO_SKIP, SKIP_RETURN, Parameters, Shell
from simbsd.sh.vars import Scope


class Frame:
    """What was before the call."""

    __slots__ = ("depth", "loops", "params", "scope")

    def __init__(self, params: Parameters, scope: Scope | None, depth: int, loops: int) -> None:
        self.params = params
        self.scope = scope
        self.depth = depth
        self.loops = loops


def enter(sh: Shell, argv: list[str]) -> Frame:
    """Give the function of ``argv`` its parameters, and no local variables yet."""
    frame = Frame(sh.params, sh.vars.scope, sh.depth, sh.loop_nest)
    sh.params, sh.vars.scope = Parameters(tuple(argv[1:])), None
    sh.function_nest += 1
    return frame


def leave(sh: Shell, frame: Frame) -> None:
    """Give back what the call hid, after the local variables."""
    sh.params, sh.vars.scope = frame.params, frame.scope
    sh.function_nest -= 1
    sh.depth, sh.loop_nest = frame.depth, frame.loops


def returned(sh: Shell) -> None:
    """A return has led out of the function, and no further."""
    if sh.skip == SKIP_RETURN:
        sh.skip, sh.skip_count = NO_SKIP, 0
