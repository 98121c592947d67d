"""env(1), printenv(1): the environment.

Models usr.bin/env (env.c, envopts.c) and usr.bin/printenv; leaves out login.conf's variables (-L, -U), and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.execvp import execvpe
from simbsd.lib.files import access, stat
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import getuid, nanosleep
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import S_IFMT, S_IFREG, X_OK
from simbsd.usr_bin.env_split import split

USAGE = (
    "env [-0iv] [-L|-U user[/class]] [-P utilpath] [-S string] [-u name]\n"
    "           [name=value ...] [utility [argument ...]]"
)
WITH_VALUE = "LPSUu"
CANCELED, CANNOT_INVOKE, NOT_THERE = 125, 126, 127
SECOND = 1_000_000


@dataclass(slots=True)
class Job:
    """What was asked: the environment so far, -P's directories, and how much to tell."""

    err: Err
    environment: dict[str, str]
    path: str | None = None
    verbosity: int = 0
    clear: bool = False
    end: str = "\n"
    words: list[str] = field(default_factory=list)

    async def tell(self, text: str, level: int = 1) -> None:
        """-v: what is being done."""
        if self.verbosity >= level:
            await puts(f"#env {text}\n", STDERR)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a command in a changed environment, or print it."""
    err = Err(argv)
    if err.name == "printenv":
        return await _printenv(argv, envp)
    job = Job(err, dict(envp))
    try:
        await _options(job, argv)
    except Refused as refused:
        return await err.refuse(refused, f"usage: {USAGE}\n")
    if job.clear:
        job.environment.clear()
        await job.tell("clearing environ")
    while job.words and "=" in job.words[0]:
        await job.tell(f"setenv:\t{job.words[0]}")
        name, _, value = job.words.pop(0).partition("=")
        job.environment[name] = value
    if not job.words:
        await puts("".join(f"{name}={value}{job.end}" for name, value in job.environment.items()))
        return 0
    if job.end != "\n":
        await err.errx(CANCELED, "cannot specify command with -0")
    return await _run(job)


async def _options(job: Job, argv: list[str]) -> None:
    """The options; those of -S's string stand in its place. Raises Refused."""
    words, cluster = argv[1:], ""
    while cluster or (words and words[0].startswith("-")):
        if not cluster:
            word = words.pop(0)
            if word == "--":
                break
            cluster = word[1:] or "i"
        letter, cluster = cluster[0], cluster[1:]
        if letter not in WITH_VALUE:
            await _switch(job, letter)
            continue
        if not cluster and not words:
            await job.err.warnx(f"option requires an argument -- {letter}")
            raise Refused
        value, cluster = cluster or words.pop(0), ""
        if letter == "S":
            words = [*await _split(job, value), *words]
        elif letter == "P":
            job.path = value
        elif letter == "u":
            await job.tell(f"unset:\t{value}")
            job.environment.pop(value, None)
        else:
            raise Refused(f"-{letter}: left out of this machine")
    job.words = words


async def _switch(job: Job, letter: str) -> None:
    if letter in "i-":
        job.clear = True
    elif letter == "0":
        job.end = "\0"
    elif letter == "v":
        job.verbosity += 1
        await job.tell(f"verbosity now at {job.verbosity}", 2)
    else:
        await job.err.warnx(f"illegal option -- {letter}")
        raise Refused


async def _split(job: Job, text: str) -> list[str]:
    found = split(text, job.environment)
    await job.tell(f" split -S:\t'{text}'", 2)
    for place, word in enumerate(found):
        await job.tell(f"        &\t'{word}'" if place else f"     into:\t'{word}'", 2)
    return found


async def _run(job: Job) -> int:
    name, *_ = words = job.words
    if job.path is not None and "/" not in name:
        words[0] = await _search(job, job.path, name)
    await job.tell(f"executing:\t{words[0]}")
    for place, word in enumerate(words):
        await job.tell(f"   arg[{place}]=\t'{word}'")
    if job.verbosity > 1:
        await nanosleep(SECOND)
    try:
        await execvpe(words[0], words, job.environment)
    except Errno as error:
        await job.err.err(NOT_THERE if error.errno == ENOENT else CANNOT_INVOKE, words[0], error)


async def _search(job: Job, path: str, name: str) -> str:
    """-P: the first executable of that name in these directories (search_paths)."""
    await job.tell(f"Searching:\t'{path}'", 2)
    await job.tell(f" for file:\t'{name}'", 2)
    for directory in path.split(":"):
        candidate = f"{directory or '.'}/{name}"
        try:
            await access(candidate, X_OK)
            mode = (await stat(candidate)).st_mode
        except Errno:
            continue
        if mode & S_IFMT == S_IFREG and (mode & 0o111 or await getuid()):
            await job.tell(f"  matched:\t'{candidate}'", 2)
            return candidate
    await job.err.err(NOT_THERE, name, ENOENT)


async def _printenv(argv: list[str], envp: dict[str, str]) -> int:
    if len(argv) == 1:
        await puts("".join(f"{name}={value}\n" for name, value in envp.items()))
        return 0
    if argv[1] not in envp:
        return 1
    await puts(f"{envp[argv[1]]}\n")
    return 0
