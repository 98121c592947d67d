"""Making processes.

Models sys/kern/kern_fork.c; leaves out rfork flags and process descriptors. A program's coroutine cannot be copied, so
fork names the function in which the child starts and hands it a deep copy of explicit state (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from simbsd.kern.kern_cpuset import cpuset_ref
from simbsd.kern.kern_descrip import fdcopy
from simbsd.kern.kern_jail import prison_proc_hold
from simbsd.kern.kern_priv import can_priv
from simbsd.kern.kern_proc import joinpgrp, new_pid
from simbsd.kern.kern_racct import check_racct_fork, racct_proc_fork
from simbsd.kern.kern_resource import lim_of
from simbsd.kern.sched_4bsd import sched_fork
from simbsd.kern.subr_prf import printf
from simbsd.sys.errno import EAGAIN, Errno
from simbsd.sys.event import ProcessEvent
from simbsd.sys.kernel import Kernel
from simbsd.sys.priv import Priv
from simbsd.sys.proc import Proc
from simbsd.sys.signal import SIG_IGN

RESERVED = 10  # processes that nobody without PRIV_MAXPROC may make


def fork1(kernel: Kernel, p: Proc, entry: Callable[[Any], Any], state: Any) -> Proc:
    """A child of ``p`` that runs ``entry(state)``; it inherits descriptors, identity, directories, group and ignored
    signals.

    Errors: EAGAIN when the process table is full, or the user's or a resource rule's limit is reached.
    """
    if len(kernel.allproc) + 1 >= kernel.limits.processes - RESERVED:
        _check_maxproc(kernel, p)
    _check_proccnt(kernel, p)
    racct = check_racct_fork(kernel, p) if kernel.racct_enable else None
    child = _newborn(kernel, p, entry(state))
    child.p_cpuset = cpuset_ref(p.p_cpuset)
    joinpgrp(child, p.p_pgrp)
    prison_proc_hold(kernel, child.p_ucred.cr_prison)
    p.p_children[child.p_pid] = child
    kernel.allproc[child.p_pid] = child
    sched_fork(kernel, p, child)
    kernel.runq.append(child)
    if racct is not None:
        racct_proc_fork(kernel, child, racct)
    announce(kernel, "fork", child)
    if p.p_ktrace is not None:
        from simbsd.kern.kern_ktrace import ktrprocfork  # nobody is traced at boot

        ktrprocfork(kernel, p, child)
    if p.p_trace is not None:
        _tell_tracer(kernel, p, child)
    return child


def _tell_tracer(kernel: Kernel, p: Proc, child: Proc) -> None:
    from simbsd.kern.sys_process import trace_fork  # nobody traces at boot

    trace_fork(kernel, p, child)


def _newborn(kernel: Kernel, p: Proc, coro: Any) -> Proc:
    """A child's record, with all that is simply its parent's (do_fork)."""
    return Proc(
        p_pid=new_pid(kernel),
        p_pptr=p,
        p_pgrp=p.p_pgrp,
        p_ucred=p.p_ucred,
        p_pwd=p.p_pwd,
        p_comm=p.p_comm,
        p_args=p.p_args,
        p_env=p.p_env,
        p_fd=fdcopy(kernel, p),
        p_coro=coro,
        p_sigacts={sig: action for sig, action in p.p_sigacts.items() if action == SIG_IGN},
        p_sigmask=p.p_sigmask,
        p_start=kernel.now,
        p_nice=p.p_nice,
        p_class=p.p_class,
        p_rtprio=p.p_rtprio,
        p_limit=p.p_limit,
        p_cpulimit=p.p_cpulimit,
        p_fibnum=p.p_fibnum,
        p_sugid=p.p_sugid,
        p_no_new_privs=p.p_no_new_privs,
        p_textvp=p.p_textvp,
        p_vmspace=p.p_vmspace,
    )


def _check_maxproc(kernel: Kernel, p: Proc) -> None:
    """The last ten places in the process table are for a root that no jail holds; the console is told, once a second at
    most. Errors: EAGAIN.
    """
    full = len(kernel.allproc) + 1 >= kernel.limits.processes
    if not full and can_priv(kernel, p.p_ucred, Priv.PRIV_MAXPROC):
        return
    second = kernel.now // 1_000_000
    if second != kernel.maxproc_logged:
        kernel.maxproc_logged = second
        who = f"uid {p.p_ucred.cr_ruid} (pid {p.p_pid})"
        printf(kernel, f"maxproc limit exceeded by {who}; see tuning(7) and login.conf(5)")
    why = "has them" if full else f"keeps the last {RESERVED} for root of the host (PRIV_MAXPROC)"
    most = kernel.limits.processes - 1
    raise Errno(EAGAIN, f"The machine holds {most} processes (kern.maxproc), and {why}.", "kern_fork.c: fork1")


def _check_proccnt(kernel: Kernel, p: Proc) -> None:
    """A user's processes are limited, root's are not (chgproccnt, PRIV_PROC_LIMIT). Errors: EAGAIN."""
    most, uid = lim_of(kernel, p, "nproc")[0], p.p_ucred.cr_ruid
    if uid == 0 or len(kernel.allproc) < most:
        return
    count = sum(q.p_ucred.cr_ruid == uid for q in kernel.allproc.values())
    if count >= most and not can_priv(kernel, p.p_ucred, Priv.PRIV_PROC_LIMIT):
        raise Errno(EAGAIN, f"The user may have {most} processes, and has them.", "kern_fork.c: fork1")


def announce(kernel: Kernel, what: str, p: Proc) -> None:
    """Tell watchers of a birth, a new program, or an end."""
    if kernel.watched:
        ppid = p.p_pptr.p_pid if p.p_pptr is not None else 0
        jid = p.p_ucred.cr_prison.pr_id
        kernel.emit(ProcessEvent(kernel.now, what, p.p_pid, ppid, p.p_comm, jid, p.p_xstat))


def sys_fork(kernel: Kernel, p: Proc, entry: Callable[[Any], Any], state: Any) -> int:
    """fork(2), with the child's state copied."""
    kernel.now += kernel.limits.fork_cost
    return fork1(kernel, p, entry, deepcopy(state)).p_pid


def sys_vfork(kernel: Kernel, p: Proc, entry: Callable[[Any], Any], state: Any) -> int:
    """vfork(2): the child borrows its parent's state until it runs exec or exits."""
    kernel.now += kernel.limits.fork_cost
    return fork1(kernel, p, entry, state).p_pid


SYSCALLS = {"fork": sys_fork, "vfork": sys_vfork}
