"""Descriptors: a process's table of open files, its root and its working directory.

Models sys/kern/kern_descrip.c; leaves out capability rights, locks, and descriptor passing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EBADF, EINVAL, EMFILE, ENFILE, EPERM, Errno
from simbsd.sys.fcntl import O_APPEND, O_CLOEXEC, O_NONBLOCK, S_IFDIR, S_IFMT
from simbsd.sys.file import File, Filedesc, Fileops, Pwd
from simbsd.sys.priv import Priv
from simbsd.sys.vnode import Stat, Vnode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

FD_CLOEXEC = 1
NDENTRIES = 64  # a table grows by so many
_SETTABLE = O_APPEND | O_NONBLOCK


def _fileops(fp: File) -> Fileops:
    from simbsd.kern.sys_generic import FILEOPS

    return FILEOPS[fp.f_type]


def getfile(kernel: Kernel, p: Proc, fd: int) -> File:
    """The open file of a descriptor (fget). Errors: EBADF."""
    fp = p.p_fd.fd_files.get(fd)
    if fp is None:
        raise Errno(EBADF, f"descriptor {fd} is not open")
    return fp


def fdfree_slot(kernel: Kernel, p: Proc, least: int = 0) -> int:
    """The lowest free descriptor from ``least`` on (fdalloc). Errors: EMFILE."""
    files = p.p_fd.fd_files
    fd = least
    while fd in files:
        fd += 1
    if fd >= _getmaxfd(kernel, p):
        raise Errno(EMFILE, f"The process may hold {_getmaxfd(kernel, p)} descriptors.", "kern_descrip.c: fdalloc")
    return fd


def _getmaxfd(kernel: Kernel, p: Proc) -> int:
    """One more than the greatest descriptor there may be (getmaxfd)."""
    most: int = kernel.limits.descriptors
    set_to = kernel.sysctls.get("kern.maxfilesperproc")
    if set_to is not None and set_to < most:
        most = set_to
    return min(p.p_limit["nofile"][0], most) if "nofile" in p.p_limit else most


def _check_table(kernel: Kernel, p: Proc, fd: int, room: int) -> None:
    """The table grows to ``room`` where a descriptor does not fit, and its size is what rules on openfiles look at
    (fdalloc, fdgrowtable). Errors: EMFILE.
    """
    from simbsd.kern.kern_racct import racct_set  # accounting stands on descriptors

    table = p.p_fd
    if fd < table.fd_nfiles:
        return
    if not racct_set(kernel, p, "openfiles", min(room, _getmaxfd(kernel, p))):
        raise Errno(EMFILE, "A resource rule denies a larger table of descriptors.", "kern_descrip.c: fdalloc")
    table.fd_nfiles = -(-max(room, table.fd_nfiles * 2) // NDENTRIES) * NDENTRIES


def check_falloc(kernel: Kernel, p: Proc, wanted: int = 1) -> None:
    """Refuse to open ``wanted`` more files than there may be. Errors: EMFILE, ENFILE."""
    if len(p.p_fd.fd_files) + wanted > _getmaxfd(kernel, p):
        raise Errno(EMFILE, f"The process may hold {_getmaxfd(kernel, p)} descriptors.", "kern_descrip.c: fdalloc")
    if kernel.racct_enable:
        fd = -1
        for _ in range(wanted):
            fd = fdfree_slot(kernel, p, fd + 1)
        _check_table(kernel, p, fd, fd * 2)
    most = kernel.limits.files
    set_to = kernel.sysctls.get("kern.maxfiles")
    if set_to is not None and set_to < most:
        most = set_to
    if kernel.openfiles + wanted >= most - most // 20:
        _check_maxfiles(kernel, p, wanted, most)


def _check_maxfiles(kernel: Kernel, p: Proc, wanted: int, most: int) -> None:
    """The last twentieth of the table of open files is for a root that no jail holds; the console is told, once a
    second at most (_falloc_noinstall). Errors: ENFILE.
    """
    from simbsd.kern.kern_priv import can_priv  # privileges stand on prisons, which stand on files
    from simbsd.kern.subr_prf import printf

    if can_priv(kernel, p.p_ucred, Priv.PRIV_MAXFILES) and kernel.openfiles + wanted < most:
        return
    second = kernel.now // 1_000_000
    if second != kernel.maxfiles_logged:
        kernel.maxfiles_logged = second
        who = f"uid {p.p_ucred.cr_ruid}, ({p.p_comm})"
        printf(kernel, f"kern.maxfiles limit exceeded by {who} please see tuning(7).")
    where = "kern_descrip.c: _falloc_noinstall"
    raise Errno(ENFILE, f"{kernel.openfiles} files are open, and kern.maxfiles is {most}.", where)


def falloc(kernel: Kernel, p: Proc, fp: File, cloexec: bool = False) -> int:
    """Give a new open file the lowest free descriptor. Errors: EMFILE, ENFILE."""
    check_falloc(kernel, p)
    fd = fdfree_slot(kernel, p)
    kernel.openfiles += 1
    _install(p, fd, fp, cloexec)
    return fd


def _install(p: Proc, fd: int, fp: File, cloexec: bool) -> None:
    fp.f_count += 1
    p.p_fd.fd_files[fd] = fp
    if cloexec:
        p.p_fd.fd_cloexec[fd] = True
    else:
        p.p_fd.fd_cloexec.pop(fd, None)


def fdrop(kernel: Kernel, fp: File) -> None:
    """One reference less to an open file; the last one closes it."""
    fp.f_count -= 1
    if fp.f_count == 0:
        kernel.openfiles -= 1
        _fileops(fp).close(kernel, fp)


def fdcopy(kernel: Kernel, p: Proc) -> Filedesc:
    """A child's table: the same open files."""
    for fp in p.p_fd.fd_files.values():
        fp.f_count += 1
    return Filedesc(dict(p.p_fd.fd_files), dict(p.p_fd.fd_cloexec), p.p_fd.fd_cmask, p.p_fd.fd_nfiles)


