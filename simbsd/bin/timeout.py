"""timeout(1): run a command, and end it when its time is up.

Models bin/timeout/timeout.c; leaves out the reaper: the command alone is signalled and waited for, with --foreground or
without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.signal import kill, signal, sigprocmask, sigsuspend
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import exit, fork, setitimer, waitpid
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.signal import (
    NSIG,
    SIG_DFL,
    SIG_IGN,
    SIGALRM,
    SIGCHLD,
    SIGHUP,
    SIGINT,
    SIGKILL,
    SIGNAMES,
    SIGQUIT,
    SIGSTOP,
    SIGTERM,
    SIGTTIN,
    SIGTTOU,
)
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.wait import WNOHANG, wexitstatus, wifexited, wtermsig

USAGE = (
    "Usage: {0} [--signal sig | -s sig] [--preserve-status] [--kill-after time | -k time] [--foreground] <duration> "
    "<command> <arg ...>\n"
)
NAMES: Names = {"preserve-status": ("P", ""), "foreground": ("F", ""), "kill-after": ("k", ":"), "signal": ("s", ":"),
                "help": ("h", "")}  # fmt: skip
TIMED_OUT, BAD = 124, 125
SECOND, LONGEST = 1_000_000, 100_000_000
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(.*)\Z", re.DOTALL)


@dataclass(slots=True)
class Watch:
    """The command being watched, and the signals that have come."""

    pid: int = 0
    signals: list[int] = field(default_factory=list)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a command for so long; its status, or 124 when it had to be ended."""
    err = Err(argv)
    options, words = await getopt_long(argv, "+k:s:h", NAMES)
    letters = [letter for letter, _ in options]
    number, second = SIGTERM, 0
    for letter, text in options:
        if letter == "k":
            second = await _duration(err, text)
        elif letter == "s":
            number = await _signal(err, text)
    if "?" in letters or "h" in letters or len(words) < 2:
        await printf(USAGE.format(err.name), STDERR)
        await exit(1)
    first = await _duration(err, words[0])
    return await _watch(err, words[1:], envp, first, second if "k" in letters else None, number, letters)


async def _duration(err: Err, text: str) -> int:
    """A time with a unit, in microseconds."""
    found = DURATION.match(text)
    if found is None or found.group(2) not in UNITS:
        await err.errx(BAD, "invalid duration")
    whole, _, part = found.group(1).lstrip("+").partition(".")
    us = to_int(whole or "0") * SECOND + to_int((part + "000000")[:6])
    us *= UNITS[found.group(2)]
    if us < 0 or (found.group(2) and us >= LONGEST * SECOND):
        await err.errx(BAD, "invalid duration")
    return us


async def _signal(err: Err, text: str) -> int:
    if is_number(text) and 1 <= to_int(text) < NSIG:
        return to_int(text)
    name = text.upper().removeprefix("SIG")
    if not name or name not in SIGNAMES:
        await err.errx(BAD, "invalid signal")
    return SIGNAMES.index(name)


async def _child(state: tuple[str, list[str], dict[str, str]]) -> int:
    name, words, envp = state
    for number in (SIGTTIN, SIGTTOU):
        await signal(number, SIG_DFL)
    await sigprocmask("SIG_SETMASK", frozenset())
    try:
        await execvpe(words[0], words, envp)
    except Errno as error:
        await Err([name]).warn(f"exec({words[0]})", error)
        return 127 if error.errno == ENOENT else 126


async def _watch(
    err: Err, words: list[str], envp: dict[str, str], first: int, second: int | None, number: int, letters: list[str]
) -> int:
    watch = Watch()
    watched = [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGALRM, SIGQUIT]
    if number not in (SIGKILL, SIGSTOP):
        watched.append(number)
    await sigprocmask("SIG_BLOCK", frozenset(watched))
    for one in watched:
        await signal(one, watch.signals.append)
    for one in (SIGTTIN, SIGTTOU):
        await signal(one, SIG_IGN)
    watch.pid = await fork(_child, (err.name, words, envp))
    await setitimer(first)
    status, timed_out, target = None, False, number
    while status is None:
        if not watch.signals:
            try:
                await sigsuspend(frozenset())
            except Errno:
                pass  # a signal has come
        got = watch.signals.pop(0) if watch.signals else 0
        if got == SIGCHLD:
            status = await _ended(watch.pid)
        elif got:
            timed_out = timed_out or got == SIGALRM
            await _send(watch.pid, target if got == SIGALRM else got)
            if second is None:
                break
            await setitimer(second)
            target, second = SIGKILL, None
    if status is None:
        status = (await waitpid(watch.pid))[1]
    if timed_out and "P" not in letters:
        return TIMED_OUT
    return wexitstatus(status) if wifexited(status) else 128 + wtermsig(status)


async def _ended(pid: int) -> int | None:
    """The status of the command, when it has ended."""
    found, status = await waitpid(pid, WNOHANG)
    return status if found == pid else None


async def _send(pid: int, number: int) -> None:
    try:
        await kill(pid, number)
    except Errno:
        pass  # it has just ended
