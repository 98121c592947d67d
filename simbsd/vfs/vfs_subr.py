"""Who may do what with a file: permission bits, flags, privileges, read-only mounts.

Models sys/kern/vfs_subr.c (vaccess), ufs_access of sys/ufs/ufs/ufs_vnops.c and sys/kern/kern_prot.c
(groupmember); leaves out ACLs and MAC labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import can_priv, priv_check_cred
from simbsd.sys.errno import EACCES, EPERM, EROFS, Errno
from simbsd.sys.fcntl import (
    R_OK,
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_ISTXT,
    SF_APPEND,
    SF_IMMUTABLE,
    SF_NOUNLINK,
    UF_APPEND,
    UF_IMMUTABLE,
    UF_NOUNLINK,
    W_OK,
    X_OK,
)  # fmt: skip
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vnode import Inode, Mount, Vnode

VADMIN = 0x1000  # the owner's rights: sys/sys/vnode.h
IMMUTABLE = UF_IMMUTABLE | SF_IMMUTABLE
APPEND = UF_APPEND | SF_APPEND
NOUNLINK = UF_NOUNLINK | SF_NOUNLINK
DEVICES = (S_IFCHR, S_IFBLK)
_WRITTEN_KINDS = (S_IFREG, S_IFDIR, S_IFLNK)


def groupmember(gid: int, cred: Ucred) -> bool:
    """True when the credential is in a group (groupmember)."""
    return gid in cred.cr_groups


def vinode(kernel: Kernel, vp: Vnode) -> Inode:
    """Attributes of a file, to look at."""
    inode: Inode = vp.v_mount.mnt_ops.vop_inode(kernel, vp)
    return inode


def is_dir(kernel: Kernel, vp: Vnode) -> bool:
    """True for a directory."""
    return vinode(kernel, vp).mode & S_IFMT == S_IFDIR


def is_root(vp: Vnode) -> bool:
    """True for the root of a mounted file system (VV_ROOT)."""
    return vp.v_ino == vp.v_mount.mnt_root


def is_readonly(vp: Vnode) -> bool:
    """True when the mount, or one below it, is read-only."""
    if vp.v_mount.mnt_flags.get("read-only"):
        return True
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    return lower != vp and bool(lower.v_mount.mnt_flags.get("read-only"))


def has_mount_flag(mount: Mount, flag: str) -> bool:
    """True when a mount bears a flag of mount(8)'s listing."""
    return bool(mount.mnt_flags.get(flag))


def granted(inode: Inode, cred: Ucred) -> int:
    """What the permission bits give a credential: R_OK, W_OK, X_OK, and VADMIN for the owner."""
    if inode.uid == cred.cr_uid:
        return inode.mode >> 6 & 7 | VADMIN
    if inode.gid in cred.cr_groups:
        return inode.mode >> 3 & 7
    return inode.mode & 7


def vaccess(kernel: Kernel, p: Proc, vp: Vnode, mode: int) -> None:
    """Check a process's effective ids for R_OK, W_OK, X_OK, VADMIN, privileges included. Errors: EACCES, EPERM,
    EROFS."""
    vaccess_cred(kernel, p.p_ucred, vp, mode)


def vaccess_cred(kernel: Kernel, cred: Ucred, vp: Vnode, mode: int) -> None:
    """Check a credential (VOP_ACCESS): a read-only mount and an immutable file first, then vaccess(9)."""
    if not vp.v_mount.mnt_ops.vop_access:
        return
    inode = vinode(kernel, vp)
    if mode & W_OK:
        if inode.mode & S_IFMT in _WRITTEN_KINDS and is_readonly(vp):
            raise Errno(EROFS, "the file system is mounted read-only")
        if inode.flags & IMMUTABLE:
            raise Errno(EPERM, "The file is immutable: flag uchg or schg.", "ufs_vnops.c: ufs_accessx")
    vaccess_inode(kernel, cred, inode, mode)


def vaccess_inode(kernel: Kernel, cred: Ucred, inode: Inode, mode: int) -> None:
    """vaccess(9): the owner's, group's or others' bits, then privileges. Errors: EACCES; EPERM where ownership
    was asked."""
    wanting = mode & ~granted(inode, cred)
    if not wanting:
        return
    for bit, priv in _privileges(inode):
        if wanting & bit and can_priv(kernel, cred, priv):
            wanting &= ~bit
    if wanting:
        if mode & VADMIN:
            raise Errno(
                EPERM, f"The file belongs to user {inode.uid}, not to user {cred.cr_uid}.", "vfs_subr.c: vaccess"
            )
        bits = f"{inode.mode & 0o7777:04o}"
        raise Errno(
            EACCES,
            f"Mode {bits} of a file of user {inode.uid} does not allow it to user {cred.cr_uid}.",
            "vfs_subr.c: vaccess",
        )


def _privileges(inode: Inode) -> tuple[tuple[int, Priv], ...]:
    """Which privilege stands in for which missing permission."""
    if inode.mode & S_IFMT == S_IFDIR:
        execute: tuple[tuple[int, Priv], ...] = ((X_OK, Priv.PRIV_VFS_LOOKUP),)
    else:
        execute = ((X_OK, Priv.PRIV_VFS_EXEC),) if inode.mode & 0o111 else ()
    return (*execute, (R_OK, Priv.PRIV_VFS_READ), (W_OK, Priv.PRIV_VFS_WRITE), (VADMIN, Priv.PRIV_VFS_ADMIN))


def check_delete(kernel: Kernel, p: Proc, dvp: Vnode, vp: Vnode) -> None:
    """May a name be taken out of a directory (VDELETE): write to it, the sticky bit, flags. Errors: EACCES,
    EPERM, EROFS."""
    vaccess(kernel, p, dvp, W_OK)
    directory, inode = vinode(kernel, dvp), vinode(kernel, vp)
    if directory.mode & S_ISTXT and not (_can_admin(kernel, p, directory) or _can_admin(kernel, p, inode)):
        raise Errno(
            EPERM,
            "The directory is sticky: only the owner of the file or of the directory takes its names away.",
            "ufs_lookup.c: ufs_delete_denied",
        )
    check_flags(directory, inode)


def _can_admin(kernel: Kernel, p: Proc, inode: Inode) -> bool:
    return inode.uid == p.p_ucred.cr_uid or can_priv(kernel, p.p_ucred, Priv.PRIV_VFS_ADMIN)


def check_flags(directory: Inode, inode: Inode) -> None:
    """Flags that forbid to remove or rename a file (ufs_remove). Errors: EPERM."""
    if inode.flags & (NOUNLINK | IMMUTABLE | APPEND) or directory.flags & APPEND:
        raise Errno(
            EPERM, "A file flag forbids it: uchg, schg, uappnd, sappnd, uunlnk or sunlnk.", "ufs_vnops.c: ufs_remove"
        )


def check_priv(kernel: Kernel, p: Proc, priv: Priv) -> None:
    """Demand a privilege of the process's credential. Errors: EPERM."""
    priv_check_cred(kernel, p.p_ucred, priv)
