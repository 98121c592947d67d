"""The table of system calls: the door's own list, module by module.

Models sys/kern/init_sysent.c. A new call is a handler in the module where FreeBSD has it, and that module's line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simbsd.kern import (
    kern_descrip,
    kern_environment,
    kern_exec,
    kern_exit,
    kern_fork,
    kern_jail_attach,
    kern_jail_get,
    kern_jail_set,
    kern_linker,
    kern_proc,
    kern_prot,
    kern_resource,
    kern_sig,
    kern_sysctl,
    kern_time,
    sys_generic,
    sys_getrandom,
    sys_pipe,
    uipc_syscalls,
)
from simbsd.vfs import vfs_mount, vfs_syscalls

MODULES = (
    kern_proc, kern_fork, kern_exec, kern_exit, kern_sig, kern_prot, kern_resource, kern_time, kern_descrip,
    sys_generic, sys_getrandom, sys_pipe, vfs_syscalls, vfs_mount, kern_jail_set, kern_jail_get, kern_jail_attach,
    kern_sysctl, kern_linker, kern_environment, uipc_syscalls,
)  # fmt: skip

SYSENT: dict[str, Callable[..., Any]] = {
    name: handler for module in MODULES for name, handler in module.SYSCALLS.items()
}
