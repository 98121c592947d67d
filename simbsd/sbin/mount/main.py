"""mount(8): list what is mounted, and mount more.

Models sbin/mount/mount.c and mount_fs.c; leaves out NFS's forms of a source, quotas' options and mountd.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.files import getfsstat, nmount, stat, statfs
from simbsd.lib.fstab import FSTAB, MOUNTED, Fstab, getfsent_all
from simbsd.lib.getopt import getopt
from simbsd.lib.libxo import Style, Value, document, parse_args
from simbsd.lib.realpath import realpath, resolved
from simbsd.lib.spawn import run
from simbsd.lib.stdio import puts
from simbsd.sbin.mount.show import describe, fields, flags2opts, fstab_fields, fstab_line, is_selected
from simbsd.sys.errno import ENOTDIR, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.vnode import Statfs

USAGE = (
    "mount [-adflpruvw] [-F fstab] [-o options] [-t ufs | external_type]\n"
    "       mount [-dfpruvw] special | node\n"
    "       mount [-dfpruvw] [-o options] [-t ufs | external_type] special node"
)
HELPERS = {"nullfs": "/sbin/mount_nullfs"}  # mount.c: use_mountprog()
ON_FILES = ("nullfs",)  # allow_file_mount()
REMOUNTABLE = ("ufs", "ffs", "ext2fs")
NOT_FOR_THE_KERNEL = ("noauto", "late", "failok", "userquota", "groupquota")  # mangle()


@dataclass(slots=True)
class Job:
    """What was asked: the letters, the options of -o, -r, -w and -u joined, the types of -t, the table; and what was
    said so far, for libxo.
    """

    err: Err
    envp: dict[str, str]
    letters: set[str]
    options: str = ""
    types: str | None = None
    table: list[Fstab] = field(default_factory=list)
    style: Style | None = None
    told: dict[str, Value] = field(default_factory=dict)

    @property
    def update(self) -> bool:
        """-u."""
        return "u" in self.letters


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Without operands list, or with -a mount what fstab(5) names; with one operand as fstab says, with two as told."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, "adF:fLlno:prt:uvw")
    job = Job(err, envp, {letter for letter, _ in options}, style=style)
    if "?" in job.letters or len(operands) > 2:
        await err.usage(USAGE)
    words, path = [], FSTAB
    for letter, text in options:
        if letter in ("o", "r", "w"):
            words += {"r": ["ro"], "w": ["noro"]}.get(letter) or [word for word in text.split(",") if word]
        elif letter == "F":
            path = text
        elif letter == "t":
            if job.types is not None:
                await err.errx(1, "only one -t option may be specified")
            job.types = text
    if job.update and "ro" not in words:
        words.append("noro")
    job.options = ",".join(words)
    status = await _act(job, operands, path)
    if style is not None:
        await puts(document({"mount": job.told}, style=style))
    return status


async def _act(job: Job, operands: list[str], path: str) -> int:
    if len(operands) == 2:
        return await _mount(job, job.types or "ufs", operands[0], operands[1], job.options, "")
    if not operands and "a" not in job.letters:
        return await _list(job, path)
    job.table = await getfsent_all(path)
    if not operands:
        return await _all(job)
    if job.types is not None:
        await job.err.usage(USAGE)
    return await _one(job, operands[0].rstrip("/") or operands[0])


async def _list(job: Job, path: str) -> int:
    job.table = await getfsent_all(path) if "p" in job.letters else []
    job.told["fstab" if "p" in job.letters else "mounted"] = []
    for mount in await getfsstat():
        if is_selected(mount.f_fstypename, job.types):
            await _tell(job, mount, "v" in job.letters)
    return 0


async def _tell(job: Job, mount: Statfs, verbose: bool) -> None:
    """One mount, as a line or for libxo: with -p in fstab(5)'s form."""
    name = "fstab" if "p" in job.letters else "mounted"
    told = fstab_fields(mount, job.table) if name == "fstab" else await fields(mount, verbose)
    if job.style is not None:
        entries = job.told.setdefault(name, [])
        assert isinstance(entries, list)
        entries.append(told)
    else:
        await puts(fstab_line(told) if name == "fstab" else describe(told, mount.f_flags))


async def _all(job: Job) -> int:
    """-a: what the table names and is not mounted yet; ``late`` entries with -l, alone with -L."""
    status = 0
    mounts = await getfsstat()
    for entry in job.table:
        options = entry.fs_mntops.split(",")
        late = "late" in options
        if entry.fs_type not in MOUNTED or not is_selected(entry.fs_vfstype, job.types) or "noauto" in options:
            continue
        if (late and not job.letters & {"l", "L"}) or (not late and "L" in job.letters):
            continue
        if not job.update and "update" not in options and await _is_mounted(entry, mounts):
            continue
        said = update_options(job.options, entry.fs_mntops, flags2opts(mounts[0]))
        if await _mount(job, entry.fs_vfstype, entry.fs_spec, entry.fs_file, said, entry.fs_mntops):
            status = status if "failok" in options else 1
    return status


