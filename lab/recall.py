"""Recall: what happened at a machine since its start, told once more by a second one that is given its journal.

A page that was loaded anew knows only how its machine stands; this is how it comes by the frames of its past.
"""

from __future__ import annotations

from lab.replay import Replay
from lab.session import Session
from lab.telling import clock, told, whole
from lab.wire import Watch

MAX_BUSY = 3_600_000_000  # virtual microseconds: all of it was done here once
WORK = 40_000  # of one call, in virtual microseconds in which processes run
DRAWN = 10  # what it takes to project one element of a graph, in the same
MOST_AT_ONCE = 24  # frames of one call
MOST = 4_000  # frames; beyond that, one for each input

Frame = list[str]  # wire messages; the last is the ``clock``


class Recall:
    """The past of one session, told from its beginning in parts."""

    def __init__(self, session: Session) -> None:
        self.replay = Replay(session.journal(), session.plan, MAX_BUSY)
        self.replay.session.look(past=False)
        self.count = 0
        self.done = False

    def go(self, work: int = WORK) -> list[Frame]:
        """The next frames; ``done`` after the last. Raises ReplayError and SessionError as a replay does."""
        session = self.replay.session
        frames = [] if self.count else [whole(session, Watch([], []))]
        while work > 0 and len(frames) < MOST_AT_ONCE and not self.done:
            if self.replay.gives:
                work -= self._look(frames)
            spent = self.replay.step()
            self.done = spent is None
            work -= spent or 0
            if self.done or not session.machine.busy and self.count + len(frames) < MOST:
                work -= self._look(frames)
        self.count += len(frames)
        return frames

    def _look(self, frames: list[Frame]) -> int:
        """A frame more, if there is anything new; the work that it took."""
        session = self.replay.session
        reply = session.observer.reply(settled=not session.machine.busy)
        if messages := list(told(reply)):
            frames.append([*messages, clock(session)])
        return DRAWN * sum(len(graph) for graph in session.observer.graphs.values()) if reply.graphs else 0
