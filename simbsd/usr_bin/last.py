"""last(1): who logged in and out, and when the machine went up and down, the latest first.

Models usr.bin/last/last.c; leaves out the attribute ``seconds`` of its XML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import Options, getopt
from simbsd.lib.libxo import document, parse_args
from simbsd.lib.stdio import puts
from simbsd.lib.strftime import strftime, timegm
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import gettimeofday
from simbsd.lib.utmpx import getutxlog
from simbsd.sys.calendar import gmtime
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.utmpx import BOOT_TIME, DEAD_PROCESS, NEW_TIME, OLD_TIME, SHUTDOWN_TIME, USER_PROCESS, UTX_LOG, Utmpx

USAGE = """\
usage: last [-swy] [-d [[CC]YY][MMDD]hhmm[.SS]] [-f file] [-h host]
            [-n maxrec] [-t tty] [user ...]
"""
BAD_TIME = "out of range or illegal time specification: [[CC]YY]MMDDhhmm[.SS]"
LETTERS = "0123456789d:f:h:n:st:wy"
SECOND, DAY = 1_000_000, 86400
TITLES = {BOOT_TIME: "boot time", SHUTDOWN_TIME: "shutdown time", OLD_TIME: "old time", NEW_TIME: "new time"}
Entry = dict[str, object]


@dataclass(slots=True)
class Last:
    """What was asked for, and what is known on the way back through the log: when each session ended (0: it has not,
    below 0: when the machine went down), when the machine did, and why.
    """

    wanted: list[tuple[str, str]]
    limit: int = -1
    snapshot: int = 0
    seconds: bool = False
    wide: bool = False
    year: bool = False
    out: int = 0
    reason: str = ""
    found: bool = False
    logout: dict[bytes, int] = field(default_factory=dict)
    text: str = ""
    entries: list[Entry] = field(default_factory=list)


class Enough(Exception):
    """As many lines as were asked for, or all of a snapshot."""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read the log, show it backwards, and say when it begins."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt(argv, LETTERS)
    now = await gettimeofday() // SECOND
    try:
        last = _parse(options, now, await sysctl("kern.hostname"))
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    if last.limit == 0:
        return 0
    file = dict(options).get("f")
    try:
        records = await getutxlog(file or UTX_LOG)
    except Errno as error:
        await err.err(1, file or "(default utx db)", error)
    if last.seconds and last.wide:
        return await err.refuse(Refused(), USAGE)
    for word in operands:
        last.wanted += [("reboot", word)] * (word == "reboot") + [("tty", _tty(word)), ("user", word)]
    content: Entry = {"last": last.entries}
    try:
        for record in reversed(records):
            _entry(last, record)
        begins = strftime("%+", min([now, *(record.ut_tv // SECOND for record in records)]))
        last.text += f"\n{file or 'utx.log'} begins {begins}\n"
        content |= {"utxdb": file or "utx.log", "begins": begins}
    except Enough:
        pass
    await puts(last.text if style is None else document({"last-information": content}, style=style))
    return 0


def _parse(options: Options, now: int, hostname: str) -> Last:
    """The options. Raises Refused."""
    last = Last([])
    letters = [letter for letter, _ in options]
    digits = "".join(letter if letter.isdigit() else " " for letter in letters).split()
    if digits:
        last.limit = to_int(digits[0])
        if not last.limit:
            return last
    last.seconds, last.wide, last.year = ("s" in letters, "w" in letters, "y" in letters)
    for letter, word in options:
        if letter == "?":
            raise Refused
        if letter == "d":
            last.snapshot = _date(word, now)
        elif letter == "h":
            head, dot, domain = word.partition(".")
            local = dot and domain.lower() == hostname.partition(".")[2].lower()
            last.wanted.append(("host", head if local else word))
        elif letter == "n":
            if not is_number(word) or not 0 < to_int(word) < 1 << 63:
                raise Refused(f"{word}: bad line count")
            last.limit = to_int(word)
        elif letter == "t":
            last.wanted.append(("tty", _tty(word)))
    return last


def _tty(word: str) -> str:
    """The name of a terminal: two letters are the end of one (ttyconv)."""
    if len(word) == 2:
        return "console" if word == "co" else f"tty{word}"
    return word.removeprefix("/dev/")


def _date(word: str, now: int) -> int:
    """``[[CC]YY][MMDD]hhmm[.SS]`` (dateconv). Raises Refused."""
    head, dot, seconds = word.partition(".")
    if (dot and len(seconds) != 2) or not (head + seconds).isascii() or not (head + seconds).isdigit():
        raise Refused(BAD_TIME)
    if len(head) not in (4, 8, 10, 12):
        raise Refused(BAD_TIME)
    year, month, day = gmtime(now)[:3]
    pairs = [int(head[at : at + 2]) for at in range(0, len(head), 2)]
    if len(pairs) > 4:
        year = pairs[-5] + (pairs[0] * 100 if len(pairs) > 5 else 2000 if pairs[-5] < 69 else 1900)
    if len(pairs) > 2:
        month, day = pairs[-4:-2]
    hour, minute = pairs[-2:]
    return timegm(year, month, day, hour, minute, int(seconds or "0"))


def _entry(last: Last, record: Utmpx) -> None:
    """One record, later ones seen before (doentry). Raises Enough."""
    kind, when = record.ut_type, record.ut_tv // SECOND
    if kind in (BOOT_TIME, SHUTDOWN_TIME):
        last.logout.clear()
        last.out, last.reason = -when, "crash" if kind == BOOT_TIME else "shutdown"
        if last.snapshot and last.found:
            raise Enough
    if kind in TITLES and _is_wanted(last, record):
        _show(last, record, None)
    if kind not in (USER_PROCESS, DEAD_PROCESS):
        return
    ended = last.logout.setdefault(record.ut_id, last.out)
    there = when < last.snapshot and (ended > last.snapshot or ended < 1)
    if kind == USER_PROCESS and (there or _is_wanted(last, record)):
        last.found = True
        _show(last, record, ended)
    last.logout[record.ut_id] = when


def _is_wanted(last: Last, record: Utmpx) -> bool:
    if last.snapshot or not last.wanted:
        return not last.snapshot
    names = {"host": record.ut_host.lower(), "tty": record.ut_line, "user": record.ut_user}
    for kind, word in last.wanted:
        if kind == "reboot":
            if record.ut_type in (BOOT_TIME, SHUTDOWN_TIME):
                return True
        elif names[kind] == (word.lower() if kind == "host" else word):
            return True
    return False


def _show(last: Last, record: Utmpx, ended: int | None) -> None:
    """A line (printentry). Raises Enough."""
    if last.limit == 0:
        raise Enough
    last.limit -= last.limit > 0
    when = record.ut_tv // SECOND
    began = strftime("%a %b %e %Y %R" if last.year else "%a %b %e %R", when)
    if ended is None:
        last.text += f"{TITLES[record.ut_type]:<42} {began}\n"
        last.entries.append({"user": TITLES[record.ut_type], "login-time": began})
        return
    entry: Entry = {"user": record.ut_user, "tty": record.ut_line, "from": record.ut_host, "login-time": began}
    last.entries.append(entry)
    last.text += f"{record.ut_user:<10} {record.ut_line:<8} {record.ut_host:<22.22} {began} "
    if not ended:
        entry["logout-time"] = "still logged in"
        last.text += "  still logged in\n"
        return
    name, end = ("logout-reason", last.reason) if ended < 0 else ("logout-time", strftime("%R", ended))
    delta = abs(ended) - when
    length = f"{delta:8}" if last.seconds else strftime("%T" if last.wide else "%R", delta)
    days = f"{delta // DAY}+" if delta >= DAY and not last.seconds else ""
    entry |= {name: end, "session-length": delta if last.seconds else days + length}
    last.text += f"- {end} {'' if days else ' '}({days}{length})\n"
