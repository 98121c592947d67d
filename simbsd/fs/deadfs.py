"""deadfs: what is left of files whose file system was taken away by force.

Models sys/fs/deadfs/dead_vnops.c (sys/kern/vfs_subr.c: vgonel puts a vnode there).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from simbsd.sys.errno import EIO, ENOENT, ENOTDIR, Errno
from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode
from simbsd.vfs.vnode_if import Space, Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def _gone(*args: object) -> Never:
    raise Errno(EIO, "the file system was unmounted by force")


def _lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode | None:
    raise Errno(ENOTDIR, "the file system was unmounted by force")


def _parent(kernel: Kernel, dvp: Vnode) -> Vnode:
    raise Errno(ENOENT, "the file system was unmounted by force")


def _inode(kernel: Kernel, vp: Vnode) -> Inode:
    return Inode(vp.v_ino, 0, nlink=0)


def _readdir(kernel: Kernel, dvp: Vnode) -> list[Dirent]:
    raise Errno(ENOTDIR, "the file system was unmounted by force")


def _entries(kernel: Kernel, dvp: Vnode) -> tuple[tuple[str, int], ...]:
    return ()


def _nothing(kernel: Kernel, vp: Vnode) -> None:
    """References count for nothing any more."""


def _hint(kernel: Kernel, vp: Vnode) -> str:
    return ""


def _same(vp: Vnode) -> Vnode:
    return vp


def _space(kernel: Kernel, mount: Mount) -> Space:
    return Space(total=0, free=0, files=0, ffree=0, bsize=512)


def _unmount(kernel: Kernel, mount: Mount) -> None:
    """It is unmounted already."""


DEAD_VOPS = Vops(
    vop_lookup=_lookup, vop_parent=_parent, vop_inode=_inode, vop_read=_gone, vop_write=_gone, vop_truncate=_gone,
    vop_setattr=_gone, vop_create=_gone, vop_link=_gone, vop_remove=_gone, vop_rename=_gone, vop_readdir=_readdir,
    vop_entries=_entries,
    vop_hint=_hint, vop_ref=_nothing, vop_unref=_nothing, vop_lower=_same, vfs_space=_space, vfs_unmount=_unmount,
)  # fmt: skip
