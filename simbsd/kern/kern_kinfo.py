"""kern.proc: what ps(1) and its kin are told of each process they may see.

Models sys/kern/kern_proc.c (fill_kinfo_proc, sysctl_kern_proc, sysctl_kern_proc_env); leaves out threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import jailed, prison_isalive, prison_ischild, prison_name
from simbsd.kern.kern_prot import can_see, check_candebug
from simbsd.kern.sched_4bsd import calcru, sched_idle, sched_sleep
from simbsd.sys.errno import Errno
from simbsd.sys.proc import Proc, ProcState
from simbsd.sys.records import KinfoProc
from simbsd.sys.signal import SIG_DFL, SIG_IGN
from simbsd.sys.sysctl import Oid
from simbsd.sys.vm import KSTACK_PAGES, PAGE_SIZE
from simbsd.vm.vm_map import note_maxrss, vmspace_of

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.tty import Tty


MICROSECONDS = 1_000_000
OWN = {"idle": "R", "intr": "W"}  # kernel processes that do not just sleep
MAXSLP = 20 * MICROSECONDS  # sys/sys/resource.h, in seconds there: longer asleep is idle


def _state(kernel: Kernel, p: Proc) -> str:
    """The letter of ps(1): a kernel process, or one that racct holds back, waits uninterruptibly, but [idle] runs and
    [intr] waits for interrupts; a long sleeper is idle.
    """
    if p.p_state is not ProcState.SLEEPING:
        return str(p.p_state.value)
    if p.p_coro is None:
        return OWN.get(p.p_comm, "D")
    if p.p_wmesg == "racct":
        return "D"
    return "I" if kernel.now - p.p_slpsince >= MAXSLP else "S"


def _jail_name(viewer: Proc, p: Proc) -> str:
    """The living jail that the number leads to, if it is below one's own (bin/ps/print.c: jailname)."""
    mine, theirs = viewer.p_ucred.cr_prison, p.p_ucred.cr_prison
    return prison_name(mine, theirs) if prison_isalive(theirs) and prison_ischild(mine, theirs) else "-"


def _jid(viewer: Proc, p: Proc) -> int:
    """The jail's number; one's own is 0 from inside (fill_kinfo_proc_only)."""
    prison = p.p_ucred.cr_prison
    return prison.pr_id if prison is not viewer.p_ucred.cr_prison else 0


def _jobc(p: Proc) -> int:
    """How many members of the group could be continued by a parent of the session (pg_jobc)."""
    count = 0
    for member in p.p_pgrp.pg_members.values():
        parent = member.p_pptr
        if parent is not None and parent.p_pgrp is not p.p_pgrp:
            count += parent.p_pgrp.pg_session is p.p_pgrp.pg_session
    return count


def _signals(p: Proc, *, ignored: bool) -> tuple[int, ...]:
    """The signals that a process ignores, or those that it catches."""
    acts = p.p_sigacts
    return tuple(sig for sig in sorted(acts) if acts[sig] != SIG_DFL and (acts[sig] == SIG_IGN) is ignored)


