"""Waiting for children.

Models bin/sh/jobs.c (dowait, waitforjob, waitcmdloop, showjobs); leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.signal import kill
from simbsd.lib.termios import tcsetpgrp
from simbsd.lib.unistd import getpid, waitpid
from simbsd.sh.jobtable import DONE, RUNNING, STOPPED, Job, exit_code, signal_text
from simbsd.sh.signals import run_traps
from simbsd.sh.state import Shell
from simbsd.sys.errno import ECHILD, Errno
from simbsd.sys.signal import SIGINT, SIGPIPE
from simbsd.sys.wait import WCONTINUED, WNOHANG, WUNTRACED, wcoredump, wifsignaled, wifstopped, wtermsig

_CONTINUED = 19


async def wait_for_job(sh: Shell, job: Job) -> tuple[int, bool]:
    """Wait until ``job`` is done or stopped: the value of $? and whether a signal ended it (waitforjob)."""
    propagate = job.job_control and job.foreground
    while job.state == RUNNING:
        if await do_wait(sh, block=True, job=job, traps=sh.options["trapsasync"]) == -1 and sh.options["trapsasync"]:
            await run_traps(sh)
    if job.job_control and sh.tty is not None:
        await tcsetpgrp(sh.tty, sh.root_pid)
    if job.state == STOPPED:
        sh.jobs.use(job)
    status = job.status()
    signaled = wifsignaled(status)
    if job.state == DONE:
        sh.jobs.free(job)
    interrupt = signaled and wtermsig(status) == SIGINT
    if sh.interrupted:
        # The interrupt was meant for the job: it counts for us only if the job died of it.
        sh.interrupted = interrupt
    elif sh.root and propagate and interrupt:
        await kill(await getpid(), SIGINT)
    sh.check_interrupt()
    return exit_code(status), signaled


async def do_wait(sh: Shell, block: bool, job: Job | None = None, traps: bool = False, command: bool = False) -> int:
    """Wait for any child and note what became of it: its pid, 0 if none is ready, -1 if there is none.

    Signals: with ``traps`` a trapped one, with ``command`` (the wait built-in) also an interrupt ends the wait with -1.
    """
    options = (WUNTRACED | WCONTINUED) if sh.options["interactive"] else 0
    while True:
        if (traps and sh.pending_signal) or (command and (sh.pending_wait_signal or sh.interrupted)):
            return -1
        try:
            pid, status = await waitpid(-1, options | (0 if block else WNOHANG))
            break
        except Errno as error:
            if error.errno == ECHILD:
                if job is not None:
                    job.state = DONE
                return -1
    if pid > 0:
        await _note(sh, pid, status, job)
    return pid


async def _note(sh: Shell, pid: int, status: int, waited: Job | None) -> None:
    """A child has changed state: update its job, and say so if it was killed in the foreground."""
    job = _owner(sh, pid, status)
    if job is None:
        return
    statuses = [process.status for process in job.processes]
    if None not in statuses:
        done = not any(known is not None and wifstopped(known) for known in statuses)
        state = DONE if done else STOPPED
        if job.state != state:
            job.state = state
            if job is not waited and done:
                if not job.remembered and not sh.options["interactive"] and job is not sh.jobs.background:
                    sh.jobs.free(job)
                else:
                    sh.jobs.forget_use(job)
    if job.state == RUNNING:
        return
    quiet = sh.root and sh.options["interactive"] and job is not waited
    if not quiet and job.foreground and job.state != STOPPED:
        await _tell(sh, job)
    else:
        job.changed = True


def _owner(sh: Shell, pid: int, status: int) -> Job | None:
    for job in sh.jobs.all():
        for process in job.processes:
            if process.pid == pid and (process.status is None or wifstopped(process.status)):
                if status == _CONTINUED:
                    process.status = None
                    job.state = RUNNING
                else:
                    process.status = status
                return job
    return None


async def _tell(sh: Shell, job: Job) -> None:
    killed = [p.status for p in job.processes if p.status is not None and wifsignaled(p.status)]
    if killed and wtermsig(killed[-1]) not in (SIGINT, SIGPIPE):
        core = " (core dumped)" if wcoredump(killed[-1]) else ""
        sh.output.err(f"{signal_text(wtermsig(killed[-1]))}{core}\n")
        await sh.output.flush_err()


async def check_zombies(sh: Shell) -> None:
    """Take note of every child that has ended."""
    while sh.jobs.all() and await do_wait(sh, block=False) > 0:
        pass


async def show_jobs(sh: Shell, changed_only: bool, mode: str = "") -> None:
    """Print jobs, and forget the finished ones that nobody asks for (showjobs)."""
    await check_zombies(sh)
    for job in sh.jobs.all():
        if not job.processes:
            sh.jobs.free(job)
            continue
        if changed_only and not job.changed:
            continue
        sh.output.out(sh.jobs.describe(job, mode))
        if mode in ("", "l"):
            job.changed = False
            if (
                job.state == DONE
                and not job.remembered
                and (sh.options["interactive"] or job is not sh.jobs.background)
            ):
                sh.jobs.free(job)


async def stopped_jobs(sh: Shell) -> bool:
    """Whether there are stopped jobs, after a first warning (stoppedjobs)."""
    if sh.job_warning:
        return False
    if not any(job.state == STOPPED for job in sh.jobs.all()):
        return False
    sh.output.err("You have stopped jobs.\n")
    await sh.output.flush_err()
    sh.job_warning = 2
    return True


async def wait_command(sh: Shell, job: Job | None) -> int:
    """The loop of the wait built-in: until ``job`` (or every job) is done, or a signal comes (waitcmdloop)."""
    interactive = sh.options["interactive"]
    while True:
        finished = [job] if job is not None else sh.jobs.all()
        for one in finished:
            if one.state == DONE:
                result = exit_code(one.status())
                _forget(sh, one, interactive)
                if job is not None:
                    return result
        if job is None and not any(one.state == RUNNING for one in sh.jobs.all()):
            return 0
        if await do_wait(sh, block=True, command=True) == -1:
            break
    sh.check_interrupt()
    sig, sh.pending_wait_signal = sh.pending_wait_signal, 0
    return sig + 128


def _forget(sh: Shell, job: Job, interactive: bool) -> None:
    if not interactive or not job.changed:
        sh.jobs.free(job)
        return
    job.remembered = False
    if sh.jobs.background is job:
        sh.jobs.background = None
