"""The door: every system call of every program goes through here.

Models sys/kern/subr_syscall.c (syscallenter), subr_trap.c (ast) and the loop of a CPU.
"""

from __future__ import annotations

from typing import Any

from simbsd.kern.kern_container import stride_choose
from simbsd.kern.kern_exit import exit1
from simbsd.kern.kern_sig import end_call, issignal, postsig
from simbsd.kern.kern_synch import racct_sleep, tsleep
from simbsd.kern.kern_timeout import next_callout, softclock
from simbsd.kern.sched_4bsd import sched_clock, schedcpu
from simbsd.sys.errno import Errno
from simbsd.sys.event import SystemCall
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Call, Proc, ProcState, Sleep
from simbsd.sys.signal import SIGSYS
from simbsd.sys.wait import w_exitcode

INVISIBLE = ("tick", "sigreturn", "ptracestop")
FORKS = ("fork", "vfork")  # what they carry here is how this machine forks, not what fork(2) takes


def run(kernel: Kernel, until: int, steps: int) -> int:
    """The loop of the CPU, up to virtual time ``until`` or for ``steps`` steps; the steps left (0: time is still owed).

    What happens depends on the tables alone, never on where a call of this function ends: run(a) then run(b) is run(b).
    """
    heap, runq, runnable = kernel.callouts, kernel.runq, ProcState.RUNNABLE
    while True:
        if heap and heap[0][0] <= kernel.now:
            softclock(kernel)
        if kernel.now >= until:
            return steps
        p = kernel.curproc
        if p is None:
            if not runq.rq_status:
                _idle(kernel, until)
                continue
            if steps <= 0:  # before anybody is chosen: an input given now may change who is
                return 0
            p = _choose(kernel)
            if p is None:
                continue
        elif steps <= 0:
            return 0
        steps -= 1
        step(kernel, p)
        now = kernel.now
        asleep = p.p_state is not runnable
        if asleep or now >= kernel.slice_end:
            if runq is not kernel.runq:  # the machine has booted again, or has stopped: these are its new tables
                heap, runq = kernel.callouts, kernel.runq
                continue
            used = now - kernel.switchtime
            p.p_runtime += used
            p.p_statleft -= used
            if p.p_statleft <= 0:
                sched_clock(kernel, p)
            kernel.curproc = None
            if asleep:
                p.p_ru.ru_nvcsw += 1
            else:
                p.p_ru.ru_nivcsw += 1
                runq.append(p)


def _choose(kernel: Kernel) -> Proc | None:
    """The process that gets the CPU now, for a quantum at the most; None when it may not run yet (rctl's throttle)."""
    if kernel.now >= kernel.sched_due:
        schedcpu(kernel, len(kernel.runq))
    p = stride_choose(kernel) if kernel.stride else kernel.runq.popleft()
    if p.p_throttled and racct_sleep(kernel, p):
        return None
    kernel.curproc = p
    kernel.switchtime = kernel.now
    kernel.slice_end = kernel.now + kernel.limits.quantum
    return p


def _idle(kernel: Kernel, until: int) -> None:
    """Nothing can run: time passes to the next callout."""
    when = next_callout(kernel)
    kernel.now = until if when is None or when > until else when
    if kernel.now >= kernel.sched_due:
        schedcpu(kernel, 0)


def step(kernel: Kernel, p: Proc) -> None:
    """One system call, or the next try of one: signals first, then the program, then the handler.

    Every step takes at least a microsecond, so that a virtual time names one state of the machine.
    """
    kernel.now += 1
    call = p.p_call
    if call is None:
        if p.p_siglist and _signals(kernel, p):
            return
        call = _user(kernel, p)
        if call is None:
            return
    handler = kernel.sysent.get(call.name)
    if handler is None:
        exit1(kernel, p, w_exitcode(0, SIGSYS))
        return
    kernel.now += kernel.limits.call_cost
    try:
        p.p_result = handler(kernel, p, *call.args)
    except Errno as error:
        p.p_error = error
    except Sleep as sleep:
        if not (p.p_siglist and _interrupted(kernel, p)):
            tsleep(kernel, p, sleep)
        return
    p.p_call = None
    if kernel.watched and call.name not in INVISIBLE:
        _announce(kernel, p, call, p.p_result, p.p_error)


def _signals(kernel: Kernel, p: Proc) -> bool:
    """Act on a pending signal before going back to the program; True when ``p`` is stopped or dead."""
    sig = issignal(kernel, p)
    if sig:
        status = postsig(kernel, p, sig)
        if status is not None:
            exit1(kernel, p, status)
    return p.p_state in (ProcState.STOPPED, ProcState.ZOMBIE)


def _user(kernel: Kernel, p: Proc) -> Call | None:
    """Let the program run to its next trap, the call that it makes; None when it ended."""
    coro = p.p_coro
    assert coro is not None
    error, result = p.p_error, p.p_result
    p.p_result = None
    try:
        if error is None:
            name, args = coro.send(result)
        else:
            p.p_error = None
            name, args = coro.throw(error)
    except StopIteration as stop:
        exit1(kernel, p, w_exitcode(stop.value or 0))
        return None
    except Errno:
        # a refusal that the program did not look at, such as a write to a closed descriptor, ends it and nothing else
        exit1(kernel, p, w_exitcode(1))
        return None
    p.p_call = call = Call(name, args)
    p.p_ru.ru_calls += 1
    return call


def _interrupted(kernel: Kernel, p: Proc) -> bool:
    """A call is about to sleep with a signal pending: it stops with its process, or ends in EINTR; what it could do, it
    has done.
    """
    sig = issignal(kernel, p)
    if sig:
        end_call(p)
    return bool(sig) or p.p_state is ProcState.STOPPED


def _announce(kernel: Kernel, p: Proc, call: Call, result: Any, error: Exception | None) -> None:
    if error is None and kernel.told is not None and call.name not in kernel.told:
        return
    args = () if call.name in FORKS else call.args
    outcome = (None, error.name, error.note, error.where) if isinstance(error, Errno) else (result, "", "", "")
    kernel.emit(SystemCall(kernel.now, p.p_pid, p.p_comm, call.name, args, *outcome))


