"""w(1) and uptime(1): how long the machine has been up, how busy it is, and who does what.

Models usr.bin/w/w.c and pr_time.c; leaves out -d, -M, -N and --libxo, utx.active (a session on a terminal is a login
here), and idle times, which no terminal keeps.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import gettimeofday, monotonic
from simbsd.sys.records import KinfoProc

USAGES = {"uptime": "usage: uptime\n", "w": "usage: w [-dhin] [-M core] [-N system] [user ...]\n"}
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7 * 86400
USER_WIDTH, LINE_WIDTH, FROM_WIDTH = 10, 8, 5


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """One line for uptime; for w also a line for each login."""
    err = Err(argv)
    command = "uptime" if err.name == "uptime" else "w"
    options, users = await getopt(argv, "" if command == "uptime" else "hin")
    letters = [letter for letter, _ in options]
    if "?" in letters or (command == "uptime" and users):
        return await err.refuse(Refused(), USAGES[command])
    now = await gettimeofday() // 1_000_000
    up = await monotonic() // 1_000_000
    processes: list[KinfoProc] = await sysctl("kern.proc.all")
    logins = [p for p in processes if p.ki_sessleader and p.ki_tdev]
    if command == "uptime" or "h" not in letters:
        loads = (await sysctl("vm.loadavg")).strip("{} ").replace(" ", ", ")
        plural = "" if len(logins) == 1 else "s"
        clock = strftime("%l:%M%p", now)
        await puts(f"{clock}  up{_up(up)} {len(logins)} user{plural}, load averages: {loads}\n")
    if command == "uptime":
        return 0
    if "h" not in letters:
        await puts(f"{'USER':<{USER_WIDTH}} {'TTY':<{LINE_WIDTH}} {'FROM':<{FROM_WIDTH}}  LOGIN@  IDLE WHAT\n")
    for p in logins:
        if not users or p.ki_login in users:
            await puts(_line(p, processes, now, now - up))
    return 0


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


def _line(login: KinfoProc, processes: list[KinfoProc], now: int, boot: int) -> str:
    then = boot + login.ki_start // 1_000_000
    form = "%d%b%y" if now - then > WEEK else "%l:%M%p" if now // DAY == then // DAY else "%a%I%p"
    tty = login.ki_tdev.removeprefix("tty")
    foreground = [p for p in processes if p.ki_tdev == login.ki_tdev and p.ki_pgid == p.ki_tpgid and p.ki_stat != "Z"]
    what = foreground[-1] if foreground else None
    command = "-" if what is None else " ".join(what.ki_args) or f"[{what.ki_comm}]"
    if what is not None and what.ki_args and what.ki_args[0].rpartition("/")[2] != what.ki_comm:
        command += f" ({what.ki_comm})"
    return (
        f"{login.ki_login:<{USER_WIDTH}.{USER_WIDTH}} {tty:<{LINE_WIDTH}.{LINE_WIDTH}} {'-':<{FROM_WIDTH}} "
        f"{strftime(form, then):<7.7}     - {command}\n"
    )
