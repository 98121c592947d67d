"""Vnodes, inodes, mounts and the attributes of files.

Models sys/sys/vnode.h, sys/sys/mount.h and sys/sys/stat.h; leaves out locks, the buffer cache and extended
attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.sys.unread import Unread

if TYPE_CHECKING:
    from simbsd.sys.ucred import Ucred


@dataclass(slots=True, eq=False)
class Mount:
    """A mounted file system.

    ``mnt_ops`` is the file system's table of operations (``vfs/vnode_if.py``), ``mnt_data`` its own tables,
    ``mnt_root`` the number of its root inode. ``mnt_covered`` is the directory it is mounted on (None for the root),
    ``mnt_covers`` what is mounted on its own directories, by their inodes (v_mountedhere).
    """

    mnt_id: int
    mnt_type: str
    mnt_from: str
    mnt_on: str
    mnt_ops: Any
    mnt_data: Any
    mnt_root: int
    mnt_covered: Vnode | None
    mnt_cred: Ucred | None = None
    mnt_flags: dict[str, bool] = field(default_factory=dict)
    mnt_covers: dict[int, Mount] = field(default_factory=dict)


@dataclass(slots=True, unsafe_hash=True)
class Vnode:
    """A file of the machine: which mount, which inode. A value: two walks to one file give equal vnodes.

    Never changed. It is not declared frozen, for each component of each path makes one, and a frozen one takes three
    times as long to make.
    """

    v_mount: Mount
    v_ino: int


@dataclass(slots=True)
class Inode:
    """One file. ``data`` holds a regular file's bytes or a symbolic link's target, ``entries`` a directory's
    names.

    ``hole`` is how many zero bytes follow ``data`` without being kept. ``parent`` is the directory that (last)
    named it.

    Times are virtual microseconds since boot (negative: before boot). ``rdev`` names a device (``null``,
    ``ttyv0``).
    """

    ino: int
    mode: int
    uid: int = 0
    gid: int = 0
    nlink: int = 1
    data: bytes | bytearray | Unread = b""
    hole: int = 0
    entries: dict[str, int] | None = None
    parent: int = 0
    rdev: str = ""
    flags: int = 0
    atime: int = 0
    mtime: int = 0
    ctime: int = 0
    birthtime: int = 0

    def copy(self) -> Inode:
        """The same file's record, apart; its data and names are shared until somebody gives the copy others.

        Every new file and every first change makes one: dataclasses.replace() takes four times as long.
        """
        return Inode(
            self.ino, self.mode, self.uid, self.gid, self.nlink, self.data, self.hole, self.entries, self.parent,
            self.rdev, self.flags, self.atime, self.mtime, self.ctime, self.birthtime,
        )  # fmt: skip


@dataclass(slots=True, unsafe_hash=True)
class Stat:
    """What stat(2) tells; times in virtual microseconds since boot. Never changed, nor declared frozen (see Vnode)."""

    st_dev: int
    st_ino: int
    st_mode: int
    st_nlink: int
    st_uid: int
    st_gid: int
    st_size: int
    st_blocks: int
    st_rdev: str
    st_flags: int
    st_atime: int
    st_mtime: int
    st_ctime: int
    st_birthtime: int


@dataclass(frozen=True, slots=True)
class Statfs:
    """What statfs(2) tells of one mount, as the caller may see it; sizes in blocks of ``f_bsize`` bytes.

    ``f_fsid`` is its number in hexadecimal, empty for those who may not know it; ``f_owner`` who mounted it.
    """

    f_fstypename: str
    f_mntfromname: str
    f_mntonname: str
    f_flags: tuple[str, ...]
    f_bsize: int
    f_blocks: int
    f_bfree: int
    f_bavail: int
    f_files: int
    f_ffree: int
    f_fsid: str = ""
    f_owner: int = 0


@dataclass(frozen=True, slots=True)
class Dirent:
    """One directory entry; ``d_type`` is the S_IFMT part of the mode."""

    d_name: str
    d_fileno: int
    d_type: int
