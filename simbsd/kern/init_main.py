"""Starting the machine: the host prison, the root file system, the network, the first processes, the terminals.

Models sys/kern/init_main.c; leaves out hardware, modules' load order and the mount prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simbsd.fs.devfs_devs import make_dev
from simbsd.kern.kern_jail import prison0_init, prison_proc_hold
from simbsd.kern.kern_proc import joinpgrp, new_pid
from simbsd.kern.tty import TTY_CDEVSW, tty_alloc
from simbsd.limits import Limits
from simbsd.net.if_init import net_init
from simbsd.release import Release
from simbsd.sys.fcntl import O_RDONLY, O_WRONLY
from simbsd.sys.file import File, Filedesc, Pipe, Pwd
from simbsd.sys.kernel import Kernel, Main
from simbsd.sys.proc import Pgrp, Proc, ProcState, Session
from simbsd.sys.ucred import Ucred
from simbsd.vfs.vfs_mountroot import vfs_mountroot

HOSTNAME = "cellblock"
# Threads of the kernel that ps(1) shows on any machine, with their wait messages.
KERNEL_PROCESSES = (
    ("kernel", "swapin"), ("idle", ""), ("intr", "WAIT"), ("geom", "-"), ("pagedaemon", "psleep"),
    ("vmdaemon", "psleep"), ("bufdaemon", "psleep"), ("vnlru", "vlruwt"), ("syncer", "syncer"),
)  # fmt: skip
FIRST_KERNEL_PID = 10
ROOT_ENVIRONMENT = {
    "HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/sh", "BLOCKSIZE": "K", "LANG": "C.UTF-8",
    "MAIL": "/var/mail/root", "MM_CHARSET": "UTF-8",
    "PATH": "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin",
}  # fmt: skip


def boot(
    release: Release,
    seed: int,
    limits: Limits,
    image: Any,
    programs: Mapping[str, Main],
    boottime: int,
    ttys: int,
) -> Kernel:
    """A kernel that has come up: init is about to run, and has ``ttys`` terminals to serve."""
    kernel = Kernel(release, limits, programs, seed, boottime)
    kernel.random = seed
    prison = prison0_init(kernel, HOSTNAME)
    vfs_mountroot(kernel, image)
    net_init(kernel)
    cred = Ucred(0, 0, 0, (0,), 0, 0, prison)
    _kernel_processes(kernel, cred)
    for number in range(ttys):
        tty = tty_alloc(kernel, number, f"ttyv{number}")
        make_dev(kernel, TTY_CDEVSW, tty.t_name, mode=0o600, drv1=tty)
    make_dev(kernel, TTY_CDEVSW, "console", mode=0o600, drv1=kernel.ttys.get(0))
    make_dev(kernel, TTY_CDEVSW, "tty", mode=0o666)
    init = _process(kernel, 1, None, cred, "init", ["/sbin/init"])
    init.p_coro = kernel.programs["init"](["/sbin/init"], {})
    init.p_state = ProcState.RUNNABLE
    kernel.runq.append(init)
    kernel.lastpid = 800  # what /etc/rc and the daemons of a real boot use up
    return kernel


def _process(kernel: Kernel, pid: int, parent: Proc | None, cred: Ucred, comm: str, args: list[str]) -> Proc:
    session = Session(pid, None)
    root = kernel.rootvnode
    pgrp = Pgrp(pid, session)
    p = Proc(pid, parent, pgrp, cred, Pwd(root, root, None), comm, args, {}, Filedesc(), p_state=ProcState.SLEEPING)
    session.s_leader = p
    kernel.pgrps[pid] = pgrp
    joinpgrp(p, pgrp)
    prison_proc_hold(kernel, cred.cr_prison)
    kernel.allproc[pid] = p
    if parent is not None:
        parent.p_children[pid] = p
    return p


def _kernel_processes(kernel: Kernel, cred: Ucred) -> None:
    for number, (name, wmesg) in enumerate(KERNEL_PROCESSES):
        pid = FIRST_KERNEL_PID + number if number else 0
        p = _process(kernel, pid, kernel.allproc.get(0), cred, name, [])
        p.p_wmesg = wmesg


def spawn(kernel: Kernel, path: str, argv: list[str], source: Pipe, sink: Pipe) -> Proc:
    """Start a program as root, a child of init in a session of its own, with pipes for its input and its output and
    errors.
    """
    init = kernel.allproc[1]
    cred = Ucred(0, 0, 0, (0, 5), 0, 0, kernel.prison0)
    p = _process(kernel, new_pid(kernel), init, cred, path.rpartition("/")[2], argv)
    p.p_env = dict(ROOT_ENVIRONMENT)
    p.p_start = kernel.now
    p.p_coro = kernel.programs[p.p_comm](list(argv), p.p_env)
    p.p_pwd = Pwd(kernel.rootvnode, kernel.rootvnode, None)
    output = File("pipe", sink, O_WRONLY, cred, f_count=2)
    p.p_fd.fd_files = {0: File("pipe", source, O_RDONLY, cred, f_count=1), 1: output, 2: output}
    kernel.openfiles += 2
    p.p_state = ProcState.RUNNABLE
    kernel.runq.append(p)
    return p
