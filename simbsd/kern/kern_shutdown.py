"""Going down: reboot(2), and the last words of the kernel on the console.

Models sys/kern/kern_shutdown.c (sys_reboot, kern_reboot, print_uptime, shutdown_halt, shutdown_reset), bufshutdown of
vfs_bio.c, syncer_shutdown and vnlru's handler of vfs_subr.c, and acpi_shutdown_final; leaves out dumps, rerooting and
panics. The disk has nothing that is not written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.init_startup import reboot
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.subr_prf import printf
from simbsd.sys.errno import EPERM, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.proc import ProcState
from simbsd.sys.reboot import RB_HALT, RB_NOSYNC, RB_POWEROFF, RB_REROOT
from simbsd.sys.runq import Runq
from simbsd.sys.signal import SIGKILL
from simbsd.sys.wait import w_exitcode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

SECOND = 1_000_000
KPROC_WAIT = 60  # kern.shutdown.kproc_shutdown_wait


def sys_reboot(kernel: Kernel, p: Proc, howto: int) -> None:
    """reboot(2): the caller, like every other process, never comes back. Errors: EPERM."""
    priv_check(kernel, p, Priv.PRIV_REBOOT)
    if howto & RB_REROOT:
        raise Errno(EPERM, "Only init may change the root file system.", "kern_shutdown.c: kern_reroot")
    kern_reboot(kernel, howto)


def kern_reboot(kernel: Kernel, howto: int) -> None:
    """Stop everything and say so; then halt, or boot again (kern_reboot)."""
    _stop_daemon(kernel, "vnlru")
    if not howto & RB_NOSYNC:
        _stop_daemon(kernel, "syncer", "\nSyncing disks, vnodes remaining... 0 0 ")
        printf(kernel, "All buffers synced.")
    printf(kernel, f"Uptime: {uptime((kernel.now - kernel.booted) // SECOND)}")
    _stop_processes(kernel)
    if howto & RB_POWEROFF:
        printf(kernel, "acpi0: Powering system off")
        kernel.halted = True
    elif howto & RB_HALT:
        for line in ("", "The operating system has halted.", "Please press any key to reboot.", ""):
            printf(kernel, line)
        kernel.halted = True
    else:
        shutdown_reset(kernel)


def shutdown_reset(kernel: Kernel) -> None:
    """Boot again: at once, or when a key is pressed at a machine that has halted (or, so it is here, is off)."""
    printf(kernel, "Rebooting...")
    reboot(kernel)


def uptime(seconds: int) -> str:
    """``1d2h3m4s``: no unit before the first that is there (print_uptime)."""
    words: list[str] = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if words or seconds >= size:
            words.append(f"{seconds // size}{unit}")
            seconds %= size
    return "".join(words) + f"{seconds}s"


def _stop_daemon(kernel: Kernel, name: str, meanwhile: str = "") -> None:
    """A thread of the kernel is asked to stop, and does (kproc_shutdown)."""
    waiting = f"Waiting (max {KPROC_WAIT} seconds) for system process `{name}' to stop... "
    for line in f"{waiting}{meanwhile}done".split("\n"):
        printf(kernel, line)


def _stop_processes(kernel: Kernel) -> None:
    """No program runs any more, not even the one that asked."""
    for p in list(kernel.allproc.values()):
        coro, p.p_coro = p.p_coro, None
        p.p_state = ProcState.ZOMBIE
        p.p_xstat = w_exitcode(0, SIGKILL)
        if coro is not None:
            coro.close()
    kernel.allproc.clear()
    kernel.pgrps.clear()
    kernel.runq = Runq()
    kernel.sleepq.clear()
    kernel.callouts = []
    kernel.curproc = None


SYSCALLS = {"reboot": sys_reboot}
