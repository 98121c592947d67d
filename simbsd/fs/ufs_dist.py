"""A distribution set of the release: the archive whose members are the base image's own files.

Models /usr/freebsd-dist/base.txz of an installed system in effect; the two calls here are the simulator's own. The
archive's body is not kept, for every file in it is in the shared base image: one call tells the members, as reading the
archive would; the other unpacks all of them into an empty directory at once, sharing every byte until it is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.fs.ufs import Base, Ufs, ufs_clone
from simbsd.kern.kern_descrip import getfile
from simbsd.sys.dist import DistMember
from simbsd.sys.elf import XZMAG
from simbsd.sys.errno import EFTYPE, ENOTEMPTY, EOPNOTSUPP, EROFS, Errno
from simbsd.sys.fcntl import S_IFMT, W_OK
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_subr import check_priv, is_readonly, vaccess, vinode
from simbsd.vfs.vnode_if import Vattr

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_MARK = b"dist="
CALLS_A_MEMBER = 8  # system calls that unpacking one file takes: open, write, close, chown, chmod, times, flags ...


def dist_header(name: str) -> bytes:
    """The first bytes of a distribution set."""
    return XZMAG + _MARK + name.encode() + b"\0"


def _base(kernel: Kernel, p: Proc, fd: int) -> Base:
    """The image behind an open archive. Errors: EBADF, EFTYPE when the file is none."""
    fp = getfile(kernel, p, fd)
    root: Ufs = kernel.rootvnode.v_mount.mnt_data
    base = root.fs_base
    if not isinstance(fp.f_data, Vnode) or base is None:
        raise Errno(EFTYPE, f"descriptor {fd} is no distribution set")
    if not vinode(kernel, fp.f_data).data.startswith(dist_header("base")):
        raise Errno(EFTYPE, f"descriptor {fd} is no distribution set")
    return base


def sys_dist_members(kernel: Kernel, p: Proc, fd: int) -> list[DistMember]:
    """What an open archive holds, directories before what is in them. Errors: EBADF, EFTYPE."""
    base = _base(kernel, p, fd)
    seen: dict[int, str] = {}
    members: list[DistMember] = []
    waiting = [(base.pristine, ".")]
    while waiting:
        ino, path = waiting.pop()
        inode = base.inodes[ino]
        first = seen.get(ino, "")
        name = f"{path}/" if inode.entries is not None else path
        members.append(
            DistMember(
                name, inode.mode, inode.uid, inode.gid, inode.mtime, inode.flags,
                b"" if first else bytes(inode.data), 0 if first else inode.hole, first,
            )
        )
        if inode.entries is None:
            seen[ino] = path
        else:
            waiting += [(child, f"{path}/{name}") for name, child in reversed(inode.entries.items())]
    return members


def sys_dist_unpack(kernel: Kernel, p: Proc, fd: int, path: str) -> None:
    """Unpack a whole archive into an empty directory of the root file system.

    Errors: EFTYPE, EPERM (who may not give files any owner and flag), EACCES, EROFS, ENOTEMPTY, ENOSPC, EOPNOTSUPP
    (a directory elsewhere: its files have to be written one by one).
    """
    base = _base(kernel, p, fd)
    vp = namei(kernel, p, path)
    lower: Vnode = vp.v_mount.mnt_ops.vop_lower(vp)
    inode = vinode(kernel, vp)
    if lower.v_mount is not kernel.rootvnode.v_mount or inode.entries is None:
        raise Errno(EOPNOTSUPP, "only directories of the root file system share the base image")
    if inode.entries:
        raise Errno(ENOTEMPTY, "the directory is not empty")
    if is_readonly(vp):
        raise Errno(EROFS, "the file system is mounted read-only")
    vaccess(kernel, p, vp, W_OK)
    for priv in (Priv.PRIV_VFS_CHOWN, Priv.PRIV_VFS_SYSFLAGS):
        check_priv(kernel, p, priv)
    ufs_clone(kernel, lower.v_mount.mnt_data, lower.v_ino)
    top = base.inodes[base.pristine]  # the archive's first member is the directory itself
    wanted = Vattr(top.mode & ~S_IFMT, top.uid, top.gid, top.flags, top.atime, top.mtime)
    lower.v_mount.mnt_ops.vop_setattr(kernel, lower, wanted)
    kernel.now += base.pristine_files * CALLS_A_MEMBER * kernel.limits.call_cost


SYSCALLS: dict[str, Callable[..., Any]] = {"dist_members": sys_dist_members, "dist_unpack": sys_dist_unpack}
