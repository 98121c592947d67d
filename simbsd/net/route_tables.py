"""Which routing table a process uses.

Models sys/net/route/route_tables.c (sys_setfib); net.fibs and net.my_fibnum are in net_sysctl.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EINVAL, Errno

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def sys_setfib(kernel: Kernel, p: Proc, fib: int) -> None:
    """setfib(2): sockets that the process makes from now on ask this table. Errors: EINVAL."""
    tables = len(p.p_ucred.cr_prison.pr_vnet.vnet_fibs)
    if not 0 <= fib < tables:
        raise Errno(EINVAL, f"This stack has {tables} routing tables (net.fibs).", "route_tables.c: sys_setfib")
    p.p_fibnum = fib


SYSCALLS = {"setfib": sys_setfib}
