"""The device tree: which devices there are.

Models sys/kern/kern_conf.c (make_dev, destroy_dev) and sys/fs/devfs/devfs_devs.c; leaves out cloning handlers
and device events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.fcntl import S_IFCHR, S_IFDIR, S_IFLNK

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

DEVFS_ROOT = 2
_NOTHING = Cdevsw()


def make_dev(
    kernel: Kernel, devsw: Cdevsw, name: str, uid: int = 0, gid: int = 0, mode: int = 0o600, drv1: Any = None
) -> Cdev:
    """Make a device ``name`` (``pts/0`` makes the directory too) with its driver; one of that name is replaced
    (make_dev)."""
    return _add(kernel, name, devsw, uid, gid, S_IFCHR | mode, drv1=drv1)


def make_dev_alias(kernel: Kernel, name: str, target: str) -> Cdev:
    """A symbolic link in the device tree (make_dev_alias)."""
    return _add(kernel, name, _NOTHING, 0, 0, S_IFLNK | 0o755, target=target)


def destroy_dev(kernel: Kernel, dev: Cdev) -> None:
    """Take a device away; open descriptors of it give ENXIO from now on (destroy_dev)."""
    if kernel.cdevs.get(dev.si_ino) is dev:
        del kernel.cdevs[dev.si_ino]
        del kernel.cdevnames[dev.si_name]


def _add(
    kernel: Kernel, name: str, devsw: Cdevsw, uid: int, gid: int, mode: int, target: str = "", drv1: Any = None
) -> Cdev:
    old = kernel.cdevnames.get(name)
    if old is not None:
        destroy_dev(kernel, kernel.cdevs[old])
    kernel.lastcdev += 1
    ino = DEVFS_ROOT + kernel.lastcdev
    dev = Cdev(name, devsw, uid, gid, mode, ino, _directory(kernel, name), target, drv1)
    kernel.cdevs[ino] = dev
    kernel.cdevnames[name] = ino
    return dev


def _directory(kernel: Kernel, name: str) -> int:
    """The number of the directory that holds a name, made if need be."""
    directory = name.rpartition("/")[0]
    if not directory:
        return DEVFS_ROOT
    ino = kernel.cdevnames.get(directory)
    if ino is None:
        ino = _add(kernel, directory, _NOTHING, 0, 0, S_IFDIR | 0o555).si_ino
    return ino
