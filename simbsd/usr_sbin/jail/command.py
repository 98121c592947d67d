"""The steps of a jail's start and stop, in order, and back again when a start fails.

Models usr.sbin/jail/command.c (next_command, run_command, finish_command) and jail.c (startcommands, stopcommands).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.jail import jail_remove
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import close, monotonic, nanosleep, open, vfork
from simbsd.sys.errno import EPERM, Errno, strerror
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_WRONLY
from simbsd.sys.wait import wifsignaled, wtermsig
from simbsd.usr_sbin.jail.argv import Command, check_path, command_for
from simbsd.usr_sbin.jail.cfjail import FAILED, FROM_RUNQ, PERSIST, SLEEPQ, STOP, TIMEOUT, CfJail, Speaker
from simbsd.usr_sbin.jail.child import Child, become
from simbsd.usr_sbin.jail.operate import create_jail
from simbsd.usr_sbin.jail.state import State
from simbsd.usr_sbin.jail.wait import POLL, SECOND, Waiting

OPERATION = "jail_set or jail_remove"
STOP_TIMEOUT = "stop.timeout"
START_STEPS = (
    "exec.prepare", "ip4.addr", "ip6.addr", "mount", "mount.fstab", "mount.devfs", "mount.fdescfs", "mount.procfs",
    "exec.prestart", OPERATION, "exec.created", "vnet.interface", "exec.start", "command", "exec.poststart",
)  # fmt: skip
STOP_STEPS = (
    "exec.prestop", "exec.stop", STOP_TIMEOUT, OPERATION, "exec.poststop", "mount.procfs", "mount.fdescfs",
    "mount.devfs", "mount.fstab", "mount", "ip6.addr", "ip4.addr", "exec.release",
)  # fmt: skip
NOT_UNDONE = ("exec.prepare", "exec.prestart", "exec.created", "exec.start", "command", "exec.poststart")
CONVERTED = ("ip4.addr", "ip6.addr", "mount.fstab")
REVERSED = ("mount", *CONVERTED)
INSIDE = ("exec.start", "command", "exec.stop")
SWITCHES = ("mount.devfs", "mount.fdescfs", "mount.procfs")
DONE, WAITS, FAILS = 0, 1, -1


@dataclass(slots=True)
class Work:
    """How the whole run is done: the jails, who waits for what, the environment, -i, -p (-1: no limit), whether
    removals are told of.
    """

    state: State
    waiting: Waiting
    envp: dict[str, str]
    show_jid: bool = False
    note_remove: bool = False
    limit: int = -1

    @property
    def say(self) -> Speaker:
        """Who speaks."""
        return self.state.say


def _texts(jail: CfJail, step: str) -> list[str]:
    """What a step has to do: a text for each command, one text for what is not a command."""
    if step in (OPERATION, STOP_TIMEOUT):
        return [step]
    if step in SWITCHES:
        return [step] if jail.boolean(step) else []
    param = jail.find_converted(step) if step in CONVERTED else jail.find(step)
    return [value.text for value in param.values] if param is not None else []


def _move_on(jail: CfJail, undoing: bool) -> bool:
    """On to the step's next text, or to the next step; False past the last."""
    assert jail.steps is not None
    if jail.texts is None:
        jail.step += -1 if undoing else 1
        if not 0 <= jail.step < len(jail.steps):
            return False
        jail.texts = _texts(jail, jail.steps[jail.step])
        jail.place = len(jail.texts) - 1 if _backwards(jail, undoing) else 0
    else:
        jail.place += -1 if _backwards(jail, undoing) else 1
    if not 0 <= jail.place < len(jail.texts):
        jail.texts = None
    return True


def _backwards(jail: CfJail, undoing: bool) -> bool:
    assert jail.steps is not None
    return undoing or (jail.has(STOP) and jail.steps[jail.step] in REVERSED)


