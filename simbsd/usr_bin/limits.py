"""limits(1): show resource limits, or set them for a program.

Models usr.bin/limits/limits.c; -e writes sh(1)'s words alone, for the machine has no other shell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.login_cap import DEFAULT, Class, getclass, getpwclassname
from simbsd.lib.login_class import RESOURCES, capability, class_limit
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid
from simbsd.lib.resource import getrlimit, setrlimit
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl, sysctl_set
from simbsd.lib.unistd import exit, getuid
from simbsd.sys.errno import ESRCH, Errno, strerror
from simbsd.sys.resource import RLIM_INFINITY, RLIMITS
from simbsd.sys.strtol import is_number, to_int

USAGE = "usage: limits [-C class|-P pid|-U user] [-eaSHBE] [-bcdfklmnostuvpw [val]] [[name=val ...] cmd]\n"
SOFT, HARD, BOTH, SHOWN = 1, 2, 3, 4
LETTERS = "tfdscmlunbvpwko"  # one for each of RLIMITS
INFINITE = ("inf", "infinity", "unlimit", "unlimited")
CAPABILITIES = {limit: (name, kind) for name, (limit, kind) in RESOURCES.items()}
# How a limit is shown: what it is called, the unit behind it, the size of that unit; then sh's word and its unit.
ROWS: dict[str, tuple[str, str, int, int]] = {
    "cpu": ("cputime", " secs", 1, 1), "fsize": ("filesize", " kB", 1024, 512),
    "data": ("datasize", " kB", 1024, 1024), "stack": ("stacksize", " kB", 1024, 1024),
    "core": ("coredumpsize", " kB", 1024, 512), "rss": ("memoryuse", " kB", 1024, 1024),
    "memlock": ("memorylocked", " kB", 1024, 1024), "nproc": ("maxprocesses", "", 1, 1),
    "nofile": ("openfiles", "", 1, 1), "sbsize": ("sbsize", " bytes", 1, 1), "vmem": ("vmemoryuse", " kB", 1024, 1024),
    "npts": ("pseudo-terminals", "", 1, 1), "swap": ("swapuse", " kB", 1024, 1024), "kqueues": ("kqueues", "", 1, 1),
    "umtxp": ("umtxp", "", 1, 1),
}  # fmt: skip
NAME_WIDTH, VALUE_WIDTH = 20, 8  # the name with its -max or -cur, and the number
PLAIN_OPTIONS, WITH_VALUE = "EeBSHa", "CUP"


@dataclass(slots=True)
class Job:
    """What is asked: which limits are shown or set, and for whom. ``which`` holds SOFT, HARD and SHOWN by limit."""

    err: Err
    flags: set[str] = field(default_factory=set)
    kind: int = 0
    pid: int | None = None
    user: Passwd | None = None
    class_name: str | None = None
    which: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    setting: bool = False
    words: list[str] = field(default_factory=list)

    async def usage(self, complaint: str = "") -> NoReturn:
        """What is wrong, and how it is done."""
        if complaint:
            await self.err.warnx(complaint)
        await puts(USAGE, STDERR)
        await exit(1)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show the limits asked for, or set them and become the command, or set them for a process."""
    job = Job(Err(argv))
    await _options(job, argv)
    if job.pid is not None and job.class_name is not None:
        await job.usage("-C cannot be used with -P option")
    if job.pid is not None and job.user is not None:
        await job.usage("-U cannot be used with -P option")
    limits = await _limits(job)
    name = await _apply_class(job, limits)
    if (job.words or "e" in job.flags) and await getuid() == 0:
        _agree(job, limits)
    if job.which and job.setting:
        for limit, how in job.which.items():
            soft, hard = limits[limit]
            limits[limit] = (job.values[limit] if how & SOFT else soft, job.values[limit] if how & HARD else hard)
    if job.words:
        await _command(job, limits, {} if "E" in job.flags else dict(envp))
    if job.pid is not None and "a" not in job.flags and job.which:
        return await _process(job, limits)
    await printf(_shown(job, limits, name))
    return 0


async def _options(job: Job, argv: list[str]) -> None:
    """Read the options; that of a limit takes the next word as its value unless that is an option itself."""
    index = 1
    while index < len(argv) and len(argv[index]) > 1 and argv[index][0] == "-":
        word, index = argv[index][1:], index + 1
        if word == "-":
            break
        while word:
            letter, word = word[0], word[1:]
            if letter in PLAIN_OPTIONS:
                job.kind = {"H": HARD, "S": SOFT, "B": BOTH}.get(letter, job.kind)
                job.flags.add(letter)
                continue
            if letter not in WITH_VALUE and letter not in LETTERS:
                await job.usage()
            value: str | None = word
            if not word:
                value = argv[index] if index < len(argv) else None
                if letter in LETTERS and (value or "").startswith("-"):
                    value = None
                index += value is not None
            await _option(job, letter, value)
            break
    job.words = argv[index:]


