"""The operations of a file system: the one table through which everything above asks a mount about its files.

Models sys/kern/vnode_if.src and the vfsops of sys/sys/mount.h; leaves out locking, paging, extended attributes
and ACLs. Operations do not ask who the caller is: the system call layer has checked (vfs_subr.py). They may
refuse for want of room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Vattr:
    """What to set on a file; None leaves it (struct vattr)."""

    va_mode: int | None = None
    va_uid: int | None = None
    va_gid: int | None = None
    va_flags: int | None = None
    va_atime: int | None = None
    va_mtime: int | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """Room of a file system: bytes and inodes, all and free (struct statfs)."""

    total: int
    free: int
    files: int
    ffree: int
    bsize: int


@dataclass(frozen=True, slots=True)
class Vops:
    """The table. ``vop_inode`` gives the attributes to look at, never to change; names are single components,
    never ``.`` or ``..``.

    ``vop_lookup`` gives None for an absent name; ``vop_hint`` the name by which a file was last found, or
    empty; ``vop_parent`` a directory's ``..`` inside the mount; ``vop_ref`` and ``vop_unref`` say that a file
    is open, so that a removed one lives on until its last close; ``vop_lower`` gives the vnode below a stacked
    one (itself elsewhere). Without ``vop_access`` whoever finds a file may use it (VOP_NULL); with
    ``vop_sizeless`` no file has a size, and every time is now (pfs_getattr). With ``vop_names`` the cache of names is
    told when a directory changes its name, place or permissions (vfs_cache.py: cache_purge).
    """

    vop_lookup: Callable[[Kernel, Vnode, str], Vnode | None]
    vop_parent: Callable[[Kernel, Vnode], Vnode]
    vop_inode: Callable[[Kernel, Vnode], Inode]
    vop_read: Callable[[Kernel, Vnode, int, int], bytes]
    vop_write: Callable[[Kernel, Vnode, int, bytes], None]
    vop_truncate: Callable[[Kernel, Vnode, int], None]
    vop_setattr: Callable[[Kernel, Vnode, Vattr], None]
    vop_create: Callable[[Kernel, Vnode, str, Inode], Vnode]
    vop_link: Callable[[Kernel, Vnode, str, Vnode], None]
    vop_remove: Callable[[Kernel, Vnode, str], None]
    vop_rename: Callable[[Kernel, Vnode, str, Vnode, str], None]
    vop_readdir: Callable[[Kernel, Vnode], list[Dirent]]
    vop_hint: Callable[[Kernel, Vnode], str]
    vop_entries: Callable[[Kernel, Vnode], Iterable[tuple[str, int]]]
    vop_ref: Callable[[Kernel, Vnode], None]
    vop_unref: Callable[[Kernel, Vnode], None]
    vop_lower: Callable[[Vnode], Vnode]
    vfs_space: Callable[[Kernel, Mount], Space]
    vfs_unmount: Callable[[Kernel, Mount], None]
    vop_access: bool = True
    vop_sizeless: bool = False
    vop_names: bool = False
