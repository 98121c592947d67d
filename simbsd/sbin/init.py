"""init(8): the first process, which brings the system up, gives terminals login shells, and takes it down.

Models sbin/init/init.c (runcom, read_ttys, multi_user, clean_ttys, catatonia, death, death_single, single_user);
leaves out rerooting, chroot, revoke(2), getty(8) and login(1): a terminal marked ``on`` in /etc/ttys gets root's login
shell at once, and init itself enters its end in utmpx(3), which is login(1)'s doing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.files import stat
from simbsd.lib.signal import kill, signal
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import fork, monotonic, nanosleep, setitimer, waitpid
from simbsd.lib.utmpx import record_dead
from simbsd.sbin.init_level import check_first
from simbsd.sbin.init_session import Line, run_script, session, single_user_shell, terminals
from simbsd.sys.errno import ECHILD, EINTR, ENOENT, ESRCH, Errno
from simbsd.sys.reboot import RB_HALT, RB_POWERCYCLE, RB_POWEROFF, RC_DONE
from simbsd.sys.signal import (
    SIGALRM,
    SIGHUP,
    SIGINT,
    SIGKILL,
    SIGTERM,
    SIGTSTP,
    SIGUSR1,
    SIGUSR2,
    SIGWINCH,
)
from simbsd.sys.wait import wifexited

SECOND = 1_000_000
GETTY_SPACING, GETTY_SLEEP = 5 * SECOND, 30 * SECOND  # sessions that end this soon are started this late
DEATH_WATCH = 10 * SECOND  # how long processes have to die
DEATH_SCRIPT = 120 * SECOND  # how long /etc/rc.shutdown has
RUNCOM, RUNDOWN = "/etc/rc", "/etc/rc.shutdown"
TRANSITIONS = {  # signal -> what reboot(2) is to be told, where it is to be called
    SIGINT: 0, SIGUSR1: RB_HALT, SIGUSR2: RB_HALT | RB_POWEROFF, SIGWINCH: RB_POWERCYCLE,
}  # fmt: skip
MULTI_USER = ("read_ttys", "multi_user", "clean_ttys", "catatonia")


@dataclass(slots=True)
class Init:
    """What state init is in, which one is asked for, and the sessions by process."""

    state: str = "runcom"
    wanted: str = ""
    reboot: bool = False
    howto: int = 0
    clang: bool = False
    autoboot: bool = True
    blocked: bool = False  # no sessions are started (catatonia)
    sessions: dict[int, tuple[Line, int]] = field(default_factory=dict)

    def transition(self, sig: int) -> None:
        """A signal asks for another state (transition_handler)."""
        if sig == SIGALRM:
            self.clang = True
        elif sig == SIGHUP:
            self.wanted = "clean_ttys" if self.state in MULTI_USER else self.wanted
        elif sig == SIGTSTP:
            self.wanted = "catatonia" if self.state in (*MULTI_USER, "runcom") else self.wanted
        else:
            if sig in TRANSITIONS:
                self.howto |= TRANSITIONS[sig]
                self.reboot = True
            self.wanted = "death" if self.state in MULTI_USER else "death_single"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Go from state to state for ever."""
    await check_first(argv)
    init = Init()
    for sig in (SIGHUP, SIGTERM, SIGTSTP, SIGALRM, *TRANSITIONS):
        await signal(sig, init.transition)
    if RC_DONE in envp:
        init.state = "read_ttys"
    while True:
        init.state = await STATES[init.state](init)


async def runcom(init: Init) -> str:
    """Run /etc/rc; single user when it fails."""
    pid = await fork(run_script, [RUNCOM, "autoboot"] if init.autoboot else [RUNCOM])
    init.autoboot = True
    status = await _wait_for(init, pid)
    if init.wanted:
        return _take(init)
    return "read_ttys" if status == 0 else "single_user"


async def read_ttys(init: Init) -> str:
    """Start a session on each terminal of /etc/ttys that is on and exists."""
    running = [line.name for line, _ in init.sessions.values()]
    for line in await terminals():
        if line.name not in running:
            await _start(init, line, 0)
    return "multi_user"