async def _option(job: Job, letter: str, value: str | None) -> None:
    if letter in LETTERS:
        limit = RLIMITS[LETTERS.index(letter)]
        job.setting = value is not None
        job.kind = job.kind or BOTH
        job.which[limit] = job.kind if value is not None else SHOWN
        job.values[limit] = RLIM_INFINITY if value is None else await _value(job, letter, limit, value)
    elif value is None:
        await job.usage()
    elif letter == "C":
        job.class_name = value
    elif letter == "P":
        if not is_number(value):
            await job.usage(f"invalid pid `{value}'")
        job.pid = to_int(value)
    else:
        job.user = await getpwnam(value) or (await getpwuid(to_int(value)) if is_number(value) else None)
        if job.user is None:
            await job.usage(f"invalid user `{value}'")


async def _value(job: Job, letter: str, limit: str, text: str) -> int:
    if text.lower() in INFINITE:
        return RLIM_INFINITY
    value = capability(text, CAPABILITIES[limit][1])
    if value is None:
        await job.usage(f"invalid value -{letter} `{text}'")
    return value


async def _limits(job: Job) -> dict[str, tuple[int, int]]:
    """The limits that hold now: the caller's, or a process's."""
    if job.pid is None:
        return {name: await getrlimit(name) for name in RLIMITS}
    found = (await sysctl("kern.proc.rlimit")).get(job.pid)
    if found is None:
        await job.err.err(1, f"sysctl: kern.proc.rlimit: {job.pid}", ESRCH)
    result: dict[str, tuple[int, int]] = found
    return result


async def _apply_class(job: Job, limits: dict[str, tuple[int, int]]) -> str | None:
    """Put the limits of the user's or the named class over them; its name, or None when there is none."""
    if job.user is not None:
        name = await getpwclassname(job.user)
        found: Class | None = await getclass(name)
    elif job.class_name:
        name, found = job.class_name, await getclass(job.class_name)
        if found is None:
            name, found = DEFAULT, await getclass(DEFAULT)
            using = "current settings" if found is None else name
            await printf(f"login class '{job.class_name}' non-existent, using {using}\n", STDERR)
    else:
        return None
    for limit, (resource, _) in CAPABILITIES.items():
        limits[limit] = class_limit(found or {}, resource, *limits[limit])
    return name if found is not None else None


def _agree(job: Job, limits: dict[str, tuple[int, int]]) -> None:
    """Where a soft limit is above its hard one, the one not asked for gives way."""
    for limit, (soft, hard) in limits.items():
        which = job.which.get(limit, 0)
        if hard == RLIM_INFINITY:
            continue
        if soft == RLIM_INFINITY or (soft > hard and which == SOFT):
            limits[limit] = (soft, soft)
        elif soft > hard and which == HARD:
            limits[limit] = (hard, hard)


async def _command(job: Job, limits: dict[str, tuple[int, int]], envp: dict[str, str]) -> NoReturn:
    """Set the limits and become the command; ``name=value`` words before it go into the environment."""
    if "e" in job.flags:
        await job.usage("-e cannot be used with `cmd' option")
    if job.pid is not None:
        await job.usage("-P cannot be used with `cmd' option")
    words = list(job.words)
    while words and "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        envp[name] = value
    for limit, (soft, hard) in limits.items():
        if "a" in job.flags or not job.which or limit in job.which:
            try:
                await setrlimit(limit, soft, hard)
            except Errno as error:
                await job.err.err(1, f"setrlimit {CAPABILITIES[limit][0]}", error)
    if not words:
        await job.usage()
    try:
        await execvpe(words[0], words, envp)
    except Errno as error:
        await job.err.err(1, words[0], error)


async def _process(job: Job, limits: dict[str, tuple[int, int]]) -> int:
    """-P with limits: they are that process's from now on."""
    for limit in job.which:
        try:
            await sysctl_set("kern.proc.rlimit", (job.pid, limit, *limits[limit]))
        except Errno as error:
            await job.err.errx(1, f"sysctl: kern.proc.rlimit: {job.pid}: {strerror(error.errno)}")
    return 0


def _shown(job: Job, limits: dict[str, tuple[int, int]], name: str | None) -> str:
    """The limits as a table, or for -e as sh's commands."""
    sh, kind = "e" in job.flags, job.kind or SOFT
    lines = []
    if not sh:
        lines.append(f"Resource limits{' (current)' if name is None else f' for class {name}'}:\n")
    for limit, (soft, hard) in limits.items():
        if job.which and limit not in job.which and "a" not in job.flags:
            continue
        which = job.which.get(limit, kind)
        if soft == hard:
            lines.append(_row(limit, hard, "", sh))
            continue
        if which & HARD:
            lines.append(_row(limit, hard, " -H" if sh else "-max", sh))
        if which & SOFT:
            lines.append(_row(limit, soft, " -S" if sh else "-cur", sh))
    return "".join(lines)


def _row(limit: str, value: int, which: str, sh: bool) -> str:
    title, unit, size, sh_size = ROWS[limit]
    divisor = sh_size if sh else size
    number = ("unlimited" if sh else "infinity") if value == RLIM_INFINITY else str((value + divisor // 2) // divisor)
    if sh:
        return f"ulimit{which} -{LETTERS[RLIMITS.index(limit)]} {number};\n"
    return f"  {f'{title}{which:<4}':<{NAME_WIDTH}} {number:>{VALUE_WIDTH}}{unit}\n"
