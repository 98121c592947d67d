"""Credentials: reading and changing them, and what one process may see of, send to, and do with another.

Models sys/kern/kern_prot.c (setuid ... setgroups, p_cansee, cr_cansignal, p_cansched, p_candebug,
cr_canseesocket, setlogin); process groups and sessions are in kern_proc.py; leaves out capability mode
and login classes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import prison_check
from simbsd.kern.kern_priv import can_priv, priv_check, priv_check_cred
from simbsd.sys.errno import EINVAL, ENOENT, EPERM, ESRCH, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.signal import (
    SIGALRM,
    SIGCONT,
    SIGHUP,
    SIGINT,
    SIGKILL,
    SIGSTOP,
    SIGTERM,
    SIGTSTP,
    SIGTTIN,
    SIGTTOU,
    SIGUSR1,
    SIGUSR2,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

NGROUPS_MAX = 1023
MAXLOGNAME = 33
_ID_MAX = 0xFFFFFFFF

# Signals that may go to a process whose credentials have changed (cr_cansignal).
_SUGID_SIGNALS = frozenset(
    {0, SIGKILL, SIGINT, SIGTERM, SIGALRM, SIGSTOP, SIGTTIN, SIGTTOU, SIGTSTP, SIGHUP, SIGUSR1, SIGUSR2}
)


def groupmember(gid: int, cred: Ucred) -> bool:
    """True when ``gid`` is the effective or a supplementary group (groupmember)."""
    return gid in cred.cr_groups


def realgroupmember(gid: int, cred: Ucred) -> bool:
    """True when ``gid`` is the real or a supplementary group (realgroupmember)."""
    return gid == cred.cr_rgid or gid in cred.cr_groups[1:]


def check_securelevel_gt(kernel: Kernel, cred: Ucred, level: int) -> None:
    """Refuse when the prison's secure level is above ``level`` (securelevel_gt). Errors: EPERM."""
    if cred.cr_prison.pr_securelevel > level:
        raise Errno(
            EPERM,
            f"The securelevel is {cred.cr_prison.pr_securelevel}, and this is only done at {level} or below.",
            "kern_prot.c: securelevel_gt",
        )


def check_bsd_visible(kernel: Kernel, u1: Ucred, u2: Ucred) -> None:
    """The security.bsd.see_* policies (cr_bsd_visible). Errors: ESRCH."""
    policies = kernel.sysctls  # security.bsd.*, 1 unless set
    if not policies.get("security.bsd.see_other_uids", 1) and u1.cr_ruid != u2.cr_ruid:
        where = "kern_prot.c: cr_canseeotheruids"
        _must_see(kernel, u1, Priv.PRIV_SEEOTHERUIDS, "see_other_uids is 0, and the user ids differ", where)
    if not policies.get("security.bsd.see_other_gids", 1):
        mine = (u1.cr_rgid, *u1.cr_groups[1:])
        if not any(realgroupmember(gid, u2) for gid in mine):
            where = "kern_prot.c: cr_canseeothergids"
            _must_see(kernel, u1, Priv.PRIV_SEEOTHERGIDS, "see_other_gids is 0, and no group is shared", where)
    if not policies.get("security.bsd.see_jail_proc", 1) and u1.cr_prison is not u2.cr_prison:
        where = "kern_prot.c: cr_canseejailproc"
        _must_see(kernel, u1, Priv.PRIV_SEEJAILPROC, "see_jail_proc is 0, and the jails differ", where)


def _must_see(kernel: Kernel, cred: Ucred, priv: Priv, why: str, where: str) -> None:
    if not can_priv(kernel, cred, priv):
        raise Errno(ESRCH, f"The caller does not see the other: security.bsd.{why}.", where)


def check_cred_cansee(kernel: Kernel, u1: Ucred, u2: Ucred) -> None:
    """May one credential see the other? (cr_cansee). Errors: ESRCH."""
    prison_check(kernel, u1, u2)
    check_bsd_visible(kernel, u1, u2)


def check_cansee(kernel: Kernel, p1: Proc, p2: Proc) -> None:
    """May ``p1`` see ``p2``? (p_cansee). Errors: ESRCH."""
    if p1 is not p2:
        check_cred_cansee(kernel, p1.p_ucred, p2.p_ucred)


def can_see(kernel: Kernel, p1: Proc, p2: Proc) -> bool:
    """check_cansee as a question."""
    try:
        check_cansee(kernel, p1, p2)
    except Errno:
        return False
    return True


def can_debug(kernel: Kernel, p1: Proc, p2: Proc) -> bool:
    """check_candebug as a question."""
    try:
        check_candebug(kernel, p1, p2)
    except Errno:
        return False
    return True


