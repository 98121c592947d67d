"""uniq(1): repeated lines.

Models usr.bin/uniq/uniq.c; leaves out locales: characters are UTF-8's, and bytes that are not stand for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, LineReader, decode
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY

USAGE = "uniq [-c | -d | -D | -u] [-i] [-f fields] [-s chars] [input [output]]"
NAMES: Names = {
    "all-repeated": ("D", "::"), "count": ("c", ""), "repeated": ("d", ""), "skip-fields": ("f", ":"),
    "ignore-case": ("i", ""), "skip-chars": ("s", ":"), "unique": ("u", ""),
}  # fmt: skip
SEPARATIONS = {"": "none", "none": "none", "prepend": "prepend", "separate": "separate"}
SKIPS = {"f": "field skip value", "s": "character skip value"}
BREATH = 200  # lines between ticks


@dataclass(slots=True)
class Job:
    """What was asked, and the group of equal lines being read: its first line and how often it came again."""

    flags: str
    separation: str
    fields: int
    characters: int
    out: Output
    first: str = ""
    repeats: int = 0

    def shown(self, line: str) -> str:
        """A line with its count, if that was asked for."""
        return f"{self.repeats + 1:>4} {line}" if "c" in self.flags else line


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print each group of equal lines once: -c counted, -d only repeated ones, -D those in full, -u single ones."""
    err = Err(argv)
    options, operands = await getopt_long(_obsolete(argv), "+D::cdif:s:u", NAMES)
    job = await _job(err, options)
    if len(operands) > 2:
        await err.usage(USAGE)
    source, name = STDIN, "stdin"
    try:
        if operands and operands[0] != "-":
            name = operands[0]
            source = await open(name, O_RDONLY)
        if len(operands) > 1:
            name = operands[1]
            job.out = Output(await open(name, O_WRONLY | O_CREAT | O_TRUNC))
            name = operands[0] if operands[0] != "-" else "stdin"
        await _all(job, LineReader(source))
    except Errno as error:
        await job.out.flush()
        await err.err(1, name, error)
    await job.out.flush()
    if job.out.failed is not None:
        await err.err(1, "stdout", job.out.failed)
    return 0


def _obsolete(argv: list[str]) -> list[str]:
    """``-3`` is -f3 and ``+3`` is -s3 (obsolete)."""
    words = argv[:1]
    for place, word in enumerate(argv[1:], 1):
        if word[:1] not in ("-", "+") or word.startswith("--"):
            return words + argv[place:]
        digit = word[1:2] in tuple("0123456789")
        words.append(f"-{'s' if word[0] == '+' else 'f'}{word[1:]}" if digit else word)
    return words


async def _job(err: Err, options: list[tuple[str, str]]) -> Job:
    flags, separation, skips = "", "", {"f": 0, "s": 0}
    for letter, argument in options:
        if letter in skips:
            try:
                skips[letter] = strtonum(argument, 0, INT_MAX)
            except ValueError as error:
                await err.errx(1, f"{SKIPS[letter]} is {error}: {argument}")
        elif letter == "?" or (letter == "D" and argument.lower() not in SEPARATIONS):
            await _usage(err)
        elif letter == "D":
            separation = SEPARATIONS[argument.lower()]
        flags += letter
    if separation:
        flags = flags.replace("d", "")
    return Job(flags, separation, skips["f"], skips["s"], Output())


async def _usage(err: Err) -> NoReturn:
    await err.usage(USAGE)


async def _all(job: Job, lines: LineReader) -> None:
    plain = not any(letter in job.flags for letter in "cDdu")
    job.first = decode(await lines.line())
    if not job.first:
        return
    if plain:
        await job.out.put(job.first)
    before, count = _compared(job, job.first), 0
    while line := decode(await lines.line()):
        count += 1
        if count % BREATH == 0:
            await tick()
        what = _compared(job, line)
        if what == before:
            await _again(job, line)
            continue
        if job.separation == "separate" and job.repeats:
            await job.out.put("\n")
        await _group(job, plain)
        if plain:
            await job.out.put(line)
        job.first, before, job.repeats = line, what, 0
    await _group(job, plain)


async def _again(job: Job, line: str) -> None:
    if job.separation:
        if job.repeats == 0:
            await job.out.put(("\n" if job.separation == "prepend" else "") + job.shown(job.first))
        await job.out.put(job.shown(line))
    elif "d" in job.flags and "c" not in job.flags and job.repeats == 0:
        await job.out.put(job.first)
    job.repeats += 1


async def _group(job: Job, plain: bool) -> None:
    """A group has ended: print it where it was not printed before."""
    if plain or job.separation:
        return
    if ("d" not in job.flags or ("c" in job.flags and job.repeats)) and ("u" not in job.flags or not job.repeats):
        await job.out.put(job.shown(job.first))


def _compared(job: Job, line: str) -> str:
    """The part of a line that counts (convert, skip)."""
    text = line.removesuffix("\n")
    at = 0
    for _ in range(min(job.fields, len(text))):
        while text[at : at + 1] in (" ", "\t"):
            at += 1
        while at < len(text) and text[at] not in " \t":
            at += 1
    text = text[at + job.characters :]
    return text.lower() if "i" in job.flags else text
