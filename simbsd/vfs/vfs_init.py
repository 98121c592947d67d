"""The types of file system that can be mounted, and how each begins.

Models sys/kern/vfs_init.c (vfs_byname_kld, vfs_register, vfs_modevent), prison_add_vfs of kern_jail.c, and the
vfs_mount functions of devfs_vfsops.c, null_vfsops.c, tmpfs_vfsops.c and ffs_vfsops.c; leaves out every other type, and
a second disk for UFS.
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
from simbsd.kern.kern_linker import kern_kldload
from simbsd.sys.errno import EBUSY, EDEADLK, EINVAL, ENODEV, ENOTBLK, EOPNOTSUPP, EPERM, Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_opt import (
    DEVFS_OPTIONS,
    TMPFS_OPTIONS,
    check_options,
    opt_size,
    scan_decimal,
    scan_octal,
    tmpfs_size,
)
from simbsd.vfs.vfs_subr import vinode
from simbsd.vfs.vnode_if import Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

RULESET_MAX = 65535
ALLPERMS = 0o7777


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
    check_options(params, DEVFS_OPTIONS)
    ruleset = devfs_ruleset(p, params)
    return Mounted("devfs", Devfs(ruleset), DEVFS_ROOT)


def devfs_ruleset(p: Proc, params: dict[str, str]) -> int:
    """Which ruleset a devfs mount has: as asked, but in a jail always the jail's own. Errors: EINVAL, EPERM."""
    asked = params.get("ruleset", "0")
    if not is_number(asked) or to_int(asked) > RULESET_MAX:
        text = "invalid ruleset specification"
        raise Errno(EINVAL, "The ruleset is no number from 0 to 65535.", "devfs_vfsops.c: devfs_mount", text)
    if not jailed(p.p_ucred):
        return to_int(asked)
    own = p.p_ucred.cr_prison.pr_devfs_rsnum
    if to_int(asked) not in (0, own):
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


def _mount_tmpfs(kernel: Kernel, p: Proc, covered: Vnode, params: dict[str, str]) -> Mounted:
    check_options(params, TMPFS_OPTIONS)
    over = vinode(kernel, covered)
    mode, uid, gid = over.mode & ALLPERMS, over.uid, over.gid
    if p.p_ucred.cr_ruid == 0:
        mode = scan_octal(params, "mode", mode) & ALLPERMS
        uid, gid = scan_decimal(params, "uid", uid), scan_decimal(params, "gid", gid)
    size, inodes = tmpfs_size(params), opt_size(params, "inodes")
    if inodes <= ROOTINO + 1:
        inodes = kernel.limits.inodes
    fs = ufs_init(kernel, None, min(size or kernel.limits.storage, kernel.limits.storage), inodes, mode)
    fs.max_file = opt_size(params, "maxfilesize")
    root = fs.own[ROOTINO]
    assert root is not None
    root.uid, root.gid = uid, gid
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
# In the kernel itself (sys/amd64/conf/GENERIC); the others are modules.
BUILT_IN = ("ufs", "devfs", "procfs", "tmpfs")


def vfs_init(kernel: Kernel) -> None:
    """The types that the kernel begins with (vfs_modevent of those compiled in)."""
    kernel.vfsconf = []
    others = {f"allow.{conf.allow}" for name, conf in VFSCONF.items() if name not in BUILT_IN}
    kernel.missing_jail_params = kernel.release.missing_jail_params | others
    for name in BUILT_IN:
        vfs_register(kernel, name)


def vfs_register(kernel: Kernel, name: str) -> None:
    """A type is there; if jails may mount it, its permission is, and stays when the type goes (prison_add_vfs)."""
    kernel.vfsconf.append(name)
    param = f"allow.{VFSCONF[name].allow}"
    if param not in kernel.release.missing_jail_params:
        kernel.missing_jail_params -= {param}


def vfs_unregister(kernel: Kernel, name: str) -> None:
    """A type is gone."""
    kernel.vfsconf.remove(name)


def vfs_byname_kld(kernel: Kernel, p: Proc, fstype: str) -> Vfsconf:
    """The type of a name; the module of that name is loaded for it. Errors: ENODEV."""
    if fstype not in kernel.vfsconf:
        try:
            kern_kldload(kernel, p, fstype)
        except Errno as error:
            raise Errno(ENODEV, f"vfs_byname_kld: no type {fstype}, and no module: {error.note}") from None
    if fstype not in kernel.vfsconf:
        raise Errno(ENODEV, f"vfs_byname_kld: the module {fstype} brought no file system")
    return VFSCONF[fstype]


def nullfs_load(kernel: Kernel) -> None:
    """null_vfsops.c: VFS_SET."""
    vfs_register(kernel, "nullfs")


def nullfs_unload(kernel: Kernel) -> None:
    """null_vfsops.c: VFS_SET."""
    vfs_unregister(kernel, "nullfs")


def fdescfs_load(kernel: Kernel) -> None:
    """fdesc_vfsops.c: VFS_SET."""
    vfs_register(kernel, "fdescfs")


def fdescfs_unload(kernel: Kernel) -> None:
    """fdesc_vfsops.c: VFS_SET."""
    vfs_unregister(kernel, "fdescfs")
