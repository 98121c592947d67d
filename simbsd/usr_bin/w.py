"""w(1) and uptime(1): how long the machine has been up, how busy it is, and who does what.

Models usr.bin/w/w.c, pr_time.c and proc_compare.c; leaves out -M and -N, names of displays behind a host's, and the
attributes of its XML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.kvm import DEVNULL, kvm_openfiles
from simbsd.lib.libxo import Number, document, parse_args
from simbsd.lib.netdb import Unresolved, gethostbyaddr, resolve
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, puts
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import winsize
from simbsd.lib.unistd import gettimeofday, monotonic
from simbsd.lib.utmpx import logins
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFMT
from simbsd.sys.in6 import inet_ntop6, inet_pton6
from simbsd.sys.records import KinfoProc
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.utmpx import Utmpx

USAGES = {"uptime": "usage: uptime\n", "w": "usage: w [-dhin] [-M core] [-N system] [user ...]\n"}
SECOND, MINUTE, HOUR, DAY, WEEK = 1_000_000, 60, 3600, 86400, 7 * 86400
USER_WIDTH, LINE_WIDTH, FROM_WIDTH, MOST_FROM = 10, 8, 5, 40
LOGIN_IDLE = "LOGIN@  IDLE "
COMM_MAX, ENDLESS = 19, 1 << 18
Document = dict[str, object]


@dataclass(slots=True)
class Entry:
    """One login: its record, how long its terminal has been idle, the processes there, and the most interesting."""

    record: Utmpx
    idle: int
    where: str
    what: KinfoProc | None = None
    others: list[KinfoProc] = field(default_factory=list)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """One line for uptime; for w also a line for each login."""
    err = Err(argv)
    command = "uptime" if err.name == "uptime" else "w"
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGES[command])
    options, users = await getopt(argv, "" if command == "uptime" else "dhiflM:N:nsuw")
    letters = [letter for letter, _ in options]
    for letter in letters:
        if letter in "flsuw":
            await err.warnx(f"-{letter} no longer supported")
            return await err.refuse(Refused(), USAGES[command])
    if "?" in letters:
        return await err.refuse(Refused(), USAGES[command])
    given = dict(options)
    try:
        await kvm_openfiles(given.get("N"), given.get("M", DEVNULL))
    except Refused as refused:
        await err.errx(1, refused.message)
    now, up = await gettimeofday() // SECOND, await monotonic() // SECOND
    present = [record for record in await logins() if await _is_terminal(record.ut_line)]
    text, content = _header(now, up, len(present), await sysctl("vm.loadavg"))
    if command == "w":
        entries = [await _entry(record, now, letters.count("n")) for record in present if _is_asked(record, users)]
        _find_processes(entries, await sysctl("kern.proc.all"))
        if "i" in letters:
            entries.sort(key=lambda entry: entry.idle)
        table = await _table(entries, now, "d" in letters, style is not None)
        fields = {"user-table": {"user-entry": [fields for _, fields in table]}}
        text, content = ("", {}) if "h" in letters else (text + _title(entries), content)
        text, content = text + "".join(line for line, _ in table), content | fields
    await puts(text if style is None else document({"uptime-information": content}, style=style))
    return 0


def _is_asked(record: Utmpx, users: list[str]) -> bool:
    return not users or record.ut_user in users


def _width(entries: list[Entry]) -> int:
    return min(max([FROM_WIDTH, *(len(entry.where) for entry in entries)]) + 1, MOST_FROM)


def _title(entries: list[Entry]) -> str:
    width = _width(entries)
    return f"{'USER':<{USER_WIDTH}} {'TTY':<{LINE_WIDTH}} {'FROM':<{width}}  {LOGIN_IDLE}WHAT\n"


async def _table(entries: list[Entry], now: int, everything: bool, endless: bool) -> list[tuple[str, Document]]:
    """The lines, as wide as the terminal, and what libxo says instead, cut nowhere."""
    width = _width(entries)
    room = await _columns() - (USER_WIDTH + LINE_WIDTH + width + len(LOGIN_IDLE) + 1 + 3)
    room = ENDLESS if endless else room if room >= 4 else 8
    return [_row(entry, now, width, room, everything) for entry in entries]


async def _is_terminal(line: str) -> bool:
    try:
        return (await stat(f"/dev/{line}")).st_mode & S_IFMT == S_IFCHR
    except Errno:
        return False


async def _columns() -> int:
    for fd in (STDOUT, STDERR, STDIN):
        try:
            columns = (await winsize(fd)).ws_col
        except Errno:
            continue
        return columns - 1 if columns else 79
    return 79


async def _entry(record: Utmpx, now: int, numbers: int) -> Entry:
    boot = await gettimeofday() - await monotonic()
    touched = max(boot + (await stat(f"/dev/{record.ut_line}")).st_atime, record.ut_tv) // SECOND
    return Entry(record, max(now - touched, 0), await _where(record.ut_host, numbers))


async def _where(host: str, numbers: int) -> str:
    """Where a caller came from: an address by the name that leads back to it, with -nn a name by its address."""
    if not host:
        return "-"
    four, six = inet_aton(host) if host.count(".") == 3 else None, inet_pton6(host)
    family, address = (AF_INET6, six) if six is not None else (AF_INET, four)
    try:
        if address is None:
            if numbers < 2:
                return host
            family, address, _ = await resolve(host, (AF_INET6, AF_INET))
            return inet_ntop6(address) if family == AF_INET6 else inet_ntoa(address)
        name = await gethostbyaddr(address, family) if not numbers else None
        if name is not None and (await resolve(name, (family,)))[1] == address:
            return name
    except Unresolved:
        pass
    return host


def _header(now: int, up: int, users: int, loadavg: str) -> tuple[str, Document]:
    """The first line, and what libxo says instead (pr_header)."""
    loads = loadavg.strip("{} ").split()
    clock = strftime("%l:%M%p", now)
    content: Document = {
        "time-of-day": clock, "uptime": up, "days": up // DAY, "hours": up // HOUR % 24, "minutes": up // MINUTE % 60,
        "seconds": up % 60, "uptime-human": _up(up), "users": users,
    }  # fmt: skip
    content |= {f"load-average-{minutes}": Number(load) for minutes, load in zip((1, 5, 15), loads, strict=True)}
    plural = "" if users == 1 else "s"
    return f"{clock}  up{_up(up)} {users} user{plural}, load averages: {', '.join(loads)}\n", content


def _up(seconds: int) -> str:
    """``1 day,  2:03,``; above a minute, to the nearest one (pr_header)."""
    if seconds > MINUTE:
        seconds = (seconds + 30) // MINUTE * MINUTE
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    text = f" {days} day{'s' if days > 1 else ''}," if days else ""
    if hours and minutes:
        return f"{text} {hours:2}:{minutes:02},"
    for count, unit in ((hours, "hr"), (minutes, "min"), (seconds % MINUTE, "sec")):
        if count or unit == "sec":
            return f"{text} {count} {unit}{'s' if count > 1 else ''},"
    return text


def _find_processes(entries: list[Entry], processes: list[KinfoProc]) -> None:
    for p in processes:
        for entry in entries:
            if p.ki_stat == "Z" or entry.record.ut_line != p.ki_tdev:
                continue
            if p.ki_pgid == p.ki_tpgid and (entry.what is None or _is_better(entry.what, p)):
                entry.what = p
            entry.others.insert(0, p)


def _is_better(one: KinfoProc, two: KinfoProc) -> bool:
    """Whether the second process is the more interesting (proc_compare)."""
    if (one.ki_stat == "R") != (two.ki_stat == "R"):
        return two.ki_stat == "R"
    if one.ki_stat == "R" and one.ki_estcpu != two.ki_estcpu:
        return two.ki_estcpu > one.ki_estcpu
    if one.ki_stat != "R" and one.ki_slptime != two.ki_slptime:
        return two.ki_slptime < one.ki_slptime
    return two.ki_pid > one.ki_pid


def _row(entry: Entry, now: int, width: int, room: int, everything: bool) -> tuple[str, Document]:
    record = entry.record
    text, fields = "", Document()
    if everything:
        table = [{"process-id": p.ki_pid, "command": _command(p)} for p in entry.others]
        text = "".join(f"\t\t{line['process-id']:<9} {line['command']}\n" for line in table)
        fields["process-table"] = {"process-entry": table}
    tty = record.ut_line[3:] if record.ut_line.startswith(("tty", "cua")) else record.ut_line or "-"
    since, idle = _since(record.ut_tv // SECOND, now), _idle(entry.idle)
    command = "-" if entry.what is None else _command(entry.what)
    fields |= {"user": record.ut_user, "tty": tty, "from": entry.where, "login-time": since}
    if idle.strip() != "-":
        fields["idle"] = idle.strip()
    room -= len(idle) - len("     - ")
    fields["command"] = command[:room]
    user = f"{record.ut_user:<{USER_WIDTH}.{USER_WIDTH}} {tty:<{LINE_WIDTH}.{LINE_WIDTH}}"
    return f"{text}{user} {entry.where:<{width}.{width}} {since:<7.7}{idle}{command[:room]}\n", fields


def _since(then: int, now: int) -> str:
    """When a login was: the hour, the day, or the date (pr_attime)."""
    return strftime("%d%b%y" if now - then > WEEK else "%l:%M%p" if now // DAY == then // DAY else "%a%I%p", then)


def _idle(seconds: int) -> str:
    """Nothing below a minute, then minutes, hours, days (pr_idle)."""
    if seconds >= 36 * HOUR:
        days = seconds // DAY
        return f" {days}day{'s' if days > 1 else ' '} "
    if seconds >= HOUR:
        return f" {seconds // HOUR:2}:{seconds % HOUR // MINUTE:02} "
    return f"    {seconds // MINUTE:2} " if seconds >= MINUTE else "     - "


def _command(p: KinfoProc) -> str:
    """Arguments, with the program's name where they do not tell it (fmt_argv)."""
    if not p.ki_args:
        return f"[{p.ki_comm[:COMM_MAX]}]"
    name = p.ki_args[0].rpartition("/")[2]
    words = " ".join(word for word in p.ki_args if word)
    return words if name[:COMM_MAX] == p.ki_comm[:COMM_MAX] else f"{words} ({p.ki_comm[:COMM_MAX]})"
