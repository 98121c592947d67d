"""Mounting, unmounting, and what is mounted.

Models sys/kern/vfs_mount.c (vfs_domount, kern_unmount, dounmount), kern_getfsstat of sys/kern/vfs_syscalls.c and
prison_enforce_statfs of sys/kern/kern_jail.c; leaves out exports, deferred and recursive unmounting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.deadfs import DEAD_VOPS
from simbsd.fs.devfs import devfs_apply
from simbsd.fs.devfs_rule import rules_of
from simbsd.kern.kern_descrip import getfile
from simbsd.kern.kern_jail import can_prison_allow, can_prison_see, jailed
from simbsd.kern.kern_priv import can_priv, priv_verdict
from simbsd.sys.errno import EBUSY, EINVAL, ENAMETOOLONG, ENODEV, ENOENT, ENOTDIR, EOPNOTSUPP, EPERM, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.mount import MNT_BYFSID, MNT_FORCE, MNT_OPTIONS, MNT_UPDATE, MOUNT_FLAGS
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Mount, Statfs, Vnode
from simbsd.vfs.vfs_cache import cache_purge, vn_fullpath
from simbsd.vfs.vfs_init import VFSCONF, Vfsconf, devfs_ruleset, vfs_byname_kld
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_opt import tmpfs_update
from simbsd.vfs.vfs_subr import check_priv, is_root, vinode
from simbsd.vfs.vnode_if import Space

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

FLAGLESS = ("devfs", "fdescfs")  # devfs_statfs and fdesc_statfs report none
MFSNAMELEN, MNAMELEN = 16, 1024


def sys_nmount(kernel: Kernel, p: Proc, params: dict[str, str], flags: int) -> None:
    """nmount(2): ``fstype``, ``fspath``, ``from`` and options; ``update`` changes a mount.

    Errors: EINVAL, EPERM, ENODEV (unknown type), ENOENT, ENOTDIR, EBUSY, and the type's own.
    """
    fstype, fspath = params.get("fstype"), params.get("fspath")
    if not fstype or not fspath:
        raise Errno(EINVAL, "fstype and fspath are required")
    if len(fstype) >= MFSNAMELEN or len(fspath) >= MNAMELEN:
        raise Errno(ENAMETOOLONG, "fstype or fspath is too long")
    _check_may(kernel, p, Priv.PRIV_VFS_MOUNT)
    options = _options(params, flags)
    if not can_priv(kernel, p.p_ucred, Priv.PRIV_VFS_MOUNT_NONUSER):
        options["nosuid"] = True
    if flags & MNT_UPDATE or "update" in params:
        _update(kernel, p, fspath, params, options)
        return
    conf = vfs_byname_kld(kernel, p, fstype)
    _mount_first(kernel, p, fstype, conf, namei(kernel, p, fspath), params, options)


def _check_may(kernel: Kernel, p: Proc, priv: Priv) -> None:
    """Mounting takes a privilege, but on the host not where vfs.usermount lets everybody. Errors: EPERM."""
    if jailed(p.p_ucred) or not kernel.sysctls.get("vfs.usermount", 0):
        check_priv(kernel, p, priv)


def _options(params: dict[str, str], flags: int) -> dict[str, bool]:
    """Flags of mount(8)'s listing that parameters and flag bits ask for (True) or ask away (False: ``noro``)."""
    options: dict[str, bool] = {}
    for name, (bit, words, against) in MNT_OPTIONS.items():
        if flags & bit or any(word in params for word in words):
            options[name] = True
        elif any(word in params for word in against):
            options[name] = False
    return options


def _mount_first(
    kernel: Kernel, p: Proc, fstype: str, conf: Vfsconf, vp: Vnode, params: dict[str, str], options: dict[str, bool]
) -> None:
    """vfs_domount_first: may this type be mounted here, by this process? Then mount it."""
    path = vn_fullpath(kernel, None, vp)
    cred = p.p_ucred
    if jailed(cred):
        if not kernel.release.jail_mounts_by_type:
            raise Errno(ENODEV, f"{fstype} is not a jail-friendly type (VFCF_JAIL).", "vfs_mount.c: vfs_domount")
        if not conf.allow or not can_prison_allow(cred, conf.allow):
            raise Errno(
                EPERM,
                f"This jail may not mount {fstype}: that needs allow.{conf.allow or 'mount'}.",
                "vfs_mount.c: vfs_domount",
            )
        if vp == cred.cr_prison.pr_root:
            raise Errno(EPERM, "A jail may not cover its own root directory.", "vfs_mount.c: vfs_domount_first")
    inode = vinode(kernel, vp)
    if inode.uid != cred.cr_uid:
        check_priv(kernel, p, Priv.PRIV_VFS_ADMIN)
    kind = inode.mode & S_IFMT
    if conf.filemount and (kind not in (S_IFDIR, S_IFREG) or (kind == S_IFREG and inode.nlink != 1)):
        raise Errno(EINVAL, "the mount point is neither a directory nor a file with one name")
    if not conf.filemount and kind != S_IFDIR:
        raise Errno(ENOTDIR, "the mount point is no directory")
    if "emptydir" in params and any(True for _ in vp.v_mount.mnt_ops.vop_entries(kernel, vp)):
        raise Errno(EBUSY, "The mount point is not empty, and emptydir was asked.", "vfs_mount.c: vfs_domount_first")
    made = conf.mount(kernel, p, vp, params)
    kernel.lastmount += 1
    mount = Mount(kernel.lastmount, fstype, made.source, path, conf.vops, made.data, made.root, vp, cred)
    if made.local:
        mount.mnt_flags["local"] = True
    _set_flags(mount, options)
    kernel.mountlist.append(mount)
    vp.v_mount.mnt_covers[vp.v_ino] = mount
    cache_purge(kernel)


