"""umount(8): take file systems away.

Models sbin/umount/umount.c; leaves out NFS: -h finds nothing to unmount, and for -N (nfssvc(2),
NFSSVC_FORCEDISM) nothing that is mounted is NFS's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import getfsstat, stat, statfs, unmount
from simbsd.lib.fstab import FSTAB, MOUNTED, getfsent_all
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import geteuid
from simbsd.sys.errno import EINVAL, ENOENT, EPERM, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.mount import MNT_BYFSID, MNT_FORCE, MNT_NONBUSY
from simbsd.sys.vnode import Statfs

USAGE = "umount [-fNnv] special ... | node ... | fsid ...\n       umount -a | -A [-F fstab] [-fnv] [-h host] [-t type]"
KNOWN = ("ufs", "devfs", "fdescfs", "nullfs", "procfs", "tmpfs")  # getvfsbyname(3)


@dataclass(slots=True)
class Job:
    """What was asked; ``mounts`` are the file systems that this run has not unmounted yet."""

    err: Err
    letters: set[str]
    types: str | None = None
    mounts: list[Statfs] = field(default_factory=list)

    @property
    def flags(self) -> int:
        """Of unmount(2)."""
        return (MNT_FORCE if "f" in self.letters else 0) | (MNT_NONBUSY if "n" in self.letters else 0)

    def is_selected(self, mount_type: str) -> bool:
        """True when -t lets a type through."""
        if self.types is None:
            return True
        return (mount_type in self.types.removeprefix("no").split(",")) != self.types.startswith("no")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Unmount each operand, a mount point, what is mounted there or its number; -a what fstab names, -A all."""
    err = Err(argv)
    options, operands = await getopt(argv, "AaF:fh:Nnt:v")
    job = Job(err, {letter for letter, _ in options})
    path = next((text for letter, text in reversed(options) if letter == "F"), FSTAB)
    types = [text for letter, text in options if letter == "t"]
    everything = job.letters & {"A", "a", "h"}
    if "?" in job.letters:
        await err.usage(USAGE)
    if len(types) > 1:
        await err.err(1, "only one -t option may be specified", 0)
    if {"f", "n"} <= job.letters:
        await err.err(1, "-f and -n are mutually exclusive", 0)
    if bool(operands) == bool(everything):
        await err.usage(USAGE)
    if "N" in job.letters:
        if not operands or types or "h" in job.letters:
            await err.usage(USAGE)
        for name in operands:
            await err.warn(name, EINVAL if await geteuid() == 0 else EPERM)
        return 1
    job.types = types[0] if types else "nfs" if "h" in job.letters else None
    job.mounts = await getfsstat()
    if not everything:
        results = [await _name(job, name) for name in operands]
        return 0 if all(results) else 1
    if "A" in job.letters or "h" in job.letters:
        chosen = [mount for mount in job.mounts[1:] if mount.f_mntonname != "/dev"]
        results = [await _unmount(job, mount) for mount in reversed(chosen) if job.is_selected(mount.f_fstypename)]
        return 0 if all(results) else 1
    return await _table(job, path)


async def _table(job: Job, path: str) -> int:
    """-a: the table's entries, last first, but for the root (umountall)."""
    table = await getfsent_all(path)
    if not table:
        await job.err.errx(1, "fstab reading failure")
    names = [
        entry.fs_file
        for entry in table
        if entry.fs_file != "/" and entry.fs_type in MOUNTED and entry.fs_vfstype in KNOWN
        and job.is_selected(entry.fs_vfstype)
    ]  # fmt: skip
    results = [await _name(job, name) for name in reversed(names)]
    return 0 if all(results) else 1


async def _name(job: Job, name: str) -> bool:
    mount = await _find(job, name)
    return mount is not None and job.is_selected(mount.f_fstypename) and await _unmount(job, mount)


async def _find(job: Job, name: str) -> Statfs | None:
    """The mount that a name means: by number, the last one on a node or of a special, else the one whose root the path
    is (checkname).
    """
    plain = name.rstrip("/") or name
    for word in (name, plain):
        for attribute in ("f_fsid", "f_mntonname", "f_mntfromname"):
            for mount in reversed(job.mounts):
                if getattr(mount, attribute) == word:
                    return mount
    try:
        found = await statfs(plain)
    except Errno as error:
        await job.err.warn(f"{plain}: statfs", error)
    else:
        place = plain
        try:
            info = await stat(place)
            if info.st_mode & S_IFMT == S_IFDIR:
                place = f"{plain}/.."
                if info.st_dev != (await stat(place)).st_dev:
                    return found
                await job.err.warnx(f"{plain}: not a file system root directory")
                return None
        except Errno as error:
            await job.err.warn(f"{place}: stat", error)
    await job.err.warnx(f"{plain}: unknown file system")
    return None


async def _unmount(job: Job, mount: Statfs) -> bool:
    """By its number where it is known, else by its path (umountfs)."""
    try:
        if mount.f_fsid:
            await unmount(mount.f_fsid, job.flags | MNT_BYFSID)
        else:
            await unmount(mount.f_mntonname, job.flags)
    except Errno as error:
        await job.err.warn(f"unmount of {mount.f_mntonname} failed", error)
        if error.errno == ENOENT and mount.f_fsid:
            await job.err.warnx("retrying using path instead of file system ID")
        return False
    if mount in job.mounts:
        job.mounts.remove(mount)
    if "v" in job.letters:
        await puts(f"{mount.f_mntfromname}: unmount from {mount.f_mntonname}\n")
    return True
