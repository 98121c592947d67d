"""System calls that make, link, move and remove names.

Models sys/kern/vfs_syscalls.c (kern_mkdirat, kern_linkat, kern_frenameat, kern_funlinkat, kern_frmdirat ...)
and the checks of sys/ufs/ufs/ufs_vnops.c; leaves out whiteouts, undelete and the at-relative forms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import can_priv
from simbsd.sys.errno import (
    EBUSY,
    EEXIST,
    EINVAL,
    EISDIR,
    ENOENT,
    ENOTDIR,
    ENOTEMPTY,
    EPERM,
    EXDEV,
    Errno,
)  # fmt: skip
from simbsd.sys.fcntl import (
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_ISGID,
    S_ISTXT,
    W_OK,
)  # fmt: skip
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Inode, Vnode
from simbsd.vfs.vfs_lookup import Nameidata, lookup, namei
from simbsd.vfs.vfs_subr import (
    APPEND,
    DEVICES,
    IMMUTABLE,
    check_delete,
    check_priv,
    groupmember,
    is_dir,
    is_root,
    vaccess,
    vinode,
)  # fmt: skip

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

ACCESSPERMS = 0o777


def create_node(
    kernel: Kernel, p: Proc, nd: Nameidata, mode: int, data: bytes = b"", rdev: str = ""
) -> Vnode:
    """Make what a lookup did not find: owned by the caller, in the group of its directory (ufs_makeinode). The
    caller has masked ``mode``.

    Errors: EACCES, EROFS, EPERM, ENOSPC.
    """
    vaccess(kernel, p, nd.ni_dvp, W_OK)
    directory = vinode(kernel, nd.ni_dvp)
    cred, gid = p.p_ucred, directory.gid
    is_directory = mode & S_IFMT == S_IFDIR
    foreign_group = mode & S_ISGID and not is_directory and not groupmember(gid, cred)
    if foreign_group and not can_priv(kernel, cred, Priv.PRIV_VFS_SETGID):
        mode &= ~S_ISGID
    template = Inode(0, mode, cred.cr_uid, gid, data=data, entries={} if is_directory else None, rdev=rdev)
    vp: Vnode = nd.ni_dvp.v_mount.mnt_ops.vop_create(kernel, nd.ni_dvp, nd.ni_name, template)
    return vp


def _absent(nd: Nameidata, caller: str, directory: bool = False) -> Nameidata:
    """A name that ``caller`` may make. Errors: EISDIR for the root, EEXIST, ENOENT for a non-directory with a slash."""
    if nd.ni_vp is not None:
        if not nd.ni_name:
            raise Errno(EISDIR, "the path is the root directory")
        raise Errno(EEXIST, f"{nd.ni_name!r} exists already.", f"vfs_syscalls.c: {caller}")
    if nd.ni_slash and not directory:
        raise Errno(ENOENT, "a name that ends in a slash would be a directory")
    return nd


def _present(kernel: Kernel, p: Proc, path: str) -> tuple[Nameidata, Vnode]:
    nd = lookup(kernel, p, path, follow=False)
    if nd.ni_vp is None:
        raise Errno(ENOENT, f"there is no {nd.ni_name!r} in that directory")
    if not nd.ni_name:
        raise Errno(EISDIR, "the path is the root directory")
    return nd, nd.ni_vp


def sys_mkdir(kernel: Kernel, p: Proc, path: str, mode: int) -> None:
    """mkdir(2). Errors: EEXIST, ENOENT, EACCES, EROFS, EMLINK, ENOSPC."""
    nd = _absent(lookup(kernel, p, path, follow=False), "kern_mkdirat", directory=True)
    create_node(kernel, p, nd, S_IFDIR | mode & (ACCESSPERMS | S_ISTXT) & ~p.p_fd.fd_cmask)


def sys_symlink(kernel: Kernel, p: Proc, target: str, path: str) -> None:
    """symlink(2): mode 0755 less the mask. Errors: EEXIST, ENOENT, EACCES, EROFS, ENOSPC."""
    nd = _absent(lookup(kernel, p, path, follow=False), "kern_symlinkat")
    create_node(kernel, p, nd, S_IFLNK | ACCESSPERMS & ~p.p_fd.fd_cmask, target.encode("utf-8", "surrogateescape"))


def sys_mkfifo(kernel: Kernel, p: Proc, path: str, mode: int) -> None:
    """mkfifo(2). Errors: EEXIST, ENOENT, EACCES, EROFS, ENOSPC."""
    nd = _absent(lookup(kernel, p, path, follow=False), "kern_mkfifoat")
    create_node(kernel, p, nd, S_IFIFO | mode & 0o7777 & ~p.p_fd.fd_cmask)


def sys_mknod(kernel: Kernel, p: Proc, path: str, mode: int, rdev: str) -> None:
    """mknod(2): devices (which work on devfs only) and FIFOs. Errors: EPERM, EINVAL, EEXIST ..."""
    kind = mode & S_IFMT
    if kind in DEVICES:
        check_priv(kernel, p, Priv.PRIV_VFS_MKNOD_DEV)
    elif kind != S_IFIFO:
        raise Errno(EINVAL, "mknod makes devices and named pipes")
    nd = _absent(lookup(kernel, p, path, follow=False), "kern_mknodat")
    create_node(kernel, p, nd, kind | mode & 0o7777 & ~p.p_fd.fd_cmask, rdev=rdev)


def sys_linkat(kernel: Kernel, p: Proc, old: str, new: str, follow: bool) -> None:
    """linkat(2). Errors: EPERM (a directory, a flag), EEXIST, EXDEV, EMLINK, EACCES ..."""
    vp = namei(kernel, p, old, follow)
    inode = vinode(kernel, vp)
    if inode.mode & S_IFMT == S_IFDIR:
        raise Errno(EPERM, "A directory has one name only.", "vfs_syscalls.c: kern_linkat_vp")
    nd = lookup(kernel, p, new, follow=False)
    _absent(nd, "kern_linkat_vp")
    if nd.ni_dvp.v_mount is not vp.v_mount:
        raise Errno(EXDEV, "a hard link cannot lead to another file system")
    _check_hardlink(kernel, p, inode)
    vaccess(kernel, p, nd.ni_dvp, W_OK)
    if inode.flags & (IMMUTABLE | APPEND):
        raise Errno(EPERM, "An immutable or append-only file gets no new names.", "ufs_vnops.c: ufs_link")
    vp.v_mount.mnt_ops.vop_link(kernel, nd.ni_dvp, nd.ni_name, vp)


def _check_hardlink(kernel: Kernel, p: Proc, inode: Inode) -> None:
    """security.bsd.hardlink_check_uid and _gid: links only to one's own files (can_hardlink). Errors: EPERM."""
    policies, cred = kernel.sysctls, p.p_ucred
    if policies.get("security.bsd.hardlink_check_uid", 0) and cred.cr_uid != inode.uid:
        check_priv(kernel, p, Priv.PRIV_VFS_LINK)
    if policies.get("security.bsd.hardlink_check_gid", 0) and not groupmember(inode.gid, cred):
        check_priv(kernel, p, Priv.PRIV_VFS_LINK)


