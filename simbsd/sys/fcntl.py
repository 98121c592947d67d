"""Flags of open(2) and friends, file modes and file types.

Models sys/sys/fcntl.h, sys/sys/stat.h and sys/sys/unistd.h; leaves out locks and asynchronous I/O.
"""

from __future__ import annotations

O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE = 0x0, 0x1, 0x2, 0x3
O_NONBLOCK, O_APPEND, O_NOFOLLOW, O_CREAT, O_TRUNC, O_EXCL = 0x4, 0x8, 0x100, 0x200, 0x400, 0x800
O_NOCTTY, O_DIRECTORY, O_CLOEXEC = 0x8000, 0x20000, 0x100000

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
AT_FDCWD = -100
UTIME_OMIT = -(1 << 62)  # a time that utimensat(2) leaves as it is

S_IFMT = 0o170000
S_IFIFO, S_IFCHR, S_IFDIR, S_IFBLK, S_IFREG, S_IFLNK, S_IFSOCK = (
    0o010000, 0o020000, 0o040000, 0o060000, 0o100000, 0o120000, 0o140000,
)  # fmt: skip
S_ISUID, S_ISGID, S_ISTXT = 0o4000, 0o2000, 0o1000

UF_NODUMP, UF_IMMUTABLE, UF_APPEND, UF_OPAQUE, UF_NOUNLINK = 0x1, 0x2, 0x4, 0x8, 0x10
SF_ARCHIVED, SF_IMMUTABLE, SF_APPEND, SF_NOUNLINK = 0x10000, 0x20000, 0x40000, 0x100000

PATH_MAX, NAME_MAX, MAXSYMLINKS = 1024, 255, 32
PIPE_BUF, PIPE_SIZE = 512, 16384
