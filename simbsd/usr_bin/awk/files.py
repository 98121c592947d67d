"""Where awk(1) reads from and writes to: files, pipes and the standard streams, each under its name.

Models contrib/one-true-awk/run.c (openfile, closefile, closeall) and lib.c (readrec).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.popen import Pipe, pclose, popen
from simbsd.lib.stdio import MEMORY, STDERR, STDIN, STDOUT, put
from simbsd.lib.unistd import close, fcntl, isatty, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.patterns import compiled, nonempty

CHUNK, BUFFER = 16384, 4096
OPENING = {">": O_WRONLY | O_CREAT | O_TRUNC, ">>": O_WRONLY | O_CREAT | O_APPEND, "<": O_RDONLY}


@dataclass(slots=True)
class Stream:
    """One open file. ``mode`` is ``<`` and ``>`` for files, ``|<`` and ``|`` for pipes."""

    fd: int
    mode: str
    pipe: Pipe | None = None
    buffer: str = ""
    ended: bool = False
    started: bool = False
    terminal: bool | None = None
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    async def fill(self) -> bool:
        """Read more; False at the end."""
        if not self.ended:
            try:
                data = await read(self.fd, CHUNK)
            except Errno:
                data = b""
            self.ended = not data
            self.buffer += data.decode("latin-1")
            if len(self.buffer) > MEMORY:
                raise Fatal(f"input record `{self.buffer[:30]}...' too long")
        return not self.ended

    async def record(self, separator: str) -> str | None:
        """The next record, None at the end (readrec)."""
        if len(separator) > 1:
            return await self._by_pattern(separator)
        if separator:
            return await self._until(separator)
        while await self._more() and self.buffer.startswith("\n"):
            self.buffer = self.buffer.lstrip("\n")
        text = await self._until("\n\n")
        return text.removesuffix("\n") if text is not None and self.ended else text

    async def _more(self) -> bool:
        return bool(self.buffer) or await self.fill()

    async def _until(self, mark: str) -> str | None:
        at = 0
        while (found := self.buffer.find(mark, at)) < 0:
            at = max(0, len(self.buffer) - len(mark))
            if not await self.fill():
                text, self.buffer = self.buffer, ""
                return text or None
        text, self.buffer = self.buffer[:found], self.buffer[found + len(mark) :]
        return text

    async def _by_pattern(self, pattern: str) -> str | None:
        regex = compiled(pattern)
        before = "\0" * self.started  # so that ^ holds at the beginning of all only
        self.started = True
        while True:
            match = await nonempty(regex, before + self.buffer, len(before))
            if match is not None and (match[1] - len(before) < len(self.buffer) or self.ended):
                text = self.buffer[: match[0] - len(before)]
                self.buffer = self.buffer[match[1] - len(before) :]
                return text
            if not await self.fill():
                if match is not None:
                    continue
                text, self.buffer = self.buffer, ""
                return text or None

    async def write(self, text: str) -> None:
        """Add text, and write what is due. Errors: those of write."""
        if self.terminal is None:
            self.terminal = await isatty(self.fd)
        self.pieces.append(text)
        self.size += len(text)
        if self.size >= BUFFER or self.fd == STDERR or (self.terminal and "\n" in text):
            await self.flush()

    async def flush(self) -> None:
        """Write everything. Errors: those of write."""
        if self.size:
            data = "".join(self.pieces).encode("latin-1")
            self.pieces, self.size = [], 0
            await put(self.fd, data)


class Files:
    """All open streams by name and mode."""

    def __init__(self, envp: dict[str, str]) -> None:
        self.envp = envp
        self.stdin = Stream(STDIN, "<")
        self.stdout = Stream(STDOUT, ">")
        self.open: dict[tuple[str, str], Stream] = {
            ("/dev/stdin", "<"): self.stdin,
            ("/dev/stdout", ">"): self.stdout,
            ("/dev/stderr", ">"): Stream(STDERR, ">"),
        }

    async def get(self, name: str, mode: str) -> Stream | None:
        """The stream of that name, opened when it is not; None when it cannot be. Raises Fatal."""
        if not name:
            raise Fatal("null file name in print or getline")
        key = (name, ">" if mode == ">>" else mode)
        if key in self.open:
            return self.open[key]
        await self.flush()
        try:
            if mode in ("|", "|<"):
                for stream in self.open.values():
                    await stream.flush()
                pipe = await popen(name.encode("latin-1").decode("utf-8", "surrogateescape"), mode == "|<", self.envp)
                stream = Stream(pipe.fd, mode, pipe)
            elif name == "-" and mode == "<":
                stream = self.stdin
            else:
                fd = await open(name.encode("latin-1").decode("utf-8", "surrogateescape"), OPENING[mode])
                await fcntl(fd, "F_SETFD", 1)
                stream = Stream(fd, key[1])
        except Errno:
            return None
        self.open[key] = stream
        return stream

    def named(self, name: str) -> list[tuple[str, str]]:
        """The keys of all streams of a name."""
        return [key for key in self.open if key[0] == name]

    async def flush(self) -> None:
        """Write what print has given to standard output."""
        try:
            await self.stdout.flush()
        except Errno:
            raise Fatal("write error on stdout") from None

    async def close(self, name: str) -> bool:
        """Close the first stream of that name; True when there was one."""
        keys = self.named(name)
        if not keys:
            return False
        stream = self.open.pop(keys[0])
        try:
            await stream.flush()
            if stream.pipe is not None:
                await pclose(stream.pipe)
            elif stream.fd > STDERR:
                await close(stream.fd)
        except Errno:
            raise Fatal(f"i/o error occurred closing {name}") from None
        return True

    async def close_all(self) -> None:
        """Leave everything written, and every command finished."""
        await self.flush()
        for name, _ in list(self.open):
            await self.close(name)
