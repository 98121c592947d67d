"""The store of a file system: inodes over a shared, immutable base, with room accounted for.

Models sys/ufs/ffs/ffs_alloc.c and ffs_inode.c in effect; leaves out cylinder groups, the journal and soft
updates. A store keeps only what differs from its base image; a *clone* is a second copy of the base's pristine
tree that costs nothing until it is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from simbsd.sys.elf import BODILESS, HEADER_MAX, body
from simbsd.sys.errno import ENOENT, ENOSPC, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFMT, S_IFREG
from simbsd.sys.unread import Unread
from simbsd.sys.vnode import Inode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ROOTINO = 2  # ufs/ufs/dinode.h: UFS_ROOTINO
FRAGMENT = 4096  # newfs(8): default fragment size of UFS2
DIRBLKSIZ = 512  # ufs/ufs/dir.h
MAXSYMLINKLEN = 120  # ufs/ufs/dinode.h: shorter links live in the inode
CLONE = 1 << 24  # inode numbers from one clone to the next
DIRECT_HEADER = 8


@dataclass(frozen=True, slots=True)
class Base:
    """An immutable table of inodes shared by every machine of a release: ``files`` inodes of ``bytes`` bytes
    below the root, and a second, pristine tree below ``pristine``, which clones copy."""

    inodes: Mapping[int, Inode]
    files: int
    bytes: int
    pristine: int
    pristine_files: int
    pristine_bytes: int
    next_ino: int


@dataclass(slots=True, eq=False)
class Ufs:
    """One file system's tables. ``own`` holds what differs from the base (None: removed); sizes in bytes.

    ``max_file`` is the greatest length of a file (0: the machine's own limit); ``full_said`` the second since boot
    in which it last said that it is full.

    ``fs_cache`` holds inodes of clones as first seen; it is derived, and no part of the state; so is
    ``fs_names``, the name by which each file was last found. ``opens`` counts open files by inode, ``orphans``
    are inodes without a name that something still holds.
    """

    fs_base: Base | None
    own: dict[int, Inode | None] = field(default_factory=dict)
    fs_cache: dict[int, Inode] = field(default_factory=dict)
    fs_names: dict[int, str] = field(default_factory=dict)
    clones: int = 0
    next_ino: int = ROOTINO
    capacity: int = 0
    used: int = 0
    files: int = 0
    max_files: int = 0
    max_file: int = 0
    full_said: int = -1
    opens: dict[int, int] = field(default_factory=dict)
    orphans: dict[int, None] = field(default_factory=dict)
    fifos: dict[int, Any] = field(default_factory=dict)


def iget(fs: Ufs, ino: int) -> Inode:
    """The inode with a number, to look at. Errors: ENOENT when it is gone."""
    if ino in fs.own:
        inode = fs.own[ino]
        if inode is not None:
            return inode
    elif fs.fs_base is not None:
        if ino < CLONE:
            inode = fs.fs_base.inodes.get(ino)
        else:
            inode = _clone_inode(fs, fs.fs_base, ino)
        if inode is not None:
            return inode
    raise Errno(ENOENT, "the file is gone: its last name was removed")


def _clone_inode(fs: Ufs, base: Base, ino: int) -> Inode | None:
    inode = fs.fs_cache.get(ino)
    if inode is not None:
        return inode
    number, original = divmod(ino, CLONE)
    source = base.inodes.get(original)
    if source is None or not 0 < number <= fs.clones:
        return None
    offset = number * CLONE
    entries = source.entries
    if entries is not None:
        entries = {name: child + offset for name, child in entries.items()}
    inode = source.copy()
    inode.ino, inode.parent, inode.entries = ino, source.parent + offset, entries
    fs.fs_cache[ino] = inode
    return inode


def iown(fs: Ufs, ino: int) -> Inode:
    """The inode with a number, to change: copied from the base first. Errors: ENOENT."""
    inode = fs.own.get(ino)
    if inode is None:
        source = iget(fs, ino)
        inode = source.copy()
        if isinstance(source.data, Unread):
            inode.data = bytes(source.data)
        if source.entries is not None:
            inode.entries = dict(source.entries)
        fs.own[ino] = inode
        fs.fs_cache.pop(ino, None)
    return inode


def isize(inode: Inode) -> int:
    """A file's length in bytes; a directory's in whole blocks of DIRBLKSIZ."""
    if inode.entries is None:
        return len(inode.data) + inode.hole
    names = "\0".join(inode.entries)
    sizes = map(len, inode.entries if names.isascii() else names.encode("utf-8", "surrogateescape").split(b"\0"))
    length = 24 + sum([DIRECT_HEADER + (size + 4 & ~3) for size in sizes])
    return max(1, -(-length // DIRBLKSIZ)) * DIRBLKSIZ


def ibytes(inode: Inode) -> int:
    """Bytes allocated to a file, in whole fragments. A hole is not allocated, except in a binary or an
    archive of the release, whose body is only not kept."""
    kind = inode.mode & S_IFMT
    if kind == S_IFDIR:
        return FRAGMENT
    if kind == S_IFLNK and len(inode.data) < MAXSYMLINKLEN or kind not in (S_IFREG, S_IFLNK):
        return 0
    size = len(inode.data)
    if inode.hole and inode.data.startswith(BODILESS):
        size += body(inode.data[:HEADER_MAX], inode.hole)
    return -(-size // FRAGMENT) * FRAGMENT


def free_bytes(kernel: Kernel, fs: Ufs) -> int:
    """Room left here, bounded by what the whole machine may keep."""
    root: Ufs = kernel.rootvnode.v_mount.mnt_data
    return max(0, min(fs.capacity - fs.used, root.capacity - kernel.storage))


def free_files(kernel: Kernel, fs: Ufs) -> int:
    """Inodes left here, bounded by what the whole machine may keep."""
    return max(0, min(fs.max_files - fs.files, kernel.limits.inodes - kernel.inodes))


def check_space(kernel: Kernel, fs: Ufs, delta: int) -> None:
    """Refuse to allocate ``delta`` more bytes than there are. Errors: ENOSPC."""
    if delta > 0 and delta > free_bytes(kernel, fs):
        raise Errno(ENOSPC, "the file system is full")


def check_files(kernel: Kernel, fs: Ufs) -> None:
    """Refuse to make one more inode than there may be. Errors: ENOSPC."""
    if free_files(kernel, fs) < 1 or fs.next_ino >= CLONE:
        raise Errno(ENOSPC, "the file system is out of inodes")


def charge(kernel: Kernel, fs: Ufs, delta: int) -> None:
    """Account for ``delta`` bytes more (or fewer)."""
    fs.used += delta
    kernel.storage += delta


def ialloc(kernel: Kernel, fs: Ufs, template: Inode) -> Inode:
    """A new inode like ``template``, with a number, times and room. Errors: ENOSPC."""
    size = ibytes(template)
    check_files(kernel, fs)
    check_space(kernel, fs, size)
    now = kernel.now
    inode = template.copy()
    inode.ino = fs.next_ino
    inode.atime = inode.mtime = inode.ctime = inode.birthtime = now
    fs.next_ino += 1
    fs.own[inode.ino] = inode
    fs.files += 1
    kernel.inodes += 1
    charge(kernel, fs, size)
    return inode


def ifree(kernel: Kernel, fs: Ufs, ino: int) -> None:
    """Give up an inode and its room."""
    charge(kernel, fs, -ibytes(iget(fs, ino)))
    fs.files -= 1
    kernel.inodes -= 1
    shared = fs.fs_base is not None and (ino >= CLONE or ino in fs.fs_base.inodes)
    if shared:
        fs.own[ino] = None
    else:
        del fs.own[ino]
    fs.fs_cache.pop(ino, None)
    fs.fs_names.pop(ino, None)
    fs.fifos.pop(ino, None)


def iset(kernel: Kernel, fs: Ufs, inode: Inode, data: bytes | bytearray, hole: int = 0) -> None:
    """Replace a file's bytes, accounting for the room. Errors: ENOSPC, with nothing changed."""
    delta = ibytes(replace(inode, data=data, hole=hole)) - ibytes(inode)
    check_space(kernel, fs, delta)
    charge(kernel, fs, delta)
    inode.data = data
    inode.hole = hole


def ufs_init(kernel: Kernel, base: Base | None, capacity: int, max_files: int, root_mode: int = 0o755) -> Ufs:
    """A store over a base image, or with nothing in it but its root directory."""
    fs = Ufs(fs_base=base, capacity=capacity, max_files=max_files)
    if base is None:
        root = Inode(ROOTINO, S_IFDIR | root_mode, nlink=2, entries={}, parent=ROOTINO)
        root.atime = root.mtime = root.ctime = root.birthtime = kernel.now
        fs.own[ROOTINO] = root
        fs.next_ino, fs.files, fs.used = ROOTINO + 1, 1, FRAGMENT
    else:
        fs.next_ino, fs.files, fs.used = base.next_ino, base.files, base.bytes
    kernel.storage += fs.used
    kernel.inodes += fs.files
    return fs


def ufs_remount(kernel: Kernel, fs: Ufs) -> None:
    """After a reboot: nothing of the old kernel holds a file any more, so those without a name are freed (fsck_ffs(8),
    or the journal's replay), and the machine accounts for the rest.
    """
    fs.opens.clear()
    fs.fifos.clear()
    fs.fs_names.clear()
    kernel.storage += fs.used
    kernel.inodes += fs.files
    for ino in list(fs.orphans):
        ifree(kernel, fs, ino)
    fs.orphans.clear()


def ufs_destroy(kernel: Kernel, fs: Ufs) -> None:
    """Give back all room of a store that is going away."""
    kernel.storage -= fs.used
    kernel.inodes -= fs.files


def ufs_clone(kernel: Kernel, fs: Ufs, directory: int) -> None:
    """Put a copy of the base's pristine tree into an empty directory. The disk grows by as much, so free room
    stays what it was.

    Errors: ENOSPC when the machine may keep no more inodes.
    """
    base = fs.fs_base
    if base is None or free_files(kernel, fs) < base.pristine_files:
        raise Errno(ENOSPC, "the file system is out of inodes")
    fs.clones += 1
    offset = fs.clones * CLONE
    fs.files += base.pristine_files
    kernel.inodes += base.pristine_files
    fs.capacity += base.pristine_bytes
    root: Ufs = kernel.rootvnode.v_mount.mnt_data
    if root is not fs:
        root.capacity += base.pristine_bytes
    charge(kernel, fs, base.pristine_bytes)
    target = iown(fs, directory)
    assert target.entries is not None
    for name, child in (base.inodes[base.pristine].entries or {}).items():
        target.entries[name] = child + offset
        inode = iown(fs, child + offset)
        inode.parent = directory
        if inode.entries is not None:
            target.nlink += 1
    target.mtime = target.ctime = kernel.now
