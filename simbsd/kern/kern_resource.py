"""What a process has used, may use, and how soon it runs.

Models sys/kern/kern_resource.c (getrusage, getpriority, setpriority, rtprio, getrlimit, setrlimit); leaves out
PRIO_PGRP and PRIO_USER, and threads. Enforced are cpu (looked at with the statistics clock, not once a second), fsize
(of writes, not of ftruncate), core, nproc, nofile, npts and vmem (vm/vm_map.py); the others are kept and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_proc import pfind
from simbsd.kern.kern_prot import can_see, check_candebug, check_cansched, check_cansee
from simbsd.kern.kern_sig import psignal
from simbsd.kern.sched_4bsd import SECOND, calcru, resetpriority, sched_nice
from simbsd.kern.subr_prf import log
from simbsd.sys.errno import EACCES, EINVAL, Errno
from simbsd.sys.priority import (
    PRIO_MAX,
    PRIO_MIN,
    RTP_LOOKUP,
    RTP_PRIO_IDLE,
    RTP_PRIO_MAX,
    RTP_PRIO_NORMAL,
    RTP_PRIO_REALTIME,
    RTP_SET,
)
from simbsd.sys.priv import Priv
from simbsd.sys.resource import RLIM_INFINITY, RLIMITS
from simbsd.sys.signal import SIGKILL, SIGXCPU
from simbsd.sys.sysctl import Oid
from simbsd.sys.syslog import LOG_ERR

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc, Rusage

# The soft and hard limits of a process that has set none (init_main.c: proc0_init; amd64's DFLDSIZ, DFLSSIZ).
MAXDSIZ, MAXSSIZ = 32 << 30, 512 << 20
_RTP_PRIVILEGES = {RTP_PRIO_REALTIME: Priv.PRIV_SCHED_RTPRIO, RTP_PRIO_IDLE: Priv.PRIV_SCHED_IDPRIO}


def sys_getrusage(kernel: Kernel, p: Proc, who: str) -> Rusage:
    """getrusage(2) of RUSAGE_SELF or RUSAGE_CHILDREN. Errors: EINVAL."""
    sources = {"RUSAGE_SELF": p.p_ru, "RUSAGE_CHILDREN": p.p_cru}
    if who not in sources:
        raise Errno(EINVAL, f"{who} is nobody whose use is kept.", "kern_resource.c: kern_getrusage")
    calcru(kernel, p)
    return sources[who].copy()


def sys_getpriority(kernel: Kernel, p: Proc, pid: int) -> int:
    """getpriority(PRIO_PROCESS). Errors: ESRCH."""
    return pfind(kernel, p, pid).p_nice


def sys_setpriority(kernel: Kernel, p: Proc, pid: int, nice: int) -> None:
    """setpriority(PRIO_PROCESS). Errors: ESRCH, EPERM, EACCES (donice)."""
    target = pfind(kernel, p, pid)
    check_cansched(kernel, p, target)
    nice = min(max(nice, PRIO_MIN), PRIO_MAX)
    if nice < target.p_nice:
        try:
            priv_check(kernel, p, Priv.PRIV_SCHED_SETPRIORITY)
        except Errno:
            raise Errno(
                EACCES, "Only a holder of PRIV_SCHED_SETPRIORITY may raise a priority.", "kern_resource.c: donice"
            ) from None
    sched_nice(kernel, target, nice)


def sys_rtprio(kernel: Kernel, p: Proc, function: int, pid: int, kind: int, prio: int) -> tuple[int, int]:
    """rtprio(2): look up or set the class of a process (0: the caller) and its priority in that class.

    Errors: ESRCH, EPERM (only root may be real-time, and idle unless a sysctl gives that to everybody), EINVAL.
    """
    target = pfind(kernel, p, pid)
    if function == RTP_LOOKUP:
        check_cansee(kernel, p, target)
        return target.p_class, target.p_rtprio
    if function != RTP_SET:
        raise Errno(EINVAL, "rtprio(2) looks up or sets.", "kern_resource.c: sys_rtprio")
    check_cansched(kernel, p, target)
    everybody = kind == RTP_PRIO_IDLE and kernel.sysctls.get("security.bsd.unprivileged_idprio", 0)
    if kind in _RTP_PRIVILEGES and not everybody:
        priv_check(kernel, p, _RTP_PRIVILEGES[kind])
    if kind not in (*_RTP_PRIVILEGES, RTP_PRIO_NORMAL) or (kind != RTP_PRIO_NORMAL and not 0 <= prio <= RTP_PRIO_MAX):
        raise Errno(EINVAL, f"Priorities of a class go from 0 to {RTP_PRIO_MAX}.", "kern_resource.c: rtp_to_pri")
    target.p_class, target.p_rtprio = kind, prio if kind != RTP_PRIO_NORMAL else 0
    resetpriority(kernel, target)
    return kind, prio


def lim_of(kernel: Kernel, p: Proc, name: str) -> tuple[int, int]:
    """The soft and hard limit of a process (lim_rlimit)."""
    if name in p.p_limit:
        return p.p_limit[name]
    most = _most(kernel, name)
    return most, most


def _most(kernel: Kernel, name: str) -> int:
    """What a limit cannot be above."""
    most: int = {
        "nofile": min(kernel.sysctls.get("kern.maxfilesperproc", kernel.limits.descriptors), kernel.limits.descriptors),
        "nproc": kernel.sysctls.get("kern.maxprocperuid", kernel.limits.processes * 9 // 10),
        "data": MAXDSIZ,
        "stack": MAXSSIZ,
    }.get(name, RLIM_INFINITY)
    return most


def sys_getrlimit(kernel: Kernel, p: Proc, name: str) -> tuple[int, int]:
    """getrlimit(2): (soft, hard). Errors: EINVAL."""
    if name not in RLIMITS:
        raise Errno(EINVAL, f"There is no limit {name}.", "kern_resource.c: sys_getrlimit")
    return lim_of(kernel, p, name)


def sys_setrlimit(kernel: Kernel, p: Proc, name: str, soft: int, hard: int) -> None:
    """setrlimit(2). Errors: EINVAL, EPERM."""
    proc_setrlimit(kernel, p, p, name, soft, hard)


def proc_setrlimit(kernel: Kernel, p: Proc, target: Proc, name: str, soft: int, hard: int) -> None:
    """Set the limits of a process: only root raises a hard one; some are cut to what the machine has
    (kern_proc_setrlimit). Errors: EINVAL, EPERM.
    """
    if name not in RLIMITS:
        raise Errno(EINVAL, f"There is no limit {name}.", "kern_resource.c: kern_proc_setrlimit")
    old = lim_of(kernel, target, name)
    soft, hard = (RLIM_INFINITY if value < 0 else value for value in (soft, hard))
    if soft > old[1] or hard > old[1]:
        priv_check(kernel, p, Priv.PRIV_PROC_SETRLIMIT)
    soft = min(soft, hard)
    most = _most(kernel, name)
    least = 1 if name == "nproc" else 0
    new = (max(min(soft, most), least), max(min(hard, most), least))
    if new == old:
        return
    target.p_limit = {**target.p_limit, name: new}
    if name == "cpu":
        target.p_cpulimit = new[0]


def _proc_rlimit(kernel: Kernel, p: Proc) -> dict[int, dict[str, tuple[int, int]]]:
    """The limits of every process that the caller may see, by pid (sysctl_kern_proc_rlimit)."""
    seen = (q for q in kernel.allproc.values() if can_see(kernel, p, q))
    return {q.p_pid: {name: lim_of(kernel, q, name) for name in RLIMITS} for q in seen}


def _set_proc_rlimit(kernel: Kernel, p: Proc, value: tuple[int, str, int, int]) -> None:
    pid, name, soft, hard = value
    target = pfind(kernel, p, pid)
    check_candebug(kernel, p, target)
    proc_setrlimit(kernel, p, target, name, soft, hard)


def lim_cpu(kernel: Kernel, p: Proc) -> None:
    """A process has had its seconds: it is told so every five from now on, and killed at its hard limit (lim_cb)."""
    hard = p.p_limit["cpu"][1]
    if p.p_runtime < hard * SECOND:
        if p.p_cpulimit < hard:
            p.p_cpulimit += 5
        psignal(kernel, p, SIGXCPU)
        return
    p.p_cpulimit = RLIM_INFINITY  # said once
    who = f"pid {p.p_pid} ({p.p_comm}), jid {p.p_ucred.cr_prison.pr_id}, uid {p.p_ucred.cr_uid}"
    log(kernel, f"{who}, was killed: exceeded maximum CPU limit", LOG_ERR)
    psignal(kernel, p, SIGKILL)


SYSCTLS: tuple[Oid, ...] = (
    Oid("kern.proc.rlimit", "opaque", "Process resource limits", get=_proc_rlimit, set=_set_proc_rlimit,
        writable=True, anybody=True),
)  # fmt: skip
SYSCALLS = {
    "getrusage": sys_getrusage,
    "getpriority": sys_getpriority,
    "setpriority": sys_setpriority,
    "rtprio": sys_rtprio,
    "getrlimit": sys_getrlimit,
    "setrlimit": sys_setrlimit,
}
