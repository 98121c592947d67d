"""System calls that open, seek, truncate and list.

Models sys/kern/vfs_syscalls.c (kern_openat, kern_truncate, sys_lseek, kern_getdirentries) and vn_open of
sys/kern/vfs_vnops.c; leaves out locks by open(2), O_TMPFILE and openat(2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_dev import FDESC_CDEVSW
from simbsd.fs.fdescfs import descriptor_of
from simbsd.fs.fifofs import fifo_open
from simbsd.fs.ufs import isize
from simbsd.kern.kern_descrip import check_falloc, falloc, getfile
from simbsd.sys.elf import BODILESS
from simbsd.sys.errno import (
    EACCES,
    EBADF,
    EEXIST,
    EFBIG,
    EINVAL,
    EISDIR,
    EMLINK,
    ENOENT,
    ENOTDIR,
    EOPNOTSUPP,
    EPERM,
    EROFS,
    ESPIPE,
    Errno,
)  # fmt: skip
from simbsd.sys.fcntl import (
    O_ACCMODE,
    O_APPEND,
    O_CLOEXEC,
    O_CREAT,
    O_DIRECTORY,
    O_EXCL,
    O_NOFOLLOW,
    O_RDONLY,
    O_TRUNC,
    O_WRONLY,
    R_OK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_IFSOCK,
    S_ISTXT,
    W_OK,
)  # fmt: skip
from simbsd.sys.file import File
from simbsd.sys.vnode import Dirent, Vnode
from simbsd.vfs.vfs_lookup import Nameidata, lookup, namei
from simbsd.vfs.vfs_subr import APPEND, is_readonly, vaccess, vinode
from simbsd.vfs.vfs_syscalls_name import create_node
from simbsd.vfs.vfs_vnops import vn_cdev, vn_read, vn_seek, vn_write

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_STATUS = ~(O_CREAT | O_EXCL | O_TRUNC | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC)
ALLPERMS = 0o7777


def sys_open(kernel: Kernel, p: Proc, path: str, flags: int, mode: int) -> int:
    """open(2). Errors: ENOENT, EACCES, EISDIR, ENOTDIR, EEXIST, EROFS, ELOOP, EPERM, EMFILE, ENFILE, ENOSPC,
    ENXIO."""
    if flags & O_ACCMODE == O_ACCMODE:
        raise Errno(EINVAL, "O_WRONLY and O_RDWR exclude each other")
    check_falloc(kernel, p)
    exclusive = flags & O_CREAT and flags & O_EXCL
    nd = lookup(kernel, p, path, follow=not (flags & O_NOFOLLOW or exclusive))
    if nd.ni_vp is None:
        return _open_new(kernel, p, nd, flags, mode)
    if exclusive:
        raise Errno(EEXIST, "The file exists already, and O_EXCL was asked.", "vfs_vnops.c: vn_open_cred")
    return _open_old(kernel, p, nd.ni_vp, flags)


def _open_new(kernel: Kernel, p: Proc, nd: Nameidata, flags: int, mode: int) -> int:
    if not flags & O_CREAT:
        raise Errno(ENOENT, f"there is no {nd.ni_name!r} in that directory")
    if flags & O_DIRECTORY:
        raise Errno(EINVAL, "O_CREAT and O_DIRECTORY exclude each other")
    if nd.ni_slash:
        raise Errno(ENOENT, "a name that ends in a slash would be a directory")
    vp = create_node(kernel, p, nd, S_IFREG | mode & ~p.p_fd.fd_cmask & ALLPERMS & ~S_ISTXT)
    return _install(kernel, p, vp, flags)


def _wanted(flags: int) -> int:
    mode = flags & O_ACCMODE
    return (0 if mode == O_WRONLY else R_OK) | (0 if mode == O_RDONLY and not flags & O_TRUNC else W_OK)


def _open_old(kernel: Kernel, p: Proc, vp: Vnode, flags: int) -> int:
    inode = vinode(kernel, vp)
    kind = inode.mode & S_IFMT
    wanted = _wanted(flags)
    if kind == S_IFLNK:
        raise Errno(EMLINK, "the last name is a symbolic link, and O_NOFOLLOW was asked")
    if kind == S_IFSOCK:
        raise Errno(EOPNOTSUPP, "a socket is not opened but connected to")
    if kind != S_IFDIR and flags & O_DIRECTORY:
        raise Errno(ENOTDIR, "O_DIRECTORY was asked, and the file is none")
    if kind == S_IFDIR and (wanted & W_OK or flags & O_CREAT):
        raise Errno(EISDIR, "a directory cannot be written")
    vaccess(kernel, p, vp, wanted)
    if kind == S_IFREG and wanted & W_OK and inode.flags & APPEND and (not flags & O_APPEND or flags & O_TRUNC):
        raise Errno(EPERM, "The file can only be appended to: flag uappnd or sappnd.", "ufs_vnops.c: ufs_open")
    if kind == S_IFCHR:
        return _open_device(kernel, p, vp, flags)
    if kind == S_IFIFO:
        fifo_open(kernel, p, vp, flags)
        return _install(kernel, p, vp, flags, "fifo")
    if flags & O_TRUNC and kind == S_IFREG:
        vp.v_mount.mnt_ops.vop_truncate(kernel, vp, 0)
    return _install(kernel, p, vp, flags)


def _open_device(kernel: Kernel, p: Proc, vp: Vnode, flags: int) -> int:
    if vp.v_mount.mnt_type == "fdescfs":
        return _dup_descriptor(kernel, p, descriptor_of(vp), flags)
    dev = vn_cdev(kernel, vp)
    if dev.si_devsw is FDESC_CDEVSW:
        return _dup_descriptor(kernel, p, dev.si_drv1, flags)
    if dev.si_devsw.fdopen is not None:
        kind, data = dev.si_devsw.fdopen(kernel, p, dev, flags)
        return falloc(kernel, p, File(kind, data, flags & _STATUS, p.p_ucred), bool(flags & O_CLOEXEC))
    if dev.si_devsw.open is not None:
        dev.si_devsw.open(kernel, p, dev, flags)
    dev.si_usecount += 1
    return _install(kernel, p, vp, flags)


def _dup_descriptor(kernel: Kernel, p: Proc, fd: int, flags: int) -> int:
    """/dev/fd/N: one more descriptor for an open file (dupfdopen). Errors: EBADF, EACCES."""
    fp = getfile(kernel, p, fd)
    have, want = _wanted(fp.f_flag & O_ACCMODE), _wanted(flags & O_ACCMODE)
    if want & ~have:
        raise Errno(EACCES, f"Descriptor {fd} is not open for that.", "kern_descrip.c: dupfdopen")
    kernel.openfiles -= 1  # falloc counts a new file; this one is counted already
    return falloc(kernel, p, fp, bool(flags & O_CLOEXEC))


def _install(kernel: Kernel, p: Proc, vp: Vnode, flags: int, kind: str = "vnode") -> int:
    vp.v_mount.mnt_ops.vop_ref(kernel, vp)
    return falloc(kernel, p, File(kind, vp, flags & _STATUS, p.p_ucred), bool(flags & O_CLOEXEC))


def sys_lseek(kernel: Kernel, p: Proc, fd: int, offset: int, whence: int) -> int:
    """lseek(2). Errors: EBADF, ESPIPE, EINVAL."""
    fp = getfile(kernel, p, fd)
    if fp.f_type != "vnode":
        raise Errno(ESPIPE, "a pipe or socket has no offset")
    return vn_seek(kernel, fp, offset, whence)


def _check_length(length: int) -> None:
    if length < 0:
        raise Errno(EINVAL, "a length cannot be negative")


def sys_truncate(kernel: Kernel, p: Proc, path: str, length: int) -> None:
    """truncate(2). Errors: EISDIR, EINVAL, EACCES, EROFS, EFBIG, ENOSPC."""
    _check_length(length)
    vp = namei(kernel, p, path)
    if vinode(kernel, vp).mode & S_IFMT == S_IFDIR:
        raise Errno(EISDIR, "a directory has no length to set")
    vaccess(kernel, p, vp, W_OK)
    _truncate(kernel, vp, length)


def sys_ftruncate(kernel: Kernel, p: Proc, fd: int, length: int) -> None:
    """ftruncate(2). Errors: EBADF, EINVAL, EFBIG, ENOSPC."""
    _check_length(length)
    fp = getfile(kernel, p, fd)
    if fp.f_type != "vnode" or fp.f_flag & O_ACCMODE == O_RDONLY:
        raise Errno(EINVAL, f"descriptor {fd} is not open for writing a file")
    _truncate(kernel, fp.f_data, length)


def _truncate(kernel: Kernel, vp: Vnode, length: int) -> None:
    inode = vinode(kernel, vp)
    if inode.mode & S_IFMT != S_IFREG:
        raise Errno(EINVAL, "only a regular file has a length to set")
    if inode.flags & APPEND:
        raise Errno(EPERM, "The file can only be appended to: flag uappnd or sappnd.", "ufs_vnops.c: ufs_open")
    if length > kernel.limits.file_size:
        raise Errno(EFBIG, f"a file of this machine holds at most {kernel.limits.file_size} bytes")
    if is_readonly(vp):
        raise Errno(EROFS, "the file system is mounted read-only")
    vp.v_mount.mnt_ops.vop_truncate(kernel, vp, length)


def sys_getdirentries(kernel: Kernel, p: Proc, fd: int) -> list[Dirent]:
    """getdirentries(2), all at once. Errors: EBADF, EINVAL when the file is no directory."""
    fp = getfile(kernel, p, fd)
    if fp.f_type != "vnode" or vinode(kernel, fp.f_data).mode & S_IFMT != S_IFDIR:
        raise Errno(EINVAL, f"descriptor {fd} is no directory")
    if fp.f_flag & O_ACCMODE == O_WRONLY:
        raise Errno(EBADF, f"descriptor {fd} is not open for reading")
    vp: Vnode = fp.f_data
    entries: list[Dirent] = vp.v_mount.mnt_ops.vop_readdir(kernel, vp)
    return entries


COPY_MAX = 1 << 20  # bytes that one call copies


def sys_copy_file_range(kernel: Kernel, p: Proc, fd: int, out: int, length: int) -> int:
    """copy_file_range(2) at both files' offsets: how many bytes. Errors: EBADF, EINVAL, EISDIR, EFBIG, ENOSPC.

    A whole binary, of which only a header is kept, stays one: its body becomes a hole in the new file too.
    """
    source, target = getfile(kernel, p, fd), getfile(kernel, p, out)
    for fp, refused in ((source, O_WRONLY), (target, O_RDONLY)):
        if fp.f_flag & O_ACCMODE == refused or (fp is target and fp.f_flag & O_APPEND):
            raise Errno(EBADF, "a descriptor is not open for that")
        if fp.f_type != "vnode" or vinode(kernel, fp.f_data).mode & S_IFMT != S_IFREG:
            raise Errno(EINVAL, "only bytes of regular files are copied so")
    vp: Vnode = source.f_data
    inode, there = vinode(kernel, vp), vinode(kernel, target.f_data)
    size = len(inode.data) + inode.hole
    if inode.data.startswith(BODILESS) and not source.f_offset and not isize(there) and length >= size:
        vop = target.f_data.v_mount.mnt_ops
        kept = bytes(inode.data)
        vop.vop_write(kernel, target.f_data, 0, kept)
        vop.vop_truncate(kernel, target.f_data, size)
        source.f_offset = target.f_offset = size
        return size
    data = vn_read(kernel, p, source, min(length, COPY_MAX))
    return vn_write(kernel, p, target, data)


SYSCALLS: dict[str, Callable[..., Any]] = {
    "open": sys_open,
    "copy_file_range": sys_copy_file_range,
    "lseek": sys_lseek,
    "truncate": sys_truncate,
    "ftruncate": sys_ftruncate,
    "getdirentries": sys_getdirentries,
}
