"""mkstemp(3), mkdtemp(3), mktemp(3): files and directories with new names.

Models lib/libc/stdio/mktemp.c and arc4random_uniform(3).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.files import lstat, mkdir
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import open
from simbsd.sys.errno import EEXIST, ENAMETOOLONG, ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDWR, PATH_MAX

PADCHAR = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


async def arc4random_uniform(bound: int) -> int:
    """A number below ``bound``, all equally likely."""
    least = (1 << 32) % bound
    while True:
        data: bytes = await syscall("getrandom", 4)
        number = int.from_bytes(data, "little")
        if number >= least:
            return number % bound


async def mkstemp(template: str) -> tuple[int, str]:
    """Make a file: (descriptor, name); the X at the template's end are replaced. Errors: those of open."""
    return await _gettemp(template, lambda path: open(path, O_CREAT | O_EXCL | O_RDWR, 0o600))


async def mkdtemp(template: str) -> str:
    """Make a directory, return its name. Errors: those of mkdir."""
    return (await _gettemp(template, _mkdir))[1]


async def mktemp(template: str) -> str:
    """A name that no file has, for a socket to be bound to. Errors: those of lstat, but ENOENT."""
    return (await _gettemp(template, _unused))[1]


async def _unused(path: str) -> int:
    try:
        await lstat(path)
    except Errno as error:
        if error.errno != ENOENT:
            raise
        return 0
    raise Errno(EEXIST)


async def _mkdir(path: str) -> int:
    await mkdir(path, 0o700)
    return 0


async def _gettemp(template: str, make: Callable[[str], Awaitable[int]]) -> tuple[int, str]:
    """Try one name after the other, beginning anywhere and counting upwards."""
    if len(template) >= PATH_MAX:
        raise Errno(ENAMETOOLONG)
    stem = template.rstrip("X")
    letters = [await arc4random_uniform(len(PADCHAR)) for _ in template[len(stem) :]]
    for _ in range(len(PADCHAR) ** min(len(letters), 3)):
        path = stem + "".join(PADCHAR[letter] for letter in letters)
        try:
            return await make(path), path
        except Errno as error:
            if error.errno != EEXIST:
                raise
        for place in range(len(letters)):
            letters[place] = (letters[place] + 1) % len(PADCHAR)
            if letters[place]:
                break
    raise Errno(EEXIST)
