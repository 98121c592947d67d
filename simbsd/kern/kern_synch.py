"""Sleeping, waking, and whose turn it is.

Models sys/kern/kern_synch.c and subr_sleepqueue.c; leaves out priorities of sleep.
"""

from __future__ import annotations

from simbsd.kern.kern_timeout import callout_at, callout_stop
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc, ProcState, Sleep
from simbsd.sys.racct import FOREVER

SELECT = "select"
RUNNABLE, SLEEPING, STOPPED = ProcState.RUNNABLE, ProcState.SLEEPING, ProcState.STOPPED


def tsleep(kernel: Kernel, p: Proc, sleep: Sleep) -> None:
    """Put a process to sleep until a wakeup, a signal or the time in ``sleep.until``."""
    if p.p_ktrace is not None:
        from simbsd.kern.kern_ktrace import ktrcsw  # it needs what is here

        ktrcsw(kernel, p, sleep.wmesg)
    wchan, queues = sleep.wchan, kernel.sleepq
    p.p_state = SLEEPING
    p.p_wchan = wchan
    p.p_wmesg = sleep.wmesg
    p.p_slpsince = kernel.now
    if wchan in queues:
        queues[wchan].append(p)
    else:
        queues[wchan] = [p]
    if sleep.until is not None:
        p.p_wakeup = callout_at(kernel, sleep.until, _endtsleep, p)


def _endtsleep(kernel: Kernel, p: Proc) -> None:
    p.p_wakeup = None
    setrunnable(kernel, p)


def wakeup(kernel: Kernel, wchan: object) -> None:
    """Make every process that sleeps on ``wchan`` runnable; each tries its call again."""
    for p in kernel.sleepq.pop(wchan, ()):
        _awake(kernel, p)
        _enqueue(kernel, p)


def selwakeup(kernel: Kernel) -> None:
    """A descriptor may have become ready: wake those in poll(2)."""
    if SELECT in kernel.sleepq:
        wakeup(kernel, SELECT)


def unsleep(kernel: Kernel, p: Proc) -> None:
    """Take a process off its sleep queue and cancel its time-out."""
    queue = kernel.sleepq.get(p.p_wchan)
    if queue is not None and p in queue:
        queue.remove(p)
        if not queue:
            del kernel.sleepq[p.p_wchan]
    _awake(kernel, p)


def _awake(kernel: Kernel, p: Proc) -> None:
    """A process waits for nothing any more, nor for the end of its time."""
    if p.p_wakeup is not None:
        callout_stop(p.p_wakeup)
        p.p_wakeup = None
    p.p_wchan = None
    p.p_wmesg = ""


def racct_sleep(kernel: Kernel, p: Proc) -> bool:
    """Before a held back process goes on: put it to sleep, unless its time has come; True when it sleeps
    (kern_racct.c: ast_racct).
    """
    until = p.p_throttled
    if until != FOREVER and until <= kernel.now:
        p.p_throttled = 0
        return False
    tsleep(kernel, p, Sleep(p.p_racct, "racct", None if until == FOREVER else until))
    return True


def setrunnable(kernel: Kernel, p: Proc) -> None:
    """Make a sleeping or stopped process runnable."""
    if p.p_state is SLEEPING:
        unsleep(kernel, p)
    elif p.p_state is not STOPPED:
        return
    _enqueue(kernel, p)


def _enqueue(kernel: Kernel, p: Proc) -> None:
    p.p_state = RUNNABLE
    kernel.runq.append(p)
    current = kernel.curproc
    if current is not None and p.p_rqindex < current.p_rqindex:
        kernel.slice_end = kernel.now  # sched_4bsd.c: maybe_resched


def suspend(kernel: Kernel, p: Proc) -> None:
    """Stop a process where it is; its call is tried again when it continues."""
    if p.p_state is SLEEPING:
        unsleep(kernel, p)
    elif p.p_state is RUNNABLE and p in kernel.runq:
        kernel.runq.remove(p)
    p.p_state = STOPPED
