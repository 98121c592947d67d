"""tar -c, -r and -u: packing, adding, bringing up to date.

Models contrib/libarchive/tar/write.c and archive_read_disk_posix.c of libarchive; leaves out sparse files: their holes
are zeros in the archive.
"""

from __future__ import annotations

from simbsd.lib.files import fstat, ftruncate, readlink, stat
from simbsd.lib.fts import FTS_DC, FTS_DNR, FTS_DP, FTS_NS, Fts, Ftsent
from simbsd.lib.grp import getgrent_all
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, put, read_all
from simbsd.lib.unistd import boottime, close, gettimeofday, lseek, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import (
    O_CREAT,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    O_WRONLY,
    S_IFBLK,
    S_IFDIR,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    SEEK_SET,
    UF_NODUMP,
)
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.tar.entry import BLOCK, ENDING, Entry, FormatError, flags_text, pack, unpack
from simbsd.usr_bin.tar.job import FORMATS, Job, lines, usage
from simbsd.usr_bin.tar.match import SECOND
from simbsd.usr_bin.tar.names import edit
from simbsd.usr_bin.tar.squeeze import FILTERS, SqueezeError, unsqueezed

RECORD = 20  # blocks


async def run(job: Job) -> None:
    """Pack the operands, behind what the archive has if it is added to."""
    if not job.operands and not job.names_from:
        await job.err.errx(1, "no files or directories specified")
    if job.format and job.format not in FORMATS:
        if job.mode == "c":
            await printf(f"Can't use format {job.format}: No such format '{job.format}'\n", STDERR)
            await usage(job.err)
        job.format = ""
    if job.compression and job.compression not in FILTERS:
        await job.err.errx(1, f"Unsupported compression option --{job.compression}")
    out, place = await (_create(job) if job.mode == "c" else _append(job))
    packing = _Packing(job, await fstat(out))
    await packing.run()
    data = b"".join(packing.pieces) + ENDING
    if job.compression:
        data = FILTERS[job.compression](data)
    data += bytes(-(place + len(data)) % _unit(job, packing.own))
    try:
        await put(out, data)
    except Errno as error:
        await job.complain(f"Write error: {strerror(error.errno)}")
    if "totals" in job.flags:
        await printf(f"Total bytes written: {len(data)}\n", STDERR)
    if out != STDOUT:
        await close(out)


def _unit(job: Job, own: Stat) -> int:
    """What the length is a multiple of: files are not filled up but with -b, all else is (file_open)."""
    if job.blocks:
        return job.blocks * BLOCK
    return 1 if job.archive and own.st_mode & S_IFMT == S_IFREG else RECORD * BLOCK


async def _create(job: Job) -> tuple[int, int]:
    if not job.archive:
        return STDOUT, 0
    try:
        return await open(job.archive, O_WRONLY | O_CREAT | O_TRUNC), 0
    except Errno:
        await job.err.errx(1, f"Failed to open '{job.archive}'")


async def _append(job: Job) -> tuple[int, int]:
    """The archive, opened where its members end, and that place; -u remembers them (tar_mode_r, tar_mode_u)."""
    err = job.err
    if not job.archive:
        await err.errx(1, "Cannot append to stdout.")
    try:
        kind = (await stat(job.archive)).st_mode & S_IFMT
    except Errno:
        kind = S_IFREG
    if kind not in (S_IFREG, S_IFBLK):
        await err.errx(1, f"Cannot append to {job.archive}: not a regular file.")
    try:
        fd = await open(job.archive, O_RDWR | (O_CREAT if job.mode == "r" else 0))
    except Errno as error:
        await err.err(1, f"Cannot open {job.archive}", error)
    wrong = f"Can't read archive {job.archive}" if job.mode == "r" else f"Can't open {job.archive}"
    try:
        data, squeezed = unsqueezed(await read_all(fd))
        entries, place = unpack(data)
    except (FormatError, SqueezeError) as error:
        await err.errx(1, f"{wrong}: {error}")
    except Errno as error:
        await err.errx(1, f"{wrong}: Error reading fd {fd}: {strerror(error.errno)}")
    if squeezed != "none":
        await err.errx(1, "Cannot append to compressed archive.")
    if job.mode == "u":
        job.matching.known = {entry.path: entry.mtime for entry in entries}
    await lseek(fd, place, SEEK_SET)
    await ftruncate(fd, place)
    return fd, place


class _Stop(Exception):
    """The rest of a hierarchy cannot be packed, or (with an argument) the rest of the command line."""


