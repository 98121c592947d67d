"""devfs: the device tree as a file system, one view for each mount.

Models sys/fs/devfs/devfs_vnops.c and devfs_vfsops.c; leaves out whiteouts and renaming. A view is computed: the
devices there are, seen through the mount's ruleset, with what chmod, chown and ln -s changed in this mount.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Never

from simbsd.fs.devfs_devs import DEVFS_ROOT
from simbsd.fs.devfs_rule import apply_rules, rules_of
from simbsd.kern.kern_jail import can_prison_see
from simbsd.sys.conf import Cdev, DevfsRule
from simbsd.sys.errno import ENOENT, EOPNOTSUPP, EPERM, Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT
from simbsd.sys.tty import Tty
from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode
from simbsd.vfs.vnode_if import Space, Vattr, Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_CLONERS = ("tun", "tap")  # names that may make a device when they are looked up
_LINKS = 1 << 24  # numbers of links made in a mount begin here


@dataclass(slots=True, eq=False)
class Devfs:
    """One mount's view. ``nodes`` are inodes changed here, ``links`` symbolic links made here, ``verdicts``
    what earlier rules made of nodes, ``removed`` nodes deleted here.

    ``de_cache`` is derived from rules and devices, and no part of the state.
    """

    ruleset: int = 0
    nodes: dict[int, Inode] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    removed: dict[int, None] = field(default_factory=dict)
    lastlink: int = _LINKS
    verdicts: dict[int, DevfsRule] = field(default_factory=dict)
    de_cache: dict[int, DevfsRule] = field(default_factory=dict)


def _view(vp: Vnode) -> Devfs:
    view: Devfs = vp.v_mount.mnt_data
    return view


def _verdict(kernel: Kernel, view: Devfs, dev: Cdev) -> DevfsRule:
    verdict = view.verdicts.get(dev.si_ino) or view.de_cache.get(dev.si_ino)
    if verdict is None:
        verdict = view.de_cache[dev.si_ino] = apply_rules(rules_of(kernel, view.ruleset), dev, DevfsRule())
    return verdict


def _in_prison(kernel: Kernel, dev: Cdev) -> bool:
    """Whether the running process's prison may see a device that belongs to one; its own terminal it may see in any
    case (devfs_prison_check).
    """
    p = kernel.curproc
    if dev.si_cred is None or p is None or can_prison_see(p.p_ucred.cr_prison, dev.si_cred.cr_prison):
        return True
    return p.p_pgrp.pg_session.s_ttyp is dev.si_drv1


def _is_visible(kernel: Kernel, view: Devfs, dev: Cdev) -> bool:
    if not _in_prison(kernel, dev):
        return False
    return dev.si_ino not in view.removed and not _verdict(kernel, view, dev).hide


def devfs_settle(kernel: Kernel, view: Devfs) -> None:
    """Note what the nodes there are look like now: rules that change from now on count for later ones only."""
    for dev in kernel.cdevs.values():
        view.verdicts[dev.si_ino] = _verdict(kernel, view, dev)
    view.de_cache.clear()


def devfs_apply(kernel: Kernel, view: Devfs, rules: Iterable[DevfsRule]) -> None:
    """Apply rules once to the nodes there are (devfs_ruleset_applydm)."""
    devfs_settle(kernel, view)
    wanted = list(rules)
    for dev in kernel.cdevs.values():
        view.verdicts[dev.si_ino] = apply_rules(wanted, dev, view.verdicts[dev.si_ino])


def _clone(kernel: Kernel, name: str) -> int | None:
    """Let a driver make the device of a name that nobody has (dev_clone)."""
    from simbsd.net.if_tuntap import tunclone

    return tunclone(kernel, kernel.curproc, name) if kernel.curproc is not None else None


def devfs_lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode | None:
    """A visible name, or None."""
    view, at_top = _view(dvp), dvp.v_ino == DEVFS_ROOT
    path = name if at_top else f"{kernel.cdevs[dvp.v_ino].si_name}/{name}"
    ino = kernel.cdevnames.get(path)
    if ino is None and at_top and name[:3] in _CLONERS:
        ino = _clone(kernel, name)
    if ino is not None and _is_visible(kernel, view, kernel.cdevs[ino]):
        return Vnode(dvp.v_mount, ino)
    ino = view.links.get(name) if at_top else None
    return None if ino is None else Vnode(dvp.v_mount, ino)


def devfs_entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    """Visible names of a directory, links made here last."""
    view = _view(dvp)
    for dev in tuple(kernel.cdevs.values()):
        if dev.si_parent == dvp.v_ino and _is_visible(kernel, view, dev):
            yield dev.si_name.rpartition("/")[2], dev.si_ino
    if dvp.v_ino == DEVFS_ROOT:
        yield from tuple(view.links.items())


def devfs_parent(kernel: Kernel, dvp: Vnode) -> Vnode:
    """A directory's ``..``, or the directory of a node."""
    dev = kernel.cdevs.get(dvp.v_ino)
    return Vnode(dvp.v_mount, DEVFS_ROOT if dev is None else dev.si_parent)


