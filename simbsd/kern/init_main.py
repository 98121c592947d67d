"""Starting the machine: environment, host prison, root file system, network, first processes, terminals.

Models sys/kern/init_main.c (mi_startup, start_init); leaves out hardware and the mount prompt.

The first boot is not run but constructed: the tables are made as /etc/rc would leave them, because a learner waits.
Every later boot is real (kern_shutdown.c), and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from simbsd.fs.devfs_devs import make_dev
from simbsd.fs.devfs_rule import default_rules
from simbsd.fs.ufs import Ufs, ufs_init, ufs_remount
from simbsd.kern.init_sysent import sysent
from simbsd.kern.kern_cpuset import cpuset_ref, cpuset_thread0
from simbsd.kern.kern_jail import prison0_init, prison_proc_hold
from simbsd.kern.kern_linker import linker_preload
from simbsd.kern.kern_proc import joinpgrp, new_pid
from simbsd.kern.kern_racct import racct_init, racct_proc_create
from simbsd.kern.kern_sysctl import sysctl_fetch_tunables
from simbsd.kern.loader import load
from simbsd.kern.subr_param import init_param
from simbsd.kern.subr_prf import announce_boot
from simbsd.kern.tty import TTY_CDEVSW, tty_alloc
from simbsd.limits import Limits
from simbsd.net.if_init import hostid, net_init, net_start
from simbsd.release import Release
from simbsd.sys.fcntl import O_RDONLY, O_WRONLY
from simbsd.sys.file import File, Filedesc, Pipe, Pwd
from simbsd.sys.kernel import Kernel, Main
from simbsd.sys.proc import Pgrp, Proc, ProcState, Session
from simbsd.sys.reboot import RC_DONE
from simbsd.sys.termios import Winsize
from simbsd.sys.ucred import Ucred
from simbsd.vfs.vfs_mountroot import vfs_mountroot

HOSTNAME = "cellblock"
# Threads of the kernel that ps(1) shows on any machine, with their wait messages.
KERNEL_PROCESSES = (
    ("kernel", "swapin"), ("idle", ""), ("intr", "WAIT"), ("geom", "-"), ("pagedaemon", "psleep"),
    ("vmdaemon", "psleep"), ("bufdaemon", "psleep"), ("vnlru", "vlruwt"), ("syncer", "syncer"),
)  # fmt: skip
FIRST_KERNEL_PID = 10
DEFAULT_SET, KERNEL_SET = 1, 2
RC_PIDS = 800  # what /etc/rc and its daemons use up of the process ids of a real boot
# What a reboot does not touch: time, the generator's state, packet numbers, and what is on its way to watchers.
KEPT = (
    "release", "hardware", "programs", "seed", "boottime", "now", "callouts", "runq", "random", "lastpacket",
    "watched", "events", "console",
)  # fmt: skip
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
    """A machine that has come up, /etc/rc behind it: init is about to run, and has ``ttys`` terminals to serve."""
    kernel = Kernel(release, limits, programs, seed, boottime)
    kernel.sysent = sysent(release)
    kernel.random = seed
    kernel.hardware = limits
    fs = ufs_init(kernel, image, image.bytes + limits.storage, limits.inodes)
    _mi_startup(kernel, fs, {number: Winsize() for number in range(ttys)}, {RC_DONE: "YES"})
    _rc_ran(kernel)
    return kernel


def _rc_ran(kernel: Kernel) -> None:
    """What /etc/rc does with the rc.conf of the base image, and what of it tables can tell."""
    kernel.prison0.pr_hostname = HOSTNAME
    hostid(kernel)
    kernel.devfs_rules = default_rules()
    net_start(kernel)
    kernel.lastpid = RC_PIDS


def reboot(kernel: Kernel) -> None:
    """Boot the same machine again, in place: the root file system, the time and the terminals' sizes are kept, and what
    watchers have not yet collected. Init will run /etc/rc.
    """
    fs: Ufs = kernel.rootvnode.v_mount.mnt_data
    sizes = {number: tty.t_winsize for number, tty in kernel.ttys.items()}
    kept = {name: getattr(kernel, name) for name in KEPT}
    kernel.callouts.clear()  # the same list and queues: the loop of the CPU holds them
    kernel.runq.clear()
    fresh = Kernel(kernel.release, kernel.hardware, kernel.programs, kernel.seed, kernel.boottime)
    for field in fields(Kernel):
        if field.init and field.name not in kept:
            setattr(kernel, field.name, getattr(fresh, field.name))
    kernel.booted = kernel.now
    ufs_remount(kernel, fs)
    _mi_startup(kernel, fs, sizes, {})


def _mi_startup(kernel: Kernel, fs: Ufs, ttys: dict[int, Winsize], init_environment: dict[str, str]) -> None:
    """The kernel's own part of a boot, up to the first instruction of init."""
    modules = load(kernel, fs)
    init_param(kernel)
    sysctl_fetch_tunables(kernel)
    racct_init(kernel)
    prison = prison0_init(kernel)
    prison.pr_cpuset = cpuset_thread0(kernel)
    for number, size in ttys.items():
        tty_alloc(kernel, number, f"ttyv{number}").t_winsize = size
    announce_boot(kernel)
    vfs_mountroot(kernel, fs)
    net_init(kernel)
    for number, tty in kernel.ttys.items():
        make_dev(kernel, TTY_CDEVSW, f"ttyv{number}", mode=0o600, drv1=tty)
    make_dev(kernel, TTY_CDEVSW, "console", mode=0o600, drv1=kernel.ttys.get(0))
    make_dev(kernel, TTY_CDEVSW, "tty", mode=0o666)
    linker_preload(kernel, modules)
    cred = Ucred(0, 0, 0, (0,), 0, 0, prison)
    _kernel_processes(kernel, cred)
    init = _process(kernel, 1, None, cred, "init", ["/sbin/init"])
    init.p_coro = kernel.programs["init"](["/sbin/init"], init_environment)
    init.p_state = ProcState.RUNNABLE
    kernel.runq.append(init)


def _process(kernel: Kernel, pid: int, parent: Proc | None, cred: Ucred, comm: str, args: list[str]) -> Proc:
    session = Session(pid, None)
    root = kernel.rootvnode
    pgrp = Pgrp(pid, session)
    p = Proc(pid, parent, pgrp, cred, Pwd(root, root, None), comm, args, {}, Filedesc(), p_state=ProcState.SLEEPING)
    p.p_cpuset = cpuset_ref(kernel.cpusets[DEFAULT_SET if args else KERNEL_SET])
    session.s_leader = p
    kernel.pgrps[pid] = pgrp
    joinpgrp(p, pgrp)
    prison_proc_hold(kernel, cred.cr_prison)
    if kernel.racct_enable:
        racct_proc_create(kernel, p)
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
