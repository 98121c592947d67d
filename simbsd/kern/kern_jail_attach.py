"""jail_attach and jail_remove: into a jail, and the end of one.

Models sys/kern/kern_jail.c (sys_jail_attach, do_jail_attach, sys_jail_remove, prison_deref_kill).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_cpuset import cpuset_setproc_update_set
from simbsd.kern.kern_descrip import chroot_refuse_vdir_fds, pwd_chroot_chdir
from simbsd.kern.kern_jail import (
    can_prison_see,
    prison_descendants,
    prison_find_child,
    prison_free,
    prison_hold,
    prison_isalive,
    prison_proc_free,
    prison_proc_hold,
    why_no_child,
)
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_racct import racct_proc_ucred_changed
from simbsd.kern.kern_sig import psignal
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.jail import Prison, PrisonState
from simbsd.sys.priv import Priv
from simbsd.sys.signal import SIGKILL

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def do_jail_attach(kernel: Kernel, p: Proc, prison: Prison) -> None:
    """Put a process into a prison: CPUs, root and working directory, credential. Errors: EPERM with an open directory,
    EDEADLK when no CPU would be left, ENOTDIR when the root's file system was taken away by force, EACCES.
    """
    from simbsd.vfs.vfs_syscalls_dir import change_dir  # files stand on prisons

    change_dir(kernel, p, prison.pr_root)
    chroot_refuse_vdir_fds(kernel, p, "by which the process could leave the jail again")
    cpuset_setproc_update_set(kernel, p, prison)
    prison_proc_hold(kernel, prison)
    old = p.p_ucred.cr_prison
    pwd_chroot_chdir(kernel, p, prison.pr_root)
    cred = p.p_ucred
    p.p_ucred = replace(cred, cr_prison=prison)
    if kernel.racct_enable:
        racct_proc_ucred_changed(kernel, p, cred)
    p.p_sugid = True
    prison_proc_free(kernel, old)


def sys_jail_attach(kernel: Kernel, p: Proc, jid: int) -> None:
    """jail_attach(2). Errors: EPERM (unprivileged, a directory is open), EINVAL (unknown, not below, dying)."""
    priv_check(kernel, p, Priv.PRIV_JAIL_ATTACH)
    mine = p.p_ucred.cr_prison
    prison = prison_find_child(kernel, mine, jid)
    if prison is None:
        raise Errno(EINVAL, why_no_child(kernel, mine, jid), "kern_jail.c: sys_jail_attach")
    if not prison_isalive(prison):
        raise Errno(EINVAL, f"Jail {jid} is dying: nobody enters it.", "kern_jail.c: sys_jail_attach")
    do_jail_attach(kernel, p, prison)


def sys_jail_remove(kernel: Kernel, p: Proc, jid: int) -> None:
    """jail_remove(2): all processes in it are killed, all jails below go first. Errors: EPERM, EINVAL."""
    priv_check(kernel, p, Priv.PRIV_JAIL_REMOVE)
    mine = p.p_ucred.cr_prison
    prison = prison_find_child(kernel, mine, jid)
    if prison is None:
        raise Errno(EINVAL, why_no_child(kernel, mine, jid), "kern_jail.c: sys_jail_remove")
    if prison_isalive(prison):
        prison_kill(kernel, prison)


def prison_kill(kernel: Kernel, prison: Prison) -> None:
    """Mark a prison and all below dying, drop their persistence deepest first, kill every process in them
    (prison_deref_kill).
    """
    prison_hold(kernel, prison)
    doomed = [prison, *prison_descendants(prison)]
    for each in doomed:
        each.pr_state = PrisonState.DYING
    for each in reversed(doomed):
        if each.pr_persist:
            each.pr_persist = False
            prison_proc_free(kernel, each)
    if prison.pr_uref > 0:
        _kill_processes(kernel, prison)
    prison_free(kernel, prison)


def _kill_processes(kernel: Kernel, prison: Prison) -> None:
    """SIGKILL for every process in a prison or below (prison_proc_iterate)."""
    for p in list(kernel.allproc.values()):
        if can_prison_see(prison, p.p_ucred.cr_prison):
            psignal(kernel, p, SIGKILL)


SYSCALLS = {"jail_attach": sys_jail_attach, "jail_remove": sys_jail_remove}
