"""Starting the machine: environment, host prison, root file system, network, first processes, terminals.

Models sys/kern/init_main.c (mi_startup, start_init); leaves out hardware and the mount prompt.

The first boot is not run but constructed: the tables are made as /etc/rc would leave them, because a learner waits.
Every later boot is real (kern_shutdown.c), and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simbsd.fs.devfs_rule import default_rules
from simbsd.fs.ufs import ufs_init
from simbsd.kern.init_startup import mi_startup, new_process
from simbsd.kern.init_sysent import sysent
from simbsd.kern.kern_proc import new_pid
from simbsd.kern.loader import write_loader_conf
from simbsd.limits import Limits
from simbsd.net.if_init import hostid, net_start
from simbsd.release import Release
from simbsd.sys.fcntl import O_RDONLY, O_WRONLY
from simbsd.sys.file import File, Pipe, Pwd
from simbsd.sys.kernel import Kernel, Main
from simbsd.sys.proc import Proc, ProcState
from simbsd.sys.reboot import RC_DONE
from simbsd.sys.termios import Winsize
from simbsd.sys.ucred import Ucred
from simbsd.vfs.vfs_lookup import namei

HOSTNAME = "cellblock"
RC_PIDS = 800  # what /etc/rc and its daemons use up of the process ids of a real boot
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
    loader: tuple[str, ...] = (),
) -> Kernel:
    """A machine that has come up, /etc/rc behind it: init is about to run, and has ``ttys`` terminals to serve.
    ``loader`` are lines that stood in its loader.conf.
    """
    kernel = Kernel(release, limits, programs, seed, boottime)
    kernel.sysent = sysent(release)
    kernel.random = seed
    kernel.hardware = limits
    fs = ufs_init(kernel, image, image.bytes + limits.storage, limits.inodes)
    if loader:
        write_loader_conf(fs, loader)
    mi_startup(kernel, fs, {number: Winsize() for number in range(ttys)}, {RC_DONE: "YES"})
    _rc_ran(kernel)
    return kernel


def _rc_ran(kernel: Kernel) -> None:
    """What /etc/rc does with the rc.conf of the base image, and what of it tables can tell."""
    kernel.prison0.pr_hostname = HOSTNAME
    hostid(kernel)
    kernel.devfs_rules = default_rules()
    net_start(kernel)
    kernel.lastpid = RC_PIDS


def spawn(kernel: Kernel, path: str, argv: list[str], source: Pipe, sink: Pipe) -> Proc:
    """Start a program as root, a child of init in a session of its own, with pipes for its input and its output and
    errors. Errors: those of namei.
    """
    init = kernel.allproc[1]
    text = namei(kernel, init, path)
    cred = Ucred(0, 0, 0, (0, 5), 0, 0, kernel.prison0)
    p = new_process(kernel, new_pid(kernel), init, cred, path.rpartition("/")[2], argv)
    p.p_env = dict(ROOT_ENVIRONMENT)
    p.p_start = kernel.now
    p.p_coro = kernel.programs[p.p_comm](list(argv), p.p_env)
    p.p_pwd = Pwd(kernel.rootvnode, kernel.rootvnode, None)
    p.p_textvp = text
    output = File("pipe", sink, O_WRONLY, cred, f_count=2)
    p.p_fd.fd_files = {0: File("pipe", source, O_RDONLY, cred, f_count=1), 1: output, 2: output}
    kernel.openfiles += 2
    p.p_state = ProcState.RUNNABLE
    kernel.runq.append(p)
    return p
