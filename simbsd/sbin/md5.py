"""md5(1), sha1(1) ... skein1024(1), their ``sum`` forms and shasum: digests, and lists of them checked.

Models sbin/md5/md5.c; leaves out -t (a time trial of a gigabyte).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.digests import LENGTHS, digest
from simbsd.lib.err import Err
from simbsd.lib.files import lstat
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, decode, encode, put, puts, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY

NAMES = {
    "md5": "MD5", "sha1": "SHA1", "sha224": "SHA224", "sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512",
    "sha512t224": "SHA512t224", "sha512t256": "SHA512t256", "rmd160": "RMD160", "skein256": "Skein256",
    "skein512": "Skein512", "skein1024": "Skein1024",
}  # fmt: skip
PERL = {"1": "sha1", "512224": "sha512t224", "512256": "sha512t256"}
PERL |= {bits: f"sha{bits}" for bits in ("224", "256", "384", "512")}
BSD, GNU, SHASUM = "bsd", "gnu", "shasum"
LETTERS = {BSD: "bc:pqrs:x", GNU: "bctwz", SHASUM: "0a:bchqstUvw"}
_LISTS = {
    "ignore-missing": ("ignore", ""), "status": ("status", ""), "strict": ("strict", ""), "tag": ("tag", ""),
    "text": ("t", ""), "warn": ("w", ""), "help": ("?", ""), "version": ("version", ""), "quiet": ("q", ""),
}  # fmt: skip
LONG = {
    BSD: {
        "check": ("c", ":"), "passthrough": ("p", ""), "quiet": ("q", ""), "reverse": ("r", ""),
        "self-test": ("x", ""), "string": ("s", ":"),
    },
    GNU: _LISTS | {"binary": ("b", ""), "check": ("c", ""), "zero": ("z", "")},
    SHASUM: _LISTS | {"algorithm": ("a", ":"), "check": ("c", ":"), "UNIVERSAL": ("U", ""), "01": ("0", "")},
}  # fmt: skip
# What -x digests: the test suite of RFC 1321, and md5's own last line.
SUITE = (
    "", "a", "abc", "message digest", "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "1234567890" * 8,
    "MD5 has not yet (2001-09-03) been broken, but sufficient attacks have been made "
    "that its security is in some doubt",
)  # fmt: skip
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
BINARY, TEXT, UNIVERSAL, BITS = "*", " ", "U", "^"


@dataclass(slots=True)
class Job:
    """One run: the algorithm, whose ways it has, how a digest is printed and input read, what was found out."""

    err: Err
    name: str
    mode: str
    style: str = "tagged"
    letters: set[str] = field(default_factory=set)
    wanted: str | None = None
    input: str = TEXT
    malformed: int = 0
    mismatches: int = 0
    failed: bool = False

    def digest(self, data: bytes) -> str:
        """Hexadecimal."""
        return digest(self.name, data).hex()


def _find(name: str) -> str:
    """The first algorithm whose name begins with this one, else MD5."""
    return next((known for known in NAMES if known.startswith(name.lower())), "md5")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the digest of each file, of a string (-s) or of standard input; -c compares."""
    err = Err(argv)
    if err.name == "shasum":
        job = Job(err, "sha1", SHASUM, "gnu")
    elif err.name.endswith("sum") and len(err.name) > 3:
        job = Job(err, _find(err.name[:-3]), GNU, "gnu")
    else:
        job = Job(err, _find(err.name), BSD, input=BINARY)
    options, operands = await getopt_long(argv, LETTERS[job.mode], LONG[job.mode])
    texts: list[str] = []
    for letter, text in options:
        if letter == "?" or (job.mode == SHASUM and letter == "h"):
            await _usage(job)
        if letter == "version" or (job.mode == SHASUM and letter == "v"):
            return await _version(job)
        await _option(job, letter, text, texts)
    if "x" in job.letters:
        return await _suite(job)
    checks = "c" in job.letters
    if checks and job.mode != BSD:
        return await _check_lists(job, operands)
    for path in operands:
        await _file(job, path, job.wanted)
    if texts and not operands:
        await _say(job, job.digest(encode(texts[-1])), texts[-1], job.wanted)
    elif not operands and not checks:
        data = await _read(job, STDIN)
        if "p" in job.letters:
            await put(STDOUT, data)
        if job.mode == BSD:
            job.style = "bare"
        await _say(job, job.digest(data), "-", job.wanted)
    if job.failed:
        return 1
    return 2 if job.mismatches else 0


async def _suite(job: Job) -> int:
    """-x: the digests of known strings (MDTestSuite); those of libmd are the reference here."""
    shown = NAMES[job.name]
    lines = [f'{shown} ("{text}") = {job.digest(encode(text))} - verified correct' for text in SUITE]
    await puts("\n".join([f"{shown} test suite:", *lines, ""]))
    return 0


