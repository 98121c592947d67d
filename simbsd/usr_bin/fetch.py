"""fetch(1): retrieve files by URL.

Models usr.bin/fetch/fetch.c; leaves out FTP, restarting (-r, -R, -a, -w), passwords, and what lib/libfetch.py
leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import fstat, stat, unlink, utimens
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.libfetch import Connection, FetchError, Request, Url, UrlStat, http_get, parse_url
from simbsd.lib.printf import printf
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR, STDOUT, put
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import tcgetpgrp
from simbsd.lib.unistd import close, getpgrp, getpid, gettimeofday, isatty, open, read, setitimer
from simbsd.sys.errno import EINTR, ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.signal import SIG_DFL, SIGALRM, SIGINT
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import is_number, to_int

_HALF = """\
 [-146AadFlMmnPpqRrsUv] [-B bytes] [--bind-address=host]
       [--ca-cert=file] [--ca-path=dir] [--cert=file] [--crl=file]
       [-i file] [--key=file] [-N file] [--no-passive] [--no-proxy=list]
       [--no-sslv3] [--no-tlsv1] [--no-verify-hostname] [--no-verify-peer]
       [-o file] [--referer=URL] [-S bytes] [-T seconds]
       [--user-agent=agent-string] [-w seconds] """
USAGE = f"usage: fetch{_HALF}URL ...\n       fetch{_HALF}-h host -f file [-c dir]\n"
NAMES: Names = {
    "one-file": ("1", ""), "ipv4-only": ("4", ""), "ipv6-only": ("6", ""), "no-redirect": ("A", ""),
    "buffer-size": ("B", ":"), "direct": ("d", ""), "if-modified-since": ("i", ":"), "mirror": ("m", ""),
    "no-mtime": ("n", ""), "output": ("o", ":"), "quiet": ("q", ""), "require-size": ("S", ":"),
    "print-size": ("s", ""),
    "timeout": ("T", ":"), "verbose": ("v", ""), "referer": ("E", ":"), "user-agent": ("G", ":"),
}  # fmt: skip
LETTERS = "146AB:di:mno:qS:sT:v"
NUMBERS = {"B": "invalid buffer size", "S": "invalid size", "T": "invalid timeout"}
TIMEOUT, BUFFER = 120, 16 * 1024
SECOND = 1_000_000


@dataclass(slots=True)
class Transfer:
    """How a transfer goes (struct xferstat); times in microseconds."""

    name: str
    size: int
    start: int
    last: int
    last2: int
    rcvd: int = 0
    lastrcvd: int = 0


@dataclass(slots=True)
class Fetch:
    """One run."""

    err: Err
    given: dict[str, str]
    envp: dict[str, str]
    verbosity: int
    progress: bool = False
    families: tuple[int, ...] = (AF_INET, AF_INET6)
    signals: list[int] = field(default_factory=list)

    async def retrieve(self, text: str, path: str) -> bool:
        """Get one document into a file, or ``-``; False, and a reason on standard error, when that fails."""
        if not text:
            await self.err.warnx("empty URL")
            return False
        url = parse_url(text)
        if url is None:
            await self.err.warnx(f"{text}: parse error")
            return False
        if not url.scheme:
            scheme = "file" if not url.host else "http" if url.host.startswith("www.") else ""
            url = Url(scheme, url.host, url.port, url.doc)
        await self._alarm(to_int(self.given["T"]) if "T" in self.given else TIMEOUT)
        try:
            conn, remote = await self._open(url)
        except (FetchError, Errno) as error:
            return await self._not_opened(text, error)
        await self._alarm(0)
        if "s" in self.given:
            await printf("Unknown\n" if remote.size == -1 else f"{remote.size}\n")
            return True
        good = await self._checked(text, path, conn, remote)
        await close(conn.fd)
        return good

    async def _alarm(self, seconds: int) -> None:
        await setitimer(seconds * SECOND)

    async def _open(self, url: Url) -> tuple[Connection, UrlStat]:
        if url.scheme == "file":
            fd = await open(url.doc, O_RDONLY)
            found = await fstat(fd)
            conn = Connection(fd, left=found.st_size)
            conn.ended, conn.buffer = True, await _whole(fd)
            return conn, UrlStat(found.st_size, (found.st_mtime + await _boottime()) // SECOND)
        request = Request(
            "fetch", "HEAD" if "s" in self.given else "GET", self.verbosity > 1, "A" in self.given, 0,
            self.given.get("E") or self.envp.get("HTTP_REFERER", ""),
            self.given["G"] if "G" in self.given else self.envp.get("HTTP_USER_AGENT"), self.families,
        )  # fmt: skip
        if "i" in self.given:
            try:
                request.ims_time = ((await stat(self.given["i"])).st_mtime + await _boottime()) // SECOND
            except Errno as error:
                await self.err.warn(f"{self.given['i']}: stat()", error)
                raise
        return await http_get(url, request)

    async def _not_opened(self, text: str, error: Exception) -> bool:
        await self._alarm(0)
        if SIGALRM in self.signals:
            await self.err.warnx("transfer timed out")
        elif SIGINT in self.signals:
            await self.err.warnx("transfer interrupted")
        elif not isinstance(error, Errno) or not self.given.get("i"):
            await self.err.warnx(str(error) if "s" in self.given else f"{text}: {error}")
        return "i" in self.given and str(error) == "Not Modified"

    async def _checked(self, text: str, path: str, conn: Connection, remote: UrlStat) -> bool:
        wanted = self.given.get("S", "0")
        if remote.size == -1 and wanted != "0":
            await self.err.warnx(f"{text}: size unknown")
        elif wanted not in ("0", str(remote.size)):
            await self.err.warnx(f"{text}: size mismatch: expected {wanted}, actual {remote.size}")
            return False
        if remote.size == -1 and path != "-" and self.verbosity > 0:
            await self.err.warnx(f"{text}: size of remote file is not known")
        local = None
        try:
            local = await stat(path) if path != "-" else None
        except Errno as error:
            if error.errno != ENOENT:
                await self.err.warnx(f"{path}: stat()")
                return False
        mtime = 0 if local is None else (local.st_mtime + await _boottime()) // SECOND
        if self.verbosity > 1:
            if local is not None and local.st_mode & S_IFMT == S_IFREG:
                await printf(f"local size / mtime: {local.st_size} / {mtime}\n", STDERR)
            if remote.size != -1:
                await printf(f"remote size / mtime: {remote.size} / {remote.mtime}\n", STDERR)
        if "m" in self.given and local is not None and (local.st_size, mtime) == (remote.size, remote.mtime):
            return True
        return await self._save(path, conn, remote)

    async def _save(self, path: str, conn: Connection, remote: UrlStat) -> bool:
        try:
            out = STDOUT if path == "-" else await open(path, O_WRONLY | O_CREAT | O_TRUNC)
        except Errno as error:
            await self.err.warn(f"{path}: open()", error)
            return False
        now = await gettimeofday()
        transfer = Transfer(path, remote.size, now, now, now)
        await self._begin(transfer)
        good = await self._copy(path, conn, out, transfer)
        await self._end(transfer)
        if out != STDOUT:
            await close(out)
            if remote.mtime and "n" not in self.given:
                when = remote.mtime * SECOND - await _boottime()
                await utimens(path, when, when)
        if SIGINT in self.signals:
            await self.err.warnx("transfer interrupted")
            if out != STDOUT:
                await unlink(path)
            return False
        if good and -1 < transfer.rcvd < remote.size:
            await self.err.warnx(f"{path} appears to be truncated: {transfer.rcvd}/{remote.size} bytes")
            return False
        return good

    async def _copy(self, path: str, conn: Connection, out: int, transfer: Transfer) -> bool:
        while SIGINT not in self.signals:
            try:
                data = await conn.body(BUFFER)
            except Errno as error:
                if error.errno == EINTR:
                    continue
                await self.err.warn(path, error)
                return False
            if not data:
                break
            transfer.rcvd += len(data)
            if self.progress:
                await self._display(transfer, 0)
            try:
                await put(out, data)
            except Errno as error:
                await self.err.warn(path, error)
                return False
        return True

    async def _begin(self, transfer: Transfer) -> None:
        if self.progress:
            await self._display(transfer, 1)
        elif self.verbosity > 0:
            await printf(f"{transfer.name[:63]:<46}", STDERR)

    async def _end(self, transfer: Transfer) -> None:
        transfer.last = await gettimeofday()
        if self.progress:
            await self._display(transfer, 2)
            await printf("\n", STDERR)
        elif self.verbosity > 0:
            await printf(f"        {stat_bytes(transfer.rcvd)} {stat_bps(transfer)} {stat_eta(transfer)}\n", STDERR)

    async def _display(self, transfer: Transfer, force: int) -> None:
        """One line, over and over, while in the foreground: at most once a second unless forced (stat_display)."""
        try:
            if await tcgetpgrp(STDERR) != await getpgrp():
                return
        except Errno:
            return
        now = await gettimeofday()
        if not force and now // SECOND <= transfer.last // SECOND:
            return
        transfer.last2, transfer.last = transfer.last, now
        text = f"\r{transfer.name:<46.46}"
        if transfer.rcvd >= transfer.size:
            text += f"        {stat_bytes(transfer.rcvd)}"
        else:
            text += f"{100 * transfer.rcvd // transfer.size:>3}% of {stat_bytes(transfer.size)}"
        if force == 2:
            transfer.lastrcvd, transfer.last2 = 0, transfer.start
        text += f" {stat_bps(transfer)}"
        late = transfer.size > 0 and transfer.rcvd > 0 and transfer.last // SECOND >= transfer.start // SECOND + 3
        if late or force == 2:
            text += f" {stat_eta(transfer)}"
        transfer.lastrcvd = transfer.rcvd
        await printf(text, STDERR)


def stat_bytes(number: int) -> str:
    """``xxxx YB`` where Y is a blank, k, M ..."""
    prefixes = " kMGTP"
    while number > 9999 and len(prefixes) > 1:
        number //= 1024
        prefixes = prefixes[1:]
    return f"{number:>4} {prefixes[0]}B"


def stat_bps(transfer: Transfer) -> str:
    """The rate since the last look."""
    delta = transfer.last - transfer.last2
    return f"{stat_bytes((transfer.rcvd - transfer.lastrcvd) * SECOND // delta)}ps" if delta else "?? Bps"


def stat_eta(transfer: Transfer) -> str:
    """What is left at this rate, or when nothing is, how long it took."""
    elapsed = transfer.last // SECOND - transfer.start // SECOND
    left = elapsed * (transfer.size - transfer.rcvd) // transfer.rcvd if transfer.rcvd else 0
    seconds = left if left > 0 else elapsed
    if seconds > 86400:
        return f"{seconds // 86400:02}d{seconds % 86400 // 3600:02}h"
    if seconds > 3600:
        return f"{seconds // 3600:02}h{seconds % 3600 // 60:02}m"
    return f"{seconds // 60:02}m{seconds % 60:02}s" if seconds > 60 else f"   {seconds:02}s"


async def _boottime() -> int:
    """Microseconds from 1970 to the machine's boot: files' times count from there."""
    return int(await sysctl("kern.boottime")) * SECOND


async def _whole(fd: int) -> bytes:
    data = b""
    while part := await read(fd, BUFFER):
        data += part
    return data


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, urls = await getopt_long(argv, LETTERS, NAMES)
    given = dict(options)
    if "?" in given or not urls:
        await printf(USAGE, STDERR)
        return 1
    for letter, value in options:
        if letter in NUMBERS and not is_number(value):
            await err.errx(1, f"{NUMBERS[letter]} ({value})")
    letters = [letter for letter, _ in options]
    verbosity = 1
    for letter in letters:
        verbosity = 0 if letter == "q" else verbosity + (letter == "v")
    fetch = Fetch(err, given, envp, verbosity)
    for letter, _ in options:
        if letter in "46":
            fetch.families = (AF_INET if letter == "4" else AF_INET6,)  # the later one counts
    directory = await _output(err, given.get("o"), len(urls))
    fetch.progress = verbosity > 0 and await isatty(STDERR)
    for number in (SIGALRM, SIGINT):
        await signal(number, fetch.signals.append)
    status = 0
    for url in urls:
        name = url.rpartition("/")[2] or "fetch.out"
        good = await fetch.retrieve(url, f"{given['o']}/{name}" if directory else given.get("o", name))
        if SIGINT in fetch.signals:
            await signal(SIGINT, SIG_DFL)
            await kill(await getpid(), SIGINT)
        if good and "1" in given:
            return 0
        status |= not good
    return status


async def _output(err: Err, path: str | None, count: int) -> bool:
    """Whether -o names a directory; ends where it must but does not."""
    if path is None or path == "-":
        return False
    try:
        return (await stat(path)).st_mode & S_IFMT == S_IFDIR
    except Errno as error:
        if error.errno != ENOENT:
            await err.err(1, path, error)
    if count > 1:
        await err.errx(1, f"{path} is not a directory")
    return False


