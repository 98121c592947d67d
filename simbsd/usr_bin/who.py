"""who(1), users(1): who is logged in.

Models usr.bin/who/who.c and usr.bin/users/users.cc; leaves out files of another utmpx(5), COLUMNS, the state of a
terminal (-T prints what is unknown) and idle times: a session on a terminal is a login here.
"""

from __future__ import annotations

from simbsd.lib.err import Err, progname
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDIN
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import ttyname
from simbsd.lib.unistd import gettimeofday, getuid, monotonic
from simbsd.sys.records import KinfoProc

SECOND = 1_000_000
ACROSS = 80 // 17  # names to a line of -q


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """A line for each login; users prints their names in one."""
    err = Err(argv)
    if progname(argv) == "users":
        return await _users(err, argv)
    options, words = await getopt(argv, "HTabmqsu")
    letters = [letter for letter, _ in options]
    mine = "m" in letters or (len(words) == 2 and words[0] == "am" and words[1] in ("i", "I"))
    if "?" in letters or (words and not (mine and len(words) == 2)):
        await err.usage("who [-abHmqsTu] [am I] [file]")
    boot = await gettimeofday() // SECOND - await monotonic() // SECOND
    logins = await _logins()
    if "q" in letters:
        await printf(_quick([p.ki_login for p in logins]))
        return 0
    state, idle = "T" in letters or "a" in letters, "u" in letters or "a" in letters
    if "s" in letters:
        state = idle = False
    out = ""
    if "H" in letters:
        out = f"{'NAME':<16} {'S ' * state}{'LINE':<12} {'TIME':<12} {'IDLE  ' * idle}{'FROM':<16}\n"
    rows = [(p.ki_login, p.ki_tdev, boot + p.ki_start // SECOND) for p in logins]
    if "b" in letters or "a" in letters:
        rows = [("", "system boot", boot), *(rows if "a" in letters else [])]
    if mine:
        rows = [await _own(rows)]
    for name, line, when in rows:
        out += f"{name:<16} {'? ' * state}{line:<12} {strftime('%b %e %R', when):<12} {'  .   ' * idle}\n"
    await printf(out)
    return 0


async def _logins() -> list[KinfoProc]:
    processes: list[KinfoProc] = await sysctl("kern.proc.all")
    return [p for p in processes if p.ki_sessleader and p.ki_tdev]


async def _own(rows: list[tuple[str, str, int]]) -> tuple[str, str, int]:
    """The login on this terminal, or what is known of it (whoami)."""
    line = (await ttyname(STDIN) or "tty??").removeprefix("/dev/")
    for row in rows:
        if row[1] == line:
            return row
    found = await getpwuid(await getuid())
    return found.pw_name if found is not None else "?", line, await gettimeofday() // SECOND


def _quick(names: list[str]) -> str:
    rows = [names[at : at + ACROSS] for at in range(0, len(names), ACROSS)]
    text = "".join(" ".join(f"{name:<16}" for name in row) + ("" if len(row) == ACROSS else " ") + "\n" for row in rows)
    return f"{text}# users = {len(names)}\n"


async def _users(err: Err, argv: list[str]) -> int:
    if len(argv) > 1:
        await err.usage("users")
    names = sorted(dict.fromkeys(p.ki_login for p in await _logins()))
    await printf(" ".join(names) + "\n" if names else "")
    return 0
