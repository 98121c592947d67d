"""Open files that are vnodes: reading, writing, asking.

Models sys/kern/vfs_vnops.c, and devfs_fops of sys/fs/devfs/devfs_vnops.c; leaves out locks, asynchronous I/O
and file sealing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_ioctl import devfs_rules_ioctl
from simbsd.fs.ufs import ibytes, isize
from simbsd.kern.kern_priv import can_priv
from simbsd.sys.errno import EFBIG, EINVAL, EISDIR, ENODEV, ENOTTY, ENXIO, EOPNOTSUPP, EOVERFLOW, Errno
from simbsd.sys.fcntl import O_APPEND, S_IFCHR, S_IFDIR, S_IFMT, S_IFREG, S_ISGID, S_ISUID
from simbsd.sys.file import File, Fileops
from simbsd.sys.priv import Priv
from simbsd.sys.signal import SIGXFSZ
from simbsd.sys.vnode import Inode, Stat, Vnode
from simbsd.vfs.vfs_subr import vaccess, vinode
from simbsd.vfs.vnode_if import Vattr

if TYPE_CHECKING:
    from simbsd.sys.conf import Cdev
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Inode

__all__ = ["VNOPS", "vaccess", "vn_cdev", "vn_head", "vn_stat"]

SECTOR = 512
OFF_MAX = (1 << 63) - 1


def vn_stat(kernel: Kernel, vp: Vnode) -> Stat:
    """Attributes of a file (vn_stat); times in microseconds since boot."""
    inode = vinode(kernel, vp)
    if vp.v_mount.mnt_ops.vop_sizeless:
        return _sizeless(kernel, vp, inode)
    return Stat(
        st_dev=vp.v_mount.mnt_id,
        st_ino=inode.ino,
        st_mode=inode.mode,
        st_nlink=inode.nlink,
        st_uid=inode.uid,
        st_gid=inode.gid,
        st_size=isize(inode),
        st_blocks=ibytes(inode) // SECTOR,
        st_rdev=inode.rdev,
        st_flags=inode.flags,
        st_atime=inode.atime,
        st_mtime=inode.mtime,
        st_ctime=inode.ctime,
        st_birthtime=inode.birthtime,
    )


def _sizeless(kernel: Kernel, vp: Vnode, inode: Inode) -> Stat:
    now = kernel.now
    return Stat(
        vp.v_mount.mnt_id, inode.ino, inode.mode, inode.nlink, inode.uid, inode.gid, 0, 0, inode.rdev, inode.flags,
        now, now, now, inode.birthtime,
    )  # fmt: skip


def vn_head(kernel: Kernel, vp: Vnode, nbytes: int) -> bytes:
    """The first bytes of a regular file, for the kernel's own use (exec_map_first_page)."""
    data: bytes = vp.v_mount.mnt_ops.vop_read(kernel, vp, 0, nbytes)
    return data


def vn_cdev(kernel: Kernel, vp: Vnode) -> Cdev:
    """The device behind a node of devfs. Errors: EOPNOTSUPP on any other file system (ufs_open), ENXIO when the
    device is gone."""
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    if lower.v_mount.mnt_type != "devfs":
        raise Errno(EOPNOTSUPP, "a device node works on devfs only")
    dev = kernel.cdevs.get(lower.v_ino)
    if dev is None:
        raise Errno(ENXIO, "the device is gone")
    return dev


def _devfs_cdev(kernel: Kernel, vp: Vnode) -> Cdev | None:
    """The device behind a node, when it is a node of devfs, without a look at its attributes."""
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    dev = kernel.cdevs.get(lower.v_ino) if lower.v_mount.mnt_type == "devfs" else None
    return dev if dev is not None and dev.si_mode & S_IFMT == S_IFCHR else None


def _is_device(inode: Inode) -> bool:
    return inode.mode & S_IFMT == S_IFCHR


def _transfer(kernel: Kernel, p: Proc, vp: Vnode, nbytes: int, write: bool) -> None:
    """Account for data that goes from or to a disk (racct_add_buf)."""
    from simbsd.kern.kern_racct import racct_add_buf

    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    if lower.v_mount.mnt_type == "ufs":
        racct_add_buf(kernel, p, nbytes, write)


def vn_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """Read on from the offset. Errors: EISDIR, and a device's own."""
    vp: Vnode = fp.f_data
    inode = vinode(kernel, vp)
    data: bytes
    if _is_device(inode):
        dev = vn_cdev(kernel, vp)
        if dev.si_devsw.read is None:
            raise Errno(ENODEV, f"/dev/{dev.si_name} cannot be read")
        data = dev.si_devsw.read(kernel, p, dev, nbytes, fp.f_flag)
        fp.f_offset += len(data)
        return data
    if inode.mode & S_IFMT == S_IFDIR:
        raise Errno(EISDIR, "read(2) of a directory is off (security.bsd.allow_read_dir=0)")
    data = vp.v_mount.mnt_ops.vop_read(kernel, vp, fp.f_offset, nbytes)
    if kernel.racct_enable and data:
        _transfer(kernel, p, vp, len(data), write=False)
    fp.f_offset += len(data)
    return data


