"""The types of file system that can be mounted, and how each begins.

Models sys/kern/vfs_init.c (vfs_byname), and the vfs_mount functions of devfs_vfsops.c, null_vfsops.c,
tmpfs_vfsops.c and ffs_vfsops.c; leaves out every other type, and a second disk for UFS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs import DEVFS_VOPS, Devfs
from simbsd.fs.devfs_devs import DEVFS_ROOT
from simbsd.fs.fdescfs import FDESC_VOPS
from simbsd.fs.nullfs import NULL_VOPS, Null
from simbsd.fs.procfs import PROCFS_VOPS
from simbsd.fs.pseudofs import PFS_ROOT, Pseudo
from simbsd.fs.ufs import ROOTINO, ufs_init
from simbsd.fs.ufs_vnops import UFS_VOPS
from simbsd.kern.kern_jail import jailed
from simbsd.sys.errno import EBUSY, EDEADLK, EINVAL, ENOTBLK, EOPNOTSUPP, EPERM, Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_subr import vinode
from simbsd.vfs.vnode_if import Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

RULESET_MAX = 65535
ALLPERMS = 0o7777
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


@dataclass(frozen=True, slots=True)
class Mounted:
    """What a type's mount function made: what it calls its source, its tables, its root, whether it is local."""

    source: str
    data: Any
    root: int
    local: bool = True


@dataclass(frozen=True, slots=True)
class Vfsconf:
    """One type: its operations, its mount function, and the jail permission it takes (``vfc_prison_flag``;
    empty: never in a jail)."""

    vops: Vops
    mount: Callable[[Kernel, Proc, Vnode, dict[str, str]], Mounted]
    allow: str
    filemount: bool = False


def _mount_devfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    ruleset = devfs_ruleset(p, params)
    return Mounted("devfs", Devfs(ruleset), DEVFS_ROOT)


def devfs_ruleset(p: Proc, params: dict[str, str]) -> int:
    """Which ruleset a devfs mount has: as asked, but in a jail always the jail's own. Errors: EINVAL, EPERM."""
    text = params.get("ruleset", "0")
    if not is_number(text) or to_int(text) > RULESET_MAX:
        raise Errno(EINVAL, "the ruleset is no number from 0 to 65535", "invalid ruleset specification")
    if not jailed(p.p_ucred):
        return to_int(text)
    own = p.p_ucred.cr_prison.pr_devfs_rsnum
    if to_int(text) not in (0, own):
        raise Errno(EPERM, "A jail mounts devfs with its own ruleset only.", "devfs_vfsops.c: devfs_mount")
    return own


def _mount_nullfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    target = params.get("from") or params.get("target")
    if not target:
        raise Errno(EINVAL, "nullfs_mount: no target is named")
    lower = namei(kernel, p, target)
    if covered.v_mount.mnt_type == "nullfs" and covered.v_mount.mnt_ops.vop_lower(covered) == lower:
        raise Errno(EDEADLK, "nullfs_mount: the directory is the target itself, seen through another null mount")
    kind = vinode(kernel, lower).mode & S_IFMT
    if kind not in (S_IFDIR, S_IFREG) or kind != vinode(kernel, covered).mode & S_IFMT:
        raise Errno(EINVAL, "nullfs_mount: the target and the mount point are not of the same type")
    return Mounted(target, Null(lower), lower.v_ino, bool(lower.v_mount.mnt_flags.get("local")))


def _size(text: str) -> int:
    unit = _UNITS.get(text[-1:].lower(), 0)
    digits = text[:-1] if unit else text
    if not is_number(digits):
        raise Errno(EINVAL, f"{text!r} is no size")
    return to_int(digits) * (unit or 1)


def _mode(text: str) -> int:
    if not text or any(digit not in "01234567" for digit in text):
        raise Errno(EINVAL, f"{text!r} is no octal mode")
    return to_int(text, 8) & ALLPERMS


def _mount_tmpfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    size = _size(params.get("size", "0")) or kernel.limits.storage
    over = vinode(kernel, covered)
    mode = _mode(params["mode"]) if "mode" in params else over.mode & ALLPERMS
    fs = ufs_init(kernel, None, min(size, kernel.limits.storage), kernel.limits.inodes, mode)
    root = fs.own[ROOTINO]
    assert root is not None
    root.uid, root.gid = over.uid, over.gid
    return Mounted("tmpfs", fs, ROOTINO)


def _mount_ufs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    source = params.get("from")
    if not source:
        raise Errno(EINVAL, "ffs_mount: no device is named")
    if vinode(kernel, namei(kernel, p, source)).mode & S_IFMT != S_IFCHR:
        raise Errno(ENOTBLK, "ffs_mount: the source is no disk")
    if source == kernel.rootvnode.v_mount.mnt_from:
        raise Errno(EBUSY, "The disk is mounted already.", "ffs_vfsops.c: ffs_mount")
    raise Errno(EOPNOTSUPP, "ffs_mount: there is no file system on that disk")


def _mount_procfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    return Mounted("procfs", Pseudo(), PFS_ROOT)


def _mount_fdescfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    return Mounted("fdescfs", Pseudo(), PFS_ROOT, local=False)


VFSCONF: dict[str, Vfsconf] = {
    "ufs": Vfsconf(UFS_VOPS, _mount_ufs, allow=""),
    "devfs": Vfsconf(DEVFS_VOPS, _mount_devfs, allow="mount.devfs"),
    "fdescfs": Vfsconf(FDESC_VOPS, _mount_fdescfs, allow="mount.fdescfs"),
    "nullfs": Vfsconf(NULL_VOPS, _mount_nullfs, allow="mount.nullfs", filemount=True),
    "procfs": Vfsconf(PROCFS_VOPS, _mount_procfs, allow="mount.procfs"),
    "tmpfs": Vfsconf(UFS_VOPS, _mount_tmpfs, allow="mount.tmpfs"),
}
