"""Processes, process groups and sessions.

Models sys/sys/proc.h and sys/sys/resourcevar.h; leaves out threads (a process is one), scheduling classes and swapping.
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from simbsd.sys.file import Filedesc, Pwd
from simbsd.sys.priority import PUSER, RQ_PPQ, RTP_PRIO_NORMAL

if TYPE_CHECKING:
    from simbsd.sys.cpuset import Cpuset
    from simbsd.sys.ktrace import Ktrace
    from simbsd.sys.ptrace import Trace
    from simbsd.sys.racct import Racct
    from simbsd.sys.tty import Tty
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vm import Vmspace

PID_MAX = 99999
STATCLOCK = 7874  # microseconds: 127 a second (kern_clock.c: stathz)
NICE_0 = PUSER + 20


class ProcState(Enum):
    """Life of a process."""

    RUNNABLE = "R"
    SLEEPING = "S"
    STOPPED = "T"
    ZOMBIE = "Z"


class Sleep(Exception):
    """Raised by a handler that cannot go on: sleep on ``wchan``, then try the call again.

    ``wmesg`` is the wait message ps(1) shows; ``until`` an absolute virtual time in microseconds, or None.
    """

    __slots__ = ("until", "wchan", "wmesg")

    def __init__(self, wchan: object, wmesg: str, until: int | None = None) -> None:
        self.wchan = wchan
        self.wmesg = wmesg
        self.until = until


@dataclass(slots=True, eq=False, init=False)
class Call:
    """A system call under way: its name, its arguments, what its handler keeps between tries, and which variables of
    its stack watchers were told of.
    """

    name: str
    args: tuple[Any, ...]
    state: dict[str, Any]
    walked: tuple[str, ...]

    def __init__(self, name: str, args: tuple[Any, ...]) -> None:
        self.name = name
        self.args = args
        self.state = {}
        self.walked = ()


@dataclass(slots=True, eq=False)
class Session:
    """A session: its leader, its controlling terminal, the login name."""

    s_sid: int
    s_leader: Proc | None
    s_ttyp: Tty | None = None
    s_login: str = "root"


@dataclass(slots=True, eq=False)
class Pgrp:
    """A process group: its id, its session, its members by pid."""

    pg_id: int
    pg_session: Session
    pg_members: dict[int, Proc] = field(default_factory=dict)


@dataclass(slots=True)
class Rusage:
    """What a process has used: microseconds of user and system time, and counts: system calls, switches of its own will
    and against it, signals, blocks read and written; ``ru_maxrss`` is in kilobytes.
    """

    ru_utime: int = 0
    ru_stime: int = 0
    ru_calls: int = 0
    ru_nvcsw: int = 0
    ru_nivcsw: int = 0
    ru_nsignals: int = 0
    ru_inblock: int = 0
    ru_oublock: int = 0
    ru_maxrss: int = 0

    def copy(self) -> Rusage:
        """The same counts, apart."""
        return Rusage(
            self.ru_utime, self.ru_stime, self.ru_calls, self.ru_nvcsw, self.ru_nivcsw, self.ru_nsignals,
            self.ru_inblock, self.ru_oublock, self.ru_maxrss,
        )  # fmt: skip

    def add(self, other: Rusage) -> None:
        """Count another's use too (ruadd)."""
        self.ru_utime += other.ru_utime
        self.ru_stime += other.ru_stime
        self.ru_calls += other.ru_calls
        self.ru_nvcsw += other.ru_nvcsw
        self.ru_nivcsw += other.ru_nivcsw
        self.ru_nsignals += other.ru_nsignals
        self.ru_inblock += other.ru_inblock
        self.ru_oublock += other.ru_oublock
        self.ru_maxrss = max(self.ru_maxrss, other.ru_maxrss)


@dataclass(slots=True, eq=False)
class Proc:
    """One process. ``p_coro`` is its running program (None for kernel processes and zombies).

    ``p_racct`` counts what it uses while accounting is on; ``p_throttled`` is until when it is held back, or FOREVER.
    ``p_limit`` holds the resource limits that were set (soft, hard), shared until changed; ``p_cpulimit`` is the time
    in seconds at which SIGXCPU comes next, looked at only while there is a limit.
    ``p_sigacts`` maps a signal to SIG_DFL, SIG_IGN or a handler of the program, opaque to the kernel.
    ``p_xstat`` is the status word for wait(2). ``p_result`` is what the program is resumed with. ``p_slpsince`` is when
    it last fell asleep.

    ``p_trace`` is who traces its system calls (ptrace(2)), ``p_tracing`` whom it traces itself;
    ``p_ktrace`` where a trace of it is written (ktrace(2)).
    ``p_vmspace`` is what it holds of memory, None until somebody asks (vm/vm_map.py).

    Scheduling (struct td_sched): ``p_priority`` in the run queue ``p_rqindex``; ``p_class`` and ``p_rtprio`` as
    rtprio(2) set them; ``p_runtime`` microseconds on the CPU, ``p_statleft`` to the next tick of the statistics clock;
    ``p_estcpu`` ticks not yet forgotten, ``p_cpticks`` those of this second, ``p_pctcpu`` the share, fixed point.
    """

    p_pid: int
    p_pptr: Proc | None
    p_pgrp: Pgrp
    p_ucred: Ucred
    p_pwd: Pwd
    p_comm: str
    p_args: list[str]
    p_env: dict[str, str]
    p_fd: Filedesc
    p_coro: Coroutine[Any, Any, int] | None = None
    p_state: ProcState = ProcState.RUNNABLE
    p_children: dict[int, Proc] = field(default_factory=dict)
    p_wchan: object = None
    p_wmesg: str = ""
    p_slpsince: int = 0
    p_wakeup: Any = None
    p_call: Call | None = None
    p_result: Any = None
    p_error: Exception | None = None
    p_sigacts: dict[int, Any] = field(default_factory=dict)
    p_siglist: list[int] = field(default_factory=list)
    p_sigmask: frozenset[int] = frozenset()
    p_oldmask: frozenset[int] | None = None
    p_saved: list[tuple[Any, Exception | None, frozenset[int]]] = field(default_factory=list)
    p_xstat: int = 0
    p_stopsig: int = 0
    p_reported: bool = True
    p_continued: bool = False
    p_start: int = 0
    p_ru: Rusage = field(default_factory=Rusage)
    p_cru: Rusage = field(default_factory=Rusage)
    p_sugid: bool = False
    p_no_new_privs: bool = False
    p_execed: bool = False
    p_alarm: Any = None
    p_nice: int = 0
    p_priority: int = NICE_0
    p_rqindex: int = NICE_0 // RQ_PPQ
    p_class: int = RTP_PRIO_NORMAL
    p_rtprio: int = 0
    p_runtime: int = 0
    p_statleft: int = STATCLOCK
    p_estcpu: int = 0
    p_cpticks: int = 0
    p_pctcpu: int = 0
    p_racct: Racct | None = None
    p_throttled: int = 0
    p_cpuset: Cpuset = field(init=False)
    p_limit: dict[str, tuple[int, int]] = field(default_factory=dict)
    p_cpulimit: int = 0
    p_fibnum: int = 0
    p_textvp: Any = None
    p_trace: Trace | None = None
    p_tracing: Trace | None = None
    p_vmspace: Vmspace | None = None
    p_ktrace: Ktrace | None = None
