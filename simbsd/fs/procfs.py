"""procfs: processes as files.

Models sys/fs/procfs/procfs.c, procfs_osrel.c, procfs_rlimit.c, procfs_status.c and procfs_type.c; leaves out
registers, memory, maps and notes.
A reader sees the processes that ps(1) would show it (p_cansee).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.fs.pseudofs import PFS_ROOT, pseudo_vops
from simbsd.kern.kern_jail import jailed, prison_name
from simbsd.kern.kern_prot import can_debug, can_see
from simbsd.kern.kern_resource import lim_of
from simbsd.kern.sched_4bsd import calcru
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFREG
from simbsd.sys.resource import RLIM_INFINITY, RLIMITS
from simbsd.sys.vnode import Inode, Vnode
from simbsd.vfs.vfs_cache import vn_fullpath

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

CURPROC = 3
STRIDE = 16  # inode numbers of one process: its directory, then its files
NAMES = ("cmdline", "etype", "file", "status", "rlimit", "osrel")
LIMITS = {"umtxp": "umtx"}  # rlimit_ident
MODES = {"osrel": 0o600}
MICROSECONDS = 1_000_000


def _visible(kernel: Kernel, pid: int) -> Proc | None:
    viewer, p = kernel.curproc, kernel.allproc.get(pid)
    return p if p is not None and (viewer is None or can_see(kernel, viewer, p)) else None


def _number(pid: int, index: int = 0) -> int:
    return (pid + 1) * STRIDE + index


def _process(kernel: Kernel, ino: int) -> tuple[Proc, int]:
    p = _visible(kernel, ino // STRIDE - 1)
    if p is None:
        raise Errno(ENOENT, "the process has ended, or is outside the jail")
    return p, ino % STRIDE


def _names(kernel: Kernel, p: Proc) -> list[str]:
    """No file of a kernel's process (procfs_notsystem); what is written, for who may debug (procfs_candebug)."""
    hidden = [] if p.p_coro is not None else ["file"]
    if kernel.curproc is not None and not can_debug(kernel, kernel.curproc, p):
        hidden.append("osrel")
    return [name for name in NAMES if name not in hidden]


def procfs_entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    """The root holds ``curproc`` and a directory for each visible process; that one holds its files."""
    if dvp.v_ino == PFS_ROOT:
        yield "curproc", CURPROC
        for pid in sorted(kernel.allproc):
            if _visible(kernel, pid) is not None:
                yield str(pid), _number(pid)
        return
    p, _ = _process(kernel, dvp.v_ino)
    for name in _names(kernel, p):
        yield name, _number(p.p_pid, 1 + NAMES.index(name))


def procfs_parent(kernel: Kernel, vp: Vnode) -> Vnode:
    """A file hangs in its process's directory, that one in the root."""
    index = vp.v_ino % STRIDE
    top = vp.v_ino < STRIDE or index == 0
    return Vnode(vp.v_mount, PFS_ROOT if top else vp.v_ino - index)


def procfs_inode(kernel: Kernel, vp: Vnode) -> Inode:
    """A node, with its bytes as they are now. Errors: ENOENT when the process is gone."""
    if vp.v_ino == PFS_ROOT:
        return Inode(PFS_ROOT, S_IFDIR | 0o555, entries={}, parent=PFS_ROOT)
    if vp.v_ino == CURPROC:
        pid = kernel.curproc.p_pid if kernel.curproc is not None else 0
        return Inode(CURPROC, S_IFLNK | 0o444, data=str(pid).encode(), parent=PFS_ROOT)
    p, index = _process(kernel, vp.v_ino)
    uid, gid = p.p_ucred.cr_ruid, p.p_ucred.cr_rgid
    if index == 0:
        return Inode(vp.v_ino, S_IFDIR | 0o555, uid, gid, entries={}, parent=PFS_ROOT)
    name = NAMES[index - 1]
    mode = (S_IFLNK | 0o444) if name == "file" else (S_IFREG | (0 if p.p_sugid else MODES.get(name, 0o444)))
    return Inode(vp.v_ino, mode, uid, gid, data=_text(kernel, p, name), parent=vp.v_ino - index)


def _text(kernel: Kernel, p: Proc, name: str) -> bytes:
    if name == "cmdline":
        return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in p.p_args)
    if name == "etype":
        return b"FreeBSD ELF64\n" if p.p_coro is not None else b"-\n"
    if name == "osrel":
        return f"{kernel.release.osreldate if p.p_coro is not None else 0}\n".encode()
    if name == "rlimit":
        return "".join(f"{LIMITS.get(one, one)} {_limits(kernel, p, one)}\n" for one in RLIMITS).encode()
    if name == "file":
        return _binary(kernel, p).encode("utf-8", "surrogateescape")
    return status(kernel, p).encode("utf-8", "surrogateescape")


def _limits(kernel: Kernel, p: Proc, name: str) -> str:
    return " ".join("-1" if value == RLIM_INFINITY else str(value) for value in lim_of(kernel, p, name))


def _binary(kernel: Kernel, p: Proc) -> str:
    if p.p_textvp is None:
        return "unknown"
    try:
        return vn_fullpath(kernel, kernel.curproc, p.p_textvp)
    except Errno:
        return "unknown"


def _time(us: int) -> str:
    return f"{us // MICROSECONDS},{us % MICROSECONDS}"


def status(kernel: Kernel, p: Proc) -> str:
    """One line: names and ids, terminal, flags, times, wait message, credentials, jail (procfs_doprocstatus)."""
    calcru(kernel, p)
    session, cred = p.p_pgrp.pg_session, p.p_ucred
    leader = session.s_leader
    comm = "".join(c if 33 <= ord(c) <= 126 and c != "\\" else f"\\{ord(c):03o}" for c in p.p_comm)
    tty = session.s_ttyp.t_name if session.s_ttyp is not None else "-"
    flags = ",".join(word for word, on in (("ctty", session.s_ttyp is not None), ("sldr", leader is p)) if on)
    times = (kernel.boottime * MICROSECONDS + p.p_start, p.p_ru.ru_utime, p.p_ru.ru_stime)
    groups = ",".join(map(str, (cred.cr_rgid, *cred.cr_groups)))
    viewer = kernel.curproc.p_ucred.cr_prison if kernel.curproc is not None else kernel.prison0
    jail = cred.cr_prison.pr_hostname if kernel.release.jail_is_the_papers else prison_name(viewer, cred.cr_prison)
    words = (
        comm, p.p_pid, p.p_pptr.p_pid if p.p_pptr else 0, p.p_pgrp.pg_id, leader.p_pid if leader else 0, tty,
        flags or "noflags", *map(_time, times), p.p_wmesg or "nochan", cred.cr_uid, cred.cr_ruid, groups,
        jail if jailed(cred) else "-",
    )  # fmt: skip
    return " ".join(map(str, words)) + "\n"


PROCFS_VOPS = replace(pseudo_vops(procfs_entries, procfs_parent, procfs_inode), vop_sizeless=True)