def _remove(kernel: Kernel, p: Proc, fd: int) -> None:
    fp = p.p_fd.fd_files.pop(fd)
    p.p_fd.fd_cloexec.pop(fd, None)
    fdrop(kernel, fp)


def fdcloseexec(kernel: Kernel, p: Proc) -> None:
    """Close what closes on exec."""
    for fd in sorted(p.p_fd.fd_cloexec):
        _remove(kernel, p, fd)


def fdfree(kernel: Kernel, p: Proc) -> None:
    """Close everything: the process ends."""
    for fd in sorted(p.p_fd.fd_files):
        _remove(kernel, p, fd)


def sys_close(kernel: Kernel, p: Proc, fd: int) -> None:
    """close(2). Errors: EBADF."""
    getfile(kernel, p, fd)
    _remove(kernel, p, fd)


def sys_closefrom(kernel: Kernel, p: Proc, lowfd: int) -> None:
    """close_range(2) from ``lowfd`` on."""
    for fd in sorted(p.p_fd.fd_files):
        if fd >= lowfd:
            _remove(kernel, p, fd)


def sys_dup(kernel: Kernel, p: Proc, fd: int) -> int:
    """dup(2). Errors: EBADF, EMFILE."""
    return _dup_from(kernel, p, fd, 0, cloexec=False)


def _dup_from(kernel: Kernel, p: Proc, fd: int, least: int, cloexec: bool) -> int:
    fp = getfile(kernel, p, fd)
    new = fdfree_slot(kernel, p, least)
    if kernel.racct_enable:
        _check_table(kernel, p, new, new * 2)
    _install(p, new, fp, cloexec)
    return new


def sys_dup2(kernel: Kernel, p: Proc, old: int, new: int) -> int:
    """dup2(2): ``new`` is closed first if open. Errors: EBADF."""
    fp = getfile(kernel, p, old)
    if not 0 <= new < _getmaxfd(kernel, p):
        raise Errno(EBADF, f"descriptor {new} is out of range")
    if old == new:
        return new
    if kernel.racct_enable:
        _check_table(kernel, p, new, new + 1)
    previous = p.p_fd.fd_files.get(new)
    _install(p, new, fp, cloexec=False)
    if previous is not None:
        fdrop(kernel, previous)
    return new


