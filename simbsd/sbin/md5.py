"""md5(1), sha1(1) ... sha512(1), and their ``sum`` forms: digests of files and strings, and lists of them checked.

Models sbin/md5/md5.c; leaves out RIPEMD-160, Skein, shasum, -t (a time trial) and universal and bit input.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import lstat
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, decode, encode, put, puts, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY

ALGORITHMS = {
    "md5": ("MD5", "md5"), "sha1": ("SHA1", "sha1"), "sha224": ("SHA224", "sha224"), "sha256": ("SHA256", "sha256"),
    "sha384": ("SHA384", "sha384"), "sha512": ("SHA512", "sha512"),
}  # fmt: skip
BSD = {
    "check": ("c", ":"), "passthrough": ("p", ""), "quiet": ("q", ""), "reverse": ("r", ""), "self-test": ("x", ""),
    "string": ("s", ":"),
}  # fmt: skip
GNU = {
    "binary": ("b", ""), "check": ("c", ""), "ignore-missing": ("ignore", ""), "quiet": ("q", ""),
    "status": ("status", ""), "strict": ("strict", ""), "tag": ("tag", ""), "text": ("t", ""), "warn": ("w", ""),
    "zero": ("z", ""),
}  # fmt: skip
# What -x digests: the test suite of RFC 1321, and md5's own last line.
SUITE = (
    "", "a", "abc", "message digest", "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "1234567890" * 8,
    "MD5 has not yet (2001-09-03) been broken, but sufficient attacks have been made "
    "that its security is in some doubt",
)  # fmt: skip
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


@dataclass(slots=True)
class Job:
    """One run: the algorithm, BSD's or GNU's ways, how a digest is printed, what was found out."""

    err: Err
    name: str
    gnu: bool
    style: str = "tagged"
    letters: set[str] = field(default_factory=set)
    wanted: str | None = None
    mode: str = " "
    malformed: int = 0
    mismatches: int = 0
    failed: bool = False

    def digest(self, data: bytes) -> str:
        """Hexadecimal."""
        return hashlib.new(ALGORITHMS[self.name][1], data, usedforsecurity=False).hexdigest()


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the digest of each file, of a string (-s) or of standard input; -c compares."""
    err = Err(argv)
    gnu = err.name.endswith("sum")
    name = err.name.removesuffix("sum") if gnu else err.name
    job = Job(err, name if name in ALGORITHMS else "md5", gnu, "gnu" if gnu else "tagged")
    options, operands = await getopt_long(argv, "bctwz" if gnu else "bc:pqrs:x", GNU if gnu else BSD)
    texts: list[str] = []
    for letter, text in options:
        if letter == "?":
            await _usage(job)
        await _option(job, letter, text, texts)
    if "x" in job.letters:
        return await _suite(job)
    if gnu and "c" in job.letters:
        return await _check_lists(job, operands)
    for path in operands:
        await _file(job, path, job.wanted)
    if texts and not operands:
        await _say(job, job.digest(encode(texts[-1])), texts[-1], job.wanted)
    elif not operands and ("c" not in job.letters or not gnu):
        data = await read_all(STDIN)
        if "p" in job.letters:
            await put(STDOUT, data)
        if not gnu:
            job.style = "bare"
        await _say(job, job.digest(data), "-", job.wanted)
    if job.failed:
        return 1
    return 2 if job.mismatches else 0


async def _suite(job: Job) -> int:
    """-x: the digests of known strings (MDTestSuite); those of hashlib are the reference here."""
    shown = ALGORITHMS[job.name][0]
    lines = [f'{shown} ("{text}") = {job.digest(encode(text))} - verified correct' for text in SUITE]
    await puts("\n".join([f"{shown} test suite:", *lines, ""]))
    return 0


async def _usage(job: Job) -> None:
    words = "[-bctwz]" if job.gnu else "[-pqrtx] [-c string] [-s string]"
    await job.err.usage(f"{job.name}{'sum' if job.gnu else ''} {words} [files ...]")


