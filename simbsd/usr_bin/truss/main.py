"""truss(1): the system calls of a program, as they end.

Models usr.bin/truss/main.c and setup.c; leaves out what decode_siginfo adds to a signal. A process has one thread,
which -H shows by the process's own number.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.ptrace import ptrace, waitid
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR
from simbsd.lib.strtonum import strtonum
from simbsd.lib.unistd import getpid, open, vfork, wait4
from simbsd.sys.errno import ECHILD, EINTR, ENOSYS, ESRCH, Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.ptrace import PT_ATTACH, PT_DETACH, PT_FOLLOW_FORK, PT_LWP_EVENTS, PT_TRACE_ME, Trap
from simbsd.sys.signal import SIG_IGN, SIGINT, SIGNAMES, SIGQUIT, SIGTERM
from simbsd.sys.strtol import atoi
from simbsd.sys.wait import wcoredump, wexitstatus, wifexited, wtermsig
from simbsd.usr_bin.truss.syscalls import Style, call_text, result_text

USAGE = """\
usage: truss [-cfaedDHS] [-o file] [-s strsize] -p pid
       truss [-cfaedDHS] [-o file] [-s strsize] command [args]
"""
SECOND, INT_MAX = 1_000_000, (1 << 31) - 1
TAB, COLUMN = 8, 6  # what came of a call stands in this column of tabs


@dataclass(slots=True)
class Count:
    """-c: what a call has cost: microseconds, how often, how often in vain."""

    time: int = 0
    calls: int = 0
    errors: int = 0


@dataclass(slots=True)
class Truss:
    """One run (struct trussinfo)."""

    err: Err
    letters: str
    style: Style
    out: int = STDERR
    started: int | None = None
    counts: dict[str, Count] = field(default_factory=dict)
    leaving: bool = False
    tracees: dict[int, bool] = field(default_factory=dict)

    def prefix(self, trap: Trap) -> str:
        """What stands before a line (print_line_prefix)."""
        text = ""
        if "f" in self.letters:
            text += f"{trap.pid:5}" + (" " if "H" in self.letters else "")
        if "H" in self.letters:
            text += f"{trap.pid:6}"
        text += ": " if text else ""
        if "d" in self.letters:
            text += _seconds(trap.ended - (self.started or 0)) + " "
        if "D" in self.letters:
            text += _seconds(trap.ended - trap.began) + " "
        return text

    async def hear(self, trap: Trap) -> None:
        """One thing that happened (the body of eventloop)."""
        if self.started is None:
            self.started = trap.began
        self.tracees[trap.pid] = trap.what != "exited"
        if trap.what == "call":
            await self._call(trap)
        elif "c" in self.letters:
            return
        elif trap.what == "child":
            await self._line(trap, "<new process>")
        elif trap.what == "signal" and "S" not in self.letters:
            await self._line(trap, f"SIGNAL {trap.result} (SIG{SIGNAMES[trap.result]})")
        elif trap.what == "exited":
            await self._exited(trap)

    async def _line(self, trap: Trap, text: str) -> None:
        await printf(f"{self.prefix(trap)}{text}\n", self.out)

    async def _call(self, trap: Trap) -> None:
        name, text = call_text(trap, self.style)
        if "c" in self.letters:
            count = self.counts.setdefault(name, Count())
            count.time += trap.ended - trap.began
            count.calls += 1
            count.errors += trap.error != 0
            return
        line = self.prefix(trap) + text
        await printf(line + "\t" * max(COLUMN - len(line) // TAB, 0) + result_text(trap) + "\n", self.out)

    async def _exited(self, trap: Trap) -> None:
        if wifexited(trap.result):
            status = wexitstatus(trap.result)
            line = f"{self.prefix(trap)}exit(0x{status:x})"
            await printf(line + "\t" * max(COLUMN - len(line) // TAB, 0) + "\n", self.out)
            await self._line(trap, f"process exit, rval = {status}")
        else:
            core = " (core dumped)" if wcoredump(trap.result) else ""
            await self._line(trap, f"process killed, signal = {wtermsig(trap.result)}{core}")

    async def summary(self) -> None:
        """-c (print_summary)."""
        rows = [f"{'syscall':<20}{'seconds':>15}{'calls':>8}{'errors':>8}"]
        rows += [_row(name, count) for name, count in self.counts.items()]
        rows.append(f"{'':>20}{'-------------':>15}{'-------':>8}{'-------':>8}")
        total = Count()
        for count in self.counts.values():
            total.time, total.calls = total.time + count.time, total.calls + count.calls
            total.errors += count.errors
        await printf("".join(f"{row}\n" for row in [*rows, _row("", total)]), self.out)


def _row(name: str, count: Count) -> str:
    return f"{name:<20}{count.time // SECOND:5}.{count.time % SECOND:06}000{count.calls:8}{count.errors:8}"


def _seconds(us: int) -> str:
    return f"{us // SECOND}.{us % SECOND:06}000"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a command, or take hold of a process, and tell its calls until it ends."""
    err = Err(argv)
    options, command = await getopt(argv, "p:o:facedDs:SH")
    given = dict(options)
    pid = atoi(given.get("p", "0"))
    if pid and pid == await getpid():
        await err.errx(2, "attempt to grab self.")
    truss = Truss(err, "".join(given), Style("a" in given, "e" in given, await _size(err, given.get("s"))))
    if "?" in given or bool(pid) == bool(command):
        await printf(USAGE, STDERR)
        return 1
    if "o" in given:
        try:
            truss.out = await open(given["o"], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
        except Errno as error:
            await err.err(1, f"cannot open {given['o']}", error)
    child = await _begin(truss, argv, command, envp, pid)
    if "f" in given:
        await ptrace(PT_FOLLOW_FORK)
    await _listen(truss)
    if child:
        await wait4(child)
    if "c" in given:
        await truss.summary()
    return 0


async def _size(err: Err, text: str | None) -> int:
    """-s (strtonum)."""
    if text is None:
        return 32
    try:
        return strtonum(text, 0, INT_MAX)
    except ValueError as error:
        await err.errx(1, f"maximum string size is {error}: {text}")


async def _begin(truss: Truss, argv: list[str], command: list[str], envp: dict[str, str], pid: int) -> int:
    """Start the command, whose number it is, or take hold of a process: 0."""
    if command:
        try:
            child = await vfork(_child, (argv, command, envp))
        except Errno as error:
            await truss.err.err(1, "fork failed", error)
        for sig in (SIGINT, SIGTERM, SIGQUIT):
            await signal(sig, SIG_IGN)
        what = "follow forks" if "f" in truss.letters else "enable LWP events"
        try:
            first = await waitid()
        except Errno:  # nobody is traced: the command ran without (setup_and_wait, new_proc)
            await truss.err.err(1, f"Unable to {what} for pid {child}", ENOSYS)
        if first.what == "exited":  # it could not become the command, and said so
            await truss.err.err(2, "can not get sysvec name", ESRCH)
        try:
            await ptrace(PT_LWP_EVENTS, child)
        except Errno as error:
            await truss.err.err(1, f"Unable to {what} for pid {child}", error)
        return child

    def restore(sig: int) -> None:
        truss.leaving = True

    for sig in (SIGINT, SIGQUIT, SIGTERM):
        await signal(sig, restore)
    try:
        await ptrace(PT_ATTACH, pid)
    except Errno as error:
        await truss.err.err(1, "can not attach to target process", error)
    truss.tracees[pid] = True
    return 0


async def _child(state: tuple[list[str], list[str], dict[str, str]]) -> int:
    argv, command, envp = state
    with suppress(Errno):
        await ptrace(PT_TRACE_ME)
    try:
        await execvpe(command[0], command, envp)
    except Errno as error:
        await Err(argv).err(1, f"execvp {command[0]}", error)


async def _listen(truss: Truss) -> None:
    """Until nobody is traced any more (eventloop)."""
    while True:
        try:
            trap = await waitid()
        except Errno as error:
            if error.errno == ECHILD:
                return
            if error.errno != EINTR:
                await truss.err.err(1, "Unexpected error from waitid", error)
            trap = None
        if truss.leaving:
            for pid, alive in truss.tracees.items():
                if alive:
                    await ptrace(PT_DETACH, pid)
            return
        if trap is not None:
            await truss.hear(trap)