def _set_flags(mount: Mount, options: dict[str, bool]) -> None:
    for name, on in options.items():
        if on:
            mount.mnt_flags[name] = True
        else:
            mount.mnt_flags.pop(name, None)


def _update(kernel: Kernel, p: Proc, fspath: str, params: dict[str, str], options: dict[str, bool]) -> None:
    """vfs_domount_update: change the flags of a mount, or a devfs's ruleset."""
    vp = namei(kernel, p, fspath)
    if not is_root(vp):
        raise Errno(EINVAL, "nothing is mounted there")
    mount = vp.v_mount
    _check_suser(kernel, p, mount)
    if mount.mnt_type in ("nullfs", "fdescfs"):
        raise Errno(EOPNOTSUPP, f"a mount of {mount.mnt_type} cannot be changed")
    if mount.mnt_type == "tmpfs":
        tmpfs_update(kernel, mount.mnt_data, params)
    if options.get("read-only") and not mount.mnt_flags.get("read-only") and _open_for_writing(kernel, mount):
        raise Errno(EBUSY, "A file on it is open for writing.", "vfs_subr.c: vflush")
    if mount.mnt_type == "devfs":
        ruleset = devfs_ruleset(p, params)
        if ruleset:
            devfs_apply(kernel, mount.mnt_data, rules_of(kernel, ruleset))
            mount.mnt_data.ruleset = ruleset
    _set_flags(mount, options)


def _open_for_writing(kernel: Kernel, mount: Mount) -> bool:
    return any(
        fp.f_type == "vnode" and fp.f_data.v_mount is mount and fp.f_flag & 3
        for p in kernel.allproc.values()
        for fp in p.p_fd.fd_files.values()
    )


def _check_suser(kernel: Kernel, p: Proc, mount: Mount) -> None:
    """vfs_suser: a jail touches only mounts of its own making and kind; another user's need
    PRIV_VFS_MOUNT_OWNER. Errors: EPERM."""
    cred, owner = p.p_ucred, mount.mnt_cred
    assert owner is not None
    if jailed(cred):
        allow = VFSCONF[mount.mnt_type].allow
        if not allow or not can_prison_allow(cred, allow):
            raise Errno(
                EPERM,
                f"This jail may not deal with {mount.mnt_type}: that needs allow.{allow or 'mount'}.",
                "vfs_subr.c: vfs_suser",
            )
        if not can_prison_see(cred.cr_prison, owner.cr_prison):
            raise Errno(EPERM, "The file system was mounted from outside this jail.", "vfs_subr.c: vfs_suser")
    if owner.cr_uid != cred.cr_uid:
        check_priv(kernel, p, Priv.PRIV_VFS_MOUNT_OWNER)


def sys_unmount(kernel: Kernel, p: Proc, path: str, flags: int) -> None:
    """unmount(2), with MNT_FORCE also when in use; with MNT_BYFSID the path is a number as statfs(2) tells it.

    Errors: EPERM, EINVAL (not a mount point, the root), ENOENT (no such number), EBUSY.
    """
    _check_may(kernel, p, Priv.PRIV_VFS_UNMOUNT)
    if flags & MNT_BYFSID:
        mount = next((one for one in kernel.mountlist if _fsid(kernel, p.p_ucred, one) == path != ""), None)
        if mount is None:
            raise Errno(ENOENT, "no file system has that number")
    else:
        mount = _find_mount(kernel, _global_path(kernel, p, path))
    if mount is None or mount.mnt_covered is None:
        raise Errno(EINVAL, "nothing is mounted there, or the root file system is")
    _check_suser(kernel, p, mount)
    if _has_mounts_inside(kernel, mount) or (not flags & MNT_FORCE and is_busy(kernel, mount)):
        raise Errno(EBUSY, "A file on it is open, or somebody stands in it.", "vfs_mount.c: dounmount")
    ops = mount.mnt_ops
    kernel.mountlist.remove(mount)
    del mount.mnt_covered.v_mount.mnt_covers[mount.mnt_covered.v_ino]
    cache_purge(kernel)
    ops.vfs_unmount(kernel, mount)
    mount.mnt_ops = DEAD_VOPS


def _global_path(kernel: Kernel, p: Proc, path: str) -> str:
    try:
        return vn_fullpath(kernel, None, namei(kernel, p, path))
    except Errno:
        return path