def sys_unlink(kernel: Kernel, p: Proc, path: str) -> None:
    """unlink(2). Errors: EPERM (a directory, a flag, the sticky bit), EBUSY (a mount point), ENOENT, EACCES, EROFS."""
    nd, vp = _present(kernel, p, path)
    if is_dir(kernel, vp):
        raise Errno(EPERM, "It is a directory, and unlink(2) removes none.", "vfs_syscalls.c: kern_funlinkat")
    if is_root(vp):
        raise Errno(EBUSY, "The file is a mount point.", "vfs_syscalls.c: kern_funlinkat")
    check_delete(kernel, p, nd.ni_dvp, vp)
    vp.v_mount.mnt_ops.vop_remove(kernel, nd.ni_dvp, nd.ni_name)


def sys_rmdir(kernel: Kernel, p: Proc, path: str) -> None:
    """rmdir(2). Errors: ENOTDIR, EINVAL (``.``), EBUSY (a mount point), ENOTEMPTY, EACCES, EPERM, EROFS."""
    nd, vp = _present(kernel, p, path)
    if not is_dir(kernel, vp):
        raise Errno(ENOTDIR, f"{nd.ni_name!r} is no directory")
    if nd.ni_name == ".":
        raise Errno(EINVAL, "a directory cannot be removed by the name .")
    if is_root(vp):
        raise Errno(EBUSY, "A file system is mounted there.", "vfs_syscalls.c: kern_frmdirat")
    if nd.ni_name == ".." or _is_filled(kernel, vp):
        raise Errno(ENOTEMPTY, "the directory is not empty")
    check_delete(kernel, p, nd.ni_dvp, vp)
    vp.v_mount.mnt_ops.vop_remove(kernel, nd.ni_dvp, nd.ni_name)


