"""System call stubs for names, attributes, directories and mounts.

Models sys/stat.h, dirent.h, sys/mount.h.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.fcntl import UTIME_OMIT as UTIME_OMIT
from simbsd.sys.vnode import Dirent, Stat, Statfs


async def stat(path: str) -> Stat:
    """Attributes of a file, links followed. Errors: ENOENT, ENOTDIR, EACCES, ELOOP."""
    result: Stat = await syscall("fstatat", path, True)
    return result


async def lstat(path: str) -> Stat:
    """Attributes of a file, a final link not followed."""
    result: Stat = await syscall("fstatat", path, False)
    return result


async def fstat(fd: int) -> Stat:
    """Attributes of an open file. Errors: EBADF."""
    result: Stat = await syscall("fstat", fd)
    return result


async def access(path: str, mode: int) -> None:
    """Check with the real ids (R_OK, W_OK, X_OK, F_OK). Errors: EACCES, ENOENT ..."""
    await syscall("access", path, mode)


async def eaccess(path: str, mode: int) -> None:
    """Check with the effective ids."""
    await syscall("eaccess", path, mode)


async def readlink(path: str) -> str:
    """The target of a symbolic link. Errors: EINVAL when it is none."""
    return str(await syscall("readlink", path))


async def symlink(target: str, path: str) -> None:
    """Make a symbolic link. Errors: EEXIST ..."""
    await syscall("symlink", target, path)


async def link(old: str, new: str, follow: bool = True) -> None:
    """Make a hard link. Errors: EEXIST, EXDEV, EPERM (a directory) ..."""
    await syscall("linkat", old, new, follow)


async def unlink(path: str) -> None:
    """Remove a name. Errors: EPERM (a directory, an immutable file), EACCES ..."""
    await syscall("unlink", path)


async def rename(old: str, new: str) -> None:
    """Rename. Errors: EXDEV, EINVAL, EISDIR, ENOTDIR, ENOTEMPTY ..."""
    await syscall("rename", old, new)


async def mkdir(path: str, mode: int = 0o777) -> None:
    """Make a directory. Errors: EEXIST, ENOENT ..."""
    await syscall("mkdir", path, mode)


async def rmdir(path: str) -> None:
    """Remove an empty directory. Errors: ENOTEMPTY, ENOTDIR, EBUSY, EINVAL (.) ..."""
    await syscall("rmdir", path)


async def mknod(path: str, mode: int, rdev: str) -> None:
    """Make a device node. Errors: EPERM, EEXIST ..."""
    await syscall("mknod", path, mode, rdev)


async def mkfifo(path: str, mode: int = 0o666) -> None:
    """Make a named pipe. Errors: EEXIST ..."""
    await syscall("mkfifo", path, mode)


async def chmod(path: str, mode: int, follow: bool = True) -> None:
    """Change mode bits. Errors: EPERM ..."""
    await syscall("fchmodat", path, mode, follow)


async def chown(path: str, uid: int, gid: int, follow: bool = True) -> None:
    """Change owner and group (-1: leave). Errors: EPERM ..."""
    await syscall("fchownat", path, uid, gid, follow)


async def chflags(path: str, flags: int, follow: bool = True) -> None:
    """Change file flags. Errors: EPERM ..."""
    await syscall("chflagsat", path, flags, follow)


async def utimens(path: str, atime: int | None, mtime: int | None, follow: bool = True) -> None:
    """Set times (microseconds since boot; None: now, UTIME_OMIT: as it is). Errors: EACCES, EPERM ..."""
    await syscall("utimensat", path, atime, mtime, follow)


async def truncate(path: str, length: int) -> None:
    """Set a file's length. Errors: EISDIR, EFBIG, ENOSPC, EINVAL ..."""
    await syscall("truncate", path, length)


async def ftruncate(fd: int, length: int) -> None:
    """Set an open file's length. Errors: EBADF, EINVAL, EFBIG ..."""
    await syscall("ftruncate", fd, length)


async def copy_file_range(fd: int, out: int, length: int) -> int:
    """Copy bytes from one file's offset to another's; how many. Errors: EBADF, EINVAL (not both files), ENOSPC ..."""
    return int(await syscall("copy_file_range", fd, out, length))


async def getdents(fd: int) -> list[Dirent]:
    """All entries of an open directory, ``.`` and ``..`` first, in the file system's order. Errors: EBADF, ENOTDIR."""
    result: list[Dirent] = await syscall("getdirentries", fd)
    return result


async def statfs(path: str) -> Statfs:
    """The file system a path is on. Errors: ENOENT ..."""
    result: Statfs = await syscall("statfs", path)
    return result


async def getfsstat() -> list[Statfs]:
    """Every mounted file system the caller may see (prison_enforce_statfs)."""
    result: list[Statfs] = await syscall("getfsstat")
    return result


async def nmount(params: dict[str, str], flags: int = 0) -> None:
    """Mount: ``fstype``, ``fspath``, ``from``, options. Errors: EPERM, ENOENT, ENODEV (unknown type), EDEADLK ..."""
    await syscall("nmount", params, flags)


async def unmount(path: str, flags: int = 0) -> None:
    """Unmount (flag 0x80000: force). Errors: EPERM, EINVAL, EBUSY, ENOENT."""
    await syscall("unmount", path, flags)


async def sync() -> None:
    """Ask that everything be written out."""
    await syscall("sync")
