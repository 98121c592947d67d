"""The process table, process groups and sessions.

Models sys/kern/kern_proc.c and the group calls of kern_prot.c; leaves out reapers and process descriptors.
"""

from __future__ import annotations

from simbsd.kern.kern_jail import prison_check
from simbsd.sys.errno import EACCES, EINVAL, EPERM, ESRCH, Errno
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import PID_MAX, Pgrp, Proc, ProcState, Session


def pfind(kernel: Kernel, p: Proc, pid: int) -> Proc:
    """The live process ``pid`` as ``p`` may see it (0: ``p`` itself). Errors: ESRCH.

    A process outside the caller's prison is not found, never forbidden (kern_prot.c: p_cansee, prison_check).
    """
    if pid == 0:
        return p
    found = kernel.allproc.get(pid)
    if found is None or found.p_state is ProcState.ZOMBIE:
        raise Errno(ESRCH, f"There is no process {pid}.", "kern_proc.c: pfind")
    prison_check(kernel, p.p_ucred, found.p_ucred)
    return found


def new_pid(kernel: Kernel) -> int:
    """The next free process id: ids go up by one and wrap (kern_fork.c: fork_findpid)."""
    pid = kernel.lastpid
    while True:
        pid = pid + 1 if pid < PID_MAX else 100
        if pid not in kernel.allproc and pid not in kernel.pgrps:
            kernel.lastpid = pid
            return pid


def enterpgrp(kernel: Kernel, p: Proc, pgid: int, session: Session) -> None:
    """Move ``p`` into a new process group."""
    leavepgrp(kernel, p)
    pgrp = Pgrp(pgid, session)
    kernel.pgrps[pgid] = pgrp
    joinpgrp(p, pgrp)


def joinpgrp(p: Proc, pgrp: Pgrp) -> None:
    """Make ``p`` a member of a group."""
    pgrp.pg_members[p.p_pid] = p
    p.p_pgrp = pgrp


def leavepgrp(kernel: Kernel, p: Proc) -> None:
    """Take ``p`` out of its group; an empty group disappears, and with it its place as a terminal's foreground."""
    pgrp = p.p_pgrp
    pgrp.pg_members.pop(p.p_pid, None)
    if pgrp.pg_members:
        return
    kernel.pgrps.pop(pgrp.pg_id, None)
    tty = pgrp.pg_session.s_ttyp
    if tty is not None and tty.t_pgrp is pgrp:
        tty.t_pgrp = None


def is_orphaned(pgrp: Pgrp) -> bool:
    """True when no member has a parent in another group of the same session: nobody could continue it."""
    for p in pgrp.pg_members.values():
        parent = p.p_pptr
        if parent is not None and parent.p_pgrp is not pgrp and parent.p_pgrp.pg_session is pgrp.pg_session:
            return False
    return True


def sys_getpid(kernel: Kernel, p: Proc) -> int:
    """getpid(2)."""
    return p.p_pid


def sys_getppid(kernel: Kernel, p: Proc) -> int:
    """getppid(2); 0 when the parent is not visible from inside a prison."""
    parent = p.p_pptr
    return parent.p_pid if parent is not None else 0


def sys_getpgrp(kernel: Kernel, p: Proc) -> int:
    """getpgrp(2)."""
    return p.p_pgrp.pg_id


def sys_getpgid(kernel: Kernel, p: Proc, pid: int) -> int:
    """getpgid(2)."""
    return pfind(kernel, p, pid).p_pgrp.pg_id


def sys_getsid(kernel: Kernel, p: Proc, pid: int) -> int:
    """getsid(2)."""
    return pfind(kernel, p, pid).p_pgrp.pg_session.s_sid


def sys_setsid(kernel: Kernel, p: Proc) -> int:
    """setsid(2). Errors: EPERM for a group leader."""
    if p.p_pid in kernel.pgrps:
        raise Errno(EPERM, "The leader of a process group cannot start a session.", "kern_prot.c: sys_setsid")
    session = Session(p.p_pid, p, None, p.p_pgrp.pg_session.s_login)
    enterpgrp(kernel, p, p.p_pid, session)
    return p.p_pid


def sys_setpgid(kernel: Kernel, p: Proc, pid: int, pgid: int) -> None:
    """setpgid(2)."""
    if pgid < 0:
        raise Errno(EINVAL)
    target = _setpgid_target(kernel, p, pid)
    session = target.p_pgrp.pg_session
    if session.s_leader is target:
        raise Errno(EPERM, "The leader of a session cannot change its group.", "kern_prot.c: sys_setpgid")
    wanted = pgid or target.p_pid
    if target.p_pgrp.pg_id == wanted:
        return
    group = kernel.pgrps.get(wanted)
    if group is None:
        if wanted != target.p_pid:
            raise Errno(EPERM, f"There is no process group {wanted} to join.", "kern_prot.c: sys_setpgid")
        enterpgrp(kernel, target, wanted, session)
        return
    if group.pg_session is not session:
        raise Errno(EPERM, "That process group belongs to another session.", "kern_prot.c: sys_setpgid")
    leavepgrp(kernel, target)
    joinpgrp(target, group)


def _setpgid_target(kernel: Kernel, p: Proc, pid: int) -> Proc:
    if pid in (0, p.p_pid):
        return p
    child = kernel.allproc.get(pid)
    if child is None or child.p_pptr is not p:
        raise Errno(
            ESRCH,
            f"Process {pid} is no child of the caller: only a child's group can be set.",
            "kern_prot.c: sys_setpgid",
        )
    if child.p_pgrp.pg_session is not p.p_pgrp.pg_session:
        raise Errno(EPERM, "The child is in another session.", "kern_prot.c: sys_setpgid")
    if child.p_execed:
        raise Errno(
            EACCES,
            "The child has run another program since its birth (exec): it sets its own group now.",
            "kern_prot.c: sys_setpgid",
        )
    return child


SYSCALLS = {
    "getpid": sys_getpid,
    "getppid": sys_getppid,
    "getpgrp": sys_getpgrp,
    "getpgid": sys_getpgid,
    "getsid": sys_getsid,
    "setsid": sys_setsid,
    "setpgid": sys_setpgid,
}
