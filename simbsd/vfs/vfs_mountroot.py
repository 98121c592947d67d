"""Mounting the root file system, and /dev on it.

Models sys/kern/vfs_mountroot.c; leaves out the mount prompt and retries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs import DEVFS_VOPS, Devfs
from simbsd.fs.devfs_dev import dev_init
from simbsd.fs.devfs_devs import DEVFS_ROOT
from simbsd.fs.ufs import ROOTINO, Ufs
from simbsd.fs.ufs_vnops import UFS_VOPS, ufs_lookup
from simbsd.sys.ucred import Ucred
from simbsd.sys.vnode import Mount, Vnode
from simbsd.vfs.vfs_cache import cache_purge

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

ROOT_DEVICE = "/dev/ada0p2"


def vfs_mountroot(kernel: Kernel, fs: Ufs) -> None:
    """Mount the disk read-write on ``/`` and devfs on ``/dev``; prison0 stands in the root from now on."""
    dev_init(kernel)
    cred = Ucred(0, 0, 0, (0,), 0, 0, kernel.prison0)
    flags = {"local": True, "soft-updates": True, "journaled soft-updates": True}
    kernel.lastmount = 2
    root = Mount(1, "ufs", ROOT_DEVICE, "/", UFS_VOPS, fs, ROOTINO, None, cred, flags)
    kernel.rootvnode = Vnode(root, ROOTINO)
    kernel.prison0.pr_root = kernel.rootvnode
    kernel.mountlist.append(root)
    covered = ufs_lookup(kernel, kernel.rootvnode, "dev")
    assert covered is not None, "the image has a /dev"
    devfs = Mount(2, "devfs", "devfs", "/dev", DEVFS_VOPS, Devfs(), DEVFS_ROOT, covered, cred, {"local": True})
    kernel.mountlist.append(devfs)
    root.mnt_covers[covered.v_ino] = devfs
    cache_purge(kernel)