async def _version(job: Job) -> int:
    number = int(await sysctl("kern.osreldate"))
    who = f"{job.err.name} (FreeBSD) " if job.mode == GNU else ""
    await puts(f"{who}{number // 100000}.{number // 1000 % 100}\n")
    return 0


async def _usage(job: Job) -> None:
    text = {
        BSD: f"{job.name} [-pqrtx] [-c string] [-s string] [files ...]", GNU: f"{job.name}sum [-bctwz] [files ...]",
        SHASUM: "shasum [-0bchqstUvw] [-a alg] [files ...]",
    }[job.mode]  # fmt: skip
    await job.err.usage(text)


async def _option(job: Job, letter: str, text: str, texts: list[str]) -> None:
    job.letters.add("status" if letter == "s" and job.mode == SHASUM else letter)
    if letter == "a":
        if text not in PERL:
            await _usage(job)
        job.name = PERL[text]
    elif letter == "c" and job.mode == BSD:
        job.wanted = text
    elif letter == "q":
        job.style = "bare"
    elif letter == "r" and "q" not in job.letters:
        job.style = "reverse"
    elif letter == "s" and job.mode == BSD:
        job.style = "bare"
        texts.append(text)
    elif letter == "tag":
        job.style = "tagged"
    elif letter in "btU0" and job.mode != BSD:
        job.input = {"b": BINARY, "t": TEXT, "U": UNIVERSAL, "0": BITS}[letter]


async def _read(job: Job, fd: int) -> bytes:
    """What is digested of a file: with all ends of lines alike, or the bits that its ones and zeros mean (MDInput)."""
    data = await read_all(fd)
    if job.input == UNIVERSAL:
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if job.input == BITS:
        bits = bytes(byte for byte in data if byte in b"01")
        if len(bits) % 8:
            await job.err.errx(1, "input length was not a multiple of 8")
        return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return data


async def _file(job: Job, path: str, wanted: str | None) -> None:
    if path[:1] in (BINARY, TEXT, UNIVERSAL, BITS):
        try:
            await lstat(path)
        except Errno:
            job.input, path = path[0], path[1:]  # lists mark the kind of input before the name
    try:
        fd = await open(path, O_RDONLY)
        data = await _read(job, fd)
        await close(fd)
    except Errno as error:
        if error.errno != ENOENT or not {"c", "ignore"} <= job.letters:
            await job.err.warn(path, error)
            job.failed = True
        return
    await _say(job, job.digest(data), path, wanted)


async def _say(job: Job, result: str, name: str, wanted: str | None) -> None:
    """One result (MDOutput)."""
    wrong = wanted is not None and wanted.lower() != result
    job.mismatches += wrong
    end = "\0" if "z" in job.letters else "\n"
    if job.mode != BSD and "c" in job.letters:
        if "status" not in job.letters and ("q" not in job.letters or wrong):
            await puts(f"{name}: {'FAILED' if wrong else 'OK'}{end}")
        return
    shown = NAMES[job.name]
    if job.mode == SHASUM and "t" in shown:
        shown = shown.replace("t", "/")
    text = {
        "bare": result, "gnu": f"{result} {job.input}{name}", "reverse": f"{result} {name}",
        "tagged": f"{shown} ({name}) = {result}",
    }[job.style]  # fmt: skip
    await puts(text + (" [ Failed ]" if wrong and "q" not in job.letters else "") + end)


async def _check_lists(job: Job, paths: list[str]) -> int:
    """``sum -c``: the files that lists name, as they are now (gnu_check)."""
    if not paths:
        await _usage(job)
    records: list[tuple[str, str]] = []
    for path in paths:
        try:
            fd = STDIN if path == "-" else await open(path, O_RDONLY)
            lines = decode(await read_all(fd)).splitlines()
        except Errno as error:
            await job.err.err(1, path, error)
        for number, line in enumerate(lines, 1):
            found = parse(line, job.name)
            if found is not None:
                records.append(found)
                continue
            job.malformed += 1
            if "w" in job.letters:
                text = f"improperly formatted {'SHA' if job.mode == SHASUM else NAMES[job.name]} checksum line"
                await job.err.warnx(f"{path}: {number}: {text}")
    for name, wanted in records:
        await _file(job, name, wanted)
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


def parse(line: str, name: str) -> tuple[str, str] | None:
    """File and digest of a line, ``NAME (FILE) = DIGEST`` or ``DIGEST  FILE``; None for any other."""
    length = LENGTHS[name] * 2
    head, tail = f"{NAMES[name]} (", line[-length:]
    if line.startswith(head) and line[-length - 4 : -length] == ") = " and HEXADECIMAL.issuperset(tail):
        return line[len(head) : -length - 4], tail
    if len(line) >= length + 3 and HEXADECIMAL.issuperset(line[:length]) and line[length] == " ":
        return line[length + 1 :], line[:length]
    return None
