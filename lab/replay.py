"""Replay: a journal from anywhere becomes a session again, or is refused; never believed beyond that.

Bounds: the journal's own (inputs, bytes, virtual time), busy time here, memory by the machine's limits.
"""

from __future__ import annotations

from lab.journal import DIGEST_EVERY, Journal
from lab.plan import Plan
from lab.session import BUSY_SLICE, Session

MAX_BUSY = 30_000_000  # virtual microseconds in which processes run


class ReplayError(Exception):
    """A journal that cannot be replayed: ``where`` names the part, ``message`` says why."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def replay(journal: Journal, plan: Plan | None, max_busy: int = MAX_BUSY, watched: bool = True) -> Session:
    """The session that the journal describes, at its end. Raises ReplayError, and SessionError where the
    machine cannot start.
    """
    check_belongs(journal, plan)
    session = Session(plan, journal.seed, journal.release, journal.engine, watched)
    budget = _Budget(session, max_busy + len(journal.inputs) * BUSY_SLICE)
    for number, one in enumerate(journal.inputs):
        if one.at < session.time:
            raise ReplayError(f"inputs[{number}]", "comes before the machine was ready for it")
        budget.run_to(one.at)
        session.give(one)
    budget.run_to(journal.end)
    return session


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


class _Budget:
    """Lets a session's time pass, and counts for how much of it processes ran."""

    def __init__(self, session: Session, left: int) -> None:
        self.session = session
        self.left = left

    def run_to(self, when: int) -> None:
        """Let time pass until ``when``."""
        while self.session.time < when:
            self.left -= self.session.run_slice(when)
            if self.left < 0:
                raise ReplayError("inputs", "the machine has more to do than a replay may take")
