"""The table of jobs: what the shell has started and not yet forgotten.

Models bin/sh/jobs.c (jobtab, makejob, setcurjob, getjob, showjob, commandtext in cmdtext.py); leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.errors import ShellError
from simbsd.sh.options import number
from simbsd.sys.signal import NSIG, SIGTEXTS
from simbsd.sys.wait import (
    wcoredump,
    wexitstatus,
    wifexited,
    wifstopped,
    wstopsig,
    wtermsig,
)

RUNNING, STOPPED, DONE = 0, 1, 2


class Process:
    """One process of a job; ``status`` is None while it runs."""

    __slots__ = ("pid", "status", "text")

    def __init__(self, pid: int, text: str) -> None:
        self.pid = pid
        self.status: int | None = None
        self.text = text


class Job:
    """One job: a pipeline, or a single process."""

    __slots__ = ("changed", "foreground", "job_control", "number", "pipefail", "processes", "remembered", "state")

    def __init__(self, number: int, pipefail: bool, job_control: bool) -> None:
        self.number = number
        self.processes: list[Process] = []
        self.state = RUNNING
        self.changed = False
        self.foreground = False
        self.remembered = False
        self.pipefail = pipefail
        self.job_control = job_control

    @property
    def text(self) -> str:
        """The command, as `jobs` shows it."""
        return " | ".join(process.text for process in self.processes)

    def status(self) -> int:
        """The status word of the job: that of its last process, or with pipefail of the last that failed."""
        statuses = [process.status or 0 for process in self.processes]
        if not self.pipefail:
            return statuses[-1]
        return next((status for status in reversed(statuses) if status), 0)

    def state_text(self) -> str:
        """What `jobs` says of the state."""
        if self.state == RUNNING:
            return "Running"
        status = self.status()
        if self.state == STOPPED:
            stops = [p.status for p in self.processes if p.status is not None and wifstopped(p.status)]
            return signal_text(wstopsig(stops[-1])) if stops else "Suspended"
        if wifexited(status):
            code = wexitstatus(status)
            return f"Done({code})" if code else "Done"
        return signal_text(wtermsig(status)) + (" (core dumped)" if wcoredump(status) else "")


class JobTable:
    """Jobs by number, and in the order of their use."""

    __slots__ = ("background", "background_pid", "recent", "slots")

    def __init__(self) -> None:
        self.slots: list[Job | None] = []
        self.recent: list[Job] = []
        self.background: Job | None = None
        self.background_pid = -1

    def all(self) -> list[Job]:
        """Every job, by number."""
        return [job for job in self.slots if job is not None]

    def make(self, pipefail: bool, job_control: bool) -> Job:
        """A new job in the first free slot."""
        index = self.slots.index(None) if None in self.slots else len(self.slots)
        job = Job(index + 1, pipefail, job_control)
        self.slots[index : index + 1] = [job]
        return job

    def free(self, job: Job) -> None:
        """Forget a job."""
        if self.background is job:
            self.background = None
        if job.number <= len(self.slots) and self.slots[job.number - 1] is job:
            self.slots[job.number - 1] = None
        self.forget_use(job)

    def use(self, job: Job) -> None:
        """Make ``job`` the one used last."""
        self.forget_use(job)
        self.recent.insert(0, job)

    def forget_use(self, job: Job) -> None:
        """Take ``job`` out of the list of those in use, but keep it (deljob)."""
        self.recent = [other for other in self.recent if other is not job]

    def current(self, but: Job | None = None) -> Job | None:
        """The current job: the last that stopped, else the last used; ``but`` is left out of account."""
        others = [job for job in self.recent if job is not but]
        return next((job for job in others if job.state == STOPPED), others[0] if others else None)

    def find(self, name: str | None) -> Job | None:
        """The job that ``name`` means: %n, %+, %-, %?text, %text or a pid. Raises ShellError if that is unclear."""
        if name is None:
            name = "%+"
        if not name.startswith("%"):
            return self._by_pid(name)
        if name[1:2].isascii() and name[1:2].isdigit():
            index = number(name[1:])
            return self.slots[index - 1] if 0 < index <= len(self.slots) else None
        if name in ("%%", "%+"):
            return self._required(self.current(), "No current job")
        if name == "%-":
            return self._required(self.current(self._required(self.current(), "No previous job")), "No previous job")
        if name.startswith("%?"):
            found = [job for job in self.all() if job.processes and name[2:] in job.processes[0].text]
        else:
            found = [job for job in self.all() if job.processes and job.processes[0].text.startswith(name[1:])]
        if len(found) > 1:
            raise ShellError(f"{name}: ambiguous")
        return found[0] if found else None

    def get(self, name: str | None) -> Job:
        """As ``find``; raises ShellError if there is no such job."""
        job = self.find(name)
        if job is None:
            raise ShellError(f"No such job: {name}")
        return job

    def _by_pid(self, name: str) -> Job | None:
        if not (name.isascii() and name.isdigit() and len(name) <= 10):
            return None
        pid = int(name)
        return next((job for job in self.all() if job.processes and job.processes[-1].pid == pid), None)

    def _required(self, job: Job | None, message: str) -> Job:
        if job is None:
            raise ShellError(message)
        return job

    def describe(self, job: Job, mode: str = "") -> str:
        """What `jobs` prints of one job; ``mode`` is "", "l" (each process), "p" (leader's pid) or "s" (all pids)."""
        if mode in ("p", "s"):
            pids = [process.pid for process in job.processes]
            return "".join(f"{pid}\n" for pid in (pids[:1] if mode == "p" else pids))
        current = self.current()
        previous = self.current(current) if current is not None else None
        mark = "+" if job is current else "-" if job is previous else " "
        if mode != "l":
            return f"{f'[{job.number}] {mark} {job.state_text()} ':<30}{job.text}\n"
        lines = []
        for index, process in enumerate(job.processes):
            head = (
                f"[{job.number}] {mark} {process.pid} {job.state_text()} " if index == 0 else f"      {process.pid}  "
            )
            lines.append(f"{head:<30}{process.text}\n")
        return "".join(lines)


def signal_text(sig: int) -> str:
    """strsignal(3)."""
    return SIGTEXTS[sig] if 0 < sig < NSIG else f"Unknown signal: {sig}"


def exit_code(status: int) -> int:
    """The value of $? for a status word."""
    if wifexited(status):
        return wexitstatus(status)
    if wifstopped(status):
        return wstopsig(status) + 128
    return wtermsig(status) + 128
