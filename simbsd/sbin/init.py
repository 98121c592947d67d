"""init(8): the first process, which gives every terminal a login shell and waits for orphans.

Models sbin/init/init.c; leaves out run levels, /etc/rc, getty(8) and login(1): a terminal marked ``on`` in /etc/ttys
gets root's login shell at once.
"""

from __future__ import annotations

from simbsd.lib.files import stat
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.termios import tcsetsid
from simbsd.lib.unistd import (
    chdir,
    close,
    dup2,
    execve,
    exit,
    fork,
    monotonic,
    nanosleep,
    open,
    setgroups,
    setlogin,
    setsid,
    waitpid,
)
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_RDONLY, O_RDWR

GETTY_SPACING, GETTY_SLEEP = 5_000_000, 30_000_000  # init.c: sessions that end this soon are started this late
PATH = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin"
SHELL = "/bin/sh"


def environment(term: str) -> dict[str, str]:
    """What login(1) gives root's shell: /etc/passwd and the default class of login.conf(5)."""
    return {
        "HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": SHELL, "PATH": PATH, "TERM": term,
        "BLOCKSIZE": "K", "LANG": "C.UTF-8", "MAIL": "/var/mail/root", "MM_CHARSET": "UTF-8",
    }  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Start a session on each terminal, and another whenever one ends."""
    started: dict[int, tuple[str, str, int]] = {}
    for name, term in await terminals():
        started[await fork(session, (name, term, 0))] = (name, term, await monotonic())
    while True:
        pid = await _wait()
        if pid in started:
            name, term, since = started.pop(pid)
            now = await monotonic()
            delay = GETTY_SLEEP if now - since < GETTY_SPACING else 0
            started[await fork(session, (name, term, delay))] = (name, term, now + delay)


async def _wait() -> int:
    """Reap the next child; with none, sleep until a signal or an orphan comes."""
    try:
        return (await waitpid(-1))[0]
    except Errno as error:
        if error.errno != EINTR:
            await nanosleep(GETTY_SLEEP)
        return 0


async def terminals() -> list[tuple[str, str]]:
    """The terminals that /etc/ttys marks ``on`` and that exist: (name, type)."""
    try:
        fd = await open("/etc/ttys", O_RDONLY)
    except Errno:
        return []
    text = decode(await read_all(fd))
    await close(fd)
    found = []
    for name, term in parse_ttys(text):
        try:
            await stat(f"/dev/{name}")
        except Errno:
            continue
        found.append((name, term))
    return found


def parse_ttys(text: str) -> list[tuple[str, str]]:
    """Name and type of each terminal that ttys(5) text marks ``on`` or ``onifexists``."""
    found = []
    for line in text.splitlines():
        words = line.partition("#")[0].replace('"', " ").split()
        marks = [word for word in ("on", "onifexists") if word in words[1:]]
        if marks:
            found.append((words[0], words[words.index(marks[0]) - 1]))
    return found


async def session(state: tuple[str, str, int]) -> int:
    """A session of its own on a terminal: root's login shell."""
    name, term, delay = state
    if delay:
        await nanosleep(delay)
    await setsid()
    fd = await open(f"/dev/{name}", O_RDWR)
    try:
        await tcsetsid(fd)
    except Errno:
        await exit(1)
    for target in (0, 1, 2):
        if target != fd:
            await dup2(fd, target)
    await setgroups([0, 5])
    await setlogin("root")
    try:
        await chdir("/root")
    except Errno:
        await chdir("/")
    await execve(SHELL, ["-sh"], environment(term))