class _Packing:
    """Files become members; a file met again under another name becomes a hard link."""

    def __init__(self, job: Job, own: Stat) -> None:
        self.job, self.own = job, own
        self.pieces: list[bytes] = []
        self.seen: dict[tuple[int, int], str] = {}
        self.boot = self.now = 0
        self.widths = [6, 13]
        self.users: dict[int, str] = {}
        self.groups: dict[int, str] = {}

    async def run(self) -> None:
        """What -T names, then the operands, in their order; -C among them changes the directory."""
        job = self.job
        self.boot, self.now = await boottime(), await gettimeofday() // SECOND
        self.users = {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}
        self.groups = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
        if job.names_from:
            await self._listed()
        words = list(job.operands)
        while words:
            word = words.pop(0)
            if not word.startswith("-C"):
                await self._operand(word)
                continue
            if word == "-C" and not words or (directory := word[2:] or words.pop(0)) == "":
                await job.complain("Meaningless argument for -C: ''" if words else "Missing argument for -C")
                return
            job.go(directory)

    async def _listed(self) -> None:
        """archive_names_from_file: a line that says -C is followed by a directory."""
        job, is_directory = self.job, False
        for line in await lines(job, job.names_from):
            if is_directory:
                job.go(line)
            elif line != "-C" or "null" in job.flags:
                await self._operand(line, files=True)
            is_directory = line == "-C" and not is_directory and "null" not in job.flags
        if is_directory:
            await job.err.errx(1, "Unexpected end of filename list; directory expected after -C")

    async def _operand(self, word: str, files: bool = False) -> None:
        if not word.startswith("/"):
            await self.job.enter()
        if word.startswith("@") and not files:
            await self._archive(word[1:])
            return
        try:
            await self._tree(word)
        except _Stop:
            return

    async def _archive(self, path: str) -> None:
        """@archive: its members (append_archive)."""
        job = self.job
        try:
            fd = STDIN if path == "-" else await open(path, O_RDONLY)
            entries, _ = unpack(unsqueezed(await read_all(fd))[0], "ignore-zeros" in job.flags)
        except Errno:
            await job.complain(f"Failed to open '{path}'")
            return
        except (FormatError, SqueezeError) as error:
            await job.complain(f"{error}")
            return
        if fd != STDIN:
            await close(fd)
        for entry in entries:
            when = entry.mtime * SECOND
            if job.matching.leaves_out(entry.path) or job.matching.is_untimely(entry.path, when, when):
                continue
            if await edit(job, entry) and await job.agrees(f"copy '{entry.path}'"):
                await self._write(entry)

    async def _tree(self, path: str) -> None:
        flags, symlinks = self.job.flags, self.job.symlinks
        fts = Fts([path], symlinks == "L", symlinks == "H", xdev="one-file-system" in flags)
        while (entry := await fts.read()) is not None:
            if entry.fts_info == FTS_DP:
                continue
            if entry.fts_info in (FTS_NS, FTS_DNR, FTS_DC):
                what = "Cannot stat" if entry.fts_info == FTS_NS else "Couldn't visit directory"
                await self.job.complain(f"{entry.fts_path}: {what}: {strerror(entry.fts_errno)}")
                continue
            entry.skip = "n" in flags
            info, matching = entry.info, self.job.matching
            if matching.leaves_out(entry.fts_path) or "nodump" in flags and info.st_flags & UF_NODUMP:
                continue
            if matching.is_untimely(entry.fts_path, self.boot + info.st_mtime, self.boot + info.st_ctime):
                continue
            if await self.job.agrees(f"add '{entry.fts_path}'"):
                await self._add(entry)
            else:
                entry.skip = True

    async def _add(self, found: Ftsent) -> None:
        info, job = found.info, self.job
        entry = Entry(
            found.fts_path, info.st_mode, info.st_uid, info.st_gid, (self.boot + info.st_mtime) // SECOND,
            flags="" if "no-fflags" in job.flags else flags_text(info.st_flags), nlink=info.st_nlink,
        )  # fmt: skip
        if entry.kind == S_IFREG:
            if not await self._read(entry, found):
                return
        elif entry.kind == S_IFLNK:
            entry.link = await readlink(found.fts_path)
        entry.uid, entry.gid = job.uid if job.uid >= 0 else entry.uid, job.gid if job.gid >= 0 else entry.gid
        entry.uname = self.users.get(entry.uid, "") if job.uname is None else job.uname
        entry.gname = self.groups.get(entry.gid, "") if job.gname is None else job.gname
        if not await edit(job, entry):
            return
        if entry.kind == S_IFREG:
            key = (info.st_dev, info.st_ino)
            if info.st_nlink > 1 and key in self.seen:
                entry.link, entry.hard, entry.data = self.seen[key], True, b""
            self.seen.setdefault(key, entry.path)
        await self._write(entry, (info.st_dev, info.st_ino) == (self.own.st_dev, self.own.st_ino))

    async def _read(self, entry: Entry, found: Ftsent) -> bool:
        """The body; False for one that is too large for this program's memory, and is left out. One that cannot be
        opened ends the hierarchy (setup_sparse: ARCHIVE_FAILED).
        """
        own = (found.info.st_dev, found.info.st_ino) == (self.own.st_dev, self.own.st_ino)
        if own or not found.info.st_size:
            return True
        try:
            fd = await open(found.fts_path, O_RDONLY)
        except Errno as error:
            await self.job.complain(f"Can't open `{found.fts_path.rpartition('/')[2]}': {strerror(error.errno)}")
            raise _Stop from None
        good = True
        try:
            entry.data = await read_all(fd)
        except Errno as error:
            await self.job.complain(f"{found.fts_path}: {strerror(error.errno)}")
            good = False
        await close(fd)
        return good

    async def _write(self, entry: Entry, own: bool = False) -> None:
        """Say it and pack it; what the format has no place for is said in the words of write_entry."""
        job = self.job
        shown = entry.path
        if job.verbose > 1:
            from simbsd.usr_bin.tar.show import describe

            shown = describe(entry, self.widths, self.now)
        if job.verbose:
            await printf(f"a {shown}", STDERR)
        if entry.kind == S_IFDIR and not entry.path.endswith("/"):
            entry.path += "/"
        try:
            if own:
                raise FormatError("Can't add archive to itself")
            self.pieces.append(pack(entry, job.format == "ustar"))
        except FormatError as error:
            if job.verbose > 1:
                await printf(f"a {shown}", STDERR)
            if job.verbose:
                await job.err.warnx(f": {error}" if job.verbose > 1 else f"{entry.path}: {error}")
            else:
                await printf(f": {error}", STDERR)
        if job.verbose:
            await printf("\n", STDERR)