def can_see_cred(kernel: Kernel, u1: Ucred, u2: Ucred) -> bool:
    """check_cred_cansee as a question: of whose a socket is (cr_canseesocket, cr_canseeinpcb)."""
    try:
        check_cred_cansee(kernel, u1, u2)
    except Errno:
        return False
    return True


def _same_user(u1: Ucred, u2: Ucred) -> bool:
    return u1.cr_ruid in (u2.cr_ruid, u2.cr_svuid) or u1.cr_uid in (u2.cr_ruid, u2.cr_svuid)


def check_cansignal(kernel: Kernel, p1: Proc, p2: Proc, sig: int) -> None:
    """May ``p1`` send ``sig`` to ``p2``? (p_cansignal, cr_cansignal). Errors: ESRCH, EPERM."""
    if p1 is p2:
        return
    if sig == SIGCONT and p1.p_pgrp.pg_session is p2.p_pgrp.pg_session:
        return
    cred, other = p1.p_ucred, p2.p_ucred
    if kernel.release.p_trespass:
        return _check_trespass(kernel, cred, other)
    check_cred_cansee(kernel, cred, other)
    conservative = kernel.sysctls.get("security.bsd.conservative_signals", 1)
    if conservative and p2.p_sugid and sig not in _SUGID_SIGNALS:
        priv_check_cred(kernel, cred, Priv.PRIV_SIGNAL_SUGID)
    if not _same_user(cred, other):
        priv_check_cred(kernel, cred, Priv.PRIV_SIGNAL_DIFFCRED)


def _check_trespass(kernel: Kernel, u1: Ucred, u2: Ucred) -> None:
    """The paper's one question: the same jail, then equal ids, or root (4.0: p_trespass). Errors: ESRCH, EPERM."""
    prison_check(kernel, u1, u2)
    if not {u1.cr_ruid, u1.cr_uid} & {u2.cr_ruid, u2.cr_uid}:
        priv_check_cred(kernel, u1, Priv.PRIV_SIGNAL_DIFFCRED)


def check_cansched(kernel: Kernel, p1: Proc, p2: Proc) -> None:
    """May ``p1`` change the scheduling of ``p2``? (p_cansched). Errors: ESRCH, EPERM."""
    if p1 is p2:
        return
    check_cred_cansee(kernel, p1.p_ucred, p2.p_ucred)
    if p2.p_ucred.cr_ruid not in (p1.p_ucred.cr_ruid, p1.p_ucred.cr_uid):
        priv_check(kernel, p1, Priv.PRIV_SCHED_DIFFCRED)


def check_candebug(kernel: Kernel, p1: Proc, p2: Proc) -> None:
    """May ``p1`` look inside ``p2``? (p_candebug). Errors: ESRCH, EPERM."""
    if p1 is p2:
        return
    priv_check(kernel, p1, Priv.PRIV_DEBUG_UNPRIV)
    u1, u2 = p1.p_ucred, p2.p_ucred
    check_cred_cansee(kernel, u1, u2)
    groups_held = all(groupmember(gid, u1) for gid in (*u2.cr_groups, u2.cr_rgid, u2.cr_svgid))
    same_user = u1.cr_uid == u2.cr_uid == u2.cr_svuid == u2.cr_ruid
    if not (groups_held and same_user):
        priv_check(kernel, p1, Priv.PRIV_DEBUG_DIFFCRED)
    if p2.p_sugid:
        priv_check(kernel, p1, Priv.PRIV_DEBUG_SUGID)
    if p2.p_pid == 1:
        check_securelevel_gt(kernel, u1, 0)


def proc_set_cred(kernel: Kernel, p: Proc, **changes: Any) -> None:
    """Give a process a changed credential; a real change marks the process (proc_set_cred, setsugid)."""
    old = p.p_ucred
    if any(getattr(old, name) != value for name, value in changes.items()):
        p.p_ucred = replace(old, **changes)
        p.p_sugid = True
        if kernel.racct_enable and p.p_ucred.cr_ruid != old.cr_ruid:
            from simbsd.kern.kern_racct import racct_proc_ucred_changed  # accounting stands above credentials

            racct_proc_ucred_changed(kernel, p, old)


def _check_id(number: int) -> int:
    if number < 0:
        return number & _ID_MAX
    if number > _ID_MAX:
        raise Errno(EINVAL, "user and group ids have 32 bits")
    return number


def sys_getuid(kernel: Kernel, p: Proc) -> int:
    """getuid(2)."""
    return p.p_ucred.cr_ruid


