"""who(1), users(1): who is logged in.

Models usr.bin/who/who.c and usr.bin/users/users.cc; leaves out languages that write the day before the month.
"""

from __future__ import annotations

from simbsd.lib.err import Err, progname
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDIN, STDOUT
from simbsd.lib.strftime import strftime
from simbsd.lib.termios import ttyname, winsize
from simbsd.lib.unistd import gettimeofday, getuid, monotonic
from simbsd.lib.utmpx import getutxents, logins
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IWGRP, S_IWOTH
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.utmpx import BOOT_TIME, LOGIN_PROCESS, USER_PROCESS, UTX_ACTIVE, Utmpx

USAGE = "who [-abHmqsTu] [am I] [file]"
SECOND, MINUTE, HOUR, DAY = 1_000_000, 60, 3600, 86400
WIDTH, NAME_WIDTH = 80, 16
INT_MAX = (1 << 31) - 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """A line for each login; users prints their names in one."""
    err = Err(argv)
    if progname(argv) == "users":
        return await _users(err, argv)
    options, words = await getopt(argv, "HTabmqsu")
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await err.usage(USAGE)
    mine = "m" in letters
    if words[:1] == ["am"] and words[1:2] in (["i"], ["I"]):
        mine, words = True, words[2:]
    if len(words) > 1:
        await err.usage(USAGE)
    records = await _records(err, words[0] if words else "")
    if "q" in letters:
        names = [record.ut_user for record in records if record.ut_type == USER_PROCESS]
        await printf(_quick(names, await _ttywidth(err, envp) // (NAME_WIDTH + 1)))
        return 0
    everything = "a" in letters
    brief = "s" in letters
    state, idle = not brief and bool(letters & {"T", "a"}), not brief and bool(letters & {"u", "a"})
    out = ""
    if "H" in letters:
        out = f"{'NAME':<16} {'S ' * state}{'LINE':<12} {'TIME':<12} {'IDLE  ' * idle}{'FROM':<16}\n"
    if mine:
        rows = [await _whoami(records)]
    else:
        rows = await _wanted(records, everything or "b" not in letters, everything or "b" in letters)
    for row in rows:
        out += await _row(row, state, idle)
    await printf(out)
    return 0


async def _records(err: Err, path: str) -> list[Utmpx]:
    """The records of a file that was named; or those of utx.active, none if it cannot be read."""
    try:
        return await getutxents(path or UTX_ACTIVE)
    except Errno as error:
        if path:
            await err.err(1, path, error)
        return []


async def _wanted(records: list[Utmpx], users: bool, boot: bool) -> list[Utmpx]:
    """Sessions whose terminal there is, and the boot (process_utmp)."""
    rows = []
    for record in records:
        if record.ut_type == USER_PROCESS and users:
            try:
                await stat(f"/dev/{record.ut_line}")
            except Errno:
                continue
            rows.append(record)
        elif record.ut_type == BOOT_TIME and boot:
            rows.append(record)
    return rows


async def _row(record: Utmpx, state: bool, idle: bool) -> str:
    letter, seconds = "?", 0
    if state or idle:
        try:
            info = await stat(f"/dev/{record.ut_line}")
            letter = "+" if info.st_mode & (S_IWOTH | S_IWGRP) else "-"
            seconds = (await monotonic() - info.st_mtime) // SECOND
        except Errno:
            pass
    line = "system boot" if record.ut_type == BOOT_TIME else record.ut_line
    when = strftime("%b %e %R", record.ut_tv // SECOND)
    text = f"{record.ut_user:<16} {f'{letter} ' if state else ''}{line:<12} {when:<12} {_idle(seconds) if idle else ''}"
    return text + (f"({record.ut_host})" if record.ut_host else "") + "\n"


def _idle(seconds: int) -> str:
    if seconds < MINUTE:
        return "  .   "
    return f"{seconds // HOUR:02}:{seconds // MINUTE % 60:02} " if seconds < DAY else " old  "


async def _whoami(records: list[Utmpx]) -> Utmpx:
    """The login on this terminal, or what is known of it."""
    line = (await ttyname(STDIN) or "tty??").removeprefix("/dev/")
    for record in records:
        if record.ut_type in (USER_PROCESS, LOGIN_PROCESS) and record.ut_line == line:
            if record.ut_type == USER_PROCESS:
                return record
            break
    found = await getpwuid(await getuid())
    return Utmpx(0, ut_user=found.pw_name if found is not None else "?", ut_tv=await gettimeofday())


async def _ttywidth(err: Err, envp: dict[str, str]) -> int:
    columns = envp.get("COLUMNS", "")
    if columns:
        if is_number(columns) and 0 < to_int(columns) <= INT_MAX:
            return to_int(columns)
        await err.warnx("invalid COLUMNS environment variable ignored")
    try:
        return (await winsize(STDOUT)).ws_col
    except Errno:
        return WIDTH


def _quick(names: list[str], across: int) -> str:
    text, column = "", 0
    for name in names:
        column += 1
        last = column >= across
        text += f"{name:<16}" + ("\n" if last else " ")
        column = 0 if last else column
    return text + ("\n" if column else "") + f"# users = {len(names)}\n"


async def _users(err: Err, argv: list[str]) -> int:
    if len(argv) > 1:
        await err.usage("users")
    names = sorted({record.ut_user: None for record in await logins()})
    await printf(" ".join(names) + "\n" if names else "")
    return 0
