"""What a tracer is told, and how it asks.

Models sys/sys/ptrace.h as far as truss(1) needs it; leaves out registers, memory, breakpoints and steps.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simbsd.sys.proc import Proc

PT_TRACE_ME, PT_ATTACH, PT_DETACH, PT_FOLLOW_FORK, PT_LWP_EVENTS = 0, 10, 11, 23, 24


class Trap(NamedTuple):
    """Why a traced process stands still: a call that ended (``call``; ``exit`` never does), a signal that is about to
    be acted on (``signal``), a birth (``child``), or its own end (``exited``, with the status word as ``result``).

    ``error`` is an errno, 0, or EJUSTRETURN of an exec that went well; times are virtual microseconds.
    """

    pid: int
    what: str
    name: str
    args: tuple[Any, ...]
    result: Any
    error: int
    began: int
    ended: int


EJUSTRETURN = -2


@dataclass(slots=True, eq=False)
class Trace:
    """One tracer, the processes that it traces, and what it has not yet been told; ``stopped`` are those that wait for
    it to go on, ``follows`` whether children are traced too.
    """

    tracer: Proc
    tracees: dict[int, Proc] = field(default_factory=dict)
    traps: deque[Trap] = field(default_factory=deque)
    stopped: dict[int, bool] = field(default_factory=dict)
    told: int = 0
    follows: bool = False
