"""The run queues: 64 lines of processes that could run, best priorities first.

Models sys/kern/kern_switch.c (runq_add, runq_choose, runq_remove); leaves out a queue for each CPU.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.sys.priority import RQ_NQS, RQ_PPQ

if TYPE_CHECKING:
    from simbsd.sys.proc import Proc


@dataclass(slots=True, eq=False)
class Runq:
    """``rq_status`` has bit N set while queue N holds somebody."""

    rq_status: int = 0
    rq_queues: tuple[deque[Proc], ...] = field(default_factory=lambda: tuple(deque() for _ in range(RQ_NQS)))

    def __bool__(self) -> bool:
        return self.rq_status != 0

    def __len__(self) -> int:
        return sum(map(len, self.rq_queues))

    def __iter__(self) -> Iterator[Proc]:
        for queue in self.rq_queues:
            yield from queue

    def __contains__(self, p: Proc) -> bool:
        return p in self.rq_queues[p.p_rqindex]

    def clear(self) -> None:
        """Let everybody go."""
        for queue in self.rq_queues:
            queue.clear()
        self.rq_status = 0

    def append(self, p: Proc) -> None:
        """Put a process at the end of the queue of its priority."""
        index = p.p_rqindex = p.p_priority // RQ_PPQ
        self.rq_queues[index].append(p)
        self.rq_status |= 1 << index

    def popleft(self) -> Proc:
        """Take the first process of the best queue."""
        status = self.rq_status
        index = (status & -status).bit_length() - 1
        queue = self.rq_queues[index]
        p = queue.popleft()
        if not queue:
            self.rq_status = status & ~(1 << index)
        return p

    def remove(self, p: Proc) -> None:
        """Take a process out, wherever it stands. Raises ValueError when it stands nowhere."""
        queue = self.rq_queues[p.p_rqindex]
        queue.remove(p)
        if not queue:
            self.rq_status &= ~(1 << p.p_rqindex)
