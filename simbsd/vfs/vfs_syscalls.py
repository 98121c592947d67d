"""The system calls of files, gathered for the table.

Models the extent of sys/kern/vfs_syscalls.c; what is left out stands in the modules of each family.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simbsd.fs import ufs_dist
from simbsd.vfs import vfs_syscalls_attr, vfs_syscalls_dir, vfs_syscalls_name, vfs_syscalls_open

SYSCALLS: dict[str, Callable[..., Any]] = {
    **vfs_syscalls_open.SYSCALLS,
    **vfs_syscalls_name.SYSCALLS,
    **vfs_syscalls_attr.SYSCALLS,
    **vfs_syscalls_dir.SYSCALLS,
    **ufs_dist.SYSCALLS,
}
