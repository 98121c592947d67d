"""A boot from the loader to the first instruction of init, and booting again.

Models sys/kern/init_main.c (mi_startup, proc0_init, create_init); leaves out hardware and the order of its drivers.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields

from simbsd.fs.devfs_devs import make_dev
from simbsd.fs.ufs import Ufs, ufs_remount
from simbsd.kern.autoconf import announce, configure
from simbsd.kern.kern_cpuset import cpuset_ref, cpuset_thread0
from simbsd.kern.kern_jail import prison0_init, prison_proc_hold
from simbsd.kern.kern_linker import linker_preload
from simbsd.kern.kern_proc import joinpgrp
from simbsd.kern.kern_racct import racct_init, racct_proc_create
from simbsd.kern.kern_sysctl import sysctl_fetch_tunables
from simbsd.kern.loader import load
from simbsd.kern.subr_param import init_param
from simbsd.kern.tty import TTY_CDEVSW, tty_alloc
from simbsd.net.if_init import net_init
from simbsd.sys.errno import Errno
from simbsd.sys.file import Filedesc, Pwd
from simbsd.sys.kernel import Kernel
from simbsd.sys.priority import PI_SOFT, PPAUSE, PRI_MAX_IDLE, PRIBIO, PVFS, PVM, RTP_PRIO_IDLE
from simbsd.sys.proc import Pgrp, Proc, ProcState, Session
from simbsd.sys.termios import Winsize
from simbsd.sys.ucred import Ucred
from simbsd.vfs.vfs_init import vfs_init
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_mountroot import vfs_mountroot

# Threads of the kernel that ps(1) shows on any machine, with their wait messages and priorities (vm_swapout.c,
# kern_idle.c, kern_intr.c, geom_kern.c, vm_pageout.c, vfs_bio.c, vfs_subr.c).
KERNEL_PROCESSES = (
    ("kernel", "swapin", PVM), ("idle", "", PRI_MAX_IDLE), ("intr", "", PI_SOFT), ("geom", "-", PRIBIO),
    ("pagedaemon", "psleep", PVM), ("vmdaemon", "psleep", PPAUSE), ("bufdaemon", "psleep", PVM),
    ("vnlru", "vlruwt", PVFS), ("syncer", "syncer", PPAUSE),
)  # fmt: skip
FIRST_KERNEL_PID = 10
SECOND = 1_000_000
DEFAULT_SET, KERNEL_SET = 1, 2  # cpusets of programs and of the kernel's own threads
# What a reboot does not touch: time, the generator's state, packet numbers, and what is on its way to watchers.
KEPT = (
    "release", "sysent", "hardware", "programs", "seed", "boottime", "now", "random", "lastpacket", "watched", "told",
    "events", "console",
)  # fmt: skip


def mi_startup(kernel: Kernel, fs: Ufs, ttys: dict[int, Winsize], init_environment: dict[str, str]) -> None:
    """The kernel's own part of a boot, up to the first instruction of init."""
    modules = load(kernel, fs)
    init_param(kernel)
    sysctl_fetch_tunables(kernel)
    racct_init(kernel)
    prison = prison0_init(kernel)
    prison.pr_cpuset = cpuset_thread0(kernel)
    for number, size in ttys.items():
        tty_alloc(kernel, number, f"ttyv{number}").t_winsize = size
    announce(kernel)
    vfs_init(kernel)
    vfs_mountroot(kernel, fs)
    net_init(kernel)
    configure(kernel)
    for number, tty in kernel.ttys.items():
        make_dev(kernel, TTY_CDEVSW, f"ttyv{number}", mode=0o600, drv1=tty)
    make_dev(kernel, TTY_CDEVSW, "console", mode=0o600, drv1=kernel.ttys.get(0))
    make_dev(kernel, TTY_CDEVSW, "tty", mode=0o666)
    linker_preload(kernel, modules)
    cred = Ucred(0, 0, 0, (0,), 0, 0, prison)
    _kernel_processes(kernel, cred)
    init = new_process(kernel, 1, None, cred, "init", ["/sbin/init"])
    init.p_coro = kernel.programs["init"](["/sbin/init"], init_environment)
    with suppress(Errno):
        init.p_textvp = namei(kernel, init, "/sbin/init")
    init.p_state = ProcState.RUNNABLE
    kernel.runq.append(init)


def reboot(kernel: Kernel) -> None:
    """Boot the same machine again, in place: the root file system, the time and the terminals' sizes are kept, and what
    watchers have not yet collected. Init will run /etc/rc.
    """
    fs: Ufs = kernel.rootvnode.v_mount.mnt_data
    sizes = {number: tty.t_winsize for number, tty in kernel.ttys.items()}
    kept = {name: getattr(kernel, name) for name in KEPT}
    fresh = Kernel(kernel.release, kernel.hardware, kernel.programs, kernel.seed, kernel.boottime)
    for field in fields(Kernel):
        if field.init and field.name not in kept:
            setattr(kernel, field.name, getattr(fresh, field.name))
    kernel.booted = kernel.now
    kernel.sched_due = kernel.now + SECOND
    ufs_remount(kernel, fs)
    mi_startup(kernel, fs, sizes, {})


def new_process(kernel: Kernel, pid: int, parent: Proc | None, cred: Ucred, comm: str, args: list[str]) -> Proc:
    """A process out of nothing, asleep, in a session of its own; the kernel's are all in that of the first."""
    root = kernel.rootvnode
    pgrp = parent.p_pgrp if parent is not None and not args else Pgrp(pid, Session(pid, None))
    session = pgrp.pg_session
    p = Proc(pid, parent, pgrp, cred, Pwd(root, root, None), comm, args, {}, Filedesc(), p_state=ProcState.SLEEPING)
    p.p_cpuset = cpuset_ref(kernel.cpusets[DEFAULT_SET if args else KERNEL_SET])
    session.s_leader = session.s_leader or p
    kernel.pgrps[pgrp.pg_id] = pgrp
    joinpgrp(p, pgrp)
    prison_proc_hold(kernel, cred.cr_prison)
    if kernel.racct_enable:
        racct_proc_create(kernel, p)
    kernel.allproc[pid] = p
    if parent is not None:
        parent.p_children[pid] = p
    return p


def _kernel_processes(kernel: Kernel, cred: Ucred) -> None:
    for number, (name, wmesg, priority) in enumerate(KERNEL_PROCESSES):
        pid = FIRST_KERNEL_PID + number if number else 0
        p = new_process(kernel, pid, kernel.allproc.get(0), cred, name, [])
        p.p_wmesg, p.p_priority = wmesg, priority
        if priority == PRI_MAX_IDLE:
            p.p_class = RTP_PRIO_IDLE