def _find_mount(kernel: Kernel, path: str) -> Mount | None:
    for mount in reversed(kernel.mountlist):
        if mount.mnt_on == path:
            return mount
    return None


def _has_mounts_inside(kernel: Kernel, mount: Mount) -> bool:
    """Something is mounted on a directory of this mount, or stacked on it (mnt_uppers)."""
    for other in kernel.mountlist:
        if other.mnt_covered is not None and other.mnt_covered.v_mount is mount:
            return True
        if other.mnt_type == "nullfs" and other.mnt_data.lower.v_mount is mount:
            return True
    return False


def is_busy(kernel: Kernel, mount: Mount) -> bool:
    """True when an open file or a trace, a bound socket, a process or a jail stands in a file system (vflush)."""
    for prison in kernel.allprison.values():
        if prison.pr_root is not None and prison.pr_root.v_mount is mount:
            return True
    for p in kernel.allproc.values():
        places = (p.p_pwd.pwd_cdir, p.p_pwd.pwd_rdir, p.p_pwd.pwd_jdir, p.p_textvp)
        if any(place is not None and place.v_mount is mount for place in places):
            return True
        if p.p_ktrace is not None and p.p_ktrace.vnode.v_mount is mount:
            return True
        for fp in p.p_fd.fd_files.values():
            if isinstance(fp.f_data, Vnode) and fp.f_data.v_mount is mount:
                return True
    return any(unp.unp_vnode is not None and unp.unp_vnode.v_mount is mount for unp in kernel.unpcbs.values())


def can_see_mount(cred: Ucred, mount: Mount) -> bool:
    """prison_canseemount: what enforce_statfs lets a jail see."""
    prison = cred.cr_prison
    if prison.pr_enforce_statfs == 0 or prison.pr_root.v_mount is mount:
        return True
    if prison.pr_enforce_statfs == 2:
        return False
    return prison.pr_path == "/" or mount.mnt_on == prison.pr_path or mount.mnt_on.startswith(prison.pr_path + "/")


def _shown_path(cred: Ucred, mount: Mount) -> str:
    """prison_enforce_statfs: the mount point as a jail may know it."""
    prison = cred.cr_prison
    if prison.pr_enforce_statfs == 0:
        return mount.mnt_on
    if not can_see_mount(cred, mount):
        return "[restricted]"
    if prison.pr_root.v_mount is mount:
        return "/"
    return mount.mnt_on if prison.pr_path == "/" else mount.mnt_on[len(prison.pr_path) :] or "/"


def statfs_of(kernel: Kernel, cred: Ucred, mount: Mount) -> Statfs:
    """What statfs(2) tells a credential about a mount."""
    space: Space = mount.mnt_ops.vfs_space(kernel, mount)
    flags = () if mount.mnt_type in FLAGLESS else tuple(name for name in MOUNT_FLAGS if mount.mnt_flags.get(name))
    free = space.free // space.bsize
    return Statfs(
        f_fstypename=mount.mnt_type,
        f_mntfromname=mount.mnt_from,
        f_mntonname=_shown_path(cred, mount),
        f_flags=flags,
        f_bsize=space.bsize,
        f_blocks=space.total // space.bsize,
        f_bfree=free,
        f_bavail=free,
        f_files=space.files,
        f_ffree=space.ffree,
        f_fsid=_fsid(kernel, cred, mount),
        f_owner=mount.mnt_cred.cr_uid if mount.mnt_cred is not None else 0,
    )


def _fsid(kernel: Kernel, cred: Ucred, mount: Mount) -> str:
    """A file system's number, for those who may know it (kern_do_statfs); the figures are this machine's own."""
    if not priv_verdict(kernel, cred, Priv.PRIV_VFS_GENERATION)[0]:
        return ""
    types = (*VFSCONF, mount.mnt_type)  # what comes from outside the machine has the number after all
    return (mount.mnt_id.to_bytes(4, "little") + bytes((types.index(mount.mnt_type) + 1, 0, 0, 0))).hex()


def sys_statfs(kernel: Kernel, p: Proc, path: str) -> Statfs:
    """statfs(2). Errors: those of the path."""
    return statfs_of(kernel, p.p_ucred, namei(kernel, p, path).v_mount)


def sys_fstatfs(kernel: Kernel, p: Proc, fd: int) -> Statfs:
    """fstatfs(2). Errors: EBADF, EINVAL."""
    fp = getfile(kernel, p, fd)
    if not isinstance(fp.f_data, Vnode):
        raise Errno(EINVAL, f"descriptor {fd} is no file")
    return statfs_of(kernel, p.p_ucred, fp.f_data.v_mount)


def sys_getfsstat(kernel: Kernel, p: Proc) -> list[Statfs]:
    """getfsstat(2): the mounts the caller may see, in the order of mounting."""
    return [statfs_of(kernel, p.p_ucred, mount) for mount in kernel.mountlist if can_see_mount(p.p_ucred, mount)]


SYSCALLS = {
    "nmount": sys_nmount,
    "unmount": sys_unmount,
    "statfs": sys_statfs,
    "fstatfs": sys_fstatfs,
    "getfsstat": sys_getfsstat,
}
