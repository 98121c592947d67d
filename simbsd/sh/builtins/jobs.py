"""The bg, fg, jobid, jobs and wait built-ins.

Models bin/sh/jobs.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.signal import kill
from simbsd.lib.termios import tcsetpgrp
from simbsd.sh.errors import ShellError
from simbsd.sh.jobtable import DONE, RUNNING, Job
from simbsd.sh.options import NextOption, operands
from simbsd.sh.state import Shell
from simbsd.sh.wait import show_jobs, wait_command, wait_for_job
from simbsd.sys.errno import Errno
from simbsd.sys.signal import SIGCONT
from simbsd.sys.wait import wifstopped


def _controlled(sh: Shell, name: str | None) -> Job:
    job = sh.jobs.get(name)
    if not job.job_control:
        raise ShellError("job not created under job control")
    return job


async def _restart(sh: Shell, job: Job) -> None:
    if job.state == DONE:
        return
    sh.jobs.use(job)
    try:
        await kill(-job.processes[0].pid, SIGCONT)
    except Errno:
        # Its processes may have ended since.
        pass
    for process in job.processes:
        if process.status is not None and wifstopped(process.status):
            process.status = None
            job.state = RUNNING


async def fg(sh: Shell, argv: list[str]) -> int:
    """fg [job]: continue a job in the foreground."""
    words = operands(argv)
    job = _controlled(sh, words[0] if words else None)
    sh.output.out(f"{job.text}\n")
    await sh.output.flush()
    if sh.tty is not None:
        await tcsetpgrp(sh.tty, job.processes[0].pid)
    await _restart(sh, job)
    job.foreground = True
    status, _ = await wait_for_job(sh, job)
    return status


async def bg(sh: Shell, argv: list[str]) -> int:
    """bg [job ...]: continue jobs in the background."""
    names: list[str | None] = [*operands(argv)]
    for name in names or [None]:
        job = _controlled(sh, name)
        if job.state == DONE:
            continue
        await _restart(sh, job)
        job.foreground = False
        sh.output.out(f"[{job.number}] {job.text}\n")
    return 0


async def jobs(sh: Shell, argv: list[str]) -> int:
    """jobs [-lps] [job ...]"""
    options = NextOption(argv, "lps")
    mode = ""
    for letter in options:
        mode = letter
    if not options.rest:
        await show_jobs(sh, changed_only=False, mode=mode)
    for name in options.rest:
        sh.output.out(sh.jobs.describe(sh.jobs.get(name), mode))
    return 0


async def jobid(sh: Shell, argv: list[str]) -> int:
    """jobid [job]: the pids of a job."""
    words = operands(argv)
    job = sh.jobs.get(words[0] if words else None)
    sh.output.out(" ".join(str(process.pid) for process in job.processes) + "\n")
    return 0


async def wait(sh: Shell, argv: list[str]) -> int:
    """wait [job ...]"""
    words = operands(argv)
    if not words:
        return await wait_command(sh, None)
    status = 0
    for name in words:
        job = sh.jobs.find(name)
        status = 127 if job is None else await wait_command(sh, job)
    return status
