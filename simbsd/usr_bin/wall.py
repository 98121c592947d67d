"""wall(1): a message on the terminal of everybody who is logged in.

Models usr.bin/wall/wall.c; leaves out the temporary file.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrent_all
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.stdio import STDERR, STDIN, decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import ttyname
from simbsd.lib.ttymsg import ttymsg
from simbsd.lib.unistd import geteuid, getlogin, gettimeofday, getuid, open
from simbsd.lib.utmpx import logins
from simbsd.sys.calendar import gmtime
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

USAGE = "wall [-g group] [file]"
WIDTH = 79
BLANK = f"{' ' * WIDTH}\r\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read a message, frame it, and show it to all, or to the members of groups (-g)."""
    err = Err(argv)
    options, operands = await getopt(argv, "g:n")
    if "?" in dict(options) or len(operands) > 1:
        await err.usage(USAGE)
    bare = any(letter == "n" for letter, _ in options) and not await geteuid()
    groups = [word for letter, word in options if letter == "g"]
    gids = await _gids(err, groups)
    banner = "" if bare else await _banner()
    text = banner + BLANK + framed(await _message(err, operands)) + BLANK
    for record in await logins():
        try:
            await stat(f"/dev/{record.ut_line}")
        except Errno:
            continue
        if not groups or await _is_member(record.ut_user, gids):
            complaint = await ttymsg(record.ut_line, text)
            if complaint:
                await err.warnx(complaint)
    return 0


async def _gids(err: Err, names: list[str]) -> list[int]:
    known = {group.gr_name: group.gr_gid for group in await getgrent_all()}
    for name in names:
        if name not in known:
            await err.warnx(f"{name}: no such group")
    return [known[name] for name in names if name in known]


async def _is_member(user: str, gids: list[int]) -> bool:
    account = await getpwnam(user)
    if account is None:
        return False
    named = [group.gr_gid for group in await getgrent_all() if user in group.gr_mem]
    return any(gid == account.pw_gid or gid in named for gid in gids)


async def _banner() -> str:
    account = await getpwuid(await getuid())
    whom = await getlogin() or (account.pw_name if account is not None else "???")
    hour, minute = gmtime(await gettimeofday() // 1_000_000)[3:5]
    first = f"Broadcast Message from {whom}@{await sysctl('kern.hostname')}"
    second = f"        ({await ttyname(STDERR) or 'no tty'}) at {hour}:{minute:02} UTC..."
    return f"\r{BLANK}{first:<{WIDTH}.{WIDTH}}\a\a\r\n{second:<{WIDTH}.{WIDTH}}\r\n"


async def _message(err: Err, operands: list[str]) -> str:
    fd = STDIN
    if operands:
        try:
            fd = await open(operands[0], O_RDONLY)
        except Errno as error:
            await err.err(1, f"can't read {operands[0]}", error)
    return decode(await read_all(fd))


def framed(message: str) -> str:
    """Lines folded and filled up to the width of a terminal less one; what cannot be shown, by its number (makemsg)."""
    out, count = "", 0
    for letter in message:
        if letter == "\r":
            out, count = out + letter, 0
        elif letter == "\n":
            out, count = out + " " * (WIDTH - count) + "\r\n", 0
        else:
            shown = letter if letter.isprintable() or letter.isspace() or letter in "\a\b" else f"<0x{ord(letter):X}>"
            for one in shown:
                if count == WIDTH:
                    out, count = out + "\r\n", 0
                out, count = out + one, count + 1
    return out

