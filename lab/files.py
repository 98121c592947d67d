"""Files as facts see them: a walk from some root down the tables, with nobody's rights, that changes nothing.

Models what sys/kern/vfs_lookup.c would find; ``..`` is taken out of a path beforehand.
"""

from __future__ import annotations

import posixpath
from stat import S_IFDIR, S_IFLNK, S_IFMT

from simbsd.sys.kernel import Kernel
from simbsd.sys.vnode import Inode, Vnode
from simbsd.vfs.vfs_lookup import crossed

MOST_LINKS = 32
LONGEST = 1 << 20  # bytes of a file that are looked at


class Absent(Exception):
    """There is no such file; ``path`` is the first part of the way that is missing."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def find(kernel: Kernel, root: Vnode, path: str, follow: bool = True) -> Vnode:
    """The file at an absolute path below ``root``. Raises Absent."""
    names = _names(path)
    place, here, links = crossed(root), "", 0
    while names:
        name = names.pop(0)
        here = f"{here}/{name}"
        if S_IFMT(inode_of(kernel, place).mode) != S_IFDIR:
            raise Absent(here)
        found = place.v_mount.mnt_ops.vop_lookup(kernel, place, name)
        if found is None:
            raise Absent(here)
        found = crossed(found)
        inode = inode_of(kernel, found)
        if S_IFMT(inode.mode) == S_IFLNK and (names or follow) and links < MOST_LINKS:
            links += 1
            target = bytes(inode.data).decode("utf-8", "replace")
            names = _names(posixpath.join(posixpath.dirname(here), target)) + names
            place, here = crossed(root), ""
            continue
        place = found
    return place


def _names(path: str) -> list[str]:
    return [name for name in posixpath.normpath(f"/{path}").split("/") if name]


def inode_of(kernel: Kernel, vp: Vnode) -> Inode:
    """The attributes of a file, to be looked at."""
    inode: Inode = vp.v_mount.mnt_ops.vop_inode(kernel, vp)
    return inode


def text_of(kernel: Kernel, vp: Vnode) -> str:
    """What a regular file holds, as text."""
    return bytes(inode_of(kernel, vp).data[:LONGEST]).decode("utf-8", "replace")
