"""Turns what the machine announced into what a learner is shown: output, command lines, graph changes,
packets, trace, goals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lab import trace as traces
from lab.course.plan import Misconception, Plan
from lab.facts import Context, Fails, Witness, evaluate
from lab.facts.fact import host_state
from lab.graph.delta import Delta, diff
from lab.graph.focus import Focus
from lab.graph.model import Graph
from lab.graph.network import network
from lab.graph.processes import processes
from lab.terminal import Terminal
from simbsd.machine import SHELL
from simbsd.sys.event import Event, PacketHop, ProcessEvent, SystemCall, TerminalEvent, TtyMode, TtyOutput
from simbsd.sys.kernel import Kernel

PROJECTIONS = {"network": network, "processes": processes}  # those that every page draws
ON_DEMAND = ("structures", "wanted")  # those that are drawn only while the page shows them
MOST_FOCUSED = 8  # processes that the structures graph begins with
# Calls that leave every table a graph or a goal looks at as it was.
QUIET = frozenset(
    (
        "read", "write", "poll", "select", "tcgetattr", "tcsetattr", "tcgetpgrp", "fstat", "stat", "lstat",
        "lseek", "getcwd", "clock_gettime", "getpid", "getppid", "getuid", "geteuid", "sigaction",
        "sigprocmask", "close", "open",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoalState:
    """One goal as it stands: whether it holds; if not, the first broken layer, and the misconception that was seen in
    what was typed.
    """

    id: str
    text: str
    holds: bool
    hints: tuple[str, ...]
    fails: Fails | None
    misconception: str | None = None

    def dump(self) -> dict[str, Any]:
        """The goal as the wire's ``goals`` message carries it."""
        fails = self.fails
        diagnosis = (
            None if fails is None else {"layer": fails.layer, "sentence": fails.sentence, "element": fails.element}
        )
        return {
            "id": self.id,
            "text": self.text,
            "holds": self.holds,
            "hint": list(self.hints),
            "diagnosis": diagnosis,
            "misconception": self.misconception,
        }


@dataclass(slots=True)
class Reply:
    """What is new since the last reply. ``shown`` holds output and accepted command lines in the order they
    came.
    """

    shown: list[tuple[str, int, str]] = field(default_factory=list)
    graphs: list[tuple[str, bool, Delta]] = field(default_factory=list)
    goals: tuple[GoalState, ...] | None = None
    packets: list[dict[str, Any]] = field(default_factory=list)
    trace: dict[str, Any] | None = None


