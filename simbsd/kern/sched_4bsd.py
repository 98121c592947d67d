"""The scheduler: who has used the CPU of late waits longer, and is forgiven in time.

Models sys/kern/sched_4bsd.c and kern_synch.c (loadav); leaves out several CPUs, priorities lent by locks, and the
chance in the times of loadav. Decay comes once a second of virtual time, made up when the machine next has something
to do: an idle machine has no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.priority import (
    FSCALE,
    FSHIFT,
    PPAUSE,
    PRI_MAX_TIMESHARE,
    PRI_MIN_IDLE,
    PRI_MIN_REALTIME,
    PRI_MIN_TIMESHARE,
    PRIBIO,
    PRIO_MAX,
    PRIO_MIN,
    PSOCK,
    PUSER,
    PWAIT,
    PZERO,
    RQ_PPQ,
    RTP_PRIO_IDLE,
    RTP_PRIO_NORMAL,
    RTP_PRIO_REALTIME,
)
from simbsd.sys.proc import STATCLOCK, ProcState
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

SECOND = 1_000_000
STATHZ = 127
INVERSE_ESTCPU_WEIGHT = 8
ESTCPU_MAX = INVERSE_ESTCPU_WEIGHT * (PRIO_MAX - PRIO_MIN - RQ_PPQ) + INVERSE_ESTCPU_WEIGHT - 1  # ESTCPULIM
CCPU = 1948  # exp(-1/20), fixed point: a share is 95 % forgotten in a minute
FORGOTTEN_AFTER = 200  # seconds after which nothing is left of a share
CEXP = (1884, 2014, 2036)  # exp(-1/12), exp(-1/60), exp(-1/180): the load of 1, 5 and 15 minutes
LOADAV_PERIOD = 5
# What msleep(9) is given with each wait message (kern_exit.c, kern_time.c, sys_pipe.c, uipc_socket.c, uipc_sockbuf.c,
# uipc_syscalls.c, fifo_vnops.c, kern_sig.c, if_tuntap.c); waits on condition variables give none.
SLEEP = {
    "wait": PWAIT, "nanslp": PWAIT, "piperd": PRIBIO, "pipewr": PRIBIO, "accept": PSOCK, "connec": PSOCK,
    "sbwait": PSOCK, "fifoor": PSOCK, "fifoow": PSOCK, "pause": PPAUSE, "tunread": PZERO + 1,
}  # fmt: skip


def calcru(kernel: Kernel, p: Proc) -> None:
    """Bring the times of a process up to now: what was not its program's own was the kernel's (calcru1)."""
    if p is kernel.curproc:
        used = kernel.now - kernel.switchtime
        kernel.switchtime = kernel.now
        p.p_runtime += used
        p.p_statleft -= used
        if p.p_statleft <= 0:
            sched_clock(kernel, p)
    p.p_ru.ru_stime = p.p_runtime - p.p_ru.ru_utime


def sched_clock(kernel: Kernel, p: Proc) -> None:
    """Ticks of the statistics clock have hit a running process (sched_clock)."""
    ticks = 1 - p.p_statleft // STATCLOCK
    p.p_statleft += ticks * STATCLOCK
    p.p_cpticks += ticks
    p.p_estcpu = min(p.p_estcpu + ticks, ESTCPU_MAX)
    resetpriority(kernel, p)
    kernel.sched_active[p.p_pid] = p
    if "cpu" in p.p_limit and p.p_runtime > p.p_cpulimit * SECOND:
        from simbsd.kern.kern_resource import lim_cpu  # it stands on the scheduler

        lim_cpu(kernel, p)


def resetpriority(kernel: Kernel, p: Proc) -> None:
    """The priority of a process by its class, its recent use and its nice value; a waiting one changes queues."""
    if p.p_class == RTP_PRIO_REALTIME:
        priority = PRI_MIN_REALTIME + p.p_rtprio
    elif p.p_class == RTP_PRIO_IDLE:
        priority = PRI_MIN_IDLE + p.p_rtprio
    else:
        wanted = PUSER + p.p_estcpu // INVERSE_ESTCPU_WEIGHT + p.p_nice - PRIO_MIN
        priority = min(max(wanted, PRI_MIN_TIMESHARE), PRI_MAX_TIMESHARE)
    moves = priority // RQ_PPQ != p.p_rqindex and p.p_state is ProcState.RUNNABLE and p in kernel.runq
    if moves:
        kernel.runq.remove(p)
    p.p_priority = priority
    if moves:
        kernel.runq.append(p)
    else:
        p.p_rqindex = priority // RQ_PPQ


def sched_sleep(p: Proc) -> int:
    """The priority of a process as it stands: one that sleeps in the kernel has that of what it waits for, until it
    returns to its program (sched_sleep, sched_userret).
    """
    if p.p_state is ProcState.SLEEPING and p.p_class == RTP_PRIO_NORMAL and p.p_coro is not None:
        return SLEEP.get(p.p_wmesg, p.p_priority)
    return p.p_priority


def sched_nice(kernel: Kernel, p: Proc, nice: int) -> None:
    """Another nice value (sched_nice)."""
    p.p_nice = nice
    resetpriority(kernel, p)


def sched_fork(kernel: Kernel, p: Proc, child: Proc) -> None:
    """A child begins with its parent's past (sched_fork_thread)."""
    child.p_estcpu = p.p_estcpu
    if child.p_estcpu:
        kernel.sched_active[child.p_pid] = child
    resetpriority(kernel, child)


