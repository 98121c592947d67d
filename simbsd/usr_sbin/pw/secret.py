"""pw(8): passwords, read from a descriptor or made.

Models pw_set_passwd() and pw_password() in usr.sbin/pw/pw_user.c, grp_set_passwd() in pw_group.c; leaves out other
formats than SHA-512.
"""

from __future__ import annotations

import re

from simbsd.lib.crypt import new_password
from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_USAGE
from simbsd.lib.mktemp import arc4random_uniform
from simbsd.lib.printf import printf
from simbsd.lib.readpassphrase import ask
from simbsd.lib.stdio import STDOUT, decode
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import isatty, read
from simbsd.sys.errno import Errno
from simbsd.usr_sbin.pw.conf import NONE, RANDOM, YES
from simbsd.usr_sbin.pw.database import Request, failed

CHARS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./"
NO_ACCESS = "*"


async def check_fd(request: Request, letter: str, text: str) -> int | None:
    """The descriptor that -h or -H names; None for ``-h -`` (pw_checkfd)."""
    if request.has("h") and request.has("H"):
        await request.err.errx(EX_USAGE, "'-h' and '-H' are mutually exclusive options")
    if text == "-":
        if letter == "H":
            await request.err.errx(EX_USAGE, "-H expects a file descriptor")
        return None
    try:
        return strtonum(text, 0, INT_MAX)
    except ValueError as why:
        await request.err.errx(EX_USAGE, f"Bad file descriptor '{text}': {why}")


async def from_descriptor(request: Request, prompt: str, now: str) -> str:
    """The password that -h or -H hands over, encrypted; ``now`` when there is neither. ``prompt`` has its place for
    ``encrypted``.
    """
    letter = "h" if request.has("h") else "H"
    text = request.get(letter)
    if text is None:
        return now
    fd = await check_fd(request, letter, text)
    if fd is None:
        return NO_ACCESS
    try:
        if await isatty(fd):
            line = await ask(prompt.format("encrypted " if letter == "H" else "")) or ""
        else:
            line = re.split("[\r\n]", decode(await read(fd, 127)))[0]
    except Errno as error:
        await failed(request.err, EX_IOERR, f"-{letter} file descriptor", error)
    if not line:
        await request.err.errx(EX_DATAERR, f"empty password read on file descriptor {fd}")
    if letter == "h":
        return await new_password(line)
    if ":" in line:
        await request.err.errx(EX_DATAERR, "bad encrypted password")
    return line


async def default(request: Request, way: str, name: str) -> str:
    """The password of a new user by the configured way, or by -w: random ones are told (pw_password)."""
    if way == NONE:
        return ""
    if way == YES:
        return await new_password(name)
    if way != RANDOM:
        return NO_ACCESS
    length = 8 + await arc4random_uniform(8)
    password = "".join([CHARS[await arc4random_uniform(len(CHARS))] for _ in range(length)])
    shown = f"Password for '{name}' is: " if await isatty(STDOUT) else ""
    await printf(f"{shown}{password}\n")
    return await new_password(password)