class Observer:
    """Watches one machine. ``take`` events as they come, then ask for the ``reply``."""

    def __init__(self, kernel: Kernel, plan: Plan | None) -> None:
        self.kernel = kernel
        self.plan = plan
        self.context = Context(kernel, Witness(), host_state(kernel), kernel.now)
        self.terminals = {number: Terminal(number) for number in kernel.ttys}
        self.trace = traces.Trace()
        self.graphs: dict[str, Graph] = {name: {} for name in PROJECTIONS}
        self.watched: tuple[str, ...] = ()
        self.opened: tuple[str, ...] = ()
        self.full = True
        self.dirty = True
        self.told: tuple[GoalState, ...] | None = None
        self.shown: list[tuple[str, int, str]] = []
        self.hops: list[Event] = []
        self.commands = 0
        self.restoring: int | None = None
        self.believed: list[Misconception] = []

    def attach(self, number: int) -> None:
        """A terminal more is there to be watched."""
        self.terminals[number] = Terminal(number)

    def take(self, events: list[Event]) -> None:
        """Take in what happened."""
        self.context.witness.take(self.kernel, events)
        for event in events:
            if isinstance(event, TtyOutput | TtyMode):
                self._screen(event)
            else:
                self._other(event)

    def take_screens(self, events: Iterable[TerminalEvent]) -> None:
        """Take in what terminals showed while nothing else was watched; everything else may have changed."""
        for event in events:
            self._screen(event)
        self.restoring = None
        self.dirty = True

    def _screen(self, event: TerminalEvent) -> None:
        if isinstance(event, TtyOutput):
            self.terminals[event.tty].write(event.data)
            self.shown.append(("output", event.tty, event.data))
        else:
            self._mode(event)

    def _mode(self, event: TtyMode) -> None:
        if event.comm != SHELL:
            return  # a program that takes the whole screen is still the command under way
        terminal = self.terminals[event.tty]
        terminal.columns = self.kernel.ttys[event.tty].t_winsize.ws_col
        if not event.canonical:
            self.trace.end(event.pid)
        line = terminal.mode(event.canonical)
        if line is not None:
            self.commands += 1
            self.restoring = event.pid
            self.shown.append(("command", event.tty, line))
            self.trace.begin(line)
            self._believe(line)

    def _believe(self, line: str) -> None:
        """Look for misconceptions in a command line; the latest is told."""
        for one in self.plan.misconceptions if self.plan else ():
            if re.search(one.pattern, line):
                self.believed = [one, *(other for other in self.believed if other is not one)]
                self.dirty = True

    def _other(self, event: Event) -> None:
        if isinstance(event, PacketHop):
            self.hops.append(event)
            self.dirty = True
        elif isinstance(event, ProcessEvent) or isinstance(event, SystemCall) and event.name not in QUIET:
            self.dirty = True
        if isinstance(event, SystemCall) and event.pid == self.restoring:
            self.restoring = None  # the line editor's last call, which gave the terminal back
        elif not self._editing(event):
            self.trace.note(event)

    def _editing(self, event: Event) -> bool:
        """Whether the event is a line editor's own call, which is no doing of a command."""
        p = self.kernel.allproc.get(getattr(event, "pid", 0))
        terminal = p.p_pgrp.pg_session.s_ttyp if p is not None else None
        if p is None or terminal is None or terminal.t_pts is not None:
            return False
        return self.terminals[terminal.t_number].editing and terminal.t_pgrp is p.p_pgrp

    def reply(self, settled: bool) -> Reply:
        """What is new. ``settled`` says that nothing runs at the moment: then the trace is whole and worth
        sending.
        """
        found = Reply(shown=self._merged(), packets=traces.packets(self.kernel, self.hops))
        self.shown, self.hops = [], []
        if self.dirty or self.full:
            found.graphs = self._changes()
            found.goals = self._goals()
            self.dirty = self.full = False
        if settled and self.trace.changed:
            found.trace = self.trace.dump()
            self.trace.changed = False
        return found

    def _merged(self) -> list[tuple[str, int, str]]:
        """Neighbouring pieces of output of one terminal as one."""
        merged: list[tuple[str, int, str]] = []
        for kind, tty, data in self.shown:
            if kind == "output" and merged and merged[-1][:2] == (kind, tty):
                merged[-1] = (kind, tty, merged[-1][2] + data)
            else:
                merged.append((kind, tty, data))
        return merged

    def _changes(self) -> list[tuple[str, bool, Delta]]:
        found: list[tuple[str, bool, Delta]] = []
        for name in (*PROJECTIONS, *self.watched):
            new = self._project(name)
            full = self.full or name not in self.graphs
            delta = diff({} if full else self.graphs[name], new)
            if delta or full:
                found.append((name, full, delta))
            self.graphs[name] = new
        return found

    def watch(self, names: list[str], opened: list[str]) -> None:
        """From now on these graphs too are sent, whole the first time; those not named any more are not."""
        self.watched = tuple(name for name in dict.fromkeys(names) if name in ON_DEMAND)
        self.opened = tuple(opened)
        for name in [name for name in self.graphs if name not in PROJECTIONS and name not in self.watched]:
            del self.graphs[name]
        self.dirty = True

    def _project(self, name: str) -> Graph:
        if name == "structures":
            from lab.graph.structures import structures

            return structures(self.kernel, self._focus())
        if name == "wanted":
            from lab.graph.wanted import wanted

            return wanted(self.kernel, self.plan.goals if self.plan else ())
        return PROJECTIONS[name](self.kernel)

    def _focus(self) -> Focus:
        """The sessions of the terminals, newest processes first, and what the last command's calls walked."""
        found = [
            p.p_pid
            for _, p in sorted(self.kernel.allproc.items())
            if p.p_coro is not None and p.p_pgrp.pg_session.s_ttyp in self.kernel.ttys.values()
        ]
        return Focus(tuple(found[-MOST_FOCUSED:]), self.opened, self.trace.walks())

    def goals(self) -> tuple[GoalState, ...]:
        """Every goal of the lesson as it stands now."""
        found: list[GoalState] = []
        for goal in self.plan.goals if self.plan else ():
            answer = evaluate(self.context, goal.fact, goal.arguments)
            fails = answer if isinstance(answer, Fails) else None
            hints = goal.hints_at(fails.layer if fails else None)
            believed = next((one.sentence for one in self.believed if fails and one.goal == goal.id), None)
            found.append(GoalState(goal.id, goal.text, fails is None, hints, fails, believed))
        return tuple(found)

    def _goals(self) -> tuple[GoalState, ...] | None:
        now = self.goals()
        if now == self.told and not self.full:
            return None
        self.told = now
        return now
