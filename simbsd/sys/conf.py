"""Character devices: a device, and the switch of functions behind it.

Models sys/sys/conf.h (struct cdev, struct cdevsw); leaves out block devices, mmap and kqueue. A driver fills a
``Cdevsw`` and calls ``fs/devfs_devs.py: make_dev``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

D_TAPE, D_DISK, D_TTY, D_MEM = 0x1, 0x2, 0x4, 0x8
DEVICE_TYPES = {"disk": D_DISK, "mem": D_MEM, "tape": D_TAPE, "tty": D_TTY}


@dataclass(frozen=True, slots=True)
class Cdevsw:
    """What a driver does. Each function may raise Errno or Sleep; one left None gives ENODEV (open and close:
    nothing to do).

    ``open(kernel, p, dev, flags)``, ``close(kernel, dev)`` (last close), ``read(kernel, p, dev, nbytes, flags)
    -> bytes``, ``write(kernel, p, dev, data, flags) -> int``, ``ioctl(kernel, p, dev, request, argument,
    flags) -> Any``, ``poll(kernel, p, dev, events) -> str`` (None: always ready).
    ``flags`` are the open file's O_ flags. ``fdopen(kernel, p, dev, flags)`` stands in for all of these where each open
    is a file of its own: it gives that file's type and data (devfs_set_cdevpriv). ``d_flags`` say what kind of device
    it is (D_DISK, D_MEM ...).
    """

    open: Callable[[Kernel, Proc, Cdev, int], None] | None = None
    close: Callable[[Kernel, Cdev], None] | None = None
    read: Callable[[Kernel, Proc, Cdev, int, int], bytes] | None = None
    write: Callable[[Kernel, Proc, Cdev, bytes, int], int] | None = None
    ioctl: Callable[[Kernel, Proc, Cdev, str, Any, int], Any] | None = None
    poll: Callable[[Kernel, Proc, Cdev, str], str] | None = None
    fdopen: Callable[[Kernel, Proc, Cdev, int], tuple[str, Any]] | None = None
    d_flags: int = 0


@dataclass(slots=True, eq=False)
class Cdev:
    """One node of the device tree: a device, or a directory or link that leads to one.

    ``si_name`` is its name under /dev (``pts/0``), ``si_devsw`` its driver, ``si_mode`` its first mode with the
    file type, ``si_parent`` the number of its directory, ``si_target`` where a link leads, ``si_drv1`` the
    driver's own data. ``si_cred`` is whose jail alone sees it
    (None: all).
    """

    si_name: str
    si_devsw: Cdevsw
    si_uid: int
    si_gid: int
    si_mode: int
    si_ino: int
    si_parent: int
    si_target: str = ""
    si_drv1: Any = None
    si_usecount: int = 0
    si_cred: Ucred | None = None


@dataclass(frozen=True, slots=True)
class DevfsRule:
    """One rule of a devfs ruleset: nodes whose path matches ``pattern`` (empty: every node), and whose driver is of one
    of ``types`` (0: any), are hidden or shown, given a mode or an owner; ``include`` runs another ruleset instead
    (0: none). None leaves as it is. ``number`` is its place."""

    pattern: str = ""
    types: int = 0
    hide: bool | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    include: int = 0
    number: int = 0
