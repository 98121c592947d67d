"""Security event auditing: who a process is audited as. Nobody is: no auditd(8) runs here.

Models sys/security/audit/audit_syscalls.c (sys_getaudit) and audit_cred_proc0 of audit.c; leaves out all else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import jailed
from simbsd.kern.kern_priv import priv_check
from simbsd.sys.errno import ENOSYS, Errno
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

AU_DEFAUDITID = -1


def sys_getaudit(kernel: Kernel, p: Proc) -> dict[str, int]:
    """getaudit(2): the audit user, masks, session and terminal. Errors: ENOSYS in a jail, EPERM."""
    if jailed(p.p_ucred):
        raise Errno(ENOSYS, "Auditing is the host's alone.", "audit_syscalls.c: sys_getaudit")
    priv_check(kernel, p, Priv.PRIV_AUDIT_GETAUDIT)
    return {"auid": AU_DEFAUDITID, "success": 0, "failure": 0, "asid": 0, "port": 0, "machine": 0}


SYSCALLS = {"getaudit": sys_getaudit}