async def multi_user(init: Init) -> str:
    """Wait for what ends; a session that ends is followed by another."""
    while not init.wanted:
        pid = await _wait(init)
        if pid in init.sessions:
            line, since = init.sessions.pop(pid)
            await record_dead(line.ident, pid)
            if not init.blocked:
                now = await monotonic()
                await _start(init, line, GETTY_SLEEP if now - since < GETTY_SPACING else 0)
    return _take(init)


async def clean_ttys(init: Init) -> str:
    """Read /etc/ttys again: sessions of lines that are gone or off are hung up, new ones begin."""
    init.blocked = False
    on = [line.name for line in await terminals()]
    for pid, (line, _) in list(init.sessions.items()):
        if line.name not in on:
            del init.sessions[pid]
            await _kill(pid, SIGHUP)
    return await read_ttys(init)


async def catatonia(init: Init) -> str:
    """No more logins."""
    init.blocked = True
    return "multi_user"


async def death(init: Init) -> str:
    """Hang up the terminals and run /etc/rc.shutdown, for two minutes at most."""
    init.blocked = True
    for pid in init.sessions:
        await _kill(pid, SIGHUP)
    try:
        await stat(RUNDOWN)
    except Errno as error:
        if error.errno == ENOENT:
            return "death_single"
    script = await fork(run_script, [RUNDOWN, "reboot" if init.reboot else "single"])
    init.clang = False
    await setitimer(DEATH_SCRIPT)
    await _wait_for(init, script)
    await setitimer(0)
    if init.clang:
        await _kill(script, SIGTERM)
    return "death_single"


async def death_single(init: Init) -> str:
    """Every process gets SIGTERM, and ten seconds later those left SIGKILL."""
    init.blocked = True
    for sig in (SIGTERM, SIGKILL):
        if not await _kill(-1, sig):
            break
        init.clang = False
        await setitimer(DEATH_WATCH)
        if await _all_gone(init):
            break
    await setitimer(0)
    return "single_user"


async def single_user(init: Init) -> str:
    """Reboot, if that is what was asked for; else a shell on the console, and /etc/rc when it ends."""
    init.wanted = ""
    init.sessions.clear()
    if init.reboot:
        await syscall("reboot", init.howto)
    shell = await fork(single_user_shell, None)
    status = await _wait_for(init, shell)
    if init.wanted:
        return _take(init)
    if status is None or not wifexited(status):
        return "single_user"
    init.autoboot = init.blocked = False
    return "runcom"


STATES = {
    "runcom": runcom, "read_ttys": read_ttys, "multi_user": multi_user, "clean_ttys": clean_ttys,
    "catatonia": catatonia, "death": death, "death_single": death_single, "single_user": single_user,
}  # fmt: skip


def _take(init: Init) -> str:
    wanted, init.wanted = init.wanted, ""
    return wanted


async def _start(init: Init, line: Line, delay: int) -> None:
    now = await monotonic()
    init.sessions[await fork(session, (line, delay))] = (line, now + delay)


async def _kill(pid: int, sig: int) -> bool:
    """False when there is nobody to get it."""
    try:
        await kill(pid, sig)
    except Errno as error:
        return error.errno != ESRCH
    return True


async def _wait(init: Init) -> int:
    """Reap the next child; with none, sleep until a signal or an orphan comes."""
    try:
        return (await waitpid(-1))[0]
    except Errno as error:
        if error.errno != EINTR and not init.wanted:
            await _sleep()
        return 0


async def _sleep() -> None:
    try:
        await nanosleep(GETTY_SLEEP)
    except Errno:
        return


async def _all_gone(init: Init) -> bool:
    """Reap children until there are none; False when the alarm rang first."""
    while not init.clang:
        try:
            await waitpid(-1)
        except Errno as error:
            if error.errno == ECHILD:
                return True
    return False


async def _wait_for(init: Init, pid: int) -> int | None:
    """Reap children until ``pid`` has ended: its status. None when a transition was asked for, the alarm rang, or there
    is no such child.
    """
    while not (init.wanted or init.clang):
        try:
            ended, status = await waitpid(-1)
        except Errno as error:
            if error.errno == ECHILD:
                return None
            continue
        if ended == pid:
            return status
    return None
