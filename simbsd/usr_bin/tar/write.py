"""tar -c: packing.

Models contrib/libarchive/tar/write.c and archive_read_disk_posix.c of libarchive; leaves out archives inside archives
(@file), -H and other compressions than gzip's container, whose blocks are stored as they are: what a compressor makes
of them is not the same on every host.
"""

from __future__ import annotations

import zlib

from simbsd.lib.files import readlink, stat
from simbsd.lib.fts import FTS_DC, FTS_DNR, FTS_DP, FTS_NS, Fts, Ftsent
from simbsd.lib.grp import getgrent_all
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDOUT, put, read_all
from simbsd.lib.unistd import boottime, chdir, close, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.tar.entry import Entry, ending, flags_text, pack
from simbsd.usr_bin.tar.job import Job

STORED = 65535  # the most that a stored deflate block holds
SECOND = 1_000_000


async def run(job: Job) -> None:
    """Pack the operands; -C among them changes the directory for those that follow."""
    if not job.operands:
        await job.err.errx(1, "no files or directories specified")
    if job.compression not in ("", "z"):
        name = {"J": "xz", "j": "bzip2", "y": "bzip2"}[job.compression]
        await job.err.errx(1, f"Unsupported compression option --{name}")
    out = STDOUT
    own: Stat | None = None
    if job.archive:
        try:
            out = await open(job.archive, O_WRONLY | O_CREAT | O_TRUNC)
            own = await stat(job.archive)
        except Errno:
            await job.err.errx(1, f"Failed to open '{job.archive}'")
    packing = _Packing(job, own)
    await packing.run()
    data = b"".join(packing.pieces)
    data += ending(len(data))
    try:
        await put(out, gzipped(data) if job.compression == "z" else data)
    except Errno as error:
        await job.err.errx(1, f"Write error: {strerror(error.errno)}")
    if job.archive:
        await close(out)


def gzipped(data: bytes) -> bytes:
    """A gzip file whose blocks are stored, without a time."""
    parts = [b"\x1f\x8b\x08\0\0\0\0\0\0\x03"]
    for place in range(0, len(data), STORED):
        block = data[place : place + STORED]
        size = len(block).to_bytes(2, "little")
        last = place + STORED >= len(data)
        parts += [bytes((last,)), size, bytes(255 - byte for byte in size), block]
    return b"".join([*parts, zlib.crc32(data).to_bytes(4, "little"), (len(data) & 0xFFFFFFFF).to_bytes(4, "little")])


class _Packing:
    """Files become members; a file met again under another name becomes a hard link."""

    def __init__(self, job: Job, own: Stat | None) -> None:
        self.job, self.own = job, own
        self.pieces: list[bytes] = []
        self.seen: dict[tuple[int, int], str] = {}
        self.boot = 0
        self.users: dict[int, str] = {}
        self.groups: dict[int, str] = {}

    async def run(self) -> None:
        """All operands, in their order."""
        job = self.job
        self.boot = await boottime()
        self.users = {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}
        self.groups = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
        words = list(job.operands)
        directory = job.directory
        while words:
            word = words.pop(0)
            if word == "-C" and words:
                directory = words.pop(0)
                continue
            if directory:
                try:
                    await chdir(directory)
                except Errno:
                    await job.err.errx(1, f"could not chdir to '{directory}'\n")
                directory = ""
            await self._tree(word)

    async def _tree(self, path: str) -> None:
        fts = Fts([path], logical=bool(self.job.flags & {"L", "h"}), xdev="l" in self.job.flags)
        while (entry := await fts.read()) is not None:
            if entry.fts_info == FTS_DP:
                continue
            if entry.fts_info in (FTS_NS, FTS_DNR, FTS_DC):
                what = "Cannot stat" if entry.fts_info == FTS_NS else "Couldn't visit directory"
                await self.job.complain(f"{entry.fts_path}: {what}: {strerror(entry.fts_errno)}")
                continue
            entry.skip = "n" in self.job.flags
            if self.job.is_excluded(entry.fts_path):
                entry.skip = True
                continue
            await self._add(entry)

    async def _add(self, found: Ftsent) -> None:
        info, path = found.info, found.fts_path
        if self.own is not None and (info.st_dev, info.st_ino) == (self.own.st_dev, self.own.st_ino):
            await self.job.complain(f"{path}: Can't add archive to itself")
            return
        if info.st_mode & S_IFMT == S_IFSOCK:
            await self.job.complain(f"{path}: tar format cannot archive socket")
            return
        name = await self._name(path)
        if info.st_mode & S_IFMT == S_IFDIR and not name.endswith("/"):
            name += "/"
        if self.job.verbose:
            await printf(f"a {path}\n", STDERR)
        entry = Entry(
            name, info.st_mode, info.st_uid, info.st_gid, (self.boot + info.st_mtime) // SECOND,
            self.users.get(info.st_uid, ""), self.groups.get(info.st_gid, ""), flags=flags_text(info.st_flags),
        )  # fmt: skip
        try:
            await self._body(entry, path, info)
        except Errno as error:
            await self.job.complain(f"{path}: {strerror(error.errno)}")
            return
        self.pieces.append(pack(entry))

    async def _body(self, entry: Entry, path: str, info: Stat) -> None:
        if entry.kind == S_IFLNK:
            entry.link = await readlink(path)
        elif entry.kind == S_IFREG:
            key = (info.st_dev, info.st_ino)
            if info.st_nlink > 1 and key in self.seen:
                entry.link, entry.hard = self.seen[key], True
                return
            self.seen[key] = entry.path
            fd = await open(path, O_RDONLY)
            entry.data = await read_all(fd)
            await close(fd)

    async def _name(self, path: str) -> str:
        """The name in the archive: without a leading slash, but with -P (strip_absolute_path)."""
        if "P" in self.job.flags or not path.startswith("/"):
            return path
        if not self.job.stripped:
            self.job.stripped = True
            await self.job.err.warnx("Removing leading '/' from member names")
        return path.lstrip("/") or "."
