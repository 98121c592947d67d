"""Callouts: functions called later, in virtual time.

Models sys/kern/kern_timeout.c; leaves out per-CPU wheels and precision.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from simbsd.sys.kernel import Callout, Kernel


def callout_reset(kernel: Kernel, us: int, function: Callable[..., None], *args: Any) -> Callout:
    """Call ``function(kernel, *args)`` in ``us`` microseconds; equal times run in the order they were set."""
    return callout_at(kernel, kernel.now + max(us, 0), function, *args)


def callout_at(kernel: Kernel, when: int, function: Callable[..., None], *args: Any) -> Callout:
    """Call ``function(kernel, *args)`` at an absolute virtual time."""
    kernel.callout_seq += 1
    callout = Callout(function, args, when)
    heappush(kernel.callouts, (when, kernel.callout_seq, callout))
    return callout


def callout_stop(callout: Callout | None) -> None:
    """Cancel; nothing happens when it was called or stopped already."""
    if callout is not None:
        callout.c_active = False


def next_callout(kernel: Kernel) -> int | None:
    """Virtual time of the next callout, or None."""
    heap = kernel.callouts
    while heap and not heap[0][2].c_active:
        heappop(heap)
    return heap[0][0] if heap else None


def softclock(kernel: Kernel) -> None:
    """Call every callout whose time has come, in order: there is one."""
    heap, now = kernel.callouts, kernel.now
    while True:
        callout = heappop(heap)[2]
        if callout.c_active:
            callout.c_active = False
            callout.c_func(kernel, *callout.c_args)
        if not heap or heap[0][0] > now:
            return
