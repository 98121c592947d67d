"""Making child shells and child commands.

Models bin/sh/jobs.c (forkshell, vforkexecshell) and exec.c (shellexec, tryexec); leaves out nothing.

A child shell runs a function on a copy of the shell's state. A plain external command needs no shell: its child gets
only what exec needs.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from simbsd.lib.printf import printf
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR
from simbsd.lib.termios import tcsetpgrp
from simbsd.lib.unistd import close, dup2, execve, fork, getpid, open, read, setpgid, vfork
from simbsd.sh.errors import Interrupt, ShellError, ShellExit, TooDeep
from simbsd.sh.find import not_found, path_entries
from simbsd.sh.jobtable import DONE, Job, Process
from simbsd.sh.redir import Target, close_quietly, open_target
from simbsd.sh.signals import clear_traps, die_of, finish, ignore_signal, set_signal
from simbsd.sh.state import Shell
from simbsd.sh.substitute import new_pipe
from simbsd.sh.wait import check_zombies
from simbsd.sys.errno import ENOENT, ENOEXEC, ENOTDIR, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.signal import (
    SIG_DFL,
    SIGINT,
    SIGQUIT,
    SIGSEGV,
    SIGTERM,
    SIGTSTP,
    SIGTTOU,
)

FOREGROUND, BACKGROUND, NO_JOB = 0, 1, 2
_SHELL = "/bin/sh"
_SCRIPT_LETTERS = tuple(bytes([letter]) for letter in b"abcdefghijklmnopqrstuvwxyz$`")
Run = Callable[..., Coroutine[Any, Any, None]]


class Plumbing:
    """Descriptors that a child sets up first: those to close, and pairs to move (from, to)."""

    __slots__ = ("closes", "moves")

    def __init__(self, closes: tuple[int, ...] = (), moves: tuple[tuple[int, int], ...] = ()) -> None:
        self.closes = closes
        self.moves = moves

    async def connect(self) -> None:
        """Do it."""
        for source, target in self.moves:
            if source != target:
                await dup2(source, target)
                await close(source)
        for fd in self.closes:
            await close_quietly(fd)


class Group:
    """The process group of a child: ``leader`` 0 means its own; ``tty`` is given if it gets the terminal."""

    __slots__ = ("leader", "tty")

    def __init__(self, leader: int, tty: int | None) -> None:
        self.leader = leader
        self.tty = tty

    async def join(self) -> None:
        """Join it, in the child. SIGTTOU must still be ignored."""
        leader = self.leader or await getpid()
        try:
            await setpgid(0, leader)
        except Errno:
            return
        if self.tty is not None:
            await tcsetpgrp(self.tty, leader)


class _Child:
    """What a child shell starts with. fork(2) copies it, which copies the shell."""

    __slots__ = ("args", "first", "group", "mode", "plumbing", "run", "shell")

    def __init__(
        self,
        shell: Shell,
        mode: int,
        first: bool,
        group: Group | None,
        plumbing: Plumbing,
        run: Run,
        args: tuple[Any, ...],
    ) -> None:
        self.shell = shell
        self.mode = mode
        self.first = first
        self.group = group
        self.plumbing = plumbing
        self.run = run
        self.args = args

    def __deepcopy__(self, memo: object) -> _Child:
        return _Child(self.shell.clone(), self.mode, self.first, self.group, self.plumbing, self.run, self.args)


async def fork_shell(sh: Shell, job: Job | None, mode: int, plumbing: Plumbing, text: str, run: Run, *args: Any) -> int:
    """Fork a shell that runs ``run(shell, *args)``; raises ShellError. ``args`` must be immutable.

    ``job`` is the job that it belongs to, ``text`` how `jobs` shows it.
    """
    first = job is None or not job.processes
    if mode == BACKGROUND and first:
        await check_zombies(sh)
    await sh.output.flush()
    group = _group(sh, job, mode)
    try:
        pid = await fork(_child_main, _Child(sh, mode, first, group, plumbing, run, args))
    except Errno as error:
        raise ShellError(f"Cannot fork: {error}") from None
    await _adopt(sh, job, mode, pid, group, text)
    return pid


def _group(sh: Shell, job: Job | None, mode: int) -> Group | None:
    if not (sh.root and mode != NO_JOB and sh.options["monitor"]):
        return None
    leader = job.processes[0].pid if job is not None and job.processes else 0
    return Group(leader, sh.tty if mode == FOREGROUND else None)


async def _adopt(sh: Shell, job: Job | None, mode: int, pid: int, group: Group | None, text: str) -> None:
    """The parent's part of a fork."""
    if group is not None:
        try:
            await setpgid(pid, group.leader or pid)
        except Errno:
            # The child has done so itself, and may have run exec since.
            pass
    if mode == BACKGROUND:
        old = sh.jobs.background
        if old is not None and old.state == DONE and not old.remembered and not sh.options["interactive"]:
            sh.jobs.free(old)
        sh.jobs.background_pid = pid
        sh.jobs.background = job
    if job is not None:
        job.processes.append(Process(pid, text))
        job.foreground = mode == FOREGROUND
        sh.jobs.use(job)


async def _child_main(child: _Child) -> int:
    """A child shell from its birth to its exit status."""
    sh = child.shell
    try:
        await _become_child(sh, child)
        await child.plumbing.connect()
        await child.run(sh, *child.args)
    except ShellError as error:
        await sh.report(error)
    except ShellExit:
        pass
    except Interrupt:
        await die_of(SIGINT)
    except TooDeep:
        await die_of(SIGSEGV)
    if sh.exiting is None:
        try:
            await finish(sh, sh.status)
        except TooDeep:
            await die_of(SIGSEGV)
    return sh.status if sh.exiting is None else sh.exiting


