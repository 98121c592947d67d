"""Login classes: as whose a process counts.

Models sys/kern/kern_loginclass.c (sys_getloginclass, sys_setloginclass); a class exists while somebody is in it or a
rule names it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_racct import racct_proc_ucred_changed
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

MAXLOGNAME = 33


def sys_getloginclass(kernel: Kernel, p: Proc) -> str:
    """getloginclass(2)."""
    return p.p_ucred.cr_loginclass


def sys_setloginclass(kernel: Kernel, p: Proc, name: str) -> None:
    """setloginclass(2). Errors: EPERM, EINVAL."""
    priv_check(kernel, p, Priv.PRIV_PROC_SETLOGINCLASS)
    if not 0 < len(name) < MAXLOGNAME:
        raise Errno(EINVAL, "The name of a class has 1 to 32 characters.", "kern_loginclass.c: loginclass_find")
    old = p.p_ucred
    if name == old.cr_loginclass:
        return
    p.p_ucred = replace(old, cr_loginclass=name)
    if kernel.racct_enable:
        racct_proc_ucred_changed(kernel, p, old)


SYSCALLS = {"getloginclass": sys_getloginclass, "setloginclass": sys_setloginclass}
