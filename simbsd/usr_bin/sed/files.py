"""The files that sed(1) reads, one after the other as one text, and where its output goes (-i and -I: back into them).

Models usr.bin/sed/main.c (mf_fgets, lastline).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import chmod, chown, link, lstat, rename, unlink
from simbsd.lib.output import Output
from simbsd.lib.path import basename, dirname
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.unistd import close, exit, getpid, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFMT, S_IFREG


class Reader(LineReader):
    """Lines that can be looked at before they are read."""

    async def more(self) -> bool:
        """True when a line is left; what cannot be read has none, as getc(3) says."""
        while not self.buffer and not self.ended:
            try:
                self.buffer = await read(self.fd, 4096)
            except Errno:
                self.buffer = b""
            self.ended = not self.buffer
        return bool(self.buffer)


class Files:
    """All input. ``number`` is the present line's; ``changed`` is set when -i begins a file of its own."""

    def __init__(self, err: Err, paths: list[str], inplace: str | None, spans: bool) -> None:
        self.err, self.paths, self.inplace, self.spans = err, paths, inplace, spans
        self.reader: Reader | None = None
        self.path = ""
        self.temporary = ""
        self.out = Output()
        self.number = self.status = 0
        self.quit = self.changed = False

    async def line(self) -> tuple[str, bool] | None:
        """The next line without its newline, and whether it is to be printed with one; None at the end."""
        if not self.paths and self.reader is None and not self.path:
            if self.inplace is not None:
                await self.err.errx(1, "-I or -i may not be used with stdin")
            self.path, self.reader = "stdin", Reader(STDIN)
        while self.reader is None or self.quit or not await self.reader.more():
            await self._close()
            if not self.paths:
                return None
            await self._open(self.paths.pop(0))
        line = await self.reader.line()
        self.number += 1
        whole = line.endswith(b"\n")
        return decode(line.removesuffix(b"\n")), whole or not await self.is_last()

    async def is_last(self) -> bool:
        """True when no line follows the present one."""
        if self.reader is not None and await self.reader.more():
            return False
        if self.inplace is None or self.spans:
            for path in self.paths:
                try:
                    fd = await open(path, O_RDONLY)
                except Errno:
                    continue
                more = await Reader(fd).more()
                await close(fd)
                if more:
                    return False
        return True

    async def _open(self, path: str) -> None:
        self.path = path
        if self.inplace is not None:
            await self._begin(path)
        try:
            self.reader = Reader(await open(path, O_RDONLY))
        except Errno as error:
            await self.out.flush()
            await self.err.warn(path, error)
            self.status = 1

    async def _begin(self, path: str) -> None:
        """Edit a file in place: what is printed goes to a file beside it."""
        try:
            status = await lstat(path)
            if status.st_mode & S_IFMT != S_IFREG:
                await self.err.errx(1, f"{path}: in-place editing only works for regular files")
            self.temporary = f"{dirname(path)}/.!{await getpid()}!{basename(path)}"
            self.out = Output(await open(self.temporary, O_WRONLY | O_CREAT | O_TRUNC))
            await chown(self.temporary, status.st_uid, status.st_gid)
            await chmod(self.temporary, status.st_mode & 0o7777)
        except Errno as error:
            await self.err.err(1, path, error)
        if not self.spans:
            self.number, self.changed = 0, True

    async def _close(self) -> None:
        """Leave the present file; what was edited in place takes its place, the old one kept as the extension says."""
        if self.reader is None:
            return
        if self.reader.fd != STDIN:
            await close(self.reader.fd)
        self.reader = None
        if not self.temporary:
            return
        await self.out.flush()
        await close(self.out.fd)
        try:
            if self.inplace:
                await self._keep(self.path + self.inplace)
            await rename(self.temporary, self.path)
        except Errno as error:
            await self.err.warn("rename()", error)
            await unlink(self.temporary)
            await exit(1)
        self.temporary = ""
        self.out = Output()

    async def _keep(self, old: str) -> None:
        try:
            await unlink(old)
        except Errno:
            pass  # there was none
        try:
            await link(self.path, old)
        except Errno:
            await rename(self.path, old)
