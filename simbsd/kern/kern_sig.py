"""Signals: sending, pending, acting on them.

Models sys/kern/kern_sig.c; leaves out queued information and alternate stacks. Core dumps are in kern_sig_core.py.
"""

from __future__ import annotations

from typing import Any

from simbsd.kern.kern_proc import is_orphaned
from simbsd.kern.kern_prot import check_cansignal
from simbsd.kern.kern_synch import setrunnable, suspend, wakeup
from simbsd.sys.errno import EINTR, EINVAL, EPERM, ESRCH, Errno
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Pgrp, Proc, ProcState, Sleep
from simbsd.sys.signal import (
    DEFAULT_ACTIONS,
    NSIG,
    SIG_DFL,
    SIG_IGN,
    SIGCHLD,
    SIGCONT,
    SIGKILL,
    SIGSTOP,
    Action,
    SignalFrame,
)
from simbsd.sys.wait import w_exitcode

STOP_SIGNALS = tuple(sig for sig, action in DEFAULT_ACTIONS.items() if action is Action.STOP)
UNBLOCKABLE = frozenset((SIGKILL, SIGSTOP))
INIT = 1


def action_of(p: Proc, sig: int) -> Any:
    """What ``sig`` does to ``p`` now: an Action, or the handler that catches it. No default acts on init (issignal)."""
    action = p.p_sigacts.get(sig, SIG_DFL)
    if action == SIG_IGN or (action == SIG_DFL and p.p_pid == INIT):
        return Action.IGNORE
    return DEFAULT_ACTIONS[sig] if action == SIG_DFL else action


def psignal(kernel: Kernel, p: Proc, sig: int) -> None:
    """Send a signal to a process: drop it, act at once (stop, continue), or leave it pending and wake the process."""
    if p.p_state is ProcState.ZOMBIE or p.p_coro is None:
        return
    if sig == SIGCONT:
        p.p_siglist = [other for other in p.p_siglist if other not in STOP_SIGNALS]
        _continue(kernel, p)
    elif sig in STOP_SIGNALS:
        p.p_siglist = [other for other in p.p_siglist if other != SIGCONT]
    action = action_of(p, sig)
    if action in (Action.IGNORE, Action.CONTINUE):
        return
    if action is Action.STOP and sig != SIGSTOP and is_orphaned(p.p_pgrp):
        return
    if sig not in p.p_siglist:
        p.p_siglist.append(sig)
    if sig in p.p_sigmask and sig not in UNBLOCKABLE:
        return
    if action is Action.STOP:
        if p is not kernel.curproc:
            issignal(kernel, p)
    elif p.p_state is ProcState.SLEEPING or sig == SIGKILL:
        setrunnable(kernel, p)


def pgsignal(kernel: Kernel, pgrp: Pgrp | None, sig: int) -> None:
    """Send a signal to every member of a group."""
    if pgrp is not None:
        for p in tuple(pgrp.pg_members.values()):
            psignal(kernel, p, sig)


def _continue(kernel: Kernel, p: Proc) -> None:
    if p.p_state is not ProcState.STOPPED:
        return
    p.p_continued = True
    p.p_reported = True
    setrunnable(kernel, p)
    if p.p_pptr is not None:
        psignal(kernel, p.p_pptr, SIGCHLD)
        wakeup(kernel, p.p_pptr)


def _stop(kernel: Kernel, p: Proc, sig: int) -> None:
    suspend(kernel, p)
    p.p_stopsig = sig
    p.p_reported = False
    p.p_continued = False
    if p.p_pptr is not None:
        psignal(kernel, p.p_pptr, SIGCHLD)
        wakeup(kernel, p.p_pptr)


def deliverable(p: Proc) -> int:
    """The pending signal to act on next, lowest number first (SIGKILL before all); 0 when there is none."""
    ready = [sig for sig in p.p_siglist if sig not in p.p_sigmask or sig in UNBLOCKABLE]
    if not ready:
        return 0
    return SIGKILL if SIGKILL in ready else min(ready)


def issignal(kernel: Kernel, p: Proc) -> int:
    """Take stops as they come; return the signal that ends or interrupts ``p``, or 0."""
    while sig := deliverable(p):
        action = action_of(p, sig)
        if action is Action.STOP:
            p.p_siglist.remove(sig)
            _stop(kernel, p, sig)
            return 0
        if action in (Action.IGNORE, Action.CONTINUE):
            p.p_siglist.remove(sig)
            continue
        return sig
    return 0


