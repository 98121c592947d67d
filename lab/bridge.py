"""The bridge: wire messages in, wire messages out; the one object that the web worker, or a server's socket,
holds.

A message that makes no sense is answered with ``failed`` and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lab import journal as journals
from lab.course import plan as plans
from lab.course.plan import PlanError
from lab.journal import JournalError
from lab.replay import Replay, ReplayError
from lab.session import STEPS, Session, SessionError
from lab.telling import clock, told, whole
from lab.wire import (
    Advance,
    Export,
    Import,
    Inspect,
    Message,
    Open,
    Recall,
    Reset,
    Resize,
    Save,
    Typed,
    Undo,
    Watch,
    WireError,
    failed,
    parse,
    say,
)

if TYPE_CHECKING:
    from lab.importing.trial import Trial
    from lab.recall import Recall as Past

# In virtual microseconds in which processes run, as lab/replay.py counts work.
FIRST_WORK = 1_000_000  # of a replay, before the page hears of it
REPLAY_WORK = 50_000  # of a replay, between two messages
MAX_BUSY = 3_600_000_000  # of a learner's own session: nothing that was done is refused here
MOST_WAITING = 1000
TRIAL_STEPS = 4  # of an import, in one pump


class Bridge:
    """Speaks wire version 1 for one session. ``handle`` takes a message; ``pump`` goes on with unfinished
    work.
    """

    def __init__(self) -> None:
        self.session: Session | None = None
        self.replay: Replay | None = None
        self.waiting: list[str] = []
        self.watching = Watch([], [])
        self.trial: Trial | None = None
        self.past: Past | None = None

    def handle(self, text: str) -> list[str]:
        """The answers to one message (JSON text). What comes while a long journal is replayed has to wait."""
        try:
            message = parse(text)
            if isinstance(message, Open):
                return self._open(message)
            if self.replay is not None:
                return self._keep(self.replay, text)
            if self.session is None:
                return [failed("no machine is open yet", "type")]
            return HANDLERS[type(message)](self, self.session, message)
        except (WireError, PlanError, JournalError, ReplayError, SessionError) as error:
            return self._failed(error)

    def pump(self, steps: int = STEPS) -> list[str]:
        """Go on for at most about ``steps`` program steps. Call it again while the last ``clock`` said
        ``running``.
        """
        if self.replay is not None:
            try:
                return self._go_on(self.replay, REPLAY_WORK)
            except (ReplayError, SessionError) as error:
                return self._failed(error)
        if self.session is None:
            return []
        answers = list(told(self.session.pump(steps)))
        if self.trial is not None and self.trial.go(TRIAL_STEPS):
            answers.append(say("imported", **self.trial.dump()))
            self.trial = None
        return [*answers, clock(self.session, busy=self.trial is not None)]

    def _failed(self, error: WireError | PlanError | JournalError | ReplayError | SessionError) -> list[str]:
        self.replay = None
        return [failed(error.message, error.where, fatal=self.session is None)]

    def _open(self, message: Open) -> list[str]:
        plan = plans.parse(message.lesson) if message.lesson is not None else None
        if plan is not None and plan.release != message.release:
            raise WireError("release", "not the lesson's")
        if message.journal is None:
            size = (message.size[0], message.size[1]) if message.size else None
            session = Session(plan, message.seed, message.release, message.engine, size=size)
            self.session, self.replay = session, None
            return [_opened(self.session), *self._whole(self.session)]
        journal = journals.parse(message.journal)
        _check_same(journal, message)
        work = Replay(journal, plan, MAX_BUSY)
        return [_opened(work.session), *self._go_on(work, FIRST_WORK)]

    def _go_on(self, work: Replay, units: int) -> list[str]:
        """Replay a little more; everything anew when it is done, and then what had to wait."""
        if not work.go(units):
            self.replay = work
            return [say("clock", time=work.session.time, running=True, next=work.session.time)]
        self.session, self.replay = work.session, None
        answers = self._whole(self.session)
        waiting, self.waiting = self.waiting, []
        for text in waiting:
            answers += self.handle(text)
        return answers

    def _keep(self, work: Replay, text: str) -> list[str]:
        if len(self.waiting) >= MOST_WAITING:
            raise WireError("message", "too much came while the machine was made again")
        self.waiting.append(text)
        return [say("clock", time=work.session.time, running=True, next=work.session.time)]

    def _type(self, session: Session, message: Typed) -> list[str]:
        session.type(message.tty, message.data)
        answers = self.pump()
        if not message.data.endswith(("\r", "\n")):
            session.idle()
        return answers

    def _resize(self, session: Session, message: Resize) -> list[str]:
        session.resize(message.tty, message.rows, message.columns)
        return self.pump()

    def _advance(self, session: Session, message: Advance) -> list[str]:
        session.advance(message.us)
        answers = self.pump()
        session.idle()
        return answers

    def _undo(self, session: Session, message: Undo) -> list[str]:
        if session.undo():
            return self._whole(session)
        journal = session.before_last()
        if journal is None:
            raise SessionError("undo", "there is no command line to take back")
        return self._go_on(Replay(journal, session.plan, MAX_BUSY), FIRST_WORK)

    def _reset(self, session: Session, message: Reset) -> list[str]:
        session.reset()
        return self._whole(session)

    def _watch(self, session: Session, message: Watch) -> list[str]:
        self.watching = message
        session.observer.watch(message.graphs, message.opened)
        return [*told(session.observer.reply(settled=not session.machine.busy)), clock(session)]

    def _inspect(self, session: Session, message: Inspect) -> list[str]:
        from lab.inspect.element import inspect

        return [say("inspected", **inspect(session.machine.kernel, message.id))]

    def _export(self, session: Session, message: Export) -> list[str]:
        from lab.export.formats import FORMATS, export

        if message.format not in FORMATS:
            raise WireError("format", f"one of {', '.join(FORMATS)}")
        return [say("exported", **export(session.machine.kernel, message.format))]

    def _import(self, session: Session, message: Import) -> list[str]:
        from lab.importing.trial import ImportRefused, Trial

        try:
            self.trial = Trial(message.jail_conf, message.rc_conf, session.release)
        except ImportRefused as error:
            raise WireError("import", str(error)) from error
        return [clock(session, busy=True)]

    def _recall(self, session: Session, message: Recall) -> list[str]:
        from lab.recall import Recall as Past

        self.past = self.past or Past(session)
        try:
            frames = self.past.go()
        except (ReplayError, SessionError) as error:
            self.past = None
            raise WireError("recall", error.message) from error
        done = self.past.done
        if done:
            self.past = None
        return [say("recalled", frames=frames, done=done), clock(session)]

    def _whole(self, session: Session) -> list[str]:
        """Everything anew; of another past, if there was one under way, no more is told."""
        self.past = None
        return whole(session, self.watching)

    def _save(self, session: Session, message: Save) -> list[str]:
        answers = [say("journal", journal=session.journal().dump())]
        session.idle()
        return answers


HANDLERS: dict[type[Message], Callable[..., list[str]]] = {
    Typed: Bridge._type,
    Resize: Bridge._resize,
    Advance: Bridge._advance,
    Undo: Bridge._undo,
    Reset: Bridge._reset,
    Save: Bridge._save,
    Watch: Bridge._watch,
    Inspect: Bridge._inspect,
    Export: Bridge._export,
    Import: Bridge._import,
    Recall: Bridge._recall,
}


def _check_same(journal: journals.Journal, message: Open) -> None:
    """The journal is of the machine that is asked for."""
    for name in ("engine", "release", "seed"):
        if getattr(journal, name) != getattr(message, name):
            raise JournalError(name, "the journal is of another machine")


def _opened(session: Session) -> str:
    return say(
        "opened",
        engine=session.engine,
        release=session.release,
        time=session.time,
        hostname=session.machine.kernel.prison0.pr_hostname,
    )