def sys_fcntl(kernel: Kernel, p: Proc, fd: int, command: str, argument: int) -> int:
    """fcntl(2) for descriptor and status flags. Errors: EBADF, EINVAL, EMFILE."""
    fp = getfile(kernel, p, fd)
    if command in ("F_DUPFD", "F_DUPFD_CLOEXEC"):
        if not 0 <= argument < _getmaxfd(kernel, p):
            raise Errno(EINVAL, "the least descriptor is out of range")
        return _dup_from(kernel, p, fd, argument, cloexec=command == "F_DUPFD_CLOEXEC")
    if command == "F_GETFD":
        return FD_CLOEXEC if p.p_fd.fd_cloexec.get(fd) else 0
    if command == "F_SETFD":
        if argument & FD_CLOEXEC:
            p.p_fd.fd_cloexec[fd] = True
        else:
            p.p_fd.fd_cloexec.pop(fd, None)
        return 0
    if command == "F_GETFL":
        return fp.f_flag & ~O_CLOEXEC
    if command == "F_SETFL":
        fp.f_flag = fp.f_flag & ~_SETTABLE | argument & _SETTABLE
        return 0
    raise Errno(EINVAL, f"fcntl knows no {command}")


def sys_fstat(kernel: Kernel, p: Proc, fd: int) -> Stat:
    """fstat(2). Errors: EBADF."""
    fp = getfile(kernel, p, fd)
    return _fileops(fp).stat(kernel, p, fp)


def chroot_refuse_vdir_fds(kernel: Kernel, p: Proc, why: str) -> None:
    """Refuse a process that holds an open directory: fchdir(2) to it would be a way out. Errors: EPERM."""
    for fd, fp in p.p_fd.fd_files.items():
        if fp.f_type == "vnode":
            vp: Vnode = fp.f_data
            if vp.v_mount.mnt_ops.vop_inode(kernel, vp).mode & S_IFMT == S_IFDIR:
                raise Errno(
                    EPERM, f"Descriptor {fd} is an open directory, {why}.", "kern_descrip.c: chroot_refuse_vdir_fds"
                )


def pwd_chdir(kernel: Kernel, p: Proc, vp: Vnode) -> None:
    """Set the working directory (pwd_chdir)."""
    p.p_pwd = Pwd(vp, p.p_pwd.pwd_rdir, p.p_pwd.pwd_jdir)


def pwd_chroot(kernel: Kernel, p: Proc, vp: Vnode) -> None:
    """Set the root; the working directory stays (pwd_chroot). Errors: EPERM, of check_chroot."""
    check_chroot(kernel, p)
    pwd_set_root(kernel, p, vp)


def check_chroot(kernel: Kernel, p: Proc) -> None:
    """Refuse a process with an open directory, as kern.chroot_allow_open_directories says: 0 always, 1 if chrooted
    already, 2 never. Errors: EPERM.
    """
    if not kernel.release.chroot_minds_directories:
        return
    allow = kernel.sysctls.get("kern.chroot_allow_open_directories", 1)
    if allow == 0:
        chroot_refuse_vdir_fds(kernel, p, "and kern.chroot_allow_open_directories is 0")
    elif allow == 1 and p.p_pwd.pwd_rdir != kernel.rootvnode:
        chroot_refuse_vdir_fds(kernel, p, "the process is chrooted, and kern.chroot_allow_open_directories is 1")


def pwd_set_root(kernel: Kernel, p: Proc, vp: Vnode) -> None:
    """Another root; ``jdir`` is set by the first one and never moves, where the release knows of it."""
    jdir = p.p_pwd.pwd_jdir or vp if kernel.release.chroot_keeps_jdir else None
    p.p_pwd = Pwd(p.p_pwd.pwd_cdir, vp, jdir)


def pwd_chroot_chdir(kernel: Kernel, p: Proc, vp: Vnode) -> None:
    """Set root and working directory: jail_attach(2) (pwd_chroot_chdir), checked before."""
    p.p_pwd = Pwd(vp, vp, p.p_pwd.pwd_jdir or vp)


SYSCALLS = {
    "close": sys_close,
    "closefrom": sys_closefrom,
    "dup": sys_dup,
    "dup2": sys_dup2,
    "fcntl": sys_fcntl,
    "fstat": sys_fstat,
}