def sys_geteuid(kernel: Kernel, p: Proc) -> int:
    """geteuid(2)."""
    return p.p_ucred.cr_uid


def sys_getgid(kernel: Kernel, p: Proc) -> int:
    """getgid(2)."""
    return p.p_ucred.cr_rgid


def sys_getegid(kernel: Kernel, p: Proc) -> int:
    """getegid(2)."""
    return p.p_ucred.cr_gid


def sys_getgroups(kernel: Kernel, p: Proc) -> tuple[int, ...]:
    """getgroups(2): the effective group first."""
    return p.p_ucred.cr_groups


def sys_issetugid(kernel: Kernel, p: Proc) -> int:
    """issetugid(2): 1 when the credentials have changed since exec."""
    return int(p.p_sugid)


def sys_setuid(kernel: Kernel, p: Proc, uid: int) -> None:
    """setuid(2): all three ids; to the real or effective one without privilege. Errors: EPERM."""
    uid, cred = _check_id(uid), p.p_ucred
    if uid not in (cred.cr_ruid, cred.cr_uid):
        priv_check_cred(kernel, cred, Priv.PRIV_CRED_SETUID)
    proc_set_cred(kernel, p, cr_uid=uid, cr_ruid=uid, cr_svuid=uid)


def sys_seteuid(kernel: Kernel, p: Proc, uid: int) -> None:
    """seteuid(2): to the real or saved id without privilege. Errors: EPERM."""
    uid, cred = _check_id(uid), p.p_ucred
    if uid not in (cred.cr_ruid, cred.cr_svuid):
        priv_check_cred(kernel, cred, Priv.PRIV_CRED_SETEUID)
    proc_set_cred(kernel, p, cr_uid=uid)


def sys_setgid(kernel: Kernel, p: Proc, gid: int) -> None:
    """setgid(2): all three ids; to the real or effective one without privilege. Errors: EPERM."""
    gid, cred = _check_id(gid), p.p_ucred
    if gid not in (cred.cr_rgid, cred.cr_gid):
        priv_check_cred(kernel, cred, Priv.PRIV_CRED_SETGID)
    proc_set_cred(kernel, p, cr_groups=(gid, *cred.cr_groups[1:]), cr_rgid=gid, cr_svgid=gid)


def sys_setegid(kernel: Kernel, p: Proc, gid: int) -> None:
    """setegid(2): to the real or saved id without privilege. Errors: EPERM."""
    gid, cred = _check_id(gid), p.p_ucred
    if gid not in (cred.cr_rgid, cred.cr_svgid):
        priv_check_cred(kernel, cred, Priv.PRIV_CRED_SETEGID)
    proc_set_cred(kernel, p, cr_groups=(gid, *cred.cr_groups[1:]))


def sys_setgroups(kernel: Kernel, p: Proc, groups: list[int]) -> None:
    """setgroups(2): the effective group first, the others ascending. Errors: EINVAL (too many), EPERM."""
    if len(groups) > NGROUPS_MAX + 1:
        raise Errno(EINVAL, f"setgroups: more than {NGROUPS_MAX + 1} groups")
    wanted = [_check_id(gid) for gid in groups] or [p.p_ucred.cr_gid]
    priv_check(kernel, p, Priv.PRIV_CRED_SETGROUPS)
    proc_set_cred(kernel, p, cr_groups=(wanted[0], *sorted(wanted[1:])))
    p.p_sugid = True


def sys_getlogin(kernel: Kernel, p: Proc) -> str:
    """getlogin(2): the login name of the session. Errors: ENOENT when it has none."""
    login = p.p_pgrp.pg_session.s_login
    if not login:
        raise Errno(ENOENT, "the session has no login name")
    return login


def sys_setlogin(kernel: Kernel, p: Proc, name: str) -> None:
    """setlogin(2). Errors: EPERM, EINVAL (too long)."""
    priv_check(kernel, p, Priv.PRIV_PROC_SETLOGIN)
    if len(name) >= MAXLOGNAME:
        raise Errno(EINVAL, f"setlogin: a login name has at most {MAXLOGNAME - 1} characters")
    p.p_pgrp.pg_session.s_login = name


SYSCALLS = {
    "getuid": sys_getuid,
    "geteuid": sys_geteuid,
    "getgid": sys_getgid,
    "getegid": sys_getegid,
    "getgroups": sys_getgroups,
    "issetugid": sys_issetugid,
    "setuid": sys_setuid,
    "seteuid": sys_seteuid,
    "setgid": sys_setgid,
    "setegid": sys_setegid,
    "setgroups": sys_setgroups,
    "getlogin": sys_getlogin,
    "setlogin": sys_setlogin,
}
