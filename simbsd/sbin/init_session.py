"""What init's children do: a login session on a terminal, a script on the console, the single user shell.

Models start_getty, run_script, execute_script, open_console and single_user of sbin/init/init.c, and what getty(8) and
login(1) leave to root's shell: their record of the session bears the terminal's name, where theirs is made by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import stat
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR, STDIN, decode, encode, puts, read_all
from simbsd.lib.termios import tcsetsid
from simbsd.lib.unistd import (
    chdir,
    close,
    dup2,
    execve,
    exit,
    getpid,
    nanosleep,
    open,
    read,
    setgroups,
    setlogin,
    setsid,
)
from simbsd.lib.utmpx import record_user
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY, O_RDWR
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGHUP, SIGTSTP
from simbsd.sys.utmpx import ID_SIZE

CONSOLE = "/dev/console"
NULL = "/dev/null"
PATH = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin"
SHELL = "/bin/sh"
SHREQUEST = f"Enter full pathname of shell or RETURN for {SHELL}: "
LINE_MAX = 127


@dataclass(frozen=True, slots=True)
class Line:
    """One terminal of ttys(5): its name and its type."""

    name: str
    term: str

    @property
    def ident(self) -> bytes:
        """What its session is called in the records of utmpx(3)."""
        return encode(self.name)[:ID_SIZE].ljust(ID_SIZE, b"\0")


def environment(term: str) -> dict[str, str]:
    """What login(1) gives root's shell: /etc/passwd and the default class of login.conf(5)."""
    return {
        "HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": SHELL, "PATH": PATH, "TERM": term,
        "BLOCKSIZE": "K", "LANG": "C.UTF-8", "MAIL": "/var/mail/root", "MM_CHARSET": "UTF-8",
    }  # fmt: skip


async def terminals() -> list[Line]:
    """The terminals that /etc/ttys marks ``on`` and that exist."""
    try:
        fd = await open("/etc/ttys", O_RDONLY)
    except Errno:
        return []
    text = decode(await read_all(fd))
    await close(fd)
    found = []
    for line in parse_ttys(text):
        try:
            await stat(f"/dev/{line.name}")
        except Errno:
            continue
        found.append(line)
    return found


def parse_ttys(text: str) -> list[Line]:
    """Each terminal that ttys(5) text marks ``on`` or ``onifexists``."""
    found = []
    for line in text.splitlines():
        words = line.partition("#")[0].replace('"', " ").split()
        marks = [word for word in ("on", "onifexists") if word in words[1:]]
        if marks:
            found.append(Line(words[0], words[words.index(marks[0]) - 1]))
    return found


async def session(state: tuple[Line, int]) -> int:
    """A session of its own on a terminal: root's login shell."""
    line, delay = state
    if delay:
        await nanosleep(delay)
    await setsid()
    fd = await open(f"/dev/{line.name}", O_RDWR)
    try:
        await tcsetsid(fd)
    except Errno:
        await exit(1)
    await _standard(fd)
    await setgroups([0, 5])
    await record_user("root", line.name, line.ident, await getpid())
    await setlogin("root")
    try:
        await chdir("/root")
    except Errno:
        await chdir("/")
    await execve(SHELL, ["-sh"], environment(line.term))


async def _standard(fd: int) -> None:
    """Make a descriptor standard input, output and errors."""
    for target in (0, 1, 2):
        if target != fd:
            await dup2(fd, target)
    if fd > 2:
        await close(fd)


async def open_console() -> None:
    """A session on the console; without one, nothing is heard and nothing is said."""
    await setsid()
    try:
        fd = await open(CONSOLE, O_RDWR)
    except Errno:
        await _standard(await open(NULL, O_RDWR))
        return
    try:
        await tcsetsid(fd)
    except Errno:
        pass  # somebody else's terminal: it is written to all the same
    await _standard(fd)


async def run_script(argv: list[str]) -> int:
    """Run a script by sh(1), on the console."""
    await signal(SIGTSTP, SIG_IGN)
    await signal(SIGHUP, SIG_IGN)
    await open_console()
    await execve(SHELL, [SHELL, *argv], {})


async def single_user_shell(state: None) -> int:
    """Ask for a shell on the console, and run it."""
    await open_console()
    await puts(SHREQUEST, STDERR)
    asked = decode(await read(STDIN, LINE_MAX)).strip()
    await signal(SIGHUP, SIG_DFL)
    for path in (asked or SHELL, SHELL):
        try:
            await execve(path, ["-sh"], {})
        except Errno:
            continue
    await exit(1)
