"""A second machine, kept at the last command line's beginning in idle moments, so that undo need not replay a
long session.

It is fed the same journal as the first; where it is not ready in time, undo replays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.session import Mark, Session

WORK = 60  # units of one call of `follow`: an input, or so much busy time
UNIT = 1000  # virtual microseconds of busy time
LEAST_INPUTS = 400  # a shorter session is replayed at once


class Shadow:
    """The second machine of one session; none as long as the session is short."""

    def __init__(self) -> None:
        self.behind: Session | None = None

    def follow(self, session: Session) -> None:
        """Come a little nearer to the session's last command line. Cheap; call it when nothing else is to be
        done.
        """
        mark = session.last_mark()
        if mark is None or len(session.inputs) < LEAST_INPUTS:
            return
        if self.behind is None or not _precedes(self.behind, session, mark):
            self.behind = session.beginning()
            self.behind.look(past=True)
        work = WORK
        while work > 0 and not _reached(self.behind, mark):
            work -= self._step(self.behind, session, mark)

    def _step(self, behind: Session, session: Session, mark: Mark) -> int:
        """One input, or a little time towards it; the units that it cost."""
        count = len(behind.inputs)
        when = session.inputs[count].at if count < mark.inputs else mark.at
        if behind.time < when:
            return 1 + behind.run_slice(when) // UNIT
        behind.give(session.inputs[count])
        return 1

    def take(self, session: Session, mark: Mark) -> Session | None:
        """The second machine, if it stands at the mark; it is the caller's then."""
        behind = self.behind
        self.behind = None
        if behind is None or not _precedes(behind, session, mark) or not _reached(behind, mark):
            return None
        behind.look(past=False)
        return behind


def _precedes(behind: Session, session: Session, mark: Mark) -> bool:
    """Whether what was done at the second machine is a beginning of what leads to the mark."""
    count = len(behind.inputs)
    return count <= mark.inputs and behind.time <= mark.at and behind.inputs == session.inputs[:count]


def _reached(behind: Session, mark: Mark) -> bool:
    return len(behind.inputs) == mark.inputs and behind.time == mark.at
