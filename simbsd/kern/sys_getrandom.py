"""getrandom(2): bytes that nobody can foresee, without a device.

Models sys/kern/sys_getrandom.c; leaves out the flags: the generator is always seeded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs_dev import read_random
from simbsd.sys.errno import EINVAL, Errno

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

GRND_MAX = 256


def sys_getrandom(kernel: Kernel, p: Proc, nbytes: int) -> bytes:
    """getrandom(2) of at most 256 bytes, as getentropy(3) asks for. Errors: EINVAL."""
    if not 0 <= nbytes <= GRND_MAX:
        raise Errno(EINVAL, f"at most {GRND_MAX} bytes at once")
    return read_random(kernel, nbytes)


SYSCALLS = {"getrandom": sys_getrandom}
