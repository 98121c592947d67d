"""File systems made of the kernel's own tables: what procfs and fdescfs share.

Models sys/fs/pseudofs/pseudofs.c and pseudofs_vnops.c in effect; leaves out writable nodes: nothing here can be made,
changed or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Never

from simbsd.sys.errno import EOPNOTSUPP, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode
from simbsd.vfs.vnode_if import Space, Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

PFS_ROOT = 2
Entries = Callable[["Kernel", Vnode], Iterable[tuple[str, int]]]


@dataclass(slots=True, eq=False)
class Pseudo:
    """One mount: the texts that are being read, as they were when the reading began, by inode."""

    texts: dict[int, bytes] = field(default_factory=dict)


def _refuse(kernel: Kernel, vp: Vnode, *rest: object) -> Never:
    raise Errno(EOPNOTSUPP, "this file system shows the kernel's tables; nothing can be made in it")


def _ignore(kernel: Kernel, vp: Vnode, *rest: object) -> None:
    """Attributes that cannot change are ignored without a word (pfs_setattr)."""


def _nothing(kernel: Kernel, vp: Vnode) -> None:
    """Nodes are made when they are looked at; none is held."""


def _no_length(kernel: Kernel, vp: Vnode, length: int) -> None:
    """O_TRUNC means nothing here."""


def _hint(kernel: Kernel, vp: Vnode) -> str:
    return ""


def _same(vp: Vnode) -> Vnode:
    return vp


def _space(kernel: Kernel, mount: Mount) -> Space:
    return Space(total=1024, free=1024, files=0, ffree=0, bsize=512)


def _unmount(kernel: Kernel, mount: Mount) -> None:
    """Nothing to give back."""


def pseudo_vops(
    entries: Entries, parent: Callable[[Kernel, Vnode], Vnode], inode: Callable[[Kernel, Vnode], Inode]
) -> Vops:
    """A read-only table from what a directory holds, where a node hangs, and what a node is (its bytes included)."""

    def lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode | None:
        return next((Vnode(dvp.v_mount, ino) for found, ino in entries(kernel, dvp) if found == name), None)

    def read(kernel: Kernel, vp: Vnode, offset: int, nbytes: int) -> bytes:
        texts: dict[int, bytes] = vp.v_mount.mnt_data.texts
        if offset == 0 or vp.v_ino not in texts:
            texts[vp.v_ino] = bytes(inode(kernel, vp).data)
        found = texts[vp.v_ino][offset : offset + nbytes]
        if not found:
            del texts[vp.v_ino]
        return found

    def readdir(kernel: Kernel, dvp: Vnode) -> list[Dirent]:
        found = [Dirent(".", dvp.v_ino, S_IFDIR), Dirent("..", parent(kernel, dvp).v_ino, S_IFDIR)]
        for name, ino in entries(kernel, dvp):
            found.append(Dirent(name, ino, inode(kernel, Vnode(dvp.v_mount, ino)).mode & S_IFMT))
        return found

    return Vops(
        vop_lookup=lookup, vop_parent=parent, vop_inode=inode, vop_read=read, vop_write=_refuse,
        vop_truncate=_no_length, vop_setattr=_ignore, vop_create=_refuse, vop_link=_refuse, vop_remove=_refuse,
        vop_rename=_refuse, vop_readdir=readdir, vop_entries=entries,
        vop_hint=_hint, vop_ref=_nothing, vop_unref=_nothing,
        vop_lower=_same, vfs_space=_space, vfs_unmount=_unmount,
    )  # fmt: skip
