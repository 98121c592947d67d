"""Privileges: the one question ``may this credential do that?``, and the rule that answers it.

Models sys/kern/kern_priv.c (priv_check_cred); leaves out the MAC framework and DTrace's own probes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import jailed
from simbsd.kern.kern_jail_priv import prison_priv_check
from simbsd.sys.errno import EPERM, Errno
from simbsd.sys.event import PrivCheck
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

# Privileges that follow the real user id, and those that a sysctl gives to everybody (priv_check_cred).
_BY_REAL_UID = frozenset({Priv.PRIV_MAXFILES, Priv.PRIV_MAXPROC, Priv.PRIV_PROC_LIMIT})
_UNPRIVILEGED = {
    Priv.PRIV_VM_MLOCK: "security.bsd.unprivileged_mlock",
    Priv.PRIV_VM_MUNLOCK: "security.bsd.unprivileged_mlock",
    Priv.PRIV_MSGBUF: "security.bsd.unprivileged_read_msgbuf",
}
_NO_JAIL_POLICY = frozenset({Priv.PRIV_VFS_LOOKUP})

_CRED, _PRISON = "kern_priv.c: priv_check_cred", "kern_jail.c: prison_priv_check"
_SUSER = "kern_prot.c: suser_xxx"  # of 4.0

Verdict = tuple[bool, str, str]  # granted, the rule that says so, the function that holds the rule


def _suser(cred: Ucred, priv: Priv) -> str:
    """Why the superuser policy grants a privilege; empty when it has nothing to give."""
    if not cred.cr_prison.pr_allow["suser"]:
        return ""
    if priv in _BY_REAL_UID:
        return "The real user id is 0." if cred.cr_ruid == 0 else ""
    if priv is Priv.PRIV_VFS_READ_DIR and jailed(cred):
        return ""
    return "The effective user id is 0: the superuser." if cred.cr_uid == 0 else ""


def _refusal(cred: Ucred) -> str:
    if not cred.cr_prison.pr_allow["suser"]:
        return "The superuser policy is off here (allow.suser): user id 0 holds no privilege."
    if cred.cr_uid == 0:
        return "No policy grants this privilege."
    return f"The effective user id is {cred.cr_uid}: only the superuser (0) holds this privilege."


def priv_verdict(kernel: Kernel, cred: Ucred, priv: Priv) -> Verdict:
    """Whether a credential holds a privilege, and the rule that says so; announces nothing."""
    jail_text = ""
    if jailed(cred) and priv not in _NO_JAIL_POLICY:
        held, jail_text = prison_priv_check(kernel.release, cred.cr_prison, priv)
        if not held:
            if priv is Priv.PRIV_VFS_GENERATION:
                return False, jail_text, "kern_priv.c: priv_check_cred_vfs_generation"
            return False, jail_text, _PRISON if kernel.release.prison_root is None else _SUSER
    oid = _UNPRIVILEGED.get(priv)
    if oid is not None and kernel.sysctls.get(oid, 1):
        return True, f"{oid} is on: everybody may.", _CRED
    granted = _suser(cred, priv)
    if granted:
        return True, f"{granted} {jail_text}".rstrip(), _CRED
    if priv is Priv.PRIV_KMEM_READ:
        return True, "Reading kernel memory is left to the permissions of /dev/mem and /dev/kmem.", _CRED
    if priv is Priv.PRIV_DEBUG_UNPRIV and cred.cr_prison.pr_allow["unprivileged_proc_debug"]:
        return True, "allow.unprivileged_proc_debug is on: users may debug their own processes.", _CRED
    return False, _refusal(cred), _CRED


def can_priv(kernel: Kernel, cred: Ucred, priv: Priv) -> bool:
    """Ask for a privilege and announce the answer to watchers."""
    return _ask(kernel, cred, priv)[0]


def priv_check_cred(kernel: Kernel, cred: Ucred, priv: Priv) -> None:
    """Demand a privilege of a credential (priv_check_cred). Errors: EPERM."""
    granted, rule, where = _ask(kernel, cred, priv)
    if not granted:
        raise Errno(EPERM, f"{priv.name}: {rule}", where)


def priv_check(kernel: Kernel, p: Proc, priv: Priv) -> None:
    """Demand a privilege of a process (priv_check). Errors: EPERM."""
    priv_check_cred(kernel, p.p_ucred, priv)


def _ask(kernel: Kernel, cred: Ucred, priv: Priv) -> Verdict:
    verdict = priv_verdict(kernel, cred, priv)
    if kernel.watched:
        pid = kernel.curproc.p_pid if kernel.curproc is not None else 0
        kernel.emit(PrivCheck(kernel.now, pid, priv.name, *verdict))
    return verdict
