"""The table of system calls: the door's own list, module by module.

Models sys/kern/init_sysent.c. A new call is a handler in the module where FreeBSD has it, and that module's line here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from simbsd.kern import (
    audit_syscalls,
    kern_container,
    kern_cpuset,
    kern_descrip,
    kern_environment,
    kern_exec,
    kern_exit,
    kern_fork,
    kern_jail_attach,
    kern_jail_get,
    kern_jail_paper,
    kern_jail_set,
    kern_linker,
    kern_loginclass,
    kern_proc,
    kern_procctl,
    kern_prot,
    kern_rctl,
    kern_resource,
    kern_shutdown,
    kern_sig,
    kern_sysctl,
    kern_time,
    sys_generic,
    sys_getrandom,
    sys_pipe,
    sys_process,
    sysv_ipc,
    tty_pts,
    uipc_syscalls,
)
from simbsd.net import route_tables
from simbsd.sys.errno import ENOSYS, Errno
from simbsd.vfs import vfs_mount, vfs_syscalls
from simbsd.vm import vm_map

if TYPE_CHECKING:
    from simbsd.release import Release

MODULES = (
    kern_shutdown,
    kern_proc, kern_fork, kern_exec, kern_exit, kern_sig, kern_prot, kern_resource, kern_time, kern_descrip,
    sys_generic, sys_getrandom, sys_pipe, vfs_syscalls, vfs_mount, kern_jail_set, kern_jail_get, kern_jail_attach,
    kern_jail_paper, kern_sysctl, kern_procctl, kern_cpuset, kern_linker, kern_environment, uipc_syscalls,
    tty_pts, kern_rctl, route_tables, kern_container,
    sysv_ipc, kern_loginclass, vm_map, sys_process, audit_syscalls,
)  # fmt: skip

SYSENT: dict[str, Callable[..., Any]] = {
    name: handler for module in MODULES for name, handler in module.SYSCALLS.items()
}


def _nosys(name: str, release: Release) -> Callable[..., Any]:
    def nosys(*args: Any) -> Any:
        raise Errno(ENOSYS, f"FreeBSD {release.name} has no system call {name}.", "kern_sig.c: nosys")

    return nosys


@cache
def sysent(release: Release) -> dict[str, Callable[..., Any]]:
    """The calls of a release; those that came later answer ENOSYS (kern_sig.c: nosys, without its SIGSYS)."""
    return SYSENT | {name: _nosys(name, release) for name in sorted(release.missing_calls)}
