"""Waiting for the commands and the processes of jails.

Models usr.sbin/jail/command.c (next_proc, add_proc, clear_procs, find_proc, term_procs); where the real program has
kqueue(2), this one waits for its children, and looks a hundred times a second after processes that are not its own.
"""

from __future__ import annotations

from simbsd.lib.signal import kill, signal
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import monotonic, nanosleep, setitimer, waitpid
from simbsd.sys.errno import ECHILD, EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIGALRM, SIGTERM
from simbsd.sys.wait import WNOHANG
from simbsd.usr_sbin.jail.cfjail import SLEEPQ, TIMEOUT, CfJail
from simbsd.usr_sbin.jail.state import State

DEFAULT_STOP_TIMEOUT = 10
SECOND = 1_000_000
POLL = 10_000


class Waiting:
    """The processes that jails wait for: pid -> jail; ``strangers`` are those that are no children of this one."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.waited: dict[int, CfJail] = {}
        self.strangers: dict[int, CfJail] = {}

    def add_proc(self, jail: CfJail, pid: int, stranger: bool = False) -> None:
        """The jail waits for a process, in the order of deadlines."""
        self.waited[pid] = jail
        if stranger:
            self.strangers[pid] = jail
        jail.processes += 1
        jail.flags |= SLEEPQ
        sleeping = self.state.sleeping
        if not jail.deadline:
            self.state.requeue(jail, sleeping)
            return
        jail.queue.remove(jail)
        later = (place for place, other in enumerate(sleeping) if not other.deadline or jail.deadline <= other.deadline)
        sleeping.insert(next(later, len(sleeping)), jail)
        jail.queue = sleeping

    def _forget(self, jail: CfJail) -> None:
        jail.processes = 0
        for pid in [pid for pid, other in self.waited.items() if other is jail]:
            del self.waited[pid]
            self.strangers.pop(pid, None)

    def _ended(self, pid: int, status: int) -> CfJail | None:
        """The jail whose last awaited process this was."""
        self.strangers.pop(pid, None)
        jail = self.waited.pop(pid, None)
        if jail is None:
            return None
        jail.processes -= 1
        if jail.processes:
            return None
        jail.status = status
        return jail

    async def next_proc(self, patient: bool) -> CfJail | None:
        """A jail whose processes have ended, or whose time is up; None when there is none (yet, unless ``patient``)."""
        while self.state.sleeping:
            first = self.state.sleeping[0]
            left = first.deadline - await monotonic() if first.deadline else 0
            if first.deadline and left <= 0:
                first.flags |= TIMEOUT
                self._forget(first)
                return first
            jail, any_ended = await self._look(patient and not self.strangers, left)
            if jail is not None:
                return jail
            if not patient and not any_ended:
                return None
            if self.strangers and not any_ended:
                await nanosleep(POLL)
        return None

    async def _look(self, block: bool, left: int) -> tuple[CfJail | None, bool]:
        """One look at children and strangers; ``left``: microseconds to block at most (0: for ever)."""
        if block and left:
            await signal(SIGALRM, _alarm)
            await setitimer(left)
        try:
            pid, status = await waitpid(-1, 0 if block else WNOHANG)
        except Errno as error:
            if error.errno not in (EINTR, ECHILD):
                raise
            pid = status = 0
        if block and left:
            await setitimer(0)
            await signal(SIGALRM, SIG_DFL)
        if pid:
            return self._ended(pid, status), True
        if self.strangers:
            alive = {record.ki_pid for record in await sysctl("kern.proc.all") if record.ki_stat != "Z"}
            for gone in [pid for pid in self.strangers if pid not in alive]:
                jail = self._ended(gone, 0)
                if jail is not None:
                    return jail, True
        return None, False

    async def term_procs(self, jail: CfJail) -> bool:
        """SIGTERM to every process of the jail; whether there is any to wait for, at most stop.timeout seconds."""
        timeout = jail.integer("stop.timeout")
        if timeout is None:
            timeout = DEFAULT_STOP_TIMEOUT
        if timeout == 0:
            return False
        sent: list[int] = []
        for record in await sysctl("kern.proc.all"):
            if record.ki_jid != jail.jid or record.ki_stat == "Z":
                continue
            try:
                await kill(record.ki_pid, SIGTERM)
            except Errno:
                continue
            self.add_proc(jail, record.ki_pid, stranger=True)
            sent.append(record.ki_pid)
        if sent and self.state.say.verbose > 0:
            await self.state.say.note(jail, "sent SIGTERM to: " + " ".join(str(pid) for pid in sent))
        if sent:
            jail.deadline = await monotonic() + timeout * SECOND
        return bool(sent)


def _alarm(sig: int) -> None:
    """The alarm's only effect is to interrupt the wait."""
