"""What a file system says when it is full: a line for the log, and one for whoever writes at a terminal.

Models sys/ufs/ffs/ffs_alloc.c (ffs_fserr, and the ends of ffs_alloc and ffs_valloc).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.kern.tty import uprintf
from simbsd.sys.syslog import LOG_ERR

if TYPE_CHECKING:
    from simbsd.fs.ufs import Ufs
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnode import Vnode

FULL = "filesystem full", "write failed, filesystem is full"
NO_INODES = "out of inodes", "create/symlink failed, no inodes free"


def ffs_full(kernel: Kernel, vp: Vnode, fs: Ufs, why: tuple[str, str]) -> None:
    """Say once a second what is used up; only a disk does (memory file systems are silent)."""
    p, mount, second = kernel.curproc, vp.v_mount, kernel.now // 1_000_000
    if p is None or mount.mnt_type != "ufs" or fs.full_said == second:
        return
    fs.full_said = second
    what, said = why
    uid, on = p.p_ucred.cr_uid, mount.mnt_on
    log(kernel, f"pid {p.p_pid} ({p.p_comm}), uid {uid} inumber {vp.v_ino} on {on}: {what}", LOG_ERR)
    uprintf(kernel, p, f"\n{on}: {said}\n")
