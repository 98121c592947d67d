"""Dying of a signal that dumps core: the file, and the line in the log.

Models sys/kern/kern_sig.c (sigexit, coredump, corefile_open, corefile_open_last) and, of sys/kern/imgact_elf.c,
coredump; leaves out compression, devctl(4), capability mode and procctl(2)'s word against it. Of a core only its
beginning is kept; its headers count for one page. Texts of programs and libraries are not in it, memory that was never
touched is a hole (kern_exec.c: core_output).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_racct import racct_add
from simbsd.kern.kern_rctl_enforce import rctl_get_available
from simbsd.kern.kern_resource import lim_of
from simbsd.kern.subr_prf import log
from simbsd.sys.elf import make_core
from simbsd.sys.errno import EEXIST, EFAULT, EFBIG, EINVAL, EISDIR, EMLINK, ENOMEM, EOPNOTSUPP, EPERM, Errno
from simbsd.sys.fcntl import PATH_MAX, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK, UF_NODUMP, W_OK
from simbsd.sys.signal import SIGXFSZ
from simbsd.sys.syslog import LOG_ERR, LOG_INFO, LOG_WARNING
from simbsd.sys.vm import PAGE_SIZE
from simbsd.sys.wait import WCOREFLAG, w_exitcode
from simbsd.vfs.vfs_lookup import lookup
from simbsd.vfs.vfs_subr import APPEND, vaccess, vinode
from simbsd.vfs.vfs_syscalls_name import create_node
from simbsd.vfs.vnode_if import Vattr
from simbsd.vm.vm_map import vmspace_of

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

CORE_MODE = 0o600
NOT_DUMPED = {EFAULT: "bad address", EINVAL: "invalid argument", EFBIG: "too large"}  # all else: "other error"
_COREDUMP = "kern_sig.c: coredump"


def sigexit(kernel: Kernel, p: Proc, sig: int) -> int:
    """The status word of a death by a signal that dumps core, once the core is written, or not, and the log has it."""
    cred, why = p.p_ucred, kernel.release.sigexit_says_why
    flag, core = WCOREFLAG, " (core dumped)"
    try:
        coredump(kernel, p, sig)
    except Errno as error:
        flag, core = 0, f" (no core dump - {NOT_DUMPED.get(error.errno, 'other error')})" if why else ""
    if kernel.sysctls.get("kern.logsigexit", 1):
        jid = f", jid {cred.cr_prison.pr_id}" if why else ""
        line = f"pid {p.p_pid} ({p.p_comm}){jid}, uid {cred.cr_uid}: exited on signal {sig}{core}"
        log(kernel, line, LOG_INFO)
    return w_exitcode(0, sig | flag)


def coredump(kernel: Kernel, p: Proc, sig: int) -> None:
    """Write the memory of a process to a file, if it may be known and there is room: in a directory and under
    a credential of its own. Errors: EFAULT, EFBIG, and those of making and writing a file.
    """
    sysctls, limit = kernel.sysctls, lim_of(kernel, p, "core")[0]
    if not sysctls.get("kern.coredump", 1) or (p.p_sugid and not sysctls.get("kern.sugid_coredump", 0)):
        raise Errno(EFAULT, "Core dumps are off, for all or for processes that changed their credential.", _COREDUMP)
    if limit == 0 or (kernel.racct_enable and rctl_get_available(kernel, p, "coredumpsize") == 0):
        raise Errno(EFBIG, "The process may write no core (RLIMIT_CORE, or a resource rule).", _COREDUMP)
    vp = corefile_open(kernel, p, sig)
    inode = vinode(kernel, vp)
    if inode.mode & S_IFMT != S_IFREG or inode.nlink != 1 or inode.uid != p.p_ucred.cr_uid:
        raise Errno(EFAULT, "A core is written to nothing but an own file with one name.", _COREDUMP)
    vop = vp.v_mount.mnt_ops
    vop.vop_truncate(kernel, vp, 0)
    if sysctls.get("kern.nodump_coredump", 0):
        vop.vop_setattr(kernel, vp, Vattr(va_flags=UF_NODUMP))
    _write(kernel, p, vp, limit)


def _write(kernel: Kernel, p: Proc, vp: Vnode, limit: int) -> None:
    """The headers, then every segment (imgact_elf.c: coredump). Errors: EFAULT, EFBIG, ENOSPC."""
    space = vmspace_of(kernel, p)
    size = PAGE_SIZE + space.vm_dsize + space.vm_ssize + space.vm_anon
    denied = kernel.racct_enable and not racct_add(kernel, p, "coredumpsize", size)
    if denied or size >= limit:
        raise Errno(EFAULT, "The core would be larger than the process may write.", "imgact_elf.c: coredump")
    room, vop = lim_of(kernel, p, "fsize")[0], vp.v_mount.mnt_ops
    try:
        vop.vop_write(kernel, vp, 0, make_core(" ".join(p.p_args), p.p_pid, space.own))
        vop.vop_truncate(kernel, vp, min(size, room))
        if room < size:
            from simbsd.kern.kern_sig import psignal  # it needs what is here

            psignal(kernel, p, SIGXFSZ)
            raise Errno(EFBIG, "The process has reached its limit on file sizes.", "vfs_vnops.c: vn_rlimit_fsizex1")
    except Errno as error:
        failed = f"Failed to write core file for process {p.p_comm} (error {error.errno})"
        log(kernel, failed, LOG_WARNING)
        raise


def corefile_open(kernel: Kernel, p: Proc, sig: int) -> Vnode:
    """The file that ``kern.corefile`` names, made or found. Errors: ENOMEM, EEXIST, and those of open(2)."""
    cores = int(kernel.sysctls.get("debug.ncores", 5))
    before, index, after = _expand(kernel, p, sig).partition("\0")
    digits = len(str(cores - 1))
    if len(before + after) + digits * len(index) >= PATH_MAX:
        cred = p.p_ucred
        log(kernel, f"pid {p.p_pid} ({p.p_comm}), uid ({cred.cr_uid}): corename is too long", LOG_ERR)
        raise Errno(ENOMEM, "The name of the core would be too long.", "kern_sig.c: corefile_open")
    if not index:
        return _open(kernel, p, before, exclusive=p.p_sugid)[0]
    return _open_last(kernel, p, [f"{before}{number:0{digits}d}{after}" for number in range(cores)])


def _expand(kernel: Kernel, p: Proc, sig: int) -> str:
    """``kern.corefile`` with what its letters stand for; a NUL is where the first ``%I`` was."""
    cred = p.p_ucred
    known = {
        "%": "%", "H": cred.cr_prison.pr_hostname, "N": p.p_comm, "P": str(p.p_pid), "S": str(sig),
        "U": str(cred.cr_uid), "I": "\0",
    }  # fmt: skip
    text = str(kernel.sysctls.get("kern.corefile", "%N.core"))
    name, rest = "", text
    while rest:
        plain, percent, rest = rest.partition("%")
        name += plain
        if percent and rest:
            letter, rest = rest[0], rest[1:]
            if letter not in known:
                log(kernel, f"Unknown format character {letter} in corename `{text}'", LOG_ERR)
            name += known.get(letter, "")
            known["I"] = "%I" if letter == "I" else known["I"]
    return name


def _open_last(kernel: Kernel, p: Proc, names: list[str]) -> Vnode:
    """The first of the numbered files that is not there yet, or the oldest (corefile_open_last)."""
    found: list[Vnode] = []
    for name in names:
        vp, made = _open(kernel, p, name, exclusive=False)
        if made:
            return vp
        found.append(vp)
    if not found or p.p_sugid:
        raise Errno(EFAULT, "All numbered cores are there already.", "kern_sig.c: corefile_open_last")
    return min(reversed(found), key=lambda vp: vinode(kernel, vp).mtime)


def _open(kernel: Kernel, p: Proc, name: str, exclusive: bool) -> tuple[Vnode, bool]:
    """Open a file for writing as the process would, and whether it was made (vn_open_cred with O_CREAT, O_NOFOLLOW)."""
    nd = lookup(kernel, p, name, follow=False)
    if nd.ni_vp is None:
        return create_node(kernel, p, nd, S_IFREG | CORE_MODE), True
    vp, where = nd.ni_vp, "vfs_vnops.c: vn_open_cred"
    if exclusive:
        raise Errno(EEXIST, "A process that changed its credential overwrites no core.", where)
    inode = vinode(kernel, vp)
    refusal = {S_IFLNK: EMLINK, S_IFSOCK: EOPNOTSUPP, S_IFDIR: EISDIR}.get(inode.mode & S_IFMT)
    if refusal is not None:
        raise Errno(refusal, "What bears the name of the core cannot be written.", where)
    vaccess(kernel, p, vp, W_OK)
    if inode.flags & APPEND:
        raise Errno(EPERM, "The file can only be appended to: flag uappnd or sappnd.", "ufs_vnops.c: ufs_open")
    return vp, False
