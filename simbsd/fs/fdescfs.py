"""fdescfs: the descriptors of whoever looks, as files.

Models sys/fs/fdescfs/fdesc_vnops.c and fdesc_vfsops.c; leaves out the options linrdlnk, rdlnk and nodup. Opening one is
duplicating it (vfs_syscalls_open.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Never

from simbsd.fs.pseudofs import PFS_ROOT, pseudo_vops
from simbsd.sys.errno import EBADF, ENOENT, EROFS, Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR
from simbsd.sys.vnode import Inode, Vnode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

FIRST = 3  # the inode number of descriptor 0 (fdesc.h: FD_DESC)


def _descriptors(kernel: Kernel) -> list[int]:
    return sorted(kernel.curproc.p_fd.fd_files) if kernel.curproc is not None else []


def _entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    return [(str(fd), FIRST + fd) for fd in _descriptors(kernel)] if dvp.v_ino == PFS_ROOT else []


def _parent(kernel: Kernel, vp: Vnode) -> Vnode:
    return Vnode(vp.v_mount, PFS_ROOT)


def _inode(kernel: Kernel, vp: Vnode) -> Inode:
    if vp.v_ino == PFS_ROOT:
        return Inode(PFS_ROOT, S_IFDIR | 0o555, nlink=2, entries={}, parent=PFS_ROOT)
    fd = vp.v_ino - FIRST
    if fd not in _descriptors(kernel):
        raise Errno(ENOENT, f"descriptor {fd} is not open")
    return Inode(vp.v_ino, S_IFCHR | 0o555, rdev=f"fd/{fd}", parent=PFS_ROOT)


def descriptor_of(vp: Vnode) -> int:
    """Which descriptor a node stands for."""
    return vp.v_ino - FIRST


def _lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode:
    """A number without leading zeros is a descriptor, any other name is none (fdesc_lookup). Errors: ENOENT, EBADF."""
    if not (name.isascii() and name.isdigit()) or (name[0] == "0" and name != "0"):
        raise Errno(ENOENT, "The files of fdescfs are numbers.", "fdesc_vnops.c: fdesc_lookup")
    if int(name[:10]) not in _descriptors(kernel):
        raise Errno(EBADF, f"Descriptor {name} is not open.", "kern_descrip.c: fget")
    return Vnode(dvp.v_mount, FIRST + int(name))


def _readonly(kernel: Kernel, vp: Vnode, *rest: object) -> Never:
    raise Errno(EROFS, "Descriptors are not removed or renamed as files.", "fdesc_vnops.c: fdesc_lookup")


FDESC_VOPS = replace(
    pseudo_vops(_entries, _parent, _inode),
    vop_lookup=_lookup, vop_remove=_readonly, vop_rename=_readonly, vop_access=False,
)  # fmt: skip
