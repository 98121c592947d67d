"""A learner's session: one machine, what was done at it, and what is shown of it.

The journal is the work; the machine can always be made again from it. Undo and reset do exactly that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

from lab.course.plan import Plan, PlanError
from lab.course.preparing import SetupFailed, prepare
from lab.facts import FACTS
from lab.facts.witness import NOTED
from lab.journal import DIGEST_EVERY, MAX_BYTES, MAX_END, MAX_INPUTS, Input, Journal
from lab.masking import Masking
from lab.observer import Observer, Reply
from lab.shadow import Shadow
from simbsd.limits import Limits
from simbsd.machine import Machine
from simbsd.release import RELEASES
from simbsd.sys.termios import SECRET

BOOT_LIMIT = 10_000_000  # virtual microseconds until the first prompt must be there
GRANT = 100_000  # virtual microseconds that an input may run on at once, before the wall clock paces it
STEPS = 20_000  # what a page asks of one pump
# A pump is to take about ten milliseconds of real time, whatever runs: interpreters spend virtual time,
# system calls steps.
PUMP_TIME = 10_000
STEPS_A_CALL = 10
SLICE = 500
BUSY_SLICE = 1000  # of a replay


Size = tuple[int, int]  # rows and columns


class SessionError(Exception):
    """What was asked cannot be done: ``where`` names it, ``message`` says why. The machine is as it was."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(slots=True)
class Mark:
    """Where a line began: how many inputs came before it, when, and how many command lines were accepted."""

    inputs: int
    at: int
    commands: int


