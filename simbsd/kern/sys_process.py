"""Tracing the system calls of another process.

Models sys/kern/sys_process.c (kern_ptrace: PT_TRACE_ME, PT_ATTACH, PT_DETACH, PT_FOLLOW_FORK, PT_LWP_EVENTS, and the
stops of PT_SYSCALL) and waitid(2) for a tracer; leaves out everything else that ptrace(2) does, and the stop of a
process that is attached to in the middle of a call.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_prot import check_candebug, check_cansee
from simbsd.kern.kern_sig import psignal
from simbsd.kern.kern_synch import wakeup
from simbsd.sys.errno import EBUSY, ECHILD, EINVAL, ENOSYS, EPERM, ESRCH, Errno
from simbsd.sys.proc import ProcState, Sleep
from simbsd.sys.ptrace import (
    EJUSTRETURN,
    PT_ATTACH,
    PT_DETACH,
    PT_FOLLOW_FORK,
    PT_LWP_EVENTS,
    PT_TRACE_ME,
    Trace,
    Trap,
)
from simbsd.sys.signal import SIGKILL, SignalFrame

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

STOP = ("ptracestop", ())  # the trap by which a traced process stands still
UNSEEN = ("tick", "sigreturn")
_WHERE = "sys_process.c: kern_ptrace"


class Traced:
    """A program with somebody between it and the door: each of its calls is told when it ends, and the program goes on
    when the tracer does. A process that nobody traces is not slowed by this.
    """

    def __init__(self, kernel: Kernel, p: Proc, coro: Coroutine[Any, Any, int], stopped: bool = False) -> None:
        self.kernel, self.p, self.coro, self.stopped = kernel, p, coro, stopped
        self.call: tuple[str, tuple[Any, ...], int] | None = None
        self.saved: tuple[Any, Exception | None] | None = None  # what it goes on with after the stop
        self.below: list[tuple[Any, Any]] = []  # calls that a signal's handler interrupted

    def send(self, value: Any) -> tuple[str, tuple[Any, ...]]:
        """Go on with a call's value, to the next trap. Raises StopIteration at the end of the program."""
        if type(value) is SignalFrame:
            self.below.append((self.call, self.saved))
            self.call = self.saved = None
            return self._run(value, None)
        return self._ended(value, None)

    def throw(self, error: Exception) -> tuple[str, tuple[Any, ...]]:
        """Go on with a call's error."""
        return self._ended(None, error)

    def close(self) -> None:
        """The program is forgotten."""
        self.coro.close()

    def _ended(self, value: Any, error: Exception | None) -> tuple[str, tuple[Any, ...]]:
        if self.stopped:  # before its first instruction
            self.stopped, self.saved = False, (value, error)
            return STOP
        if self.call is not None and self.call[0] == "sigreturn":
            self.call, self.saved = self.below.pop()
        if self.saved is not None:
            saved, self.saved = self.saved, None
            return self._run(*saved)
        if self.call is None or self.call[0] in UNSEEN:
            return self._run(value, error)
        name, args, began = self.call
        self.call = None
        code = error.errno if isinstance(error, Errno) else 0
        _tell(self.kernel, self.p, Trap(self.p.p_pid, "call", name, args, value, code, began, self.kernel.now))
        self.saved = (value, error)
        return STOP

    def _run(self, value: Any, error: Exception | None) -> tuple[str, tuple[Any, ...]]:
        trap: tuple[str, tuple[Any, ...]] = self.coro.send(value) if error is None else self.coro.throw(error)
        self.call = (*trap, self.kernel.now)
        return trap


def _tell(kernel: Kernel, p: Proc, trap: Trap) -> None:
    """The tracer is told, and the process stands still until it has heard (ptracestop)."""
    trace = p.p_trace
    if trace is not None:
        trace.traps.append(trap)
        trace.stopped[p.p_pid] = True
        wakeup(kernel, trace.tracer)


def sys_ptracestop(kernel: Kernel, p: Proc) -> None:
    """Where a traced process waits for its tracer; no call of FreeBSD's, and only the kernel makes it."""
    if p.p_trace is not None and p.p_pid in p.p_trace.stopped:
        raise Sleep(p.p_trace, "ptrace")


def sys_waitid(kernel: Kernel, p: Proc) -> Trap:
    """waitid(P_ALL, 0, ..., WTRAPPED | WEXITED) of a tracer, with what PT_LWPINFO, PT_GET_SC_ARGS and PT_GET_SC_RET
    would tell: the next that happened. Whoever was told of before goes on. Errors: ECHILD, EINTR.
    """
    trace = p.p_tracing
    if trace is None and any(child.p_state is not ProcState.ZOMBIE for child in p.p_children.values()):
        raise Sleep(p, "wait")  # a child has not come to PT_TRACE_ME yet
    if trace is None or not (trace.tracees or trace.traps):
        raise Errno(ECHILD, "nobody is traced", "kern_exit.c: kern_wait6")
    if trace.stopped.pop(trace.told, False):
        wakeup(kernel, trace)
    if not trace.traps:
        raise Sleep(p, "wait")
    trap: Trap = trace.traps.popleft()
    trace.told = trap.pid
    return trap


