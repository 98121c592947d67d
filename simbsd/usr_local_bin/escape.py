"""escape: try to leave a chroot, or a jail, call by call, and say what each call answers.

Models no program of FreeBSD, but the escapes that section 6 of the Jails paper closes, as its source in
/usr/share/examples/cellblock/escape.c has them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from simbsd.lib.files import mkdir, stat
from simbsd.lib.jail import jail, jail_attach, jail_getid
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import chdir, chroot, fchdir, open
from simbsd.sys.errno import EEXIST, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.jail import Jail

CAGE = "/tmp/cage"
CLIMBS = 16
ADDRESS = 0x0A00020F  # 10.0.2.15, the first address of the machine
USAGE = "usage: escape chroot | dotdot | fchdir | saved-fd | jail | attach jail\n"
Place = tuple[int, int]


class Stopped(Exception):
    """A call was refused: the attempt ends there."""


class Attempt:
    """One try: every call is shown with its answer; ``start`` and ``cage`` are two directories to know again."""

    def __init__(self, argument: str) -> None:
        self.argument = argument
        self.start: Place = (0, 0)
        self.cage: Place = (0, 0)

    async def call(self, text: str, answer: Awaitable[Any], spared: int = 0) -> int:
        """Make a call and show it; a refusal (but the one ``spared``) ends the attempt."""
        try:
            result = await answer
        except Errno as error:
            await printf(f"{text:<28} = -1: {error}\n")
            if error.errno == spared:
                return -1
            raise Stopped from None
        number = result if isinstance(result, int) else 0
        await printf(f"{text:<28} = {number}\n")
        return number

    async def prepare(self) -> None:
        """A cage, and where we come from."""
        self.start = await here("/")
        await self.call(f'mkdir("{CAGE}", 0755)', mkdir(CAGE), EEXIST)
        self.cage = await here(CAGE)

    async def lock(self) -> None:
        """Into the cage, as a careful administrator does it."""
        await self.call(f'chdir("{CAGE}")', chdir(CAGE))
        await self.call('chroot(".")', chroot("."))

    async def climb(self) -> None:
        """Up and up; at a root, ``..`` is the root itself."""
        for _ in range(CLIMBS - 1):
            await chdir("..")
        await self.call(f'chdir("..") x {CLIMBS}', chdir(".."))


async def here(path: str = ".") -> Place:
    """Device and file number: what tells one directory from another."""
    about = await stat(path)
    return about.st_dev, about.st_ino


async def by_dotdot(attempt: Attempt) -> None:
    """Walk up: the root's parent is the root."""
    await attempt.lock()
    await attempt.climb()


async def by_chroot(attempt: Attempt) -> None:
    """A second chroot leaves the working directory where it is: above the new root."""
    await attempt.lock()
    await attempt.call('mkdir("sub", 0755)', mkdir("sub"), EEXIST)
    await attempt.call('chroot("sub")', chroot("sub"))
    await attempt.climb()


async def by_fchdir(attempt: Attempt) -> None:
    """A descriptor remembers a directory above the second root."""
    await attempt.lock()
    fd = await attempt.call('open(".", O_RDONLY)', open(".", O_RDONLY))
    await attempt.call('mkdir("sub", 0755)', mkdir("sub"), EEXIST)
    await attempt.call('chroot("sub")', chroot("sub"))
    await attempt.call(f"fchdir({fd})", fchdir(fd))
    await attempt.climb()


async def by_saved_fd(attempt: Attempt) -> None:
    """A descriptor remembers a directory outside the first root."""
    fd = await attempt.call('open("/", O_RDONLY)', open("/", O_RDONLY))
    await attempt.lock()
    await attempt.call(f"fchdir({fd})", fchdir(fd))
    await attempt.climb()


async def by_jail(attempt: Attempt) -> None:
    """The same, into a jail of our own making."""
    fd = await attempt.call('open("/", O_RDONLY)', open("/", O_RDONLY))
    made = Jail(0, CAGE, "cage", ip4=[ADDRESS])
    await attempt.call(f'jail({{0, "{CAGE}", ...}})', jail(made))
    await attempt.call(f"fchdir({fd})", fchdir(fd))
    await attempt.climb()


async def by_attach(attempt: Attempt) -> None:
    """The same, into a jail that is there."""
    jid = await attempt.call(f'jail_getid("{attempt.argument}")', jail_getid(attempt.argument))
    fd = await attempt.call('open("/", O_RDONLY)', open("/", O_RDONLY))
    await attempt.call(f"jail_attach({jid})", jail_attach(jid))
    await attempt.call(f"fchdir({fd})", fchdir(fd))
    await attempt.climb()


WAYS: dict[str, Callable[[Attempt], Awaitable[None]]] = {
    "chroot": by_chroot, "dotdot": by_dotdot, "fchdir": by_fchdir, "saved-fd": by_saved_fd, "jail": by_jail,
    "attach": by_attach,
}  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Try one way: 0 when the old root is reached, 1 when not."""
    way = argv[1] if len(argv) > 1 else ""
    if way not in WAYS or len(argv) != (3 if way == "attach" else 2):
        await printf(USAGE, STDERR)
        return 2
    attempt = Attempt(argv[-1])
    try:
        await attempt.prepare()
        await WAYS[way](attempt)
    except Stopped:
        await printf("Stopped: the last call was refused.\n")
        return 1
    place = await here()
    if place == attempt.start:
        await printf('Out: "." is the directory that was "/" at the start.\n')
        return 0
    if place != attempt.cage:
        await printf('Out: "." lies above the directory that was "/" at the start.\n')
        return 0
    await printf('Held: the walk ended in the cage, where ".." leads nowhere else.\n')
    return 1