async def _become_child(sh: Shell, child: _Child) -> None:
    was_root, sh.root = sh.root, False
    for fd in sh.script_descriptors:
        await close_quietly(fd)
    sh.script_descriptors = ()
    await clear_traps(sh)
    sh.job_control = False
    sh.exiting = None
    # A child begins with a stack of its own.
    sh.depth = 0
    if child.group is not None:
        await child.group.join()
        await set_signal(sh, SIGTSTP)
        await set_signal(sh, SIGTTOU)
    elif child.mode == BACKGROUND:
        await ignore_signal(sh, SIGINT)
        await ignore_signal(sh, SIGQUIT)
        if child.first and not sh.stdin_redirected:
            await close_quietly(0)
            try:
                await open("/dev/null", O_RDONLY)
            except Errno as error:
                raise ShellError(f"cannot open /dev/null: {error}") from None
    interactive = was_root and sh.options["interactive"]
    if interactive or child.group is not None or child.mode != BACKGROUND:
        # A fork leaves caught signals at their default here; the real one keeps the handlers.
        await set_signal(sh, SIGINT)
        await set_signal(sh, SIGQUIT)
    if interactive:
        await set_signal(sh, SIGTERM)


async def fork_substitution(sh: Shell, node: Any) -> tuple[int, Job]:
    """Start ``node`` in a child whose standard output is a pipe: the end to read, and the job."""
    from simbsd.sh.evaluate import EXIT, evaluate

    reader, writer = await new_pipe()
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    plumbing = Plumbing((reader,), ((writer, 1),))
    try:
        await fork_shell(sh, job, NO_JOB, plumbing, "", evaluate, node, EXIT)
    except ShellError:
        await close(reader)
        await close(writer)
        raise
    await close(writer)
    return reader, job


# External commands.


class Plan:
    """Everything that a child needs to run an external command. It borrows nothing of the shell."""

    __slots__ = (
        "argv", "environment", "found", "group", "noclobber", "path", "plumbing", "prefix", "resets", "targets",
    )  # fmt: skip

    def __init__(
        self,
        prefix: str,
        argv: list[str],
        environment: dict[str, str],
        path: str,
        found: str,
        targets: tuple[Target, ...],
    ) -> None:
        self.prefix = prefix
        self.argv = argv
        self.environment = environment
        self.path = path
        self.found = found
        self.targets = targets
        self.noclobber = False
        self.plumbing: Plumbing | None = None
        self.group: Group | None = None
        self.resets: tuple[int, ...] = ()


async def fork_command(sh: Shell, job: Job, mode: int, plan: Plan, text: str) -> None:
    """Start an external command in a child; raises ShellError."""
    await sh.output.flush()
    plan.noclobber = sh.options["noclobber"]
    plan.group = _group(sh, job, mode)
    plan.resets = (
        tuple(sig for sig, mode_ in sh.signal_modes.items() if mode_ == "ignore" and sig not in sh.traps)
        if sh.root
        else ()
    )
    try:
        pid = await vfork(_command_main, plan)
    except Errno as error:
        raise ShellError(f"Cannot fork: {error}") from None
    await _adopt(sh, job, mode, pid, plan.group, text)


async def _command_main(plan: Plan) -> int:
    if plan.group is not None:
        await plan.group.join()
    for sig in plan.resets:
        await signal(sig, SIG_DFL)
    if plan.plumbing is not None:
        await plan.plumbing.connect()
    try:
        for target in plan.targets:
            await open_target(target, plan.noclobber)
        await execute(plan.argv, plan.environment, plan.path, plan.found)
    except ShellError as error:
        await printf(f"{plan.prefix}{error.message}\n", STDERR)
        return error.status


async def execute(argv: list[str], environment: dict[str, str], path: str, found: str = "") -> NoReturn:
    """exec a command, looked for along ``path`` from ``found`` on; raises ShellError (shellexec)."""
    name = argv[0]
    failure = ENOENT
    if "/" in name:
        failure = await _try(name, argv, environment)
    else:
        candidates = [found] if found else []
        for candidate in candidates + [entry for entry in path_entries(path, name) if entry != found]:
            error = await _try(candidate, argv, environment)
            if error not in (ENOENT, ENOTDIR):
                failure = error
            if failure == ENOEXEC:
                break
    raise ShellError(not_found(name, failure), 127 if failure in (ENOENT, ENOTDIR) else 126)


async def _try(file: str, argv: list[str], environment: dict[str, str]) -> int:
    """exec ``file``, or a shell on it if it is a script without ``#!``; the error if that fails (tryexec)."""
    try:
        await execve(file, argv, environment)
    except Errno as error:
        failure = error.errno
    if failure != ENOEXEC or await _is_binary(file):
        return failure
    try:
        await execve(_SHELL, [_SHELL, file, *argv[1:]], environment)
    except Errno:
        pass
    return failure


async def _is_binary(file: str) -> bool:
    """Whether the beginning of ``file`` is no shell script's: it has a NUL before any line with a letter."""
    try:
        fd = await open(file, O_RDONLY)
        data = await read(fd, 256)
        await close(fd)
    except Errno:
        return False
    head, nul, _ = data.partition(b"\0")
    if not nul:
        return False
    # A line with a letter or an expansion before the NUL makes it a script.
    starts = [head.find(letter) for letter in _SCRIPT_LETTERS if letter in head]
    return not starts or b"\n" not in head[min(starts) :]
