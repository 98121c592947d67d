"""The command line of top(1), and the words of the variable TOP before it.

Models main() of usr.bin/top/top.c and atoiwi, argparse of utils.c; leaves out -q's effect on threads and per-CPU lines
(-P): the machine has one CPU.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.jail import jail_getid
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwnam
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import exit, setpriority
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.strtol import is_number, leading_int, to_int
from simbsd.usr_bin.top.view import ORDERS, View

LETTERS = "CSIHPabijJ:nquvzs:d:U:m:o:p:Ttw"
LONG: Names = {
    "cpu-display-mode": ("C", ""), "thread": ("H", ""), "idle-procs": ("I", ""), "jail": ("J", ":"),
    "per-cpu": ("P", ""), "system-procs": ("S", ""), "thread-id": ("T", ""), "user": ("U", ":"), "all": ("a", ""),
    "batch": ("b", ""), "displays": ("d", ":"), "interactive": ("i", ""), "jail-id": ("j", ""),
    "display-mode": ("m", ":"), "sort-order": ("o", ":"), "pid": ("p", ":"), "quick": ("q", ""), "delay": ("s", ":"),
    "threads": ("t", ""), "uids": ("u", ""), "version": ("v", ""), "swap": ("w", ""), "system-idle-procs": ("z", ""),
}  # fmt: skip
USAGE = (
    "[-abCHIijnPqStuvwz] [-d count] [-J jail] [-m cpu | io] [-o field]\n     [-p pid] [-s time] [-U username] [number]"
)
INFINITY, INVALID = -1, -2
TOGGLES = {
    "C": "wcpu", "H": "thread", "I": "idle", "P": "percpu", "T": "thread_id", "a": "arguments", "j": "jail",
    "t": "self", "u": "names", "z": "kidle",
}  # fmt: skip
SECOND, PRIO_MIN, INT_MAX = 1_000_000, -20, (1 << 31) - 1


@dataclass(slots=True)
class Job:
    """What top is to do: what to show, how often, how much; ``interactive`` None where the terminal decides."""

    err: Err
    view: View = field(default_factory=View)
    interactive: bool | None = None
    displays: int = 0
    delay: int = 2 * SECOND
    most: int = INFINITY
    given: bool = False
    warnings: int = 0
    order: str | None = None

    async def warn(self, message: str) -> None:
        """A warning, for which top will wait."""
        await self.err.warnx(message)
        self.warnings += 1


def number(text: str) -> int:
    """A count, or INFINITY or INVALID (atoiwi)."""
    if text and any(word.startswith(text) for word in ("infinity", "all", "maximum")):
        return INFINITY
    if text.startswith("-"):
        return INVALID
    value = leading_int(text)
    return value if value <= INT_MAX else INFINITY  # LONG_MAX as an int is -1


def seconds(text: str) -> int | None:
    """A time in seconds, with a fraction, in microseconds; None for what is no number."""
    whole, _, part = text.strip().partition(".")
    if not is_number((whole + part).removeprefix("-")):
        return None
    value = abs(to_int(whole if whole.strip("-") else "0")) * SECOND + int(f"{part:0<6.6}")
    return -value if whole.startswith("-") else value


async def find_pid(text: str) -> int | None:
    """A process that is there, or None."""
    if not is_number(text) or to_int(text) > INT_MAX:
        return None
    return next((p.ki_pid for p in await sysctl("kern.proc.all") if p.ki_pid == to_int(text)), None)


async def parse(argv: list[str], envp: dict[str, str]) -> Job:
    """The job that TOP and the command line ask for; exits where they cannot be understood."""
    job = Job(Err(argv))
    if "TOP" in envp:
        await _words(job, ["while processing environment", *envp["TOP"].split(" ")])
    await _words(job, argv)
    if job.order is not None:
        if job.order not in ORDERS:
            await job.err.warnx(f"'{job.order}' is not a recognized sorting order.")
            await printf(f"\tTry one of these: {' '.join(ORDERS)}\n", STDERR)
            await exit(1)
        job.view.order = job.order
    return job


async def _words(job: Job, argv: list[str]) -> None:
    options, operands = await getopt_long([word for word in argv if word], LETTERS, LONG)
    for letter, value in options:
        await _option(job, letter, value)
    if operands:
        count = number(operands[0])
        if count == INVALID:
            await job.warn("warning: process display count should be non-negative -- using default")
        else:
            job.most, job.given = count, True


async def _option(job: Job, letter: str, value: str) -> None:
    view = job.view
    if letter in TOGGLES:
        setattr(view, TOGGLES[letter], not getattr(view, TOGGLES[letter]))
    elif letter == "v":
        await job.err.errx(0, "version FreeBSD")
    elif letter in "ibn":
        job.interactive = letter == "i"
    elif letter == "S":
        view.system = True
    elif letter == "w":
        view.swap = True
    elif letter == "o":
        job.order = value
    elif letter == "m":
        if value not in ("io", "cpu"):
            await job.err.errx(1, "warning: `-m' option can only take args 'io' or 'cpu'")
        view.io = value == "io"
    elif letter in "ds":
        await _timing(job, letter, value)
    elif letter == "q":
        try:
            await setpriority(0, PRIO_MIN)
        except Errno as error:
            await job.warn(f"warning: `-q' option failed ({strerror(error.errno)})")
    elif letter in "JUp":
        await _only(job, letter, value)
    else:
        await job.err.errx(1, USAGE)


async def _timing(job: Job, letter: str, value: str) -> None:
    if letter == "d":
        count = number(value)
        if count in (INVALID, 0):
            await job.warn("warning: display count should be positive -- option ignored")
        else:
            job.displays = count
        return
    delay = seconds(value)
    if delay is None:
        await job.warn("warning: invalid delay")
    elif delay <= 0:
        await job.warn("warning: seconds delay should be positive -- using default")
    else:
        job.delay = delay


async def _only(job: Job, letter: str, value: str) -> None:
    """Only one jail's, one user's, or one process."""
    view = job.view
    if letter == "J":
        try:
            view.jid = await jail_getid(value)
        except Errno:
            await printf(f"{value}: unknown jail\n", STDERR)
            await exit(1)
        view.jail = True
    elif letter == "U":
        user = await getpwnam(value)
        if user is None:
            await job.err.errx(1, f"{value}: unknown user\n")
        view.uids = [user.pw_uid]
    else:
        pid = await find_pid(value)
        if pid is None:
            await printf(f"{value}: unknown pid\n", STDERR)
            await exit(1)
        view.pid, view.system = pid, True