def sys_ptrace(kernel: Kernel, p: Proc, request: int, pid: int) -> None:
    """ptrace(2). Errors: ESRCH, EPERM, EINVAL, EBUSY, ENOSYS where security.bsd.allow_ptrace is off."""
    if not kernel.sysctls.get("security.bsd.allow_ptrace", 1):
        raise Errno(ENOSYS, "Tracing is off on this machine (security.bsd.allow_ptrace).", "sys_process.c: sys_ptrace")
    if request == PT_TRACE_ME:
        if p.p_pptr is None or p.p_pptr.p_pid == 1:
            raise Errno(EPERM, "The parent is init, which traces nobody.", _WHERE)
        _trace(p.p_pptr, p)
    elif request == PT_ATTACH:
        _attach(kernel, p, pid)
    elif request == PT_FOLLOW_FORK and p.p_tracing is not None:
        p.p_tracing.follows = True
    elif request == PT_LWP_EVENTS and p.p_tracing is not None and pid in p.p_tracing.tracees:
        check_candebug(kernel, p, p.p_tracing.tracees[pid])  # there are no threads to tell of
    elif request == PT_DETACH and p.p_tracing is not None and pid in p.p_tracing.tracees:
        _release(kernel, p.p_tracing.tracees[pid])
    else:
        raise Errno(EINVAL, "kern_ptrace: that process is not traced by the caller")


def _attach(kernel: Kernel, p: Proc, pid: int) -> None:
    target = kernel.allproc.get(pid)
    if target is None or target.p_state is ProcState.ZOMBIE:
        raise Errno(ESRCH, f"There is no process {pid}.", _WHERE)
    check_cansee(kernel, p, target)
    check_candebug(kernel, p, target)
    if target is p or target.p_coro is None:
        raise Errno(EINVAL, "kern_ptrace: a process does not trace itself, nor the kernel")
    if target.p_trace is not None:
        raise Errno(EBUSY, f"Process {pid} is traced already.", _WHERE)
    ancestor = p.p_pptr if p.p_trace is not None else None
    while ancestor is not None and ancestor is not target:
        ancestor = ancestor.p_pptr
    if ancestor is target:
        raise Errno(EINVAL, "kern_ptrace: who is traced does not trace an ancestor")
    _trace(p, target)
    target.p_coro = Traced(kernel, target, target.p_coro)  # type: ignore[assignment]


def _trace(tracer: Proc, p: Proc) -> None:
    if tracer.p_tracing is None:
        tracer.p_tracing = Trace(tracer)
    p.p_trace = tracer.p_tracing
    tracer.p_tracing.tracees[p.p_pid] = p


def _release(kernel: Kernel, p: Proc) -> None:
    """Nobody traces the process any more; the one in its way lets everything through."""
    trace, p.p_trace = p.p_trace, None
    assert trace is not None
    del trace.tracees[p.p_pid]
    trace.stopped.pop(p.p_pid, None)
    wakeup(kernel, trace)


def trace_fork(kernel: Kernel, p: Proc, child: Proc) -> None:
    """A child of a traced process is born (kern_fork.c: do_fork)."""
    trace = p.p_trace
    if trace is not None and trace.follows:
        _trace(trace.tracer, child)
        child.p_coro = Traced(kernel, child, child.p_coro, True)  # type: ignore[arg-type,assignment]
        _tell(kernel, child, Trap(child.p_pid, "child", "", (), None, 0, kernel.now, kernel.now))


def trace_exec(kernel: Kernel, p: Proc, before: Any) -> None:
    """A traced process has become another program; the first, which PT_TRACE_ME waited for, is told as ``exec``."""
    p.p_coro = Traced(kernel, p, p.p_coro, True)  # type: ignore[arg-type,assignment]
    call = before.call if isinstance(before, Traced) else None
    what = "exec" if call is None else "call"
    name, args, began = call or ("execve", (), kernel.now)
    _tell(kernel, p, Trap(p.p_pid, what, name, args, None, EJUSTRETURN, began, kernel.now))


def trace_signal(kernel: Kernel, p: Proc, sig: int) -> None:
    """A signal is about to be acted on (kern_sig.c: issignal)."""
    trace = p.p_trace
    assert trace is not None
    trace.traps.append(Trap(p.p_pid, "signal", "", (), sig, 0, kernel.now, kernel.now))
    wakeup(kernel, trace.tracer)


def trace_exit(kernel: Kernel, p: Proc) -> None:
    """A traced process ends, and is told of; or a tracer, and whoever it traced is killed (kern_exit.c: exit1)."""
    trace = p.p_trace
    if trace is not None:
        p.p_trace = None
        del trace.tracees[p.p_pid]
        trace.stopped.pop(p.p_pid, None)
        trace.traps.append(Trap(p.p_pid, "exited", "", (), p.p_xstat, 0, kernel.now, kernel.now))
        wakeup(kernel, trace.tracer)
    if p.p_tracing is not None:
        for tracee in list(p.p_tracing.tracees.values()):
            _release(kernel, tracee)
            psignal(kernel, tracee, SIGKILL)


def sys_ktrace(kernel: Kernel, p: Proc, path: str, ops: int, facilities: int, pid: int) -> None:
    """ktrace(2). Errors: EINVAL, EACCES, EPERM, ESRCH, and those of the path."""
    from simbsd.kern.kern_ktrace import ktrace  # nobody is traced at boot

    ktrace(kernel, p, path, ops, facilities, pid)


SYSCALLS = {"ktrace": sys_ktrace, "ptrace": sys_ptrace, "ptracestop": sys_ptracestop, "waitid": sys_waitid}
