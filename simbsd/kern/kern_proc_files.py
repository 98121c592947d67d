"""kern.proc.filedesc: what procstat(1) is told of each process's files.

Models sys/kern/kern_descrip.c (kern_proc_filedesc_out, export_vnode_to_kinfo) and kern_proc.c (sysctl_kern_proc_umask);
leaves out capability rights and traces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_prot import can_see, check_candebug
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_ACCMODE, O_APPEND, O_NONBLOCK, O_RDONLY, O_RDWR, S_IFMT
from simbsd.sys.records import KinfoFile
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from simbsd.sys.file import File
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

UNKNOWN = -1


def _vnode(kernel: Kernel, viewer: Proc, fd: str, vp: Vnode, flags: int, counts: tuple[int, int]) -> KinfoFile:
    from simbsd.vfs.vfs_cache import vn_fullpath
    from simbsd.vfs.vfs_subr import vinode

    try:
        path = vn_fullpath(kernel, viewer, vp)
    except Errno:
        path = ""
    return KinfoFile(fd, "vnode", vinode(kernel, vp).mode & S_IFMT, flags, *counts, path)


def _file(kernel: Kernel, viewer: Proc, fd: int, fp: File) -> KinfoFile:
    mode = fp.f_flag & O_ACCMODE
    counts = (fp.f_count, fp.f_offset)
    if fp.f_type == "vnode":
        return _vnode(kernel, viewer, str(fd), fp.f_data, mode | fp.f_flag & (O_APPEND | O_NONBLOCK), counts)
    return KinfoFile(str(fd), fp.f_type, 0, O_RDWR | fp.f_flag & O_NONBLOCK, *counts, "")


def files_of(kernel: Kernel, viewer: Proc, p: Proc) -> tuple[KinfoFile, ...]:
    """The text, the directories and the descriptors of a process, in the kernel's order."""
    session, pwd, found = p.p_pgrp.pg_session, p.p_pwd, []
    special = (("text", p.p_textvp), ("cwd", pwd.pwd_cdir), ("root", pwd.pwd_rdir), ("jail", pwd.pwd_jdir))
    for name, vp in special:
        if vp is not None:
            found.append(_vnode(kernel, viewer, name, vp, O_RDONLY, (UNKNOWN, UNKNOWN)))
    if session.s_ttyp is not None:
        terminal = KinfoFile("ctty", "vnode", 0o020000, O_RDWR, UNKNOWN, UNKNOWN, f"/dev/{session.s_ttyp.t_name}")
        found.insert(1 if p.p_textvp is not None else 0, terminal)
    found += [_file(kernel, viewer, fd, p.p_fd.fd_files[fd]) for fd in sorted(p.p_fd.fd_files)]
    return tuple(found)


def sysctl_kern_proc_filedesc(kernel: Kernel, p: Proc) -> dict[int, tuple[KinfoFile, ...]]:
    """The files of every process that the caller may look into, by pid (kern_proc_filedesc_out)."""
    found = {}
    for pid in sorted(kernel.allproc):
        try:
            check_candebug(kernel, p, kernel.allproc[pid])
        except Errno:
            continue
        found[pid] = files_of(kernel, p, kernel.allproc[pid])
    return found


def sysctl_kern_proc_umask(kernel: Kernel, p: Proc) -> dict[int, int]:
    """The mode mask of every process that the caller may see, by pid."""
    table = kernel.allproc
    return {pid: table[pid].p_fd.fd_cmask for pid in sorted(table) if can_see(kernel, p, table[pid])}


SYSCTLS: tuple[Oid, ...] = (
    Oid("kern.proc.filedesc", "opaque", "Process filedesc entries", get=sysctl_kern_proc_filedesc),
    Oid("kern.proc.umask", "opaque", "Process umask", get=sysctl_kern_proc_umask),
)
