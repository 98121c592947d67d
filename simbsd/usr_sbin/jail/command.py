"""The steps of a jail's start and stop, in order, and back again when a start fails.

Models usr.sbin/jail/command.c (next_command, run_command, finish_command, term_procs) and jail.c (startcommands,
stopcommands); jails are worked on one after the other, so ``-p`` changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.jail import jail_remove
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, nanosleep, open, setitimer, vfork, waitpid
from simbsd.sys.errno import EINTR, EPERM, Errno, strerror
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_WRONLY
from simbsd.sys.signal import SIG_DFL, SIGALRM, SIGTERM
from simbsd.sys.wait import wifsignaled, wtermsig
from simbsd.usr_sbin.jail.argv import Command, check_path, command_for
from simbsd.usr_sbin.jail.cfjail import CfJail, Speaker
from simbsd.usr_sbin.jail.child import Child, become
from simbsd.usr_sbin.jail.operate import create_jail

OPERATION = "jail_set or jail_remove"
START = (
    "exec.prepare", "ip4.addr", "ip6.addr", "mount", "mount.fstab", "mount.devfs", "mount.fdescfs", "mount.procfs",
    "exec.prestart", OPERATION, "exec.created", "vnet.interface", "exec.start", "command", "exec.poststart",
)  # fmt: skip
STOP = ("exec.prestop", "exec.stop", "stop.timeout", OPERATION, "exec.poststop", "mount.procfs", "mount.fdescfs",
        "mount.devfs", "mount.fstab", "mount", "ip6.addr", "ip4.addr", "exec.release")  # fmt: skip
NOT_UNDONE = ("exec.prepare", "exec.prestart", "exec.created", "exec.start", "command", "exec.poststart")
REVERSED = ("mount", "mount.fstab", "ip4.addr", "ip6.addr")
INSIDE = ("exec.start", "command", "exec.stop")
SWITCHES = ("mount.devfs", "mount.fdescfs", "mount.procfs")
DEFAULT_STOP_TIMEOUT = 10
SECOND = 1_000_000
POLL = 10_000


@dataclass(slots=True)
class Work:
    """How the whole run is done: who speaks, the environment, -i, whether removals are told of."""

    say: Speaker
    envp: dict[str, str]
    show_jid: bool = False
    note_remove: bool = False


def _values(jail: CfJail, step: str) -> list[str]:
    """What a step has to do: one text for each command, one empty text for what is not a command."""
    if step in (OPERATION, "stop.timeout"):
        return [""]
    if step in SWITCHES:
        return [""] if jail.boolean(step) else []
    if step in ("ip4.addr", "ip6.addr", "mount.fstab"):
        return jail.lists.get(step, [])
    texts = [text for text in jail.strings(step) if text]
    return texts[:1] if step == "command" and jail.name is None else texts


async def start(work: Work, jail: CfJail) -> bool:
    """Every step of a start; when one fails, what was done before it is undone, and False returned."""
    done: list[tuple[str, str]] = []
    for step in START:
        for text in _values(jail, step):
            if not await _run(work, jail, step, text, down=False, stopping=False):
                jail.failed = True
                await _undo(work, jail, done)
                return False
            done.append((step, text))
    return True


async def _undo(work: Work, jail: CfJail, done: list[tuple[str, str]]) -> None:
    for step, text in reversed(done):
        if step not in NOT_UNDONE:
            await _run(work, jail, step, text, down=True, stopping=False)


async def stop(work: Work, jail: CfJail) -> bool:
    """Every step of a stop. A failure before the removal ends it; after it the rest is still done."""
    good = True
    for step in STOP:
        texts = _values(jail, step)
        for text in reversed(texts) if step in REVERSED else texts:
            if not await _run(work, jail, step, text, down=True, stopping=True):
                good, jail.failed = False, True
                if jail.jid > 0:
                    return False
    return good


async def _run(work: Work, jail: CfJail, step: str, text: str, *, down: bool, stopping: bool) -> bool:
    if step == OPERATION:
        return await (_remove(work, jail, stopping) if down else _create(work, jail))
    if step == "stop.timeout":
        await _terminate(work.say, jail)
        return True
    command = await command_for(work.say, jail, step, text, down)
    if command is None:
        return False
    return not command.argv or await _execute(work, jail, step, command)


async def _create(work: Work, jail: CfJail) -> bool:
    if not await create_jail(work.say, jail):
        return False
    if work.show_jid:
        await puts(f"{jail.jid}\n")
    if work.say.verbose >= 0 and (jail.name is not None or work.say.verbose > 0):
        await work.say.note(jail, "created")
    return True


async def _remove(work: Work, jail: CfJail, stopping: bool) -> bool:
    try:
        await jail_remove(jail.jid)
    except Errno as error:
        if error.errno == EPERM:
            await work.say.warn(jail, f"jail_remove: {strerror(error.errno)}")
            return False
    told = work.note_remove if stopping else jail.name is not None
    if work.say.verbose > 0 or (work.say.verbose == 0 and told):
        await work.say.note(jail, "removed")
    jail.jid = -1
    jail.persists = False
    return True


async def _execute(work: Work, jail: CfJail, step: str, command: Command) -> bool:
    """Run one command and wait for it; False when it failed."""
    say, inside = work.say, step in INSIDE
    username = jail.string("exec.jail_user" if inside else "exec.system_user")
    console = await _console(say, jail) if inside else 0
    if console < 0:
        return False
    line = " ".join(command.argv)
    if say.verbose > 0:
        where, who = " in jail" if inside else "", f" as {username}" if username is not None else ""
        await say.note(jail, f"run command{where}{who}: {line}")
    child = Child(
        say.err.name, jail.name, command.argv, work.envp, jail.jid, inside, command.background, jail.string("path"),
        jail.integer("exec.fib"), jail.boolean("exec.clean"), username, jail.boolean("exec.system_jail_user"), console,
    )  # fmt: skip
    pid = await vfork(become, child)
    if console:
        await close(console)
    if command.background:
        await nanosleep(POLL)  # its turn comes: it enters the jail before the borrowed persistence ends
        return True
    return await _finish(say, jail, pid, line, jail.integer("exec.timeout") or 0)


async def _console(say: Speaker, jail: CfJail) -> int:
    """The file for output of commands in the jail; 0 for none, -1 when it cannot be opened."""
    path = jail.string("exec.consolelog")
    if path is None:
        return 0
    if not await check_path(say, jail, "exec.consolelog", path, True, None):
        return -1
    try:
        return await open(path, O_WRONLY | O_CREAT | O_APPEND)
    except Errno as error:
        await say.warn(jail, f"open {path}: {strerror(error.errno)}")
        return -1


async def _finish(say: Speaker, jail: CfJail, pid: int, line: str, timeout: int) -> bool:
    """Wait for a command, at most ``timeout`` seconds (0: for ever), and tell how it failed."""
    if timeout:
        await signal(SIGALRM, _alarm)
        await setitimer(timeout * SECOND)
    try:
        _, status = await waitpid(pid)
    except Errno as error:
        if error.errno != EINTR:
            raise
        await say.warn(jail, f"{line}: timed out")
        return False
    if timeout:
        await setitimer(0)
        await signal(SIGALRM, SIG_DFL)
    if status == 0:
        return True
    how = f"exited on signal {wtermsig(status)}" if wifsignaled(status) else "failed"
    await say.warn(jail, f"{line}: {how}")
    return False


def _alarm(sig: int) -> None:
    """The alarm's only effect is to interrupt the wait."""


async def _inmates(jail: CfJail) -> list[int]:
    records = await sysctl("kern.proc.all")
    return [record.ki_pid for record in records if record.ki_jid == jail.jid and record.ki_stat != "Z"]


async def _terminate(say: Speaker, jail: CfJail) -> None:
    """SIGTERM to every process of the jail, then wait for them to end, at most stop.timeout seconds."""
    timeout = jail.integer("stop.timeout")
    if timeout is None:
        timeout = DEFAULT_STOP_TIMEOUT
    if timeout == 0:
        return
    sent: list[int] = []
    for pid in await _inmates(jail):
        try:
            await kill(pid, SIGTERM)
        except Errno:
            continue
        sent.append(pid)
    if not sent:
        return
    if say.verbose > 0:
        await say.note(jail, "sent SIGTERM to: " + " ".join(str(pid) for pid in sent))
    for _ in range(timeout * SECOND // POLL):
        if not any(pid in sent for pid in await _inmates(jail)):
            return
        await nanosleep(POLL)
    if say.verbose > 0:
        await say.note(jail, "timed out")


