"""The devices every machine has: null, zero, full, random, memory, the descriptors.

Models sys/dev/null/null.c, sys/dev/random/randomdev.c, sys/dev/mem/memdev.c and sys/kern/kern_descrip.c
(fildesc_drvinit); leaves out the content of memory and disks: their nodes can be shown, hidden and opened, and a read
is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs_devs import make_dev, make_dev_alias
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.kern.subr_log import KLOG_CDEVSW
from simbsd.sys.conf import D_DISK, D_MEM, Cdev, Cdevsw
from simbsd.sys.errno import ENODEV, ENOSPC, EPERM, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_RDONLY, O_WRONLY
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

READ_MAX = 1 << 20
ZEROS = bytes(1 << 16)  # what programs read at once: one object, however often it is read
_MULTIPLIER, _INCREMENT = 6364136223846793005, 1442695040888963407  # Knuth, MMIX
_WORD = (1 << 64) - 1


def read_random(kernel: Kernel, nbytes: int) -> bytes:
    """Bytes from the machine's one generator: the seed decides them."""
    out = bytearray()
    while len(out) < nbytes:
        kernel.random = (kernel.random * _MULTIPLIER + _INCREMENT) & _WORD
        out += (kernel.random >> 32).to_bytes(4, "little")
    return bytes(out[:nbytes])


def _null_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    return b""


def _zero_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    return ZEROS[:nbytes] if nbytes <= len(ZEROS) else bytes(min(nbytes, READ_MAX))


def _random_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    return read_random(kernel, min(nbytes, READ_MAX))


def _take_all(kernel: Kernel, p: Proc, dev: Cdev, data: bytes, flags: int) -> int:
    return len(data)


def _full_write(kernel: Kernel, p: Proc, dev: Cdev, data: bytes, flags: int) -> int:
    raise Errno(ENOSPC, "/dev/full is always full")


def _no_content(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    raise Errno(ENODEV, f"A real kernel would hand over the bytes of {dev.si_name} here; this machine keeps none.")


def _mem_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """Kernel memory: to read, and below securelevel 1 to write (memopen). Errors: EPERM."""
    if flags & O_ACCMODE != O_WRONLY:
        priv_check(kernel, p, Priv.PRIV_KMEM_READ)
    if flags & O_ACCMODE != O_RDONLY:
        priv_check(kernel, p, Priv.PRIV_KMEM_WRITE)
        check_securelevel_gt(kernel, p.p_ucred, 0)


def _io_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """I/O ports (ioopen). Errors: EPERM."""
    priv_check(kernel, p, Priv.PRIV_IO)
    check_securelevel_gt(kernel, p.p_ucred, 0)


def _disk_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """A disk: written only below securelevel 2, and never while it is mounted (g_dev_open, g_access). Errors: EPERM."""
    if flags & O_ACCMODE == O_RDONLY:
        return
    check_securelevel_gt(kernel, p.p_ucred, 1)
    mounted = kernel.rootvnode.v_mount.mnt_from.removeprefix("/dev/")
    if mounted.startswith(dev.si_name):
        raise Errno(EPERM, "The disk, or a part of it, is mounted.", "geom_subr.c: g_access")


NULL_CDEVSW = Cdevsw(read=_null_read, write=_take_all)
ZERO_CDEVSW = Cdevsw(read=_zero_read, write=_take_all)
FULL_CDEVSW = Cdevsw(read=_zero_read, write=_full_write)
RANDOM_CDEVSW = Cdevsw(read=_random_read, write=_take_all)
SHOWN_CDEVSW = Cdevsw(read=_no_content)
MEM_CDEVSW = Cdevsw(open=_mem_open, read=_no_content, d_flags=D_MEM)
IO_CDEVSW = Cdevsw(open=_io_open, read=_no_content)
DISK_CDEVSW = Cdevsw(open=_disk_open, read=_no_content, d_flags=D_DISK)
FDESC_CDEVSW = Cdevsw()  # open(2) duplicates a descriptor instead

WHEEL, KMEM, OPERATOR = 0, 2, 5
# name, driver, group, mode
_DEVICES: tuple[tuple[str, Cdevsw, int, int], ...] = (
    ("null", NULL_CDEVSW, WHEEL, 0o666),
    ("zero", ZERO_CDEVSW, WHEEL, 0o666),
    ("full", FULL_CDEVSW, WHEEL, 0o666),
    ("random", RANDOM_CDEVSW, WHEEL, 0o644),
    ("mem", MEM_CDEVSW, KMEM, 0o640),
    ("kmem", MEM_CDEVSW, KMEM, 0o640),
    ("io", IO_CDEVSW, WHEEL, 0o600),
    ("klog", KLOG_CDEVSW, WHEEL, 0o600),
    ("ada0", DISK_CDEVSW, OPERATOR, 0o640),
    ("ada0p1", DISK_CDEVSW, OPERATOR, 0o640),
    ("ada0p2", DISK_CDEVSW, OPERATOR, 0o640),
    ("ptmx", SHOWN_CDEVSW, WHEEL, 0o666),
)


def dev_init(kernel: Kernel) -> None:
    """Make the devices of a booting machine."""
    for name, devsw, gid, mode in _DEVICES:
        make_dev(kernel, devsw, name, gid=gid, mode=mode)
    make_dev_alias(kernel, "urandom", "random")
    # Three descriptors only; more need fdescfs.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        make_dev(kernel, FDESC_CDEVSW, f"fd/{number}", mode=0o666, drv1=number)
        make_dev_alias(kernel, name, f"fd/{number}")
