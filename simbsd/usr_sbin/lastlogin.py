"""lastlogin(8): when each user logged in last, and from where.

Models usr.sbin/lastlogin/lastlogin.c; leaves out the attribute ``seconds`` of its XML.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.libxo import document, parse_args
from simbsd.lib.stdio import puts
from simbsd.lib.utmpx import getutxents
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno
from simbsd.sys.utmpx import USER_PROCESS, UTX_LASTLOGIN, Utmpx

USAGE = "usage: lastlogin [-f file] [-rt] [user ...]\n"
SECOND = 1_000_000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """The users named, or all, by name (-t: by time, the latest first; -r: the other way round)."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, users = await getopt(argv, "f:rt")
    given = dict(options)
    if "?" in given:
        return await err.refuse(Refused(), USAGE)
    try:
        records = await getutxents(given.get("f", UTX_LASTLOGIN))
    except Errno as error:
        await err.err(1, "failed to open lastlog database", error)
    records = [record for record in records if record.ut_type == USER_PROCESS]
    rows: list[Utmpx] = []
    for user in users:
        found = next((record for record in records if record.ut_user == user), None)
        if found is None:
            await err.warnx(f"user '{user}' not found")
        else:
            rows.append(found)
    if not users:
        rows = sorted(records, key=lambda r: r.ut_tv // SECOND if "t" in given else 0, reverse="r" not in given)
        rows = rows if "t" in given else sorted(records, key=lambda r: r.ut_user, reverse="r" in given)
    if style is not None:
        entries = [_fields(row) for row in rows]
        await puts(document({"lastlogin-information": {"lastlogin": entries}}, style=style))
        return 0
    for row in rows:
        await puts(f"{row.ut_user:<10} {row.ut_line:<8} {row.ut_host:<22.22} {_time(row)}\n")
    return 0


def _time(row: Utmpx) -> str:
    return ctime(row.ut_tv // SECOND)[:24]


def _fields(row: Utmpx) -> dict[str, object]:
    return {"user": row.ut_user, "tty": row.ut_line, "from": row.ut_host, "login-time": _time(row)}
