"""Replay: a journal from anywhere becomes a session again, or is refused; never believed beyond that.

Bounds: the journal's own (inputs, bytes, virtual time), busy time here, memory by the machine's limits.
"""

from __future__ import annotations

from lab.course.plan import Plan
from lab.journal import DIGEST_EVERY, MAX_END, Journal
from lab.session import BUSY_SLICE, Session

MAX_BUSY = 30_000_000  # virtual microseconds in which processes run


class ReplayError(Exception):
    """A journal that cannot be replayed: ``where`` names the part, ``message`` says why."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


class Replay:
    """A replay under way: ``go`` on until it says that it is done; then ``session`` is what the journal
    describes.

    Raises ReplayError, and SessionError where the machine cannot start.
    """

    def __init__(self, journal: Journal, plan: Plan | None, max_busy: int = MAX_BUSY, watched: bool = True) -> None:
        check_belongs(journal, plan)
        self.session = Session(plan, journal.seed, journal.release, journal.engine, watched, journal.size)
        self.session.look(past=True)
        self.journal = journal
        self.left = max_busy + len(journal.inputs) * BUSY_SLICE

    def go(self, work: int = MAX_END) -> bool:
        """Do about so much ``work`` (virtual microseconds in which processes run); True when the end is
        reached.
        """
        while work > 0:
            spent = self.step()
            if spent is None:
                return True
            work -= spent
        return False

    @property
    def gives(self) -> bool:
        """Whether the next step gives the machine an input."""
        number = len(self.session.inputs)
        return number < len(self.journal.inputs) and self.session.time >= self.journal.inputs[number].at

    def step(self) -> int | None:
        """Give an input, or let a little time pass: the work that it took; None when the end is reached."""
        number = len(self.session.inputs)
        if self.gives:
            self._give(number)
            return BUSY_SLICE
        when = self.journal.inputs[number].at if number < len(self.journal.inputs) else self.journal.end
        if self.session.time < when:
            return self._pass(when)
        self.session.look(past=False)
        return None

    def _pass(self, when: int) -> int:
        spent = self.session.run_slice(when)
        self.left -= spent
        if self.left < 0:
            raise ReplayError("inputs", "the machine has more to do than a replay may take")
        return max(spent, 1)

    def _give(self, number: int) -> None:
        one = self.journal.inputs[number]
        if one.at < self.session.time:
            raise ReplayError(f"inputs[{number}]", "comes before the machine was ready for it")
        self.session.give(one)


def replay(journal: Journal, plan: Plan | None, max_busy: int = MAX_BUSY, watched: bool = True) -> Session:
    """The session that the journal describes, at its end. Raises as ``Replay`` does."""
    work = Replay(journal, plan, max_busy, watched)
    while not work.go():
        pass
    return work.session


def check_belongs(journal: Journal, plan: Plan | None) -> None:
    """The journal is of this lesson, in this revision and release. Raises ReplayError."""
    if journal.lesson != (plan.slug if plan else None):
        raise ReplayError("lesson", "the journal is of another lesson")
    if plan is not None and journal.revision != plan.revision:
        raise ReplayError("revision", "the journal is of another revision of the lesson")
    if plan is not None and journal.release != plan.release:
        raise ReplayError("release", "the journal is of another release")


def diverges(journal: Journal, session: Session) -> bool:
    """Whether a digest in the journal differs from the replay's; such attempts are listed for a person, not
    refused.
    """
    found = dict(session.digests)
    return any(found.get(count, digest) != digest for count, digest in journal.digests if count % DIGEST_EVERY == 0)
