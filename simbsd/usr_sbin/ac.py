"""ac(8): how long people have been logged in, in hours.

Models usr.sbin/ac/ac.c; leaves out CONSOLE_TTY, which FreeBSD is built without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import gettimeofday
from simbsd.lib.utmpx import getutxlog
from simbsd.sys.errno import Errno
from simbsd.sys.utmpx import BOOT_TIME, DEAD_PROCESS, NEW_TIME, OLD_TIME, SHUTDOWN_TIME, USER_PROCESS, UTX_LOG, Utmpx

USAGE = "ac [-dp] [-t tty] [-w wtmp] [users ...]\n"
SECOND, HOUR, DAY = 1_000_000, 3600, 86400
NAME_WIDTH = 32


@dataclass(slots=True)
class Accounts:
    """Sessions under way, each with its user and when it began, and what users have together; ``frozen``: no others."""

    frozen: bool
    ttys: list[str]
    current: list[tuple[bytes, str, int]] = field(default_factory=list)
    users: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def update(self, user: str, time: int) -> None:
        """Add to a user's time (update_user)."""
        if user in self.users or not self.frozen:
            self.users[user] = self.users.get(user, 0) + time
            self.total += time

    def log_in(self, record: Utmpx, when: int) -> None:
        """A session begins; on a pseudo-terminal it is one only for somebody from elsewhere."""
        local = record.ut_line.startswith("pts/") and not record.ut_host
        if not local and (not self.ttys or self._counts(record.ut_line)):
            self.current.insert(0, (record.ut_id, record.ut_user, when))

    def _counts(self, line: str) -> bool:
        """Whether a terminal is to be counted, the last -t first (do_tty)."""
        default = False
        for word in reversed(self.ttys):
            wanted, name = not word.startswith("!"), word.removeprefix("!")
            default = default or not wanted
            head, star, _ = name.partition("*")
            if line.startswith(head) if star and head else line == head:
                return wanted
        return default

    def log_out(self, when: int, ident: bytes | None = None) -> None:
        """A session ends, or all."""
        for session in tuple(self.current):
            if ident is None or session[0] == ident:
                self.current.remove(session)
                self.update(session[1], when - session[2])

    def today(self, until: int) -> str:
        """The line of a day that ends then (show_today)."""
        for place, (ident, user, began) in enumerate(self.current):
            self.update(user, until - began)
            self.current[place] = (ident, user, until)
        total = sum(self.users.values())
        self.users = dict.fromkeys(self.users, 0)
        day = strftime("%b %e  total", (until - 1) // SECOND)
        return f"{day} {_hours(total):>11}\n" if total else ""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """The total; with -p also each user's, with -d each day's instead."""
    err = Err(argv)
    options, operands = await getopt(argv, "dpt:w:")
    letters = {letter for letter, _ in options}
    if letters & {"?"}:
        await printf(USAGE, STDERR)
        return 1
    accounts = Accounts(bool(operands), [word for letter, word in options if letter == "t"])
    accounts.users = dict.fromkeys(operands, 0)
    file = dict(options).get("w")
    try:
        records = await getutxlog(file or UTX_LOG)
    except Errno as error:
        await err.err(1, file or "(null)", error)
    await printf(_account(accounts, records, await gettimeofday(), file is not None, "d" in letters, "p" in letters))
    return 0


def _account(accounts: Accounts, records: list[Utmpx], now: int, other: bool, daily: bool, people: bool) -> str:
    """Go through the log (ac)."""
    text, before, shift = "", 0, 0
    for record in records:
        when = max(record.ut_tv, before)
        if daily and before and before // SECOND // DAY != when // SECOND // DAY:
            text += accounts.today(when // SECOND // DAY * DAY * SECOND)
        before = when
        if record.ut_type == OLD_TIME:
            shift = when
        elif record.ut_type == NEW_TIME:
            shift -= when
            accounts.current = [(ident, user, began - shift) for ident, user, began in accounts.current]
        elif record.ut_type in (BOOT_TIME, SHUTDOWN_TIME):
            accounts.log_out(record.ut_tv)
        elif record.ut_type == USER_PROCESS:
            accounts.log_in(record, record.ut_tv)
        elif record.ut_type == DEAD_PROCESS:
            accounts.log_out(record.ut_tv, record.ut_id)
    accounts.log_out(before if other else now)
    if daily:
        return text + accounts.today(now)
    if people:
        text += "".join(f"\t{user:<{NAME_WIDTH}} {_hours(time):>8}\n" for user, time in sorted(accounts.users.items()))
    return text + f"\t{'total':<{NAME_WIDTH}} {_hours(accounts.total):>8}\n"


def _hours(time: int) -> str:
    """Microseconds, whole seconds of them, in hours with two decimals (``%.2f``)."""
    seconds = time // SECOND
    hundredths, rest = divmod(seconds * 100, HOUR)
    hundredths += rest * 2 > HOUR or (rest * 2 == HOUR and hundredths % 2 == 1)
    return f"{hundredths // 100}.{hundredths % 100:02}"
