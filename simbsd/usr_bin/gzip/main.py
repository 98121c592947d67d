"""gzip(1), gunzip(1) and zcat(1): compress files, and read what is compressed.

Models usr.bin/gzip/gzip.c; leaves out bzip2, compress, pack, xz, lzip, zstd and SIGINFO. What it compresses is longer
than zlib's (lib/deflate.py); levels change nothing but a byte of the header.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from simbsd.lib.deflate import deflate
from simbsd.lib.err import Err, progname
from simbsd.lib.files import chmod, chown, fstat, lstat, stat, unlink, utimens
from simbsd.lib.fts import FTS_DNR, FTS_F, FTS_NS, Fts
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.path import basename
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDOUT, decode, encode, put, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import boottime, close, gettimeofday, isatty, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_WRONLY, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.gzip.gunzip import FNAME, MAGIC, Damaged, Trailing, header, inflate
from simbsd.usr_bin.gzip.text import LETTERS, NAMES, USAGE, VERSION, ratio

SUFFIXES = ((".gz", ""), (".z", ""), ("-gz", ""), ("-z", ""), ("_z", ""), (".taz", ".tar"), (".tgz", ".tar"))
_SUFFIX_MAXLEN, _SECOND = 30, 1_000_000


@dataclass(slots=True)
class Options:
    """What the command line asks for; ``flags`` are its letters."""

    flags: set[str] = field(default_factory=set)
    suffix: str = ".gz"
    anything: bool = False  # -S "": every name is taken for a compressed file's


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point: 0, 1 after an error, 2 after a warning."""
    err = Err(argv)
    words = envp.get("GZIP", "").split()
    given, operands = await getopt_long([*argv[:1], *words, *argv[1:]], LETTERS, NAMES)
    options = Options(set({"gunzip": "d", "zcat": "cd", "gzcat": "cd"}.get(progname(argv), "")))
    for letter, value in given:
        if letter in "?h":
            await printf(f"{VERSION}\nusage: {progname(argv)}{USAGE}", STDERR)
            return 0
        if letter in "VL":
            await printf(VERSION + (" (based on NetBSD gzip 20150113)" if letter == "L" else "") + "\n", STDERR)
            return 0
        if letter == "a":
            await printf(f"{progname(argv)}: option --ascii ignored on this system\n", STDERR)
        if letter == "S":
            if len(value) > _SUFFIX_MAXLEN:
                await err.errx(1, f"incorrect suffix: '{value}': too long")
            options.suffix, options.anything = value or options.suffix, options.anything or not value
        options.flags |= set({"l": "ld", "t": "tcd"}.get(letter, letter))
        options.flags -= set({"N": "n", "n": "N"}.get(letter, ""))
    gzip = Gzip(err, options)
    for path in operands or ["-"]:
        await gzip.path(path)
    if "l" in options.flags and len(operands) > 1 and "q" not in options.flags:
        await gzip.list(gzip.totals[0], gzip.totals[1], "(totals)", None)
    return gzip.status


