"""time(1): how long a program takes.

Models usr.bin/time/time.c; leaves out SIGINFO; of the counts of -l those of memory, messages and
blocks are 0.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import fork, getpid, monotonic, open, wait4
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_APPEND, O_CLOEXEC, O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.proc import Rusage
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGINT, SIGQUIT
from simbsd.sys.wait import wexitstatus, wifexited, wifsignaled, wtermsig

USAGE = "time [-al] [-h | -p] [-o file] utility [argument ...]"
SECOND, CENTISECOND = 1_000_000, 10_000
UNITS = (("d", 86400), ("h", 3600), ("m", 60))


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a program and tell its real, user and system time; its status is ours."""
    err = Err(argv)
    options, operands = await getopt(argv, "ahlo:p")
    given = dict(options)
    if "?" in given:
        await err.usage(USAGE)
    if not operands:
        return 0
    out = STDERR
    if "o" in given:
        try:
            mode = O_APPEND if "a" in given else O_TRUNC
            out = await open(given["o"], O_WRONLY | O_CREAT | O_CLOEXEC | mode)
        except Errno as error:
            await err.err(1, given["o"], error)
    before = await monotonic()
    try:
        pid = await fork(_child, (argv, operands, envp))
    except Errno as error:
        await err.err(1, "time", error)
    await signal(SIGINT, SIG_IGN)
    await signal(SIGQUIT, SIG_IGN)
    _, status, used = await wait4(pid)
    took = await monotonic() - before
    if not wifexited(status):
        await err.warnx("command terminated abnormally")
    text = _counts(used) if "l" in given else ""
    await printf(_text("p" if "p" in given else "h" if "h" in given else "", took, used) + text, out)
    if wifsignaled(status):
        await signal(wtermsig(status), SIG_DFL)
        await kill(await getpid(), wtermsig(status))
    return wexitstatus(status) if wifexited(status) else 1


async def _child(state: tuple[list[str], list[str], dict[str, str]]) -> int:
    argv, operands, envp = state
    try:
        await execvpe(operands[0], operands, envp)
    except Errno as error:
        await Err(argv).err(127 if error.errno == ENOENT else 126, operands[0], error)


def _text(style: str, took: int, used: Rusage) -> str:
    """The three times (showtime): in POSIX's form, in people's, or in a line of columns."""
    times = (("real", took), ("user", used.ru_utime), ("sys", used.ru_stime))
    if style == "p":
        return "".join(f"{name} {_seconds(us)}\n" for name, us in times)
    if style == "h":
        return "".join(f"\t{_human(us)} {name}" for name, us in times) + "\n"
    return " ".join(f"{_seconds(us):>12} {name}" for name, us in times) + "\n"


def _counts(used: Rusage) -> str:
    """The lines of -l."""
    zeros = (
        "average shared memory size", "average unshared data size",
        "average unshared stack size", "page reclaims", "page faults", "swaps",
    )  # fmt: skip
    counts = [(used.ru_maxrss, "maximum resident set size"), *((0, name) for name in zeros)]
    counts += [
        (used.ru_inblock, "block input operations"), (used.ru_oublock, "block output operations"),
        (0, "messages sent"), (0, "messages received"), (used.ru_nsignals, "signals received"),
        (used.ru_nvcsw, "voluntary context switches"), (used.ru_nivcsw, "involuntary context switches"),
    ]  # fmt: skip
    return "".join(f"{count:>10}  {name}\n" for count, name in counts)


def _seconds(us: int) -> str:
    return f"{us // SECOND}.{us % SECOND // CENTISECOND:02}"


def _human(us: int) -> str:
    seconds, text = us // SECOND, ""
    for unit, size in UNITS:
        if seconds >= size:
            text += f"{seconds // size}{unit}"
            seconds %= size
    return f"{text}{seconds}.{us % SECOND // CENTISECOND:02}s"