def _rlimit_fsize(kernel: Kernel, p: Proc, offset: int, data: bytes) -> bytes:
    """As much of the data as the process may write: none is SIGXFSZ (vn_rlimit_fsizex1). Errors: EFBIG."""
    room = p.p_limit["fsize"][0] - offset
    if room > 0:
        return data[:room]
    from simbsd.kern.kern_sig import psignal  # signals stand on processes, which stand on files

    psignal(kernel, p, SIGXFSZ)
    raise Errno(EFBIG, "The process has reached its limit on file sizes.", "vfs_vnops.c: vn_rlimit_fsizex1")


def vn_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """Write at the offset, or at the end with O_APPEND. Errors: EFBIG, ENOSPC, and a device's own."""
    vp: Vnode = fp.f_data
    inode = vinode(kernel, vp)
    if _is_device(inode):
        dev = vn_cdev(kernel, vp)
        if dev.si_devsw.write is None:
            raise Errno(ENODEV, f"/dev/{dev.si_name} cannot be written")
        taken = dev.si_devsw.write(kernel, p, dev, data, fp.f_flag)
        fp.f_offset += taken
        return taken
    if not data:
        return 0
    offset = isize(inode) if fp.f_flag & O_APPEND else fp.f_offset
    if "fsize" in p.p_limit:
        data = _rlimit_fsize(kernel, p, offset, data)
    vp.v_mount.mnt_ops.vop_write(kernel, vp, offset, data)
    if kernel.racct_enable:
        _transfer(kernel, p, vp, len(data), write=True)
    fp.f_offset = offset + len(data)
    if inode.mode & (S_ISUID | S_ISGID) and not can_priv(kernel, fp.f_cred, Priv.PRIV_VFS_RETAINSUGID):
        mode = inode.mode & ~(S_IFMT | S_ISUID | S_ISGID)
        vp.v_mount.mnt_ops.vop_setattr(kernel, vp, Vattr(va_mode=mode))
    return len(data)


def vn_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """A device request; on a regular file only FIONREAD means something. Errors: ENOTTY."""
    vp: Vnode = fp.f_data
    dev = _devfs_cdev(kernel, vp)
    if dev is not None:
        return _device_ioctl(kernel, p, fp, dev, request, argument)
    inode = vinode(kernel, vp)
    if _is_device(inode):
        return _device_ioctl(kernel, p, fp, vn_cdev(kernel, vp), request, argument)
    if request.startswith("DEVFSIO_") and vp.v_mount.mnt_type == "devfs":
        return devfs_rules_ioctl(kernel, p, vp.v_mount.mnt_data, request, argument)
    if request == "FIONREAD" and inode.mode & S_IFMT in (S_IFREG, S_IFDIR):
        return max(0, isize(inode) - fp.f_offset)
    raise Errno(ENOTTY, "the file is no terminal or device")


def _device_ioctl(kernel: Kernel, p: Proc, fp: File, dev: Cdev, request: str, argument: Any) -> Any:
    if dev.si_devsw.ioctl is None:
        if request == "FIODGNAME":
            return dev.si_name
        raise Errno(ENOTTY, f"/dev/{dev.si_name} knows no {request}")
    return dev.si_devsw.ioctl(kernel, p, dev, request, argument, fp.f_flag)


def vn_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """What is ready: a file always is (vop_nopoll)."""
    vp: Vnode = fp.f_data
    if _is_device(vinode(kernel, vp)):
        dev = vn_cdev(kernel, vp)
        if dev.si_devsw.poll is not None:
            return dev.si_devsw.poll(kernel, p, dev, events)
    return events


def vn_statfile(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2) of a vnode."""
    return vn_stat(kernel, fp.f_data)


def vn_closefile(kernel: Kernel, fp: File) -> None:
    """The last descriptor is gone: a device hears of it, a removed file goes."""
    vp: Vnode = fp.f_data
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    dev = kernel.cdevs.get(lower.v_ino) if lower.v_mount.mnt_type == "devfs" else None
    if dev is not None:
        dev.si_usecount -= 1
        if dev.si_usecount == 0 and dev.si_devsw.close is not None:
            dev.si_devsw.close(kernel, dev)
    vp.v_mount.mnt_ops.vop_unref(kernel, vp)


def vn_seek(kernel: Kernel, fp: File, offset: int, whence: int) -> int:
    """Move the offset (vn_seek): 0 from the start, 1 from here, 2 from the end; only a device's may be negative.

    Errors: EINVAL, EOVERFLOW.
    """
    inode = vinode(kernel, fp.f_data)
    size = isize(inode)
    if whence not in (0, 1, 2):
        raise Errno(EINVAL, "whence is none of SEEK_SET, SEEK_CUR, SEEK_END")
    target = offset + (0, fp.f_offset, size)[whence]
    if target < 0 and not _is_device(inode):
        raise Errno(EINVAL, "the offset would be negative")
    if target > OFF_MAX and not _is_device(inode):
        raise Errno(EOVERFLOW, "the offset would be beyond what off_t holds")
    fp.f_offset = target
    return target


VNOPS = Fileops(read=vn_read, write=vn_write, ioctl=vn_ioctl, poll=vn_poll, stat=vn_statfile, close=vn_closefile)