class Gzip:
    """One command; ``totals`` are the compressed and the other bytes listed so far."""

    def __init__(self, err: Err, options: Options) -> None:
        self.err, self.options, self.status = err, options, 0
        self.totals = [0, 0]
        self.listed = False

    def has(self, letter: str) -> bool:
        """Whether an option was given."""
        return letter in self.options.flags

    async def warn(self, message: str, error: Errno | None = None, status: int = 1) -> None:
        """Complain, unless that is unwanted, and remember it (maybe_warn)."""
        if not self.has("q"):
            await (self.err.warnx(message) if error is None else self.err.warn(message, error))
        self.status = self.status or status

    async def path(self, path: str) -> None:
        """A file, ``-``, or with -r a directory (handle_pathname)."""
        if path == "-":
            await (self._standard_input() if self.has("d") else self._standard_output())
            return
        look = stat if self.has("f") or self.has("c") else lstat
        asked = path
        try:
            info = await look(path)
        except Errno as error:
            if error.errno != ENOENT or not self.has("d"):
                await self.warn(f"can't stat: {asked}", error)
                return
            path += self.options.suffix
            try:
                info = await look(path)
            except Errno as second:
                await self.warn(f"can't stat: {asked}", second)
                return
        kind = info.st_mode & S_IFMT
        if kind == S_IFDIR and self.has("r"):
            await self._tree(path)
        elif kind == S_IFDIR:
            await self.warn(f"{path} is a directory")
        elif kind == S_IFREG:
            await self._file(path, info)
        else:
            await self.warn(f"{path} is not a regular file")

    async def _tree(self, path: str) -> None:
        walk = Fts([path])
        while (entry := await walk.read()) is not None:
            if entry.fts_info == FTS_F:
                await self._file(entry.fts_path, entry.info)
            elif entry.fts_info in (FTS_DNR, FTS_NS):
                await self.warn(entry.fts_path, Errno(entry.fts_errno))

    async def _file(self, path: str, info: Stat) -> None:
        """Compress or read one file (handle_file)."""
        if self.has("d"):
            done = await self._uncompress(path, info)
            if self.has("v") and self.has("t"):
                await self._tested(path, done is not None)
            sizes = None if done is None else (done[0], info.st_size, done[1])
        else:
            done = await self._compress(path, info)
            sizes = None if done is None else (info.st_size, done[0], done[1])
        if sizes is not None and self.has("v") and not self.has("t"):
            tabs = "\t\t" if len(path) < 7 else "\t"
            replaced = "" if self.has("c") else f" -- replaced with {sizes[2]}"
            await printf(f"{path}:{tabs}  {ratio(sizes[0], sizes[1])}{replaced}\n", STDERR)

    async def _tested(self, path: str, fine: bool) -> None:
        tabs = "\t\t" if len(path) < 7 else "\t"
        await printf(f"{path}:{tabs}  {'OK' if fine else 'NOT OK'}\n", STDERR)
        self.status = self.status or (0 if fine else 1)

    async def _free(self, path: str) -> bool:
        """Whether an output may be made: one that is there is asked about (check_outfile)."""
        try:
            await stat(path)
        except Errno:
            return True
        if not self.has("f"):
            if not await isatty(0):
                await self.warn(f"{path} already exists -- skipping")
                return False
            await printf(f"{path} already exists -- do you wish to overwrite (y or n)? ", STDERR)
            if (await read_all(0, 9))[:1] not in (b"y", b"Y"):
                await printf("\tnot overwriting\n", STDERR)
                return False
        await unlink(path)
        return True

    async def _read(self, path: str) -> bytes | None:
        try:
            fd = await open(path, O_RDONLY)
            data = await read_all(fd)
        except Errno as error:
            await self.warn(f"can't open {path}", error)
            return None
        await close(fd)
        return data

    async def _compress(self, path: str, info: Stat) -> tuple[int, str] | None:
        """One file (file_compress): the size of what was made of it, and its name."""
        data = await self._read(path)
        if data is None:
            return None
        made = path + self.options.suffix
        if not self.has("c"):
            if info.st_nlink > 1 and not self.has("f"):
                plural = "" if info.st_nlink == 1 else "s"
                await self.warn(f"{path} has {info.st_nlink - 1} other link{plural} -- skipping")
                return None
            known = next((one for one, _ in self._suffixes() if one and path.endswith(one) and path != one), None)
            if known is not None and not self.has("f"):
                await self.warn(f"{path} already has {known} suffix -- unchanged")
                return None
            if not await self._free(made):
                return None
        packed = await self._packed(data, basename(path), (await boottime() + info.st_mtime) // _SECOND)
        if not await self._write(None if self.has("c") else made, packed):
            return None
        if not self.has("c"):
            await self._replace(path, made, info)
        return len(packed), made

    def _suffixes(self) -> tuple[tuple[str, str], ...]:
        own = ((self.options.suffix, ""),)
        return own + SUFFIXES + ((("", ""),) if self.options.anything else ())

    async def _packed(self, data: bytes, name: str, mtime: int) -> bytes:
        """A member: header, blocks, sum and length (gz_compress)."""
        if self.has("n"):
            name, mtime = "", 0
        level = 2 if self.has("9") else 4 if self.has("1") else 0
        head = MAGIC + bytes((8, FNAME if name else 0)) + (mtime & 0xFFFFFFFF).to_bytes(4, "little") + bytes((level, 3))
        ending = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
        return head + (encode(name) + b"\0" if name else b"") + await deflate(data) + ending

    async def _write(self, path: str | None, data: bytes) -> bool:
        try:
            out = STDOUT if path is None else await open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            await put(out, data)
            if path is not None:
                await close(out)
        except Errno as error:
            await self.warn("write" if path is None else f"could not create output: {path}", error)
            return False
        return True

    async def _replace(self, path: str, made: str, info: Stat) -> None:
        """The new file is like the old one, which goes (copymodes, unlink_input)."""
        try:
            await chown(made, info.st_uid, info.st_gid)
        except Errno as error:
            await self.warn(f"couldn't fchown: {made}", error)
        await chmod(made, info.st_mode & 0o7777)
        await utimens(made, info.st_atime, info.st_mtime)
        if not self.has("k"):
            await unlink(path)

    async def _uncompress(self, path: str, info: Stat) -> tuple[int, str] | None:
        """One file (file_uncompress): the size of its contents, and the name that they got."""
        found = next(((one, two) for one, two in self._suffixes() if len(one) < len(path) and path.endswith(one)), None)
        if found is None and not (self.has("c") or self.has("l")):
            await self.warn(f"{path}: unknown suffix -- ignored")
            return None
        made = path if found is None else path[: len(path) - len(found[0])] + found[1]
        data = await self._read(path)
        if data is None:
            return None
        if not data.startswith(MAGIC) or len(data) < 4:
            return await self._other(path, data)
        mtime = info.st_mtime
        try:
            _, stamp, name = header(data, 0)
        except Damaged:
            stamp, name = 0, b""
        if self.has("N") and name:
            made = path[: path.rfind("/") + 1] + decode(name).rpartition("/")[2]
            mtime = stamp * _SECOND - await boottime() if stamp else mtime
        if self.has("l"):
            size = int.from_bytes(data[-4:], "little")
            await self.list(len(data), size, made, (int.from_bytes(data[-8:-4], "little"), mtime))
            if not self.has("t"):
                return None
        if not self.has("c") and not await self._may_replace(path, made, info):
            return None
        contents = await self._contents(data, path)
        if contents is None:
            await self.warn(f"{path}: uncompress failed")
            return None
        if self.has("t"):
            return len(contents), made
        if not await self._write(None if self.has("c") else made, contents):
            return None
        if not self.has("c"):
            await self._replace(path, made, info)
        return len(contents), made

    async def _may_replace(self, path: str, made: str, info: Stat) -> bool:
        if info.st_nlink > 1 and not self.has("f"):
            await self.warn(f"{path} has {info.st_nlink - 1} other links -- skipping")
            return False
        return await self._free(made)

    async def _other(self, path: str, data: bytes) -> tuple[int, str] | None:
        """What is not compressed passes as it is, with -c and -f."""
        if self.has("f") and len(data) >= 4:
            if self.has("l"):
                await self.warn("no -l for unknown filetypes")
                return None
            return (len(data), path) if await self._write(None, data) else None
        if not self.has("f"):
            short = len(data) < 4
            await self.warn(f"{path}: unexpected end of file" if short else f"{path}: not in gzip format")
        return None

    async def _contents(self, data: bytes, path: str) -> bytes | None:
        pieces: list[bytes] = []
        try:
            async for piece in inflate(data):
                pieces.append(piece)
        except Trailing:
            await self.warn(f"{path}: trailing garbage ignored", status=2)
            self.status = 2
        except Damaged as damaged:
            await self.warn(f"{path}: {damaged}" if damaged.name else str(damaged))
            return None
        return b"".join(pieces)

    async def _standard_input(self) -> None:
        """handle_stdin."""
        if not self.has("f") and not self.has("l") and await isatty(0):
            await self.warn("standard input is a terminal -- ignoring")
            return
        data = await read_all(0)
        if self.has("l"):
            size, crc = int.from_bytes(data[-4:], "little"), int.from_bytes(data[-8:-4], "little")
            await self.list(len(data), size, "(stdin)", (crc, (await fstat(0)).st_mtime))
            return
        if len(data) < 4:
            await self.warn("(stdin): unexpected end of file")
            return
        contents: bytes | None = data
        if data.startswith(MAGIC):
            contents = await self._contents(data, "(stdin)")
        elif not self.has("f"):
            await self.warn("unknown compression format")
            return
        if contents is not None and not self.has("t"):
            await self._write(None, contents)
        if self.has("v") and self.has("t"):
            await self._tested("(stdin)", contents is not None)
        elif self.has("v") and contents is not None:
            await printf(f"{ratio(len(contents), len(data))}\n", STDERR)

    async def _standard_output(self) -> None:
        """handle_stdout."""
        if not self.has("f") and await isatty(1):
            await self.warn("standard output is a terminal -- ignoring")
            return
        info = await fstat(0)
        regular = info.st_mode & S_IFMT == S_IFREG
        when = await boottime() + info.st_mtime if regular else await gettimeofday()
        data = await read_all(0)
        packed = await self._packed(data, "", when // _SECOND)
        await self._write(None, packed)
        if self.has("v"):
            await printf(f"{ratio(len(data), len(packed))}\n", STDERR)

    async def list(self, out: int, size: int, name: str, more: tuple[int, int] | None) -> None:
        """-l: a line about a file, or the totals (print_list)."""
        verbose = self.has("v")
        if not self.listed and not self.has("q"):
            title = "  compressed uncompressed  ratio uncompressed_name\n"
            await printf(("method  crc     date  time  " if verbose else "") + title)
        self.listed = True
        line = ""
        if verbose and more is None:
            line = " " * 28
        elif verbose and more is not None:
            when = strftime("%b %e %H:%M", (await boottime() + more[1]) // _SECOND)
            line = f"defla {more[0]:08x} {when:>11} "
        if more is not None:
            self.totals[0] += out
            self.totals[1] += size
        await printf(f"{line}{out:12} {size:12} {ratio(size, out)} {name}\n")
