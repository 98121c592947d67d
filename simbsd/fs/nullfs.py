"""nullfs: a directory seen once more somewhere else.

Models sys/fs/nullfs/null_vnops.c and null_vfsops.c; leaves out caching options. A vnode of a null mount has the
number of the lower vnode; what is mounted below the lower directory is not seen through it, as on FreeBSD.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode
from simbsd.vfs.vnode_if import Space, Vattr, Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Null:
    """What a null mount stands for: a directory of another mount."""

    lower: Vnode


def _lower(vp: Vnode) -> Vnode:
    return Vnode(vp.v_mount.mnt_data.lower.v_mount, vp.v_ino)


def _ops(vp: Vnode) -> Vops:
    ops: Vops = vp.v_mount.mnt_data.lower.v_mount.mnt_ops
    return ops


def _lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode | None:
    found = _ops(dvp).vop_lookup(kernel, _lower(dvp), name)
    return None if found is None else Vnode(dvp.v_mount, found.v_ino)


def _parent(kernel: Kernel, dvp: Vnode) -> Vnode:
    return Vnode(dvp.v_mount, _ops(dvp).vop_parent(kernel, _lower(dvp)).v_ino)


def _inode(kernel: Kernel, vp: Vnode) -> Inode:
    return _ops(vp).vop_inode(kernel, _lower(vp))


def _read(kernel: Kernel, vp: Vnode, offset: int, nbytes: int) -> bytes:
    return _ops(vp).vop_read(kernel, _lower(vp), offset, nbytes)


def _write(kernel: Kernel, vp: Vnode, offset: int, data: bytes) -> None:
    _ops(vp).vop_write(kernel, _lower(vp), offset, data)


def _truncate(kernel: Kernel, vp: Vnode, length: int) -> None:
    _ops(vp).vop_truncate(kernel, _lower(vp), length)


def _setattr(kernel: Kernel, vp: Vnode, vattr: Vattr) -> None:
    _ops(vp).vop_setattr(kernel, _lower(vp), vattr)


def _create(kernel: Kernel, dvp: Vnode, name: str, template: Inode) -> Vnode:
    return Vnode(dvp.v_mount, _ops(dvp).vop_create(kernel, _lower(dvp), name, template).v_ino)


def _link(kernel: Kernel, dvp: Vnode, name: str, vp: Vnode) -> None:
    _ops(dvp).vop_link(kernel, _lower(dvp), name, _lower(vp))


def _remove(kernel: Kernel, dvp: Vnode, name: str) -> None:
    _ops(dvp).vop_remove(kernel, _lower(dvp), name)


def _rename(kernel: Kernel, fdvp: Vnode, fname: str, tdvp: Vnode, tname: str) -> None:
    _ops(fdvp).vop_rename(kernel, _lower(fdvp), fname, _lower(tdvp), tname)


def _readdir(kernel: Kernel, dvp: Vnode) -> list[Dirent]:
    return _ops(dvp).vop_readdir(kernel, _lower(dvp))


def _entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    return _ops(dvp).vop_entries(kernel, _lower(dvp))


def _hint(kernel: Kernel, vp: Vnode) -> str:
    return _ops(vp).vop_hint(kernel, _lower(vp))


def _ref(kernel: Kernel, vp: Vnode) -> None:
    _ops(vp).vop_ref(kernel, _lower(vp))


def _unref(kernel: Kernel, vp: Vnode) -> None:
    _ops(vp).vop_unref(kernel, _lower(vp))


def _lowest(vp: Vnode) -> Vnode:
    return _ops(vp).vop_lower(_lower(vp))


def _space(kernel: Kernel, mount: Mount) -> Space:
    below: Mount = mount.mnt_data.lower.v_mount
    space: Space = below.mnt_ops.vfs_space(kernel, below)
    return space


def _unmount(kernel: Kernel, mount: Mount) -> None:
    """Nothing to give back."""


NULL_VOPS = Vops(
    vop_lookup=_lookup, vop_parent=_parent, vop_inode=_inode, vop_read=_read, vop_write=_write, vop_truncate=_truncate,
    vop_setattr=_setattr, vop_create=_create, vop_link=_link, vop_remove=_remove, vop_rename=_rename,
    vop_readdir=_readdir, vop_entries=_entries,
    vop_hint=_hint, vop_ref=_ref, vop_unref=_unref, vop_lower=_lowest, vfs_space=_space,
    vfs_unmount=_unmount,
)  # fmt: skip