class Session:
    """One learner at one machine. Raises SessionError for an unknown release or a set-up that fails.

    With ``watched`` false nothing is kept to be shown: goals can be asked, screens and graphs cannot. ``size`` is the
    first terminal's, in rows and columns, before the machine boots: a shell that asked earlier would lay out its first
    line for another one. It stands in the journal as a resize at time 0.
    """

    def __init__(
        self,
        plan: Plan | None,
        seed: int = 0,
        release: str = "14.0",
        engine: str = "",
        watched: bool = True,
        size: Size | None = None,
    ) -> None:
        if release not in RELEASES:
            raise SessionError("release", f"there is no release {release[:16]}")
        self.plan = plan
        self.seed = seed
        self.release = release
        self.engine = engine
        self.watched = watched
        self.size = size
        self.past = False
        self.shadow = Shadow()
        self._start()

    def _start(self) -> None:
        """Boot, prepare, and wait for the first prompt."""
        self.machine = self._boot()
        self.inputs: list[Input] = []
        if self.size is not None:
            self.machine.resize(0, *self.size)
            self.inputs.append(Input(0, 0, "resize", f"{self.size[0]}x{self.size[1]}"))
        self.bytes = 0
        self.digests: list[tuple[int, str]] = []
        self.marks: list[Mark] = []
        self.masking: dict[int, Masking] = {}
        self.shown: dict[int, int] = {}
        self.grant = self.owed = 0
        self.machine.settle(BOOT_LIMIT)
        self._set_up()
        # What happened until now is the machine's past: it is on the screen, but it is nobody's command.
        self.observer = Observer(self.machine.kernel, self.plan)
        self.observer.take([*self.machine.kernel.console])
        self._forget_console()
        self._watch()

    def _boot(self) -> Machine:
        """A machine of which nothing is told but what its terminals show."""
        if self.plan is None:
            return Machine(self.release, self.seed, watched=False)
        setup = self.plan.setup
        limits = Limits(cpus=setup.cpus)
        return Machine(self.release, self.seed, limits, self.plan.ttys, watched=False, loader=setup.loader)

    def look(self, past: bool) -> None:
        """Look at what happens, or, while a journal is replayed, at screens and at what goals witness only: of the past
        nothing else is told.
        """
        self.past = past
        self._watch()

    def _watch(self) -> None:
        shown = self.watched and not self.past
        self.machine.kernel.watched = shown or _wants_witness(self.plan)
        self.machine.kernel.told = None if shown else _told(self.plan)

    def _set_up(self) -> None:
        """Prepare the machine as the lesson says."""
        if self.plan is None:
            return
        try:
            prepare(self.machine, self.plan.setup)
        except SetupFailed as failed:
            raise SessionError("setup", str(failed)) from failed
        except PlanError as error:
            raise SessionError(error.where, error.message) from error

    @property
    def time(self) -> int:
        """Virtual time."""
        return self.machine.time

    @property
    def running(self) -> bool:
        """Whether something can run now, or time is owed."""
        return self.machine.busy or self.owed > 0 or self.machine.target > self.time

    @property
    def next_event(self) -> int | None:
        """When something happens next by itself; now, while something runs."""
        return self.time if self.machine.busy else self.machine.next_event

    def type(self, tty: int, data: str) -> None:
        """Keys pressed at a terminal; what they bring about comes with the next ``pump``."""
        if not data:
            return
        self._check_tty(tty)
        self._check_room(len(data))
        masking = self.masking.setdefault(tty, Masking(f"{self.seed}"))
        if self.machine.kernel.ttys[tty].t_termios.c_lflag & SECRET:
            data = masking.take(data)
            if not data:
                return
        masking.waiting = ""
        self._apply(Input(self.machine.now(), tty, "type", data))

    def resize(self, tty: int, rows: int, columns: int) -> None:
        """A terminal's new size; the next number attaches a terminal more."""
        if tty != len(self.machine.kernel.ttys):
            self._check_tty(tty)
        self._check_room(8)
        self._apply(Input(self.machine.now(), tty, "resize", f"{rows}x{columns}"))

    def _check_tty(self, tty: int) -> None:
        if tty not in self.machine.kernel.ttys:
            raise SessionError("tty", f"the machine has no terminal {tty}")

    def _check_room(self, size: int) -> None:
        if len(self.inputs) >= MAX_INPUTS or self.bytes + size > MAX_BYTES:
            raise SessionError("journal", "the journal is full: no more can be typed at this machine")
        if self.time >= MAX_END:
            raise SessionError("journal", "the journal is full: the machine has run for too long")

    def _apply(self, one: Input) -> None:
        """Give an input to the machine, now, and write it down."""
        if one.kind == "resize":
            self._fit(one.tty, *one.size)
        else:
            terminal = self.observer.terminals[one.tty]
            if terminal.fresh:
                self.marks.append(Mark(len(self.inputs), one.at, self.observer.commands))
                terminal.fresh = False
            self.machine.type(one.tty, one.data)
        self.inputs.append(one)
        self.bytes += len(one.data)
        self.grant = one.at + GRANT
        if len(self.inputs) % DIGEST_EVERY == 0:
            self.digests.append((len(self.inputs), self.machine.digest()))

    def _fit(self, tty: int, rows: int, columns: int) -> None:
        if tty in self.machine.kernel.ttys:
            self.machine.resize(tty, rows, columns)
        else:
            self.observer.attach(self.machine.attach(rows, columns))

    def advance(self, us: int) -> None:
        """Owe the machine so much virtual time; ``pump`` pays."""
        if self.time + self.owed + us > MAX_END:
            raise SessionError("journal", "the journal is full: the machine has run for too long")
        self.owed += us

    def pump(self, steps: int = STEPS) -> Reply:
        """Go on for a moment: time that is owed, or what the last input set going. ``steps`` bounds the work.
        """
        most = max(1, steps // STEPS_A_CALL)
        left = PUMP_TIME
        while left > 0:
            us = min(self._due(), left if self.machine.busy else self._due())
            if us <= 0 and self.machine.target <= self.time:
                break
            self.owed = max(0, self.owed - us)
            before = self.time
            if not self.machine.advance(us, most):
                break
            left -= max(1, min(self.time - before, SLICE))
        self._observe()
        return self.observer.reply(settled=not self.machine.busy)

    def _due(self) -> int:
        """How much virtual time may pass now, in one go: none when nothing is owed and nobody works on an
        input.
        """
        until = self.grant - self.machine.target
        if self.machine.busy:
            return min(SLICE, max(self.owed, until))
        when = self.machine.next_event
        if self.owed > 0:
            return self.owed if when is None else min(self.owed, max(when - self.machine.target, 1))
        if when is None or when > self.grant or self._all_waiting():
            return 0
        return min(max(when - self.machine.target, 1), until)

    def _all_waiting(self) -> bool:
        """Whether the terminal typed at last shows its prompt again."""
        return bool(self.inputs) and self.machine.waiting(self.inputs[-1].tty)

    def _observe(self) -> None:
        events = self.machine.events()
        if self.watched and not self.past:
            self.observer.take(events)
        else:
            self.observer.context.witness.take(self.machine.kernel, events)
            if self.watched:
                self.observer.take_screens(self.machine.kernel.console)
        self._forget_console()

    def _forget_console(self) -> None:
        """The events carry the output already. Where nobody watches, its digest is all that is kept."""
        for number in self.machine.kernel.ttys:
            text = self.machine.output(number)
            if text and not self.watched:
                self.shown[number] = crc32(text.encode(), self.shown.get(number, 0))

    def seen(self) -> str:
        """A checksum of all that each terminal of an unwatched session showed: whether two replays looked alike."""
        return " ".join(f"{tty}:{checksum:08x}" for tty, checksum in sorted(self.shown.items()))

    def run_slice(self, when: int) -> int:
        """Let a little time pass towards ``when``; for how much of it, in virtual microseconds, processes may
        have run.
        """
        left = max(when - self.machine.target, 0)
        busy, event, before = self.machine.busy, self.machine.next_event, self.time
        if busy:
            left = min(left, BUSY_SLICE)
        elif event is not None:
            left = min(left, max(event - self.machine.target, 1))
        self.machine.advance(left)
        self._observe()
        return self.time - before if busy else 0

    def give(self, one: Input) -> None:
        """Apply an input of a journal; the machine must be at its time. Raises SessionError for an unknown
        terminal.
        """
        if one.kind != "resize" or one.tty != len(self.machine.kernel.ttys):
            self._check_tty(one.tty)
        self._check_room(len(one.data))
        self._apply(one)

    def wait(self, tty: int, limit: int) -> bool:
        """Let time pass until the shell on ``tty`` shows its prompt, at most ``limit``; False when it did
        not.
        """
        found = self.machine.settle(limit, tty)
        self._observe()
        return found

    def undo(self) -> bool:
        """Take back the last command line and all it did, if the second machine is ready; False when it is
        not.
        """
        self._observe()
        mark = self.last_mark()
        ready = self.shadow.take(self, mark) if mark is not None else None
        if ready is None:
            return False
        self._become(ready)
        return True

    def before_last(self) -> Journal | None:
        """The journal as it was before the last command line, to be replayed; None when there is no command
        line.
        """
        self._observe()
        mark = self.last_mark()
        if mark is None:
            return None
        return replace(self.journal(), inputs=tuple(self.inputs[: mark.inputs]), end=mark.at, digests=())

    def last_mark(self) -> Mark | None:
        """Where the last command line that was accepted began."""
        total = self.observer.commands
        return next((mark for mark in reversed(self.marks) if mark.commands < total), None)

    def beginning(self) -> Session:
        """Another session like this one, nothing done in it yet."""
        return Session(self.plan, self.seed, self.release, self.engine, size=self.size)

    def idle(self) -> None:
        """Use a moment in which nothing else is to be done."""
        if not self.running:
            self.shadow.follow(self)

    def _become(self, other: Session) -> None:
        """Go on with another session's machine."""
        self.machine, self.observer = other.machine, other.observer
        self.inputs, self.bytes, self.digests, self.marks = other.inputs, other.bytes, other.digests, other.marks
        self.masking = {}
        self.grant = self.owed = 0

    def reset(self) -> None:
        """Start again: an empty journal, the same seed."""
        self._start()

    def journal(self) -> Journal:
        """The work so far."""
        return Journal(
            engine=self.engine,
            release=self.release,
            seed=self.seed,
            lesson=self.plan.slug if self.plan else None,
            revision=self.plan.revision if self.plan else 0,
            inputs=tuple(self.inputs),
            end=self.machine.now(),
            digests=tuple(self.digests),
        )

    def screen(self, tty: int) -> str:
        """What a terminal shows."""
        return self.observer.terminals[tty].text()


def _wants_witness(plan: Plan | None) -> bool:
    return any(FACTS[goal.fact].witnessed for goal in plan.goals) if plan else False


def _told(plan: Plan | None) -> frozenset[str]:
    """The calls whose success a witness looks at; that they are refused is told of all."""
    goals = plan.goals if plan else ()
    return NOTED | {str(goal.arguments["call"]) for goal in goals if "call" in goal.arguments}


def first_screen(plan: Plan, seed: int) -> str:
    """What the first terminal of a plan's machine shows before anything is typed."""
    return Session(plan, seed, plan.release).screen(0)
