"""The devices every machine has: null, zero, full, random, memory, the descriptors.

Models sys/dev/null/null.c, sys/dev/random/randomdev.c, sys/dev/mem/memdev.c and sys/kern/kern_descrip.c
(fildesc_drvinit); leaves out the content of memory and disks: their nodes can be shown, hidden and opened, and a read
is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs_devs import make_dev, make_dev_alias
from simbsd.kern.subr_log import KLOG_CDEVSW
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import ENODEV, ENOSPC, Errno

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


NULL_CDEVSW = Cdevsw(read=_null_read, write=_take_all)
ZERO_CDEVSW = Cdevsw(read=_zero_read, write=_take_all)
FULL_CDEVSW = Cdevsw(read=_zero_read, write=_full_write)
RANDOM_CDEVSW = Cdevsw(read=_random_read, write=_take_all)
SHOWN_CDEVSW = Cdevsw(read=_no_content)
FDESC_CDEVSW = Cdevsw()  # open(2) duplicates a descriptor instead

WHEEL, KMEM, OPERATOR = 0, 2, 5
# name, driver, group, mode
_DEVICES: tuple[tuple[str, Cdevsw, int, int], ...] = (
    ("null", NULL_CDEVSW, WHEEL, 0o666),
    ("zero", ZERO_CDEVSW, WHEEL, 0o666),
    ("full", FULL_CDEVSW, WHEEL, 0o666),
    ("random", RANDOM_CDEVSW, WHEEL, 0o644),
    ("mem", SHOWN_CDEVSW, KMEM, 0o640),
    ("kmem", SHOWN_CDEVSW, KMEM, 0o640),
    ("io", SHOWN_CDEVSW, WHEEL, 0o600),
    ("klog", KLOG_CDEVSW, WHEEL, 0o600),
    ("ada0", SHOWN_CDEVSW, OPERATOR, 0o640),
    ("ada0p1", SHOWN_CDEVSW, OPERATOR, 0o640),
    ("ada0p2", SHOWN_CDEVSW, OPERATOR, 0o640),
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
