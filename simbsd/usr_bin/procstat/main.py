"""procstat(1): the inside of processes: files, credentials, arguments, times, sets of CPUs.

Models usr.bin/procstat/procstat.c; leaves out what this machine keeps nothing of (kernel stacks, memory maps, auxiliary
vectors, locks, capabilities), which is said, and dumps: neither a process's nor a kernel's exists here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.kvm import kvm_openfiles
from simbsd.lib.libxo import Style, Value, document, parse_args
from simbsd.lib.rtld import header as first_bytes
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import nanosleep
from simbsd.sys.elf import ELFMAG
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.records import KinfoProc
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.procstat.ask import ask
from simbsd.usr_bin.procstat.commands import COMPATIBLE, LETTERS, Command, getcmd, usage
from simbsd.usr_bin.procstat.fields import FIELDS
from simbsd.usr_bin.procstat.show import SHOWS, header

EX_USAGE = 64
VERSION = "1"  # PROCSTAT_XO_VERSION
OPTIONS = "abCcefHhijkLlM:N:nrSstvw:x"


@dataclass(slots=True)
class Job:
    """What was asked: the command, the letters given to it or before it, the processes, and how to say it."""

    err: Err
    command: Command
    letters: str
    words: list[str]
    style: Style | None
    interval: int = 0
    titled: bool = False
    content: dict[str, Value] = field(default_factory=dict)

    def has(self, letters: str) -> bool:
        """True when one of these was given."""
        return any(letter in self.letters for letter in letters)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show one thing of the processes named, or of all."""
    err = Err(argv)
    text = usage(err.name)
    try:
        argv, style = parse_args(argv)
        given, words = await getopt(argv, OPTIONS)
        job = await _job(err, given, words, style)
    except Refused as refused:
        return await err.refuse(Refused(refused.message, 1 if refused.message else EX_USAGE), text)
    if not job.command.shown:
        await err.errx(1, f"{job.command.name}: left out of this machine")
    await _core(err, dict(given))
    while True:
        try:
            await _round(job)
        except Refused:
            await puts(text, STDERR)
            return EX_USAGE
        if not job.interval:
            return 0
        await nanosleep(job.interval * 1_000_000)


async def _job(err: Err, given: list[tuple[str, str]], words: list[str], style: Style | None) -> Job:
    """The command line. Raises Refused."""
    letters = "".join(letter for letter, _ in given)
    chosen = [getcmd(LETTERS[letter]) for letter in letters if letter in LETTERS]
    chosen = chosen[1:] if letters.count("k") == 2 else chosen
    command = getcmd(err.name) if err.name in COMPATIBLE else None
    if "?" in letters or len(chosen) + (command is not None) > 1:
        raise Refused
    command = command or (chosen[0] if chosen else None)
    interval = dict(given).get("w", "0")
    if "w" in letters and not (is_number(interval) and 0 < to_int(interval) < 1 << 31):
        raise Refused
    if command is None and words and (named := getcmd(words[0])) is not None:
        if any(letter in "CnH" for letter in letters):
            raise Refused
        more, words = await getopt(words, named.options)
        if any(letter == "?" for letter, _ in more):
            raise Refused
        letters += "".join("H" if letter == "t" else letter for letter, _ in more)
        command = named
    elif command is None or command.shows != "files":
        command = command or getcmd("basic")
        if "C" in letters and err.name not in COMPATIBLE:
            raise Refused
    if (letters.count("a") == 1) == bool(words) or command is None:
        raise Refused
    return Job(err, command, letters, words, style, to_int(interval))


async def _core(err: Err, given: dict[str, str]) -> None:
    """-M: the kernel's memory, which is the running kernel's or nothing (procstat_open_kvm)."""
    if "M" in given:
        try:
            await kvm_openfiles(given.get("N"), given["M"])
        except Refused as refused:
            await err.warnx(f"kvm_openfiles(): {refused.message}")
            await err.errx(1, "procstat_open()")


async def _round(job: Job) -> None:
    """Look once. Raises Refused."""
    processes: dict[int, KinfoProc] = {p.ki_pid: p for p in await sysctl("kern.proc.all")}
    job.content, job.titled = {}, job.titled or job.has("h")
    if job.has("a"):
        await _several(job, [processes[pid] for pid in sorted(processes)])
    for word in job.words:
        if not is_number(word):
            await _dump(job, word)
            continue
        found = processes.get(to_int(word))
        if found is None:
            await job.err.warn("sysctl(kern.proc)", ESRCH)
            await job.err.errx(1, "procstat_getprocs()")
        await _several(job, [found])
    if job.style is not None:
        content: dict[str, Value] = {job.err.name: {job.command.container: job.content}}
        await puts(document(content, VERSION, job.style))


async def _several(job: Job, processes: list[KinfoProc]) -> None:
    shows = job.command.shows
    known = await ask(shows, processes)
    known.numbers, known.threads = job.has("n"), job.has("H")
    for p in processes:
        told = FIELDS[shows](p, known)
        if job.style is not None:
            job.content[str(p.ki_pid)] = told
            continue
        title = "" if job.titled else header(shows, known.threads)
        job.titled = True
        await puts(title + SHOWS[shows][1](p, known, told))


async def _dump(job: Job, path: str) -> None:
    """What is no number is the dump of a process, and there are none (procstat_core_open). Raises Refused."""
    if job.err.name in COMPATIBLE:
        raise Refused
    try:
        head = await first_bytes(path)
    except Errno as error:
        await job.err.warn(f"open({path})", error)
    else:
        kind = "a CORE file" if head.startswith(ELFMAG) else "an ELF object"
        await job.err.warnx(f"{path} is not {kind}")
    await job.err.warnx("procstat_open()")