async def _option(job: Job, letter: str, text: str, texts: list[str]) -> None:
    job.letters.add(letter)
    if letter == "c" and not job.gnu:
        job.wanted = text
    elif letter == "q":
        job.style = "bare"
    elif letter == "r" and "q" not in job.letters:
        job.style = "reverse"
    elif letter == "s":
        job.style = "bare"
        texts.append(text)
    elif letter == "tag":
        job.style = "tagged"
    elif job.gnu and letter in "bt":
        job.mode = "*" if letter == "b" else " "


async def _file(job: Job, path: str, wanted: str | None) -> None:
    if path[:1] in ("*", " ", "U", "^"):
        try:
            await lstat(path)
        except Errno:
            path = path[1:]  # GNU's lists mark the kind of input before the name
    try:
        fd = await open(path, O_RDONLY)
        data = await read_all(fd)
        await close(fd)
    except Errno as error:
        if error.errno != ENOENT or "ignore" not in job.letters:
            await job.err.warn(path, error)
            job.failed = True
        return
    await _say(job, job.digest(data), path, wanted)


async def _say(job: Job, digest: str, name: str, wanted: str | None) -> None:
    """One result (MDOutput)."""
    wrong = wanted is not None and wanted.lower() != digest
    job.mismatches += wrong
    end = "\0" if "z" in job.letters else "\n"
    if job.gnu and "c" in job.letters:
        if "status" not in job.letters and ("q" not in job.letters or wrong):
            await puts(f"{name}: {'FAILED' if wrong else 'OK'}{end}")
        return
    text = {
        "bare": digest, "gnu": f"{digest} {job.mode}{name}", "reverse": f"{digest} {name}",
        "tagged": f"{ALGORITHMS[job.name][0]} ({name}) = {digest}",
    }[job.style]  # fmt: skip
    await puts(text + (" [ Failed ]" if wrong and "q" not in job.letters else "") + end)


async def _check_lists(job: Job, paths: list[str]) -> int:
    """``sum -c``: the files that lists name, as they are now (gnu_check)."""
    if not paths:
        await _usage(job)
    for path in paths:
        try:
            fd = STDIN if path == "-" else await open(path, O_RDONLY)
            lines = decode(await read_all(fd)).splitlines()
        except Errno as error:
            await job.err.err(1, path, error)
        for number, line in enumerate(lines, 1):
            found = parse(line, *ALGORITHMS[job.name])
            if found is None:
                job.malformed += 1
                if "w" in job.letters:
                    text = f"improperly formatted {ALGORITHMS[job.name][0]} checksum line"
                    await job.err.warnx(f"{path}: {number}: {text}")
                continue
            await _file(job, found[0], found[1])
    if "status" not in job.letters:
        await _warn(job)
    bad = job.mismatches or ("strict" in job.letters and job.malformed) or job.failed
    return 1 if bad else 0


async def _warn(job: Job) -> None:
    if job.malformed:
        what = "lines are" if job.malformed > 1 else "line is"
        await job.err.warnx(f"WARNING: {job.malformed} {what} improperly formatted")
    if job.mismatches:
        what = "checksums" if job.mismatches > 1 else "checksum"
        await job.err.warnx(f"WARNING: {job.mismatches} computed {what} did NOT match")


def parse(line: str, shown: str, algorithm: str) -> tuple[str, str] | None:
    """File and digest of a line, ``NAME (FILE) = DIGEST`` or ``DIGEST  FILE``; None for any other."""
    length = hashlib.new(algorithm, b"", usedforsecurity=False).digest_size * 2
    head, tail = f"{shown} (", line[-length:]
    if line.startswith(head) and line[-length - 4 : -length] == ") = " and HEXADECIMAL.issuperset(tail):
        return line[len(head) : -length - 4], tail
    if len(line) >= length + 3 and HEXADECIMAL.issuperset(line[:length]) and line[length] == " ":
        return line[length + 1 :], line[:length]
    return None