def _is_filled(kernel: Kernel, vp: Vnode) -> bool:
    return any(True for _ in vp.v_mount.mnt_ops.vop_entries(kernel, vp))


def sys_rename(kernel: Kernel, p: Proc, old: str, new: str) -> None:
    """rename(2). Errors: EXDEV, EINVAL (into itself, ``.``), EISDIR, ENOTDIR, ENOTEMPTY, EBUSY, EPERM, EACCES,
    EROFS."""
    source, vp = _present(kernel, p, old)
    moves_directory = is_dir(kernel, vp)
    target = lookup(kernel, p, new, follow=False)
    if not target.ni_name:
        raise Errno(EINVAL if moves_directory else EISDIR, "the target is the root directory")
    if target.ni_vp is None and target.ni_slash and not moves_directory:
        raise Errno(ENOENT, "a name that ends in a slash would be a directory")
    _check_mounts(source, vp, target)
    if source.ni_name in (".", "..") or target.ni_name in (".", ".."):
        raise Errno(EINVAL, "the names . and .. cannot be moved")
    _check_kinds(kernel, vp, target.ni_vp)
    check_delete(kernel, p, source.ni_dvp, vp)
    vaccess(kernel, p, target.ni_dvp, W_OK)
    if target.ni_vp is not None:
        if target.ni_vp == vp:
            return
        check_delete(kernel, p, target.ni_dvp, target.ni_vp)
    if moves_directory and source.ni_dvp != target.ni_dvp:
        vaccess(kernel, p, vp, W_OK)
    if moves_directory:
        _check_loop(kernel, vp, target.ni_dvp)
    if target.ni_vp is not None and moves_directory and _is_filled(kernel, target.ni_vp):
        raise Errno(ENOTEMPTY, "the directory in the way is not empty")
    vp.v_mount.mnt_ops.vop_rename(kernel, source.ni_dvp, source.ni_name, target.ni_dvp, target.ni_name)


def _check_mounts(source: Nameidata, vp: Vnode, target: Nameidata) -> None:
    mount = source.ni_dvp.v_mount
    if vp.v_mount is not mount or (target.ni_vp is not None and target.ni_vp.v_mount is not target.ni_dvp.v_mount):
        raise Errno(EXDEV, "a mount point cannot be moved")
    if target.ni_dvp.v_mount is not mount:
        raise Errno(EXDEV, "the new name is on another file system")


def _check_kinds(kernel: Kernel, vp: Vnode, over: Vnode | None) -> None:
    if over is None:
        return
    if is_dir(kernel, vp) and not is_dir(kernel, over):
        raise Errno(ENOTDIR, "a directory cannot take the place of a file")
    if not is_dir(kernel, vp) and is_dir(kernel, over):
        raise Errno(EISDIR, "a file cannot take the place of a directory")


def _check_loop(kernel: Kernel, vp: Vnode, directory: Vnode) -> None:
    """Refuse to move a directory into itself (ufs_checkpath)."""
    walk = directory
    while True:
        if walk == vp:
            raise Errno(EINVAL, "a directory cannot be moved into itself")
        if is_root(walk):
            return
        parent: Vnode = walk.v_mount.mnt_ops.vop_parent(kernel, walk)
        if parent == walk:
            return
        walk = parent


SYSCALLS: dict[str, Callable[..., Any]] = {
    "mkdir": sys_mkdir,
    "symlink": sys_symlink,
    "mkfifo": sys_mkfifo,
    "mknod": sys_mknod,
    "linkat": sys_linkat,
    "unlink": sys_unlink,
    "rmdir": sys_rmdir,
    "rename": sys_rename,
}