def sched_exit(kernel: Kernel, p: Proc) -> None:
    """What the child used of late counts for its parent (sched_exit_thread)."""
    kernel.sched_active.pop(p.p_pid, None)
    user, nice, system = kernel.cp_time
    own, other = (0, p.p_ru.ru_utime) if p.p_nice > 0 else (p.p_ru.ru_utime, 0)
    kernel.cp_time = [user + own, nice + other, system + p.p_ru.ru_stime]
    parent = p.p_pptr
    if parent is not None and p.p_estcpu:
        parent.p_estcpu = min(parent.p_estcpu + p.p_estcpu, ESTCPU_MAX)
        resetpriority(kernel, parent)
        kernel.sched_active[parent.p_pid] = parent


def schedcpu(kernel: Kernel, nrun: int) -> None:
    """Make up for every whole second that has passed, in which ``nrun`` processes could run (schedcpu, loadav)."""
    while kernel.sched_due <= kernel.now:
        if not nrun and not kernel.sched_active and not any(kernel.averunnable):
            kernel.sched_due += (kernel.now - kernel.sched_due) // SECOND * SECOND
        else:
            _decay(kernel)
        if kernel.sched_due // SECOND % LOADAV_PERIOD == 0:
            _loadav(kernel, nrun)
        kernel.sched_due += SECOND
    if nrun and kernel.racct_enable and kernel.racctd is None:
        from simbsd.kern.kern_racct import racctd_start  # accounting stands on the scheduler

        racctd_start(kernel)


def _decay(kernel: Kernel) -> None:
    loadfac = 2 * kernel.averunnable[0]
    for p in list(kernel.sched_active.values()):
        p.p_pctcpu = (p.p_pctcpu * CCPU >> FSHIFT) + 100 * p.p_cpticks // STATHZ
        p.p_cpticks = 0
        p.p_estcpu = loadfac * p.p_estcpu // (loadfac + FSCALE)
        resetpriority(kernel, p)
        if not p.p_pctcpu and not p.p_estcpu:
            del kernel.sched_active[p.p_pid]


def _loadav(kernel: Kernel, nrun: int) -> None:
    averages = zip(CEXP, kernel.averunnable, strict=True)
    kernel.averunnable = [(exp * old + nrun * FSCALE * (FSCALE - exp)) >> FSHIFT for exp, old in averages]


def _loadavg(kernel: Kernel, p: Proc) -> str:
    """As sysctl(8) prints struct loadavg."""
    loads = [load * 100 // FSCALE for load in kernel.averunnable]
    return "{ " + " ".join(f"{load // 100}.{load % 100:02}" for load in loads) + " }"


def _used(kernel: Kernel) -> tuple[int, int, int]:
    """Microseconds of user, nice and system time since the machine was switched on."""
    user, nice, system = kernel.cp_time
    for q in kernel.allproc.values():
        if q.p_state is ProcState.ZOMBIE:
            continue
        calcru(kernel, q)
        if q.p_nice > 0:
            nice += q.p_ru.ru_utime
        else:
            user += q.p_ru.ru_utime
        system += q.p_ru.ru_stime
    return user, nice, system


def sched_idle(kernel: Kernel, p: Proc) -> None:
    """[idle] has run while nobody else did; its share is what the others left of the one that somebody who always ran
    would have by now.
    """
    p.p_ru.ru_stime = max(kernel.now - sum(_used(kernel)), 0)
    seconds = min((kernel.now - p.p_start) // SECOND, FORGOTTEN_AFTER)
    whole = FSCALE - -(-(FSCALE * CCPU**seconds) // FSCALE**seconds)
    p.p_pctcpu = max(whole - sum(other.p_pctcpu for other in kernel.sched_active.values()), 0)


def _cp_time(kernel: Kernel, p: Proc) -> str:
    """Ticks of the statistics clock in user, nice, system, interrupt and idle (kern_clock.c: cp_time)."""
    user, nice, system = _used(kernel)
    idle = max(kernel.now - user - nice - system, 0)
    return " ".join(str(us // STATCLOCK) for us in (user, nice, system, 0, idle))


SYSCTLS: tuple[Oid, ...] = (
    Oid("kern.sched.name", "string", "Scheduler name", "4BSD"),
    Oid("kern.sched.quantum", "int", "Quantum for timeshare threads in microseconds",
        get=lambda kernel, p: kernel.limits.quantum),
    Oid("kern.ccpu", "int", "Decay factor used for updating %CPU", CCPU),
    Oid("kern.fscale", "int", "Fixed-point scale factor used for calculating load average values", FSCALE),
    Oid("kern.cp_time", "string", "CPU time statistics", get=_cp_time),
    Oid("kern.cp_times", "string", "per-CPU time statistics", get=_cp_time),
    Oid("vm.loadavg", "string", "Machine loadaverage history", get=_loadavg),
)  # fmt: skip
