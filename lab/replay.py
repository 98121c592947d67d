"""Replay: a journal from anywhere becomes a session again, or is refused; never believed beyond that.

Bounds: the journal's own (inputs, bytes, virtual time), program steps here, memory by the machine's limits.
"""

from __future__ import annotations

from lab.journal import DIGEST_EVERY, Journal
from lab.plan import Plan
from lab.session import STEPS, Session

MAX_SLICES = 2000  # of STEPS program steps each


class ReplayError(Exception):
    """A journal that cannot be replayed: ``where`` names the part, ``message`` says why."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def replay(journal: Journal, plan: Plan | None, max_slices: int = MAX_SLICES) -> Session:
    """The session that the journal describes, at its end. Raises ReplayError, and SessionError where the
    machine cannot start.
    """
    check_belongs(journal, plan)
    session = Session(plan, journal.seed, journal.release, journal.engine)
    budget = _Budget(session, max_slices)
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
    """Lets a session's time pass in slices, and counts them."""

    def __init__(self, session: Session, slices: int) -> None:
        self.session = session
        self.slices = slices

    def run_to(self, when: int) -> None:
        """Let time pass until ``when``."""
        while self.session.time < when:
            if not self.session.run_slice(when, STEPS):
                self.slices -= 1
                if self.slices < 0:
                    raise ReplayError("inputs", "the machine has more to do than a replay may take")