def fill_kinfo_proc(kernel: Kernel, viewer: Proc, p: Proc) -> KinfoProc:
    """One process as ``viewer`` is told of it."""
    calcru(kernel, p)
    note_maxrss(kernel, p)
    if p.p_coro is None and p.p_comm == "idle" and not p.p_args:
        sched_idle(kernel, p)
    cred, session = p.p_ucred, p.p_pgrp.pg_session
    tty: Tty | None = session.s_ttyp
    space = vmspace_of(kernel, p)
    kernel_process = p.p_coro is None and p.p_state is not ProcState.ZOMBIE
    return KinfoProc(
        ki_pid=p.p_pid, ki_ppid=p.p_pptr.p_pid if p.p_pptr is not None else 0, ki_pgid=p.p_pgrp.pg_id,
        ki_sid=session.s_sid, ki_tpgid=tty.t_pgrp.pg_id if tty is not None and tty.t_pgrp is not None else 0,
        ki_uid=cred.cr_uid, ki_ruid=cred.cr_ruid, ki_svuid=cred.cr_svuid, ki_groups=cred.cr_groups,
        ki_jid=_jid(viewer, p), ki_jailed=jailed(cred), ki_jail=_jail_name(viewer, p), ki_comm=p.p_comm,
        ki_args=tuple(p.p_args), ki_stat=_state(kernel, p), ki_wmesg=p.p_wmesg,
        ki_tdev=tty.t_name if tty is not None else "", ki_ctty=tty is not None,
        ki_sessleader=session.s_leader is p, ki_start=p.p_start, ki_utime=p.p_ru.ru_utime,
        ki_stime=p.p_ru.ru_stime, ki_nice=p.p_nice, ki_pri=sched_sleep(p), ki_class=p.p_class, ki_estcpu=p.p_estcpu,
        ki_pctcpu=p.p_pctcpu, ki_swtime=(kernel.now - p.p_start) // MICROSECONDS, ki_rusage=p.p_ru.copy(),
        ki_rgid=cred.cr_rgid, ki_svgid=cred.cr_svgid, ki_loginclass=cred.cr_loginclass,
        ki_wchan=p.p_wchan is not None, ki_jobc=_jobc(p), ki_size=space.size,
        ki_rssize=space.resident + KSTACK_PAGES * PAGE_SIZE, ki_tsize=space.vm_tsize, ki_dsize=space.vm_dsize,
        ki_ssize=space.vm_ssize,
        ki_kproc=kernel_process, ki_login=session.s_login,
        ki_tsid=tty.t_session.s_sid if tty is not None and tty.t_session is not None else 0, ki_fibnum=p.p_fibnum,
        ki_slptime=(kernel.now - p.p_slpsince) // MICROSECONDS if p.p_state is ProcState.SLEEPING else 0,
        ki_xstat=p.p_xstat, ki_childutime=p.p_cru.ru_utime, ki_childstime=p.p_cru.ru_stime,
        ki_siglist=tuple(sorted(p.p_siglist)), ki_sigmask=tuple(sorted(p.p_sigmask)),
        ki_sigignore=_signals(p, ignored=True), ki_sigcatch=_signals(p, ignored=False),
    )  # fmt: skip


def sysctl_kern_proc(kernel: Kernel, p: Proc) -> list[KinfoProc]:
    """Every process the caller may see, by ascending pid (sysctl_kern_proc)."""
    table = kernel.allproc
    return [fill_kinfo_proc(kernel, p, table[pid]) for pid in sorted(table) if can_see(kernel, p, table[pid])]


def sysctl_kern_proc_env(kernel: Kernel, p: Proc) -> dict[int, tuple[str, ...]]:
    """The environment of every process that the caller might debug, as the vectors lie in its memory."""
    found: dict[int, tuple[str, ...]] = {}
    for pid in sorted(kernel.allproc):
        other = kernel.allproc[pid]
        try:
            check_candebug(kernel, p, other)
        except Errno:
            continue
        found[pid] = tuple(f"{name}={value}" for name, value in other.p_env.items())
    return found


def sysctl_kern_proc_args(kernel: Kernel, p: Proc, title: str) -> None:
    """What ps(1) shows in place of the caller's arguments (sysctl_kern_proc_args)."""
    p.p_args = [title]


SYSCTLS: tuple[Oid, ...] = (
    Oid(
        "kern.proc.args",
        "opaque",
        "Process argument list",
        get=lambda kernel, p: " ".join(p.p_args),
        set=sysctl_kern_proc_args,
        writable=True,
        anybody=True,
    ),
    Oid("kern.proc.all", "opaque", "Return entire process table", get=sysctl_kern_proc),
    Oid("kern.proc.env", "opaque", "Process environment", get=sysctl_kern_proc_env),
    # What each program was built for: all programs of a machine are of its release, whatever its jails say.
    Oid("kern.proc.osrel", "opaque", "Process binary osreldate", get=lambda kernel, p: kernel.release.osreldate),
)
