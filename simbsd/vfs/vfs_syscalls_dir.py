"""System calls about where a process stands: working directory, root, mode mask.

Models sys/kern/vfs_syscalls.c (sys_chdir, sys_fchdir, sys_chroot, sys_umask) and kern___getcwd of
sys/kern/vfs_cache.c.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_descrip import getfile, pwd_chdir, pwd_chroot
from simbsd.sys.errno import ENOTDIR, Errno
from simbsd.sys.fcntl import X_OK
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_cache import vn_fullpath
from simbsd.vfs.vfs_lookup import crossed, namei
from simbsd.vfs.vfs_subr import check_priv, is_dir, vaccess

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def change_dir(kernel: Kernel, p: Proc, vp: Vnode) -> None:
    """May a process stand there (change_dir): a directory, and search permission. Errors: ENOTDIR, EACCES."""
    if not is_dir(kernel, vp):
        raise Errno(ENOTDIR, "the file is no directory")
    vaccess(kernel, p, vp, X_OK)


def sys_chdir(kernel: Kernel, p: Proc, path: str) -> None:
    """chdir(2). Errors: ENOENT, ENOTDIR, EACCES."""
    vp = namei(kernel, p, path)
    change_dir(kernel, p, vp)
    pwd_chdir(kernel, p, vp)


def sys_fchdir(kernel: Kernel, p: Proc, fd: int) -> None:
    """fchdir(2). Errors: EBADF, ENOTDIR, EACCES."""
    fp = getfile(kernel, p, fd)
    if fp.f_type != "vnode":
        raise Errno(ENOTDIR, f"descriptor {fd} is no directory")
    vp = crossed(fp.f_data)
    change_dir(kernel, p, vp)
    pwd_chdir(kernel, p, vp)


def sys_chroot(kernel: Kernel, p: Proc, path: str) -> None:
    """chroot(2): the working directory stays where it is. Errors: EPERM, ENOENT, ENOTDIR, EACCES.

    Without privilege where security.bsd.unprivileged_chroot allows it and the process gains none any more.
    """
    try:
        check_priv(kernel, p, Priv.PRIV_VFS_CHROOT)
    except Errno:
        if not (p.p_no_new_privs and kernel.sysctls.get("security.bsd.unprivileged_chroot", 0)):
            raise
    vp = namei(kernel, p, path)
    change_dir(kernel, p, vp)
    pwd_chroot(kernel, p, vp)


def sys_getcwd(kernel: Kernel, p: Proc) -> str:
    """__getcwd(2): from the process's root. Errors: ENOENT when the directory was removed."""
    return vn_fullpath(kernel, p, p.p_pwd.pwd_cdir)


def sys_umask(kernel: Kernel, p: Proc, mask: int) -> int:
    """umask(2): the old mask."""
    old, p.p_fd.fd_cmask = p.p_fd.fd_cmask, mask & 0o777
    return old


def sys_sync(kernel: Kernel, p: Proc) -> None:
    """sync(2): everything is where it should be already."""


def sys_fsync(kernel: Kernel, p: Proc, fd: int) -> None:
    """fsync(2). Errors: EBADF."""
    getfile(kernel, p, fd)


SYSCALLS: dict[str, Callable[..., Any]] = {
    "chdir": sys_chdir,
    "fchdir": sys_fchdir,
    "chroot": sys_chroot,
    "__getcwd": sys_getcwd,
    "umask": sys_umask,
    "sync": sys_sync,
    "fsync": sys_fsync,
}