async def _is_mounted(entry: Fstab, mounts: list[Statfs]) -> bool:
    if entry.fs_file == "/":
        return False  # the root can always be mounted again
    try:
        place = await realpath(entry.fs_file)
    except Errno:
        place = entry.fs_file
    return any(
        mount.f_mntonname == place
        and mount.f_fstypename == entry.fs_vfstype
        and (entry.fs_vfstype not in REMOUNTABLE or mount.f_mntfromname == entry.fs_spec)
        for mount in mounts
    )


async def _one(job: Job, name: str) -> int:
    """One operand: what is mounted there, changed (-u), or what the table says of it."""
    if job.update:
        mount = next((one for one in reversed(await getfsstat()) if name in (one.f_mntonname, one.f_mntfromname)), None)
        if mount is None:
            await job.err.errx(1, f"not currently mounted {name}")
        entry = next((one for one in job.table if one.fs_file == mount.f_mntonname), None)
        known = entry is not None and (entry.fs_spec == mount.f_mntfromname or name == "/")
        options = update_options(job.options, entry.fs_mntops if entry and known else "", flags2opts(mount))
        return await _mount(job, mount.f_fstypename, mount.f_mntfromname, mount.f_mntonname, options, "")
    entry = next((one for one in job.table if one.fs_file == name), None)
    entry = entry or next((one for one in job.table if one.fs_spec == name), None)
    if entry is None:
        await job.err.errx(1, f"{name}: unknown special file or file system")
    if entry.fs_type not in MOUNTED:
        await job.err.errx(1, f"{name} has unknown file system type")
    return await _mount(job, entry.fs_vfstype, entry.fs_spec, entry.fs_file, job.options, entry.fs_mntops)


def update_options(options: str, table: str, current: str) -> str:
    """Options with ``fstab`` and ``current`` spelt out, of contradictory ones the last (update_options)."""
    said: list[str] = []
    for word in options.split(","):
        said += {"fstab": table, "current": current}.get(word, word).split(",")
    result: list[str] = []
    for word in filter(None, said):
        result = [old for old in result if old not in (f"no{word}", word.removeprefix("no"))]
        result.append(word)
    return ",".join(result)


async def _mount(job: Job, kind: str, special: str, node: str, options: str, table: str) -> int:
    """Mount, by the type's helper or by nmount(2), and with -v say so (mountfs)."""
    node, wrong = await resolved(node)
    try:
        if wrong is not None:
            raise wrong
        found = (await stat(node)).st_mode & S_IFMT
        if found != S_IFDIR and not (kind in ON_FILES and found == S_IFREG):
            raise Errno(ENOTDIR)
    except Errno as error:
        await job.err.warn(node, error)
        return 1
    words = [word for word in f"{table},{options}".split(",") if word and word not in NOT_FOR_THE_KERNEL]
    words += ["force"] * ("f" in job.letters)
    words += ["update"] * (job.update or node == "/")
    flags = [part for word in words for part in ("-o", word)]
    if "d" in job.letters:
        name, first = (f"mount_{kind}", []) if kind in HELPERS else ("mount", ["-t", kind])
        if job.style is not None:
            job.told |= {"execname": name, "opts": (*first, *flags, special, node)}
        else:
            await puts(" ".join(["exec:"] * (kind in HELPERS) + [name, *first, *flags, special, node]) + "\n")
        return 0
    if kind in HELPERS:
        status = await run(HELPERS[kind], [f"mount_{kind}", *flags, special, node], job.envp)
    else:
        status = await _nmount(job, kind, special, node, words)
    if job.letters & {"v", "p"}:
        try:
            mount = await statfs(node)
        except Errno as error:
            await job.err.warn(f"statfs {node}", error)
            return 1
        await _tell(job, mount, verbose=True)
    return status


async def _nmount(job: Job, kind: str, special: str, node: str, words: list[str]) -> int:
    special = special.rstrip("/") or special
    params = {"fstype": kind, "fspath": node, "from": special}
    for word in words:
        name, _, value = word.partition("=")
        params.pop(name, None)  # the last of an option's values counts, in its place
        params[name] = value
    try:
        await nmount(params)
    except Errno as error:
        await job.err.warn(f"{special}: {error.message}" if error.message else special, error)
        return 1
    return 0
