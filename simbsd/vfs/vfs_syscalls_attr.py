"""System calls that ask for attributes and change them.

Models sys/kern/vfs_syscalls.c (kern_statat, kern_accessat, setfmode, setfown, setfflags, setutimes) and
ufs_setattr, ufs_chmod, ufs_chown of sys/ufs/ufs/ufs_vnops.c; leaves out ACLs, pathconf(2) and extended
attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_descrip import getfile
from simbsd.kern.kern_priv import can_priv
from simbsd.sys.errno import EFTYPE, EINVAL, EOPNOTSUPP, EPERM, EROFS, Errno
from simbsd.sys.fcntl import (
    R_OK,
    S_IFDIR,
    S_IFLNK,
    S_IFMT,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
    SF_APPEND,
    SF_ARCHIVED,
    SF_IMMUTABLE,
    SF_NOUNLINK,
    UF_APPEND,
    UF_ARCHIVE,
    UF_HIDDEN,
    UF_IMMUTABLE,
    UF_NODUMP,
    UF_NOUNLINK,
    UF_OFFLINE,
    UF_OPAQUE,
    UF_READONLY,
    UF_REPARSE,
    UF_SPARSE,
    UF_SYSTEM,
    UTIME_OMIT,
    W_OK,
    X_OK,
)  # fmt: skip
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Inode, Stat, Vnode
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_subr import (
    APPEND,
    DEVICES,
    IMMUTABLE,
    VADMIN,
    check_priv,
    groupmember,
    is_readonly,
    vaccess,
    vaccess_cred,
    vinode,
)  # fmt: skip
from simbsd.vfs.vfs_vnops import vn_stat
from simbsd.vfs.vnode_if import Vattr

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

ALLPERMS = 0o7777
SF_SETTABLE = SF_ARCHIVED | SF_IMMUTABLE | SF_APPEND | SF_NOUNLINK
UF_SETTABLE = (
    UF_NODUMP | UF_IMMUTABLE | UF_APPEND | UF_OPAQUE | UF_NOUNLINK | UF_SYSTEM | UF_SPARSE | UF_OFFLINE | UF_REPARSE
    | UF_ARCHIVE | UF_READONLY | UF_HIDDEN
)  # fmt: skip


def sys_fstatat(kernel: Kernel, p: Proc, path: str, follow: bool) -> Stat:
    """stat(2), or lstat(2) without ``follow``. Errors: those of the path."""
    return vn_stat(kernel, namei(kernel, p, path, follow))


def sys_access(kernel: Kernel, p: Proc, path: str, mode: int) -> None:
    """access(2): with the real ids. Errors: EINVAL, EACCES, EROFS, those of the path."""
    cred = p.p_ucred
    groups = (cred.cr_rgid, *cred.cr_groups[1:])
    saved, p.p_ucred = p.p_ucred, replace(cred, cr_uid=cred.cr_ruid, cr_groups=groups)
    try:
        sys_eaccess(kernel, p, path, mode)
    finally:
        p.p_ucred = saved


def sys_eaccess(kernel: Kernel, p: Proc, path: str, mode: int) -> None:
    """eaccess(2): with the effective ids."""
    if mode & ~(R_OK | W_OK | X_OK):
        raise Errno(EINVAL, "the mode holds more than R_OK, W_OK, X_OK")
    vp = namei(kernel, p, path)
    if mode:
        vaccess_cred(kernel, p.p_ucred, vp, mode)


def sys_readlink(kernel: Kernel, p: Proc, path: str) -> str:
    """readlink(2). Errors: EINVAL when the file is no link."""
    inode = vinode(kernel, namei(kernel, p, path, follow=False))
    if inode.mode & S_IFMT != S_IFLNK:
        raise Errno(EINVAL, "the file is no symbolic link")
    return inode.data.decode("utf-8", "surrogateescape")


def _check_change(kernel: Kernel, vp: Vnode) -> Inode:
    """What forbids every change: a read-only mount, an immutable or append-only file. Errors: EROFS, EPERM."""
    if is_readonly(vp):
        raise Errno(EROFS, "the file system is mounted read-only")
    inode = vinode(kernel, vp)
    if inode.flags & (IMMUTABLE | APPEND):
        raise Errno(EPERM, "The file is immutable or can only be appended to.", "ufs_vnops.c: ufs_setattr")
    return inode


def _set(kernel: Kernel, vp: Vnode, vattr: Vattr) -> None:
    vp.v_mount.mnt_ops.vop_setattr(kernel, vp, vattr)


def _chmod(kernel: Kernel, p: Proc, vp: Vnode, mode: int) -> None:
    """ufs_chmod: the owner; S_ISTXT on files, S_ISGID outside one's groups and another's S_ISUID need privileges."""
    inode = _check_change(kernel, vp)
    cred, mode = p.p_ucred, mode & ALLPERMS
    vaccess(kernel, p, vp, VADMIN)
    if mode & S_ISTXT and inode.mode & S_IFMT != S_IFDIR and not can_priv(kernel, cred, Priv.PRIV_VFS_STICKYFILE):
        raise Errno(EFTYPE, "only the superuser sets the sticky bit on a file that is no directory")
    if mode & S_ISGID and not groupmember(inode.gid, cred):
        check_priv(kernel, p, Priv.PRIV_VFS_SETGID)
    if mode & S_ISUID and inode.uid != cred.cr_uid:
        check_priv(kernel, p, Priv.PRIV_VFS_ADMIN)
    _set(kernel, vp, Vattr(va_mode=mode))


def sys_fchmodat(kernel: Kernel, p: Proc, path: str, mode: int, follow: bool) -> None:
    """chmod(2), or lchmod(2) without ``follow``. Errors: EPERM, EROFS, EFTYPE."""
    _chmod(kernel, p, namei(kernel, p, path, follow), mode)


def sys_fchmod(kernel: Kernel, p: Proc, fd: int, mode: int) -> None:
    """fchmod(2). Errors: EBADF, EINVAL, EPERM, EROFS, EFTYPE."""
    _chmod(kernel, p, _vnode_of(kernel, p, fd), mode)


def _vnode_of(kernel: Kernel, p: Proc, fd: int) -> Vnode:
    fp = getfile(kernel, p, fd)
    if fp.f_type not in ("vnode", "fifo"):
        raise Errno(EINVAL, f"descriptor {fd} is no file")
    vp: Vnode = fp.f_data
    return vp


def _chown(kernel: Kernel, p: Proc, vp: Vnode, uid: int, gid: int) -> None:
    """ufs_chown: the owner may give the file to a group of theirs; anything else needs PRIV_VFS_CHOWN, and
    loses set-id bits."""
    inode = _check_change(kernel, vp)
    uid = inode.uid if uid == -1 else uid
    gid = inode.gid if gid == -1 else gid
    vaccess(kernel, p, vp, VADMIN)
    if uid != inode.uid or (gid != inode.gid and not groupmember(gid, p.p_ucred)):
        check_priv(kernel, p, Priv.PRIV_VFS_CHOWN)
    mode = None
    loses_bits = inode.mode & (S_ISUID | S_ISGID) and (uid, gid) != (inode.uid, inode.gid)
    if loses_bits and not can_priv(kernel, p.p_ucred, Priv.PRIV_VFS_RETAINSUGID):
        mode = inode.mode & ALLPERMS & ~(S_ISUID | S_ISGID)
    _set(kernel, vp, Vattr(va_uid=uid, va_gid=gid, va_mode=mode))


def sys_fchownat(kernel: Kernel, p: Proc, path: str, uid: int, gid: int, follow: bool) -> None:
    """chown(2), or lchown(2) without ``follow``; -1 leaves an id. Errors: EPERM, EROFS."""
    _chown(kernel, p, namei(kernel, p, path, follow), uid, gid)


def sys_fchown(kernel: Kernel, p: Proc, fd: int, uid: int, gid: int) -> None:
    """fchown(2). Errors: EBADF, EINVAL, EPERM, EROFS."""
    _chown(kernel, p, _vnode_of(kernel, p, fd), uid, gid)


def sys_chflagsat(kernel: Kernel, p: Proc, path: str, flags: int, follow: bool) -> None:
    """chflags(2). System flags need PRIV_VFS_SYSFLAGS, and a securelevel of at most 0 to be cleared. Errors:
    EPERM, EROFS, EOPNOTSUPP."""
    vp = namei(kernel, p, path, follow)
    inode = vinode(kernel, vp)
    if vp.v_mount.mnt_type == "devfs" or flags & ~(SF_SETTABLE | UF_SETTABLE):
        raise Errno(EOPNOTSUPP, "the file system does not keep these flags")
    if inode.mode & S_IFMT in DEVICES:
        check_priv(kernel, p, Priv.PRIV_VFS_CHFLAGS_DEV)
    if is_readonly(vp):
        raise Errno(EROFS, "the file system is mounted read-only")
    vaccess(kernel, p, vp, VADMIN)
    if can_priv(kernel, p.p_ucred, Priv.PRIV_VFS_SYSFLAGS):
        if inode.flags & (SF_NOUNLINK | SF_IMMUTABLE | SF_APPEND) and p.p_ucred.cr_prison.pr_securelevel > 0:
            raise Errno(EPERM, "The securelevel is above 0: system flags stay as they are.", "ufs_vnops.c: ufs_setattr")
    elif inode.flags & (SF_NOUNLINK | SF_IMMUTABLE | SF_APPEND) or (flags ^ inode.flags) & SF_SETTABLE:
        raise Errno(
            EPERM, "The system flags (schg, sappnd, sunlnk, arch) need PRIV_VFS_SYSFLAGS.", "ufs_vnops.c: ufs_setattr"
        )
    _set(kernel, vp, Vattr(va_flags=flags))


def sys_utimensat(kernel: Kernel, p: Proc, path: str, atime: int | None, mtime: int | None, follow: bool) -> None:
    """utimensat(2), in microseconds since boot; None is now, UTIME_OMIT leaves a time. Errors: EACCES, EPERM,
    EROFS."""
    _utimens(kernel, p, namei(kernel, p, path, follow), atime, mtime)


def sys_futimens(kernel: Kernel, p: Proc, fd: int, atime: int | None, mtime: int | None) -> None:
    """futimens(2)."""
    _utimens(kernel, p, _vnode_of(kernel, p, fd), atime, mtime)


def _utimens(kernel: Kernel, p: Proc, vp: Vnode, atime: int | None, mtime: int | None) -> None:
    inode = _check_change(kernel, vp)
    if atime is None and mtime is None and inode.uid != p.p_ucred.cr_uid:
        vaccess(kernel, p, vp, W_OK)  # whoever may write may set both to now
    else:
        vaccess(kernel, p, vp, VADMIN)
    _set(kernel, vp, Vattr(va_atime=_time(kernel, atime), va_mtime=_time(kernel, mtime)))


def _time(kernel: Kernel, value: int | None) -> int | None:
    if value == UTIME_OMIT:
        return None
    return kernel.now if value is None else value


SYSCALLS: dict[str, Callable[..., Any]] = {
    "fstatat": sys_fstatat,
    "access": sys_access,
    "eaccess": sys_eaccess,
    "readlink": sys_readlink,
    "fchmodat": sys_fchmodat,
    "fchmod": sys_fchmod,
    "fchownat": sys_fchownat,
    "fchown": sys_fchown,
    "chflagsat": sys_chflagsat,
    "utimensat": sys_utimensat,
    "futimens": sys_futimens,
}
