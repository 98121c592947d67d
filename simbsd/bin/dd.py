"""dd(1): copy blocks.

Models bin/dd; leaves out block and unblock (cbs), tapes (files), speed, progress lines, direct and
synchronous writes, and SIGINFO.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.bin.dd_tables import PARITIES, SETS, table
from simbsd.lib.err import Err
from simbsd.lib.files import fstat, ftruncate
from simbsd.lib.mman import mmap
from simbsd.lib.printf import printf
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import MEMORY, STDERR, STDIN, STDOUT
from simbsd.lib.unistd import close, exit, getpid, lseek, monotonic, open, read, write
from simbsd.sys.errno import EINTR, ENOMEM, ERANGE, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY, S_IFMT, S_IFREG, SEEK_CUR
from simbsd.sys.signal import SIG_DFL, SIGINT
from simbsd.sys.strtol import is_number, to_int

SSIZE_MAX, UINTMAX_MAX = (1 << 63) - 1, (1 << 64) - 1
LARGE = 1 << 20  # what malloc(3) asks the kernel for, rather than take it from what it has
UNITS = {"b": 512, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50, "w": 4}
EXCLUDE = {"bs": ("bs", "ibs", "obs"), "ibs": ("bs", "ibs"), "obs": ("bs", "obs")}
SAME = {"iseek": "skip", "oseek": "seek"}
OPERANDS = (
    "bs", "conv", "count", "fillchar", "ibs", "if", "iflag", "iseek", "obs", "of", "oseek", "seek", "skip", "status",
)  # fmt: skip
CONVERSIONS = (
    "fdatasync", "fsync", "lcase", "noerror", "notrunc", "osync", "sparse", "swab", "sync", "ucase", *SETS, *PARITIES,
)  # fmt: skip
_TO_ASCII, _FROM_ASCII = ("ascii", "oldascii"), ("ebcdic", "ibm", "oldebcdic", "oldibm")
# What each conversion cannot stand behind (clist's noset).
EITHER: dict[str, tuple[str, ...]] = {
    "lcase": ("ucase",), "ucase": ("lcase",), **dict.fromkeys(_TO_ASCII, _FROM_ASCII),
    **dict.fromkeys(_FROM_ASCII, _TO_ASCII),
    **{name: tuple(other for other in PARITIES if other != name) for name in PARITIES},
}  # fmt: skip
SECOND = 1_000_000


@dataclass(slots=True)
class Job:
    """What was asked, and the count: full and partial blocks in and out, odd blocks swapped, bytes written."""

    err: Err
    values: dict[str, str] = field(default_factory=dict)
    conversions: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    table: bytes | None = None
    ibs: int = 512
    obs: int = 512
    count: int | None = None
    skip: int = 0
    seek: int = 0
    blocks_in: list[int] = field(default_factory=lambda: [0, 0])
    blocks_out: list[int] = field(default_factory=lambda: [0, 0])
    odd: int = 0
    bytes: int = 0
    start: int = 0

    def interrupted(self, number: int) -> None:
        """SIGINT: the call that waits ends with EINTR, and terminate() says how far it came."""

    async def terminate(self) -> NoReturn:
        """The summary, and then the signal's own end (misc.c: terminate)."""
        await summary(self)
        await signal(SIGINT, SIG_DFL)
        await kill(await getpid(), SIGINT)
        await exit(1)

    async def fail(self, message: str, error: Errno | None = None) -> NoReturn:
        """The error, the summary, and the end."""
        if error is not None and error.errno == EINTR:
            await self.terminate()
        if error is None:
            await self.err.warnx(message)
        else:
            await self.err.warn(message, error)
        if self.start:
            await summary(self)
        await exit(1)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy from ``if`` to ``of`` in blocks, converted, and say how many."""
    job = Job(Err(argv))
    for word in argv[1:]:
        await _operand(job, word)
    job.table = table(job.conversions)
    if "bs" in job.values and ("ibs" in job.values or "obs" in job.values):
        await job.err.warnx("bs supersedes ibs and obs")
    if job.ibs + job.obs > MEMORY:
        await job.err.err(1, "input buffer", ENOMEM)
    if job.ibs + job.obs >= LARGE:
        try:
            await mmap(job.ibs + (job.obs - 1 if job.ibs != job.obs else 0))
        except Errno as error:
            await job.err.err(1, "input buffer", error)
    await signal(SIGINT, job.interrupted)
    fd, out = await _open(job)
    await _position(job, fd, out)
    job.start = await monotonic()
    if job.count != 0:
        await _copy(job, fd, out)
    try:
        await close(out)
    except Errno as error:
        await job.fail("close", error)
    await summary(job)
    return 0


async def _operand(job: Job, word: str) -> None:
    name, equals, value = word.partition("=")
    if not equals:
        await job.err.errx(1, f"unknown operand {word}")
    if not value:
        await job.err.errx(1, f"no value specified for {name}")
    if name not in OPERANDS:
        await job.err.errx(1, f"unknown operand {name}")
    shown, name = name, SAME.get(name, name)
    if name not in ("conv", "iflag") and any(taken in job.values for taken in EXCLUDE.get(name, (name,))):
        await job.err.errx(1, f"{shown}: illegal argument combination or already set")
    job.values[name] = value
    if name in ("bs", "ibs", "obs"):
        size = await _number(job.err, shown, value)
        if not 1 <= size <= SSIZE_MAX:
            await job.err.errx(1, f"{name} must be between 1 and {SSIZE_MAX}")
        job.ibs = size if name != "obs" else job.ibs
        job.obs = size if name != "ibs" else job.obs
    elif name == "count":
        job.count = await _number(job.err, shown, value)
    elif name in ("skip", "seek"):
        blocks = await _number(job.err, shown, value.removeprefix("-"))
        setattr(job, name, -blocks if value.startswith("-") else blocks)  # get_off_t: devices know such places
    elif name == "fillchar" and len(value) != 1:
        await job.err.errx(1, "need exactly one fill char")
    elif name == "status" and value not in ("none", "noxfer", "progress"):
        await job.err.errx(1, f"unknown status {value}")
    elif name == "conv":
        await _conversions(job, value)
    elif name == "iflag":
        await _flags(job, value)


async def _conversions(job: Job, value: str) -> None:
    for word in value.split(","):
        if word not in CONVERSIONS:
            await job.err.errx(1, f"unknown conversion {word}")
        clash = any(other in job.conversions for other in EITHER.get(word, ()))
        if clash or (word == "osync" and "bs" in job.values) or (word == "sync" and "fullblock" in job.flags):
            await job.err.errx(1, f"{word}: illegal conversion combination")
        job.conversions.append(word)


async def _flags(job: Job, value: str) -> None:
    for word in value.split(","):
        if word not in ("direct", "fullblock"):
            await job.err.errx(1, f"unknown iflag {word}")
        if word == "fullblock" and "sync" in job.conversions:
            await job.err.errx(1, f"{word}: illegal conversion combination")
        job.flags.append(word)


async def _number(err: Err, name: str, text: str) -> int:
    """A number with a unit, or several joined by ``x`` (get_num)."""
    product = 1
    for part in text.lower().replace("*", "x").split("x") if not text.lower().startswith("0x") else [text.lower()]:
        unit = UNITS.get(part[-1:], 0)
        digits = part[:-1] if unit else part
        if not is_number(digits):
            await err.errx(1, f"{name}: {'illegal' if digits[:1].isdigit() else 'invalid'} numeric value")
        product *= to_int(digits) * (unit or 1)
        if product > UINTMAX_MAX:
            await err.err(1, name, ERANGE)
    return product


async def _open(job: Job) -> tuple[int, int]:
    fd, out, name = STDIN, STDOUT, ""
    try:
        if name := job.values.get("if", ""):
            fd = await open(name, O_RDONLY)
        if name := job.values.get("of", ""):
            flags = O_CREAT if "seek" in job.values or "notrunc" in job.conversions else O_CREAT | O_TRUNC
            try:
                out = await open(name, O_RDWR | flags, 0o666)
            except Errno:
                out = await open(name, O_WRONLY | flags, 0o666)
    except Errno as error:
        if error.errno == EINTR:
            await job.terminate()
        await job.err.err(1, name, error)
    return fd, out


async def _position(job: Job, fd: int, out: int) -> None:
    """Skip input and seek output, by reading and not at all where a descriptor has no offset (pos_in, pos_out)."""
    name = job.values.get("of", "stdout")
    try:
        if job.skip:
            await _skip(job, fd)
        if job.seek:
            await lseek(out, await _offset(job, job.seek, job.obs), SEEK_CUR)
            truncated = "of" in job.values and "notrunc" not in job.conversions
            if truncated and (await fstat(out)).st_mode & S_IFMT == S_IFREG:
                await ftruncate(out, job.seek * job.obs)
    except Errno as error:
        await job.err.err(1, name, error)


async def _offset(job: Job, count: int, size: int) -> int:
    """So many blocks in bytes (seek_offset)."""
    if not 0 <= count <= SSIZE_MAX // size:
        await job.err.errx(1, f"seek offsets cannot be larger than {SSIZE_MAX}")
    return count * size


async def _skip(job: Job, fd: int) -> None:
    try:
        await lseek(fd, await _offset(job, job.skip, job.ibs), SEEK_CUR)
        return
    except Errno:
        pass
    for _ in range(job.skip):
        if not await read(fd, job.ibs):
            await job.err.errx(1, "skip reached end of input")


async def _copy(job: Job, fd: int, out: int) -> None:
    waiting = bytearray()
    whole = job.values.get("bs") is not None and not {"lcase", "ucase", "swab"} & set(job.conversions)
    while job.count is None or sum(job.blocks_in) < job.count:
        block = await _block(job, fd)
        if block is None:
            break
        waiting += _convert(job, block)
        if whole:
            await _write(job, out, bytes(waiting))
            waiting.clear()
        while len(waiting) >= job.obs:
            await _write(job, out, bytes(waiting[: job.obs]))
            del waiting[: job.obs]
    if waiting:
        if "osync" in job.conversions:
            waiting += bytes(job.obs - len(waiting))
        await _write(job, out, bytes(waiting))


async def _block(job: Job, fd: int) -> bytes | None:
    """The next input block, or None at the end; with conv=noerror what cannot be read is passed over."""
    data = b""
    try:
        while len(data) < job.ibs and (part := await read(fd, job.ibs - len(data))):
            data += part
            if "fullblock" not in job.flags:
                break
    except Errno as error:
        name = job.values.get("if", "stdin")
        if "noerror" not in job.conversions or error.errno == EINTR:
            await job.fail(name, error)
        await job.err.warn(name, error)
        await summary(job)
        return None
    if not data:
        return None
    job.blocks_in[len(data) < job.ibs] += 1
    if len(data) < job.ibs and "sync" in job.conversions:
        data += (job.values.get("fillchar", "\0").encode("latin-1", "replace")) * (job.ibs - len(data))
    return data


def _convert(job: Job, data: bytes) -> bytes:
    if "swab" in job.conversions:
        job.odd += len(data) & 1
        even = len(data) & ~1
        swapped = bytearray(data)
        swapped[0:even:2], swapped[1:even:2] = data[1:even:2], data[0:even:2]
        data = bytes(swapped)
    return data if job.table is None else data.translate(job.table)


async def _write(job: Job, out: int, data: bytes) -> None:
    job.blocks_out[len(data) < job.obs] += 1
    while data:
        try:
            written = await write(out, data)
        except Errno as error:
            job.blocks_out[len(data) < job.obs] -= 1
            await job.fail(job.values.get("of", "stdout"), error)
        job.bytes += written
        data = data[written:]


async def summary(job: Job) -> None:
    """Blocks, bytes and speed on standard error."""
    status = job.values.get("status")
    if status == "none":
        return
    text = "\n" if status == "progress" else ""
    text += f"{job.blocks_in[0]}+{job.blocks_in[1]} records in\n{job.blocks_out[0]}+{job.blocks_out[1]} records out\n"
    if job.odd:
        text += f"{job.odd} odd length swab {'block' if job.odd == 1 else 'blocks'}\n"
    if status != "noxfer":
        us = max(1, await monotonic() - job.start)
        speed = (job.bytes * SECOND + us // 2) // us
        text += f"{job.bytes} bytes transferred in {us // SECOND}.{us % SECOND:06} secs ({speed} bytes/sec)\n"
    await printf(text, STDERR)