def postsig(kernel: Kernel, p: Proc, sig: int) -> int | None:
    """Act on ``sig`` on the way back to user mode: the status word of a death, or None with a handler's frame in place.
    """
    p.p_siglist.remove(sig)
    p.p_ru.ru_nsignals += 1
    if p.p_ktrace is not None:
        from simbsd.kern.kern_ktrace import ktrpsig  # it needs what is here

        ktrpsig(kernel, p, sig)
    if p.p_trace is not None and sig != SIGKILL:
        _tell_tracer(kernel, p, sig)
    action = action_of(p, sig)
    if action is Action.CORE:
        from simbsd.kern.kern_sig_core import sigexit  # it stands on files, which stand on processes

        return sigexit(kernel, p, sig)
    if isinstance(action, Action):
        return w_exitcode(0, sig)
    p.p_saved.append((p.p_result, p.p_error, p.p_sigmask if p.p_oldmask is None else p.p_oldmask))
    p.p_oldmask = None
    p.p_sigmask = p.p_sigmask | {sig}
    p.p_result = SignalFrame(sig, action)
    p.p_error = None
    return None


def _tell_tracer(kernel: Kernel, p: Proc, sig: int) -> None:
    from simbsd.kern.sys_process import trace_signal  # it needs what is here

    trace_signal(kernel, p, sig)


def sys_sigreturn(kernel: Kernel, p: Proc) -> Any:
    """sigreturn(2): the handler is done; go on with what it interrupted."""
    result, error, mask = p.p_saved.pop()
    p.p_sigmask = mask
    if error is not None:
        raise error
    return result


def sys_sigaction(kernel: Kernel, p: Proc, sig: int, handler: Any) -> Any:
    """sigaction(2). Errors: EINVAL for SIGKILL and SIGSTOP."""
    if not 0 < sig < NSIG or (sig in UNBLOCKABLE and handler != SIG_DFL):
        raise Errno(EINVAL)
    old = p.p_sigacts.get(sig, SIG_DFL)
    p.p_sigacts[sig] = handler
    if action_of(p, sig) is Action.IGNORE and sig in p.p_siglist:
        p.p_siglist.remove(sig)
    return old


def sys_sigprocmask(kernel: Kernel, p: Proc, how: str, signals: frozenset[int]) -> frozenset[int]:
    """sigprocmask(2)."""
    changes = {
        "SIG_BLOCK": p.p_sigmask | signals,
        "SIG_UNBLOCK": p.p_sigmask - signals,
        "SIG_SETMASK": frozenset(signals),
    }
    if how not in changes:
        raise Errno(EINVAL)
    old, p.p_sigmask = p.p_sigmask, changes[how] - UNBLOCKABLE
    return old


def sys_sigsuspend(kernel: Kernel, p: Proc, mask: frozenset[int] | None) -> None:
    """sigsuspend(2): sleep with another mask until a signal; EINTR always."""
    if p.p_oldmask is None:
        p.p_oldmask = p.p_sigmask
        if mask is not None:
            p.p_sigmask = frozenset(mask) - UNBLOCKABLE
    raise Sleep(p.p_call, "pause")


def end_call(p: Proc) -> None:
    """A signal ended the call under way: EINTR."""
    p.p_call = None
    p.p_result = None
    p.p_error = Errno(EINTR, "a signal interrupted the call")


def sys_kill(kernel: Kernel, p: Proc, pid: int, sig: int) -> None:
    """kill(2). Errors: EINVAL, ESRCH (also for what the caller may not see), EPERM."""
    if not 0 <= sig < NSIG:
        raise Errno(EINVAL, f"{sig} is no signal")
    if pid > 0:
        target = kernel.allproc.get(pid)
        if target is None:
            raise Errno(ESRCH, f"There is no process {pid}.", "kern_sig.c: kern_kill")
        check_cansignal(kernel, p, target, sig)
        _send(kernel, target, sig)
        return
    targets = _group(kernel, p, pid)
    error = Errno(ESRCH, f"No process that {pid} stands for is one that the caller may see.", "kern_sig.c: killpg1")
    sent = False
    for target in targets:
        try:
            check_cansignal(kernel, p, target, sig)
        except Errno as refusal:
            if refusal.errno == EPERM:
                error = refusal
            continue
        _send(kernel, target, sig)
        sent = True
    if not sent:
        raise error


def _send(kernel: Kernel, target: Proc, sig: int) -> None:
    if sig:
        psignal(kernel, target, sig)


def _group(kernel: Kernel, p: Proc, pid: int) -> list[Proc]:
    """The processes that kill(2) means by 0 (own group), -1 (all but system processes and itself), or -N (group N)."""
    if pid == -1:
        return [q for q in kernel.allproc.values() if q.p_pid > 1 and q.p_coro is not None and q is not p]
    pgrp = p.p_pgrp if pid == 0 else kernel.pgrps.get(-pid)
    return [] if pgrp is None else list(pgrp.pg_members.values())


SYSCALLS = {
    "sigreturn": sys_sigreturn,
    "sigaction": sys_sigaction,
    "sigprocmask": sys_sigprocmask,
    "sigsuspend": sys_sigsuspend,
    "kill": sys_kill,
}
