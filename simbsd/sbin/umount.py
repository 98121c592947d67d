"""umount(8): take file systems away.

Models sbin/umount/umount.c; leaves out -a, -A, -F, -h, -n, -t, NFS and file system ids.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import getfsstat, stat, statfs, unmount
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.vnode import Statfs

USAGE = "umount [-fNnv] special ... | node ... | fsid ...\n       umount -a | -A [-F fstab] [-fnv] [-h host] [-t type]"
MNT_FORCE = 0x80000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Unmount each operand, a mount point or what is mounted there; -f by force, -v says so."""
    err = Err(argv)
    options, operands = await getopt(argv, "fv")
    letters = {letter for letter, _ in options}
    if "?" in letters or not operands:
        await err.usage(USAGE)
    status = 0
    for name in operands:
        mount = await _find(err, name)
        if mount is None or not await _unmount(err, mount, letters):
            status = 1
    return status


async def _find(err: Err, name: str) -> Statfs | None:
    """The mount that a name means: the last one on a node or of a special, else the one whose root the path is
    (checkname).
    """
    plain = name.rstrip("/") or name
    mounts = await getfsstat()
    for mount in reversed(mounts):
        if name in (mount.f_mntonname, mount.f_mntfromname) or plain in (mount.f_mntonname, mount.f_mntfromname):
            return mount
    try:
        found = await statfs(plain)
    except Errno as error:
        await err.warn(f"{plain}: statfs", error)
    else:
        place = plain
        try:
            info = await stat(place)
            if info.st_mode & S_IFMT == S_IFDIR:
                place = f"{plain}/.."
                if info.st_dev != (await stat(place)).st_dev:
                    return found
                await err.warnx(f"{plain}: not a file system root directory")
                return None
        except Errno as error:
            await err.warn(f"{place}: stat", error)
    await err.warnx(f"{plain}: unknown file system")
    return None


async def _unmount(err: Err, mount: Statfs, letters: set[str]) -> bool:
    try:
        await unmount(mount.f_mntonname, MNT_FORCE if "f" in letters else 0)
    except Errno as error:
        await err.warn(f"unmount of {mount.f_mntonname} failed", error)
        return False
    if "v" in letters:
        await puts(f"{mount.f_mntfromname}: unmount from {mount.f_mntonname}\n")
    return True