def devfs_inode(kernel: Kernel, vp: Vnode) -> Inode:
    """Attributes of a node: what was set here, else the device's own as the rules change them. Errors: ENOENT."""
    view = _view(vp)
    dev = kernel.cdevs.get(vp.v_ino)
    inode = view.nodes.get(vp.v_ino)
    tty = dev.si_drv1 if dev is not None and isinstance(dev.si_drv1, Tty) else None
    if inode is not None and (dev is not None or inode.ino >= _LINKS or inode.ino == DEVFS_ROOT):
        return inode if tty is None else replace(inode, atime=tty.t_atime, mtime=tty.t_mtime)
    if vp.v_ino == DEVFS_ROOT:
        return Inode(DEVFS_ROOT, S_IFDIR | 0o555, nlink=_links(kernel, DEVFS_ROOT), entries={}, parent=DEVFS_ROOT)
    if dev is None:
        raise Errno(ENOENT, "the device is gone")
    rule = _verdict(kernel, view, dev)
    kind = dev.si_mode & S_IFMT
    return Inode(
        ino=dev.si_ino,
        mode=dev.si_mode if rule.mode is None else kind | rule.mode,
        uid=dev.si_uid if rule.uid is None else rule.uid,
        gid=dev.si_gid if rule.gid is None else rule.gid,
        nlink=_links(kernel, dev.si_ino) if kind == S_IFDIR else 1,
        data=dev.si_target.encode(),
        entries={} if kind == S_IFDIR else None,
        parent=dev.si_parent,
        rdev=dev.si_name if kind == S_IFCHR else "",
        atime=tty.t_atime if tty is not None else 0,
        mtime=tty.t_mtime if tty is not None else 0,
    )


def _links(kernel: Kernel, ino: int) -> int:
    return 2 + sum(1 for dev in kernel.cdevs.values() if dev.si_parent == ino and dev.si_mode & S_IFMT == S_IFDIR)


def devfs_setattr(kernel: Kernel, vp: Vnode, vattr: Vattr) -> None:
    """chmod, chown and times of a node, in this mount only."""
    inode = devfs_inode(kernel, vp)
    _view(vp).nodes[vp.v_ino] = replace(
        inode,
        mode=inode.mode if vattr.va_mode is None else inode.mode & S_IFMT | vattr.va_mode,
        uid=inode.uid if vattr.va_uid is None else vattr.va_uid,
        gid=inode.gid if vattr.va_gid is None else vattr.va_gid,
        atime=inode.atime if vattr.va_atime is None else vattr.va_atime,
        mtime=inode.mtime if vattr.va_mtime is None else vattr.va_mtime,
        ctime=kernel.now,
    )


def devfs_create(kernel: Kernel, dvp: Vnode, name: str, template: Inode) -> Vnode:
    """Only symbolic links can be made, in the top directory. Errors: EOPNOTSUPP."""
    view = _view(dvp)
    if template.mode & S_IFMT != S_IFLNK or dvp.v_ino != DEVFS_ROOT:
        raise Errno(EOPNOTSUPP, "devfs holds devices; only symbolic links can be added")
    view.lastlink += 1
    now = kernel.now
    view.nodes[view.lastlink] = replace(
        template, ino=view.lastlink, parent=dvp.v_ino, atime=now, mtime=now, ctime=now, birthtime=now
    )
    view.links[name] = view.lastlink
    return Vnode(dvp.v_mount, view.lastlink)


def devfs_remove(kernel: Kernel, dvp: Vnode, name: str) -> None:
    """Remove a link made here, or hide a device in this mount."""
    view = _view(dvp)
    ino = view.links.pop(name, None)
    if ino is not None:
        view.nodes.pop(ino, None)
        return
    vp = devfs_lookup(kernel, dvp, name)
    assert vp is not None, "the caller has found it"
    if devfs_inode(kernel, vp).entries is not None:
        raise Errno(EPERM, "A directory of devfs cannot be removed.", "devfs_vnops.c: devfs_remove")
    view.removed[vp.v_ino] = None


def devfs_readdir(kernel: Kernel, dvp: Vnode) -> list[Dirent]:
    """Every visible entry, ``.`` and ``..`` first."""
    entries = [Dirent(".", dvp.v_ino, S_IFDIR), Dirent("..", devfs_parent(kernel, dvp).v_ino, S_IFDIR)]
    for name, ino in devfs_entries(kernel, dvp):
        mode = devfs_inode(kernel, Vnode(dvp.v_mount, ino)).mode
        entries.append(Dirent(name, ino, mode & S_IFMT))
    return entries


def _refuse(kernel: Kernel, vp: Vnode, *rest: object) -> Never:
    raise Errno(EOPNOTSUPP, "devfs holds devices, no files")


def _no_read(kernel: Kernel, vp: Vnode, offset: int, nbytes: int) -> bytes:
    raise Errno(EOPNOTSUPP, "devfs holds devices, no files")


def _no_truncate(kernel: Kernel, vp: Vnode, length: int) -> None:
    """O_TRUNC on a device means nothing."""


def _hint(kernel: Kernel, vp: Vnode) -> str:
    dev = kernel.cdevs.get(vp.v_ino)
    return dev.si_name.rpartition("/")[2] if dev is not None else ""


def _no_count(kernel: Kernel, vp: Vnode) -> None:
    """Devices outlive their descriptors; Cdev counts them."""


def _same(vp: Vnode) -> Vnode:
    return vp


def devfs_space(kernel: Kernel, mount: Mount) -> Space:
    """devfs takes no room: two blocks of 512, both free (devfs_statfs)."""
    return Space(total=1024, free=1024, files=0, ffree=0, bsize=512)


def _unmount(kernel: Kernel, mount: Mount) -> None:
    """Nothing to give back."""


DEVFS_VOPS = Vops(
    vop_lookup=devfs_lookup, vop_parent=devfs_parent, vop_inode=devfs_inode, vop_read=_no_read, vop_write=_refuse,
    vop_truncate=_no_truncate, vop_setattr=devfs_setattr, vop_create=devfs_create, vop_link=_refuse,
    vop_remove=devfs_remove, vop_rename=_refuse, vop_readdir=devfs_readdir, vop_entries=devfs_entries, vop_hint=_hint,
    vop_ref=_no_count, vop_unref=_no_count, vop_lower=_same, vfs_space=devfs_space, vfs_unmount=_unmount,
)  # fmt: skip