async def next_command(work: Work, jail: CfJail) -> bool:
    """Run a jail's commands up to one that must be waited for, or up to a failure; False when none is left."""
    if work.limit == 0:
        if jail.has(FROM_RUNQ):
            work.state.requeue_head(jail, work.state.runnable)
        else:
            work.state.requeue(jail, work.state.runnable)
        return True
    jail.flags &= ~FROM_RUNQ
    undoing = jail.flags & (STOP | FAILED) == FAILED
    while _move_on(jail, undoing):
        assert jail.steps is not None
        step = jail.steps[jail.step]
        text = jail.texts[jail.place] if jail.texts is not None else ""
        if not text or (undoing and step in NOT_UNDONE):
            continue
        outcome = await _run(work, jail, step, text)
        if outcome == FAILS:
            work.state.failed(jail)
        if outcome != DONE:
            return True
    return False


async def finish_command(work: Work, jail: CfJail) -> bool:
    """The command that a jail waited for has ended, or its time is up; True when that is a failure."""
    if not jail.has(SLEEPQ):
        return False
    jail.flags &= ~SLEEPQ
    timed_out = jail.has(TIMEOUT)
    jail.flags &= ~TIMEOUT
    status, jail.status = jail.status, 0
    if jail.steps is not None and jail.steps[jail.step] == STOP_TIMEOUT:
        return False
    work.limit += 1
    if work.state.runnable:
        first = work.state.runnable[0]
        first.flags |= FROM_RUNQ
        work.state.requeue(first, work.state.ready)
    if not timed_out and status == 0:
        return False
    how = "timed out" if timed_out else f"exited on signal {wtermsig(status)}" if wifsignaled(status) else "failed"
    await work.say.warn(jail, f"{jail.line}: {how}")
    work.state.failed(jail)
    return True


async def _run(work: Work, jail: CfJail, step: str, text: str) -> int:
    down = jail.has(STOP | FAILED)
    if step == STOP_TIMEOUT:
        return WAITS if await work.waiting.term_procs(jail) else DONE
    if step == OPERATION:
        return DONE if await (_remove(work, jail) if down else _create(work, jail)) else FAILS
    command = await command_for(work.say, jail, step, text, down)
    if command is None:
        return FAILS
    if step == "command" and jail.name is None:
        jail.texts = [text]  # all its words are in one command
        jail.place = 0
    return await _execute(work, jail, step, command) if command.argv else DONE


async def _create(work: Work, jail: CfJail) -> bool:
    if not await create_jail(work.say, jail):
        return False
    if work.show_jid:
        await puts(f"{jail.jid}\n")
    if work.say.verbose >= 0 and (jail.name is not None or work.say.verbose > 0):
        await work.say.note(jail, "created")
    await work.state.dep_done(jail, light=True)
    return True


async def _remove(work: Work, jail: CfJail) -> bool:
    try:
        await jail_remove(jail.jid)
    except Errno as error:
        if error.errno == EPERM:
            await work.say.warn(jail, f"jail_remove: {strerror(error.errno)}")
            return False
    told = work.note_remove if jail.has(STOP) else jail.name is not None
    if work.say.verbose > 0 or (work.say.verbose == 0 and told):
        await work.say.note(jail, "removed")
    jail.jid = -1
    if jail.has(STOP):
        await work.state.dep_done(jail, light=True)
    else:
        jail.flags &= ~PERSIST
    return True


async def _execute(work: Work, jail: CfJail, step: str, command: Command) -> int:
    """Start one command; the jail waits for it unless it runs in the background."""
    say, inside = work.say, step in INSIDE
    timeout = jail.integer("exec.timeout")
    jail.deadline = await monotonic() + timeout * SECOND if timeout else 0
    username = jail.string("exec.jail_user" if inside else "exec.system_user")
    console = await _console(say, jail) if inside else 0
    if console < 0:
        return FAILS
    jail.line = " ".join(command.argv)
    if say.verbose > 0:
        where, who = " in jail" if inside else "", f" as {username}" if username is not None else ""
        await say.note(jail, f"run command{where}{who}: {jail.line}")
    child = Child(
        say.err.name, jail.name, command.argv, work.envp, jail.jid, inside, command.background, jail.string("path"),
        jail.integer("exec.fib"), jail.boolean("exec.clean"), username, jail.boolean("exec.system_jail_user"), console,
    )  # fmt: skip
    pid = await vfork(become, child)
    if console:
        await close(console)
    if command.background:
        await nanosleep(POLL)  # its turn comes: it enters the jail before the borrowed persistence ends
        return DONE
    work.waiting.add_proc(jail, pid)
    work.limit -= 1
    return WAITS


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
