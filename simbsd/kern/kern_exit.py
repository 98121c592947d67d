"""Ending, and waiting for the end of others.

Models sys/kern/kern_exit.c; leaves out reapers (a child of a dead parent goes to init) and process descriptors.
"""

from __future__ import annotations

from simbsd.kern.kern_cpuset import cpuset_rel
from simbsd.kern.kern_descrip import fdfree
from simbsd.kern.kern_fork import announce
from simbsd.kern.kern_jail import prison_free, prison_hold, prison_proc_free
from simbsd.kern.kern_proc import is_orphaned, leavepgrp
from simbsd.kern.kern_racct import racct_proc_exit, racct_set, racct_sub, vmspace_container_reset
from simbsd.kern.kern_sig import pgsignal, psignal
from simbsd.kern.kern_synch import unsleep, wakeup
from simbsd.kern.kern_timeout import callout_stop
from simbsd.kern.sched_4bsd import calcru, sched_exit
from simbsd.sys.errno import ECHILD, Errno
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import STATCLOCK, Pgrp, Proc, ProcState, Rusage, Sleep
from simbsd.sys.signal import SIG_IGN, SIGCHLD, SIGCONT, SIGHUP
from simbsd.sys.wait import WNOHANG, WUNTRACED, w_exitcode, w_stopcode

INIT = 1


def sys_exit(kernel: Kernel, p: Proc, status: int) -> None:
    """_exit(2): the low eight bits are the status."""
    exit1(kernel, p, w_exitcode(status))


def exit1(kernel: Kernel, p: Proc, xstat: int) -> None:
    """End ``p`` with a status word: free what it holds, hand its children to init, leave a zombie, tell the parent."""
    if p.p_state is ProcState.SLEEPING:
        unsleep(kernel, p)
    elif p in kernel.runq:
        kernel.runq.remove(p)
    calcru(kernel, p)
    if p.p_runtime >= STATCLOCK:
        from simbsd.vm.vm_map import note_maxrss  # short ones were never seen

        note_maxrss(kernel, p)
    p.p_state = ProcState.ZOMBIE
    p.p_xstat = xstat
    sched_exit(kernel, p)
    callout_stop(p.p_alarm)
    coro, p.p_coro, p.p_call = p.p_coro, None, None
    if coro is not None:
        coro.close()
    if p.p_trace is not None or p.p_tracing is not None:
        _tell_tracer(kernel, p)
    if p.p_ktrace is not None:
        from simbsd.kern.kern_ktrace import ktrprocexit  # it needs what is here

        ktrprocexit(kernel, p)
    _leave_session(kernel, p)
    fdfree(kernel, p)
    if kernel.racct_enable:
        racct_sub(kernel, p, "nthr", 1)
        racct_set(kernel, p, "openfiles", 0)
        vmspace_container_reset(kernel, p)
    _orphan_children(kernel, p)
    announce(kernel, "exit", p)
    # The prison loses its process now; the zombie's credential keeps only the record (kern_exit.c: exit1).
    prison = p.p_ucred.cr_prison
    prison_hold(kernel, prison)
    prison_proc_free(kernel, prison)
    _tell_parent(kernel, p)


def _tell_tracer(kernel: Kernel, p: Proc) -> None:
    from simbsd.kern.sys_process import trace_exit  # it needs what is here

    trace_exit(kernel, p)


def _leave_session(kernel: Kernel, p: Proc) -> None:
    """A session leader's end hangs up its terminal and lets go of it."""
    session = p.p_pgrp.pg_session
    if session.s_leader is not p:
        return
    session.s_leader = None
    tty = session.s_ttyp
    if tty is not None:
        pgsignal(kernel, tty.t_pgrp, SIGHUP)
        tty.t_session = None
        tty.t_pgrp = None
        session.s_ttyp = None


def _orphan_children(kernel: Kernel, p: Proc) -> None:
    init = kernel.allproc.get(INIT)
    groups: dict[int, Pgrp] = {}
    for child in tuple(p.p_children.values()):
        groups[child.p_pgrp.pg_id] = child.p_pgrp
        child.p_pptr = init
        if init is not None:
            init.p_children[child.p_pid] = child
            if child.p_state is ProcState.ZOMBIE:
                psignal(kernel, init, SIGCHLD)
                wakeup(kernel, init)
    p.p_children.clear()
    for pgrp in groups.values():
        _hang_up_stopped(kernel, pgrp)


def _hang_up_stopped(kernel: Kernel, pgrp: Pgrp) -> None:
    """A group that lost its last outside parent and has stopped members gets SIGHUP and SIGCONT (fixjobc_kill)."""
    stopped = any(q.p_state is ProcState.STOPPED for q in pgrp.pg_members.values())
    if stopped and is_orphaned(pgrp):
        pgsignal(kernel, pgrp, SIGHUP)
        pgsignal(kernel, pgrp, SIGCONT)


def _tell_parent(kernel: Kernel, p: Proc) -> None:
    parent = p.p_pptr
    if parent is None:
        reap(kernel, p)
    elif parent.p_sigacts.get(SIGCHLD) == SIG_IGN:
        reap(kernel, p)
        wakeup(kernel, parent)
    else:
        psignal(kernel, parent, SIGCHLD)
        wakeup(kernel, parent)


def reap(kernel: Kernel, p: Proc) -> None:
    """Remove a zombie from every table; its use counts for its parent."""
    if p.p_pptr is not None:
        p.p_pptr.p_children.pop(p.p_pid, None)
        p.p_pptr.p_cru.add(p.p_ru)
        p.p_pptr.p_cru.add(p.p_cru)
    leavepgrp(kernel, p)
    if kernel.racct_enable:
        racct_proc_exit(kernel, p)
    cpuset_rel(kernel, p.p_cpuset)
    del kernel.allproc[p.p_pid]
    prison_free(kernel, p.p_ucred.cr_prison)


def sys_wait4(kernel: Kernel, p: Proc, pid: int, options: int) -> tuple[int, int, Rusage]:
    """wait4(2): -1 any child, 0 own group, -N group N. Errors: ECHILD, EINTR."""
    children = [child for child in p.p_children.values() if _matches(p, child, pid)]
    if not children:
        raise Errno(ECHILD, "there is no such child", "kern_exit.c: kern_wait6")
    for child in children:
        if child.p_state is ProcState.ZOMBIE:
            usage = child.p_ru.copy()
            usage.add(child.p_cru)
            reap(kernel, child)
            return child.p_pid, child.p_xstat, usage
        if options & WUNTRACED and child.p_state is ProcState.STOPPED and not child.p_reported:
            child.p_reported = True
            return child.p_pid, w_stopcode(child.p_stopsig), child.p_ru
    if options & WNOHANG:
        return 0, 0, Rusage()
    raise Sleep(p, "wait")


def _matches(p: Proc, child: Proc, pid: int) -> bool:
    if pid > 0:
        return child.p_pid == pid
    if pid == -1:
        return True
    return child.p_pgrp.pg_id == (p.p_pgrp.pg_id if pid == 0 else -pid)


SYSCALLS = {"exit": sys_exit, "wait4": sys_wait4}
