"""procctl(2): what a process gives up for itself and its children.

Models sys/kern/kern_procctl.c (no_new_privs_ctl, no_new_privs_status); leaves out every other command, and groups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_proc import pfind
from simbsd.kern.kern_prot import check_candebug
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.procctl import (
    P_PID,
    PROC_NO_NEW_PRIVS_CTL,
    PROC_NO_NEW_PRIVS_DISABLE,
    PROC_NO_NEW_PRIVS_ENABLE,
    PROC_NO_NEW_PRIVS_STATUS,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def sys_procctl(kernel: Kernel, p: Proc, idtype: int, pid: int, command: str, value: int) -> int:
    """procctl(2) on one process (0: the caller): the answer of a status command, else 0. Errors: EINVAL, ESRCH, EPERM.
    """
    if idtype != P_PID or command not in (PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_STATUS):
        raise Errno(EINVAL, f"{command} is no command for this kind of id.", "kern_procctl.c: kern_procctl")
    target = p
    if pid != 0:
        target = pfind(kernel, p, pid)
        check_candebug(kernel, p, target)
    if command == PROC_NO_NEW_PRIVS_STATUS:
        return PROC_NO_NEW_PRIVS_ENABLE if target.p_no_new_privs else PROC_NO_NEW_PRIVS_DISABLE
    if value != PROC_NO_NEW_PRIVS_ENABLE:
        raise Errno(EINVAL, "Privileges once given up are not taken back.", "kern_procctl.c: no_new_privs_ctl")
    target.p_no_new_privs = True
    return 0


SYSCALLS: dict[str, Callable[..., Any]] = {"procctl": sys_procctl}
