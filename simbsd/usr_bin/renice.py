"""renice(8): change the priority of running processes.

Models usr.bin/renice/renice.c; leaves out the kernel's PRIO_PGRP and PRIO_USER: the processes of a group or user are
looked up and changed one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwnam
from simbsd.lib.stdio import STDERR
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import getpriority, setpriority
from simbsd.sys.errno import ESRCH, Errno

USAGE = (
    "renice priority [[-p] pid ...] [[-g] pgrp ...] [[-u] user ...]\n"
    "       renice -n increment [[-p] pid ...] [[-g] pgrp ...] [[-u] user ...]"
)
LEAST, MOST = -20, 20


@dataclass(slots=True)
class Job:
    """What is being read: which kind of target (-p -g -u), the priority, and whether it is an increment."""

    err: Err
    kind: str = "-p"
    priority: int | None = None
    increment: bool = False
    failed: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Set or change the nice values of processes, groups and users' processes."""
    job = Job(Err(argv))
    words, delimited = argv[1:], False
    while words:
        word = words.pop(0)
        if not delimited and word in ("-g", "-u", "-p"):
            job.kind = word
            continue
        if not delimited and word == "--":
            delimited = True
            continue
        if not delimited and word == "-n":
            if job.priority is not None or job.increment or not words:
                await _usage(job)
            job.increment = True
            word = words.pop(0)
        if job.priority is None:
            job.priority = await _number(job, "priority", word)
            if job.priority is None:
                return 1
        else:
            await _target(job, word)
    if job.priority is None:
        await _usage(job)
    return int(job.failed)


async def _usage(job: Job) -> NoReturn:
    await job.err.usage(USAGE)


async def _number(job: Job, what: str, text: str) -> int | None:
    try:
        return strtonum(text, -INT_MAX - 1, INT_MAX)
    except ValueError as error:
        word = "invalid" if str(error) == "invalid" else "out of range"
        await job.err.warnx(f"{what} argument {text} is {word}.")
        job.failed = True
        return None


async def _target(job: Job, text: str) -> None:
    user = await getpwnam(text) if job.kind == "-u" else None
    number = user.pw_uid if user else await _number(job, "uid" if job.kind == "-u" else "pid", text)
    if number is None:
        return
    if number < 0:
        await job.err.warnx(f"{text}: bad value")
        job.failed = True
        return
    pids = await _processes(job.kind, number)
    step = "getpriority"
    try:
        values = [await getpriority(pid) for pid in pids]
        if not values:
            raise Errno(ESRCH)
        old = min(values)
        assert job.priority is not None
        wanted = min(max(job.priority + (old if job.increment else 0), LEAST), MOST)
        step = "setpriority"
        for pid in pids:
            await setpriority(pid, wanted)
    except Errno as error:
        await job.err.warn(f"{number}: {step}", error)
        job.failed = True
        return
    await printf(f"{number}: old priority {old}, new priority {wanted}\n", STDERR)


async def _processes(kind: str, number: int) -> list[int]:
    if kind == "-p":
        return [number]
    field = "ki_pgid" if kind == "-g" else "ki_uid"
    return [process.ki_pid for process in await sysctl("kern.proc.all") if getattr(process, field) == number]
