"""A tree of files that somebody outside the machine provides, read only: how simbsd.atf shows FreeBSD's sources.

Models nothing of FreeBSD; leaves out owners and times: everything is root's, and from the day of the base image.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from simbsd.fs.pseudofs import PFS_ROOT, pseudo_vops
from simbsd.sys.fcntl import S_IFDIR, S_IFREG
from simbsd.sys.ucred import Ucred
from simbsd.sys.vnode import Inode, Mount, Vnode
from simbsd.vfs.vfs_cache import cache_purge
from simbsd.vfs.vfs_lookup import namei

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


class Provider(Protocol):
    """Where the files are. Paths are relative to the tree's top, which is the empty one."""

    def names(self, path: str) -> list[str] | None:
        """What a directory holds, in order; None for a file."""

    def content(self, path: str) -> bytes:
        """The bytes of a file."""


@dataclass(slots=True, eq=False)
class Tree:
    """One mount: the provider, and the inode numbers given so far, in the order in which files were met."""

    provider: Provider
    paths: list[str] = field(default_factory=lambda: [""])
    numbers: dict[str, int] = field(default_factory=lambda: {"": PFS_ROOT})
    texts: dict[int, bytes] = field(default_factory=dict)

    def number(self, path: str) -> int:
        """The inode number of a path."""
        if path not in self.numbers:
            self.numbers[path] = PFS_ROOT + len(self.paths)
            self.paths.append(path)
        return self.numbers[path]

    def path(self, ino: int) -> str:
        """The path that a number was given to."""
        return self.paths[ino - PFS_ROOT]


def treefs_entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    """The names in a directory."""
    tree: Tree = dvp.v_mount.mnt_data
    path = tree.path(dvp.v_ino)
    for name in tree.provider.names(path) or ():
        yield name, tree.number(f"{path}/{name}".lstrip("/"))


def treefs_parent(kernel: Kernel, vp: Vnode) -> Vnode:
    """The directory that holds a node; the root's is itself."""
    tree: Tree = vp.v_mount.mnt_data
    return Vnode(vp.v_mount, tree.number(tree.path(vp.v_ino).rpartition("/")[0]))


def treefs_inode(kernel: Kernel, vp: Vnode) -> Inode:
    """A node, with its bytes."""
    tree: Tree = vp.v_mount.mnt_data
    path = tree.path(vp.v_ino)
    parent = treefs_parent(kernel, vp).v_ino
    if tree.provider.names(path) is not None:
        return Inode(vp.v_ino, S_IFDIR | 0o755, nlink=2, entries={}, parent=parent)
    return Inode(vp.v_ino, S_IFREG | 0o555, data=tree.provider.content(path), parent=parent)


TREEFS_VOPS = pseudo_vops(treefs_entries, treefs_parent, treefs_inode)


def treefs_mount(kernel: Kernel, provider: Provider, path: str) -> None:
    """Mount a provided tree on a directory of the host. Errors: ENOENT."""
    covered = namei(kernel, kernel.allproc[1], path)
    kernel.lastmount += 1
    cred = Ucred(0, 0, 0, (0,), 0, 0, kernel.prison0)
    flags = {"local": True, "read-only": True}
    mount = Mount(
        kernel.lastmount, "tree", "tree", path, TREEFS_VOPS, Tree(provider), PFS_ROOT, covered, cred, flags
    )
    kernel.mountlist.append(mount)
    covered.v_mount.mnt_covers[covered.v_ino] = mount
    cache_purge(kernel)
