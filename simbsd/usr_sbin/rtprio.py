"""rtprio(1) and idprio(1): run before, or after, all that share the time.

Models usr.sbin/rtprio/rtprio.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.resource import rtprio, rtprio_set
from simbsd.lib.stdio import STDERR, puts
from simbsd.sys.errno import Errno
from simbsd.sys.priority import RTP_PRIO_IDLE, RTP_PRIO_NORMAL, RTP_PRIO_REALTIME
from simbsd.sys.strtol import is_number, to_int

USAGE = """\
usage: [id|rt]prio
       [id|rt]prio [-]pid
       [id|rt]prio priority command [args]
       [id|rt]prio priority -pid
       [id|rt]prio -t command [args]
       [id|rt]prio -t -pid
"""
KINDS = {"rtprio": RTP_PRIO_REALTIME, "idprio": RTP_PRIO_IDLE}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Tell a priority, or set it and run a command."""
    err = Err(argv)
    if err.name not in KINDS:
        await err.errx(1, "invalid progname")
    if len(argv) <= 2:
        return await _show(err, abs(await _number(err, argv[1], "pid")) if len(argv) == 2 else 0)
    first, second = argv[1], argv[2]
    if first != "-t" and not is_number(first[:1]):
        await puts(USAGE, STDERR)
        return 1
    kind, prio = (RTP_PRIO_NORMAL, 0) if first == "-t" else (KINDS[err.name], await _number(err, first, "priority"))
    pid = abs(await _number(err, second, "pid")) if second.startswith("-") else 0
    try:
        await rtprio_set(pid, kind, prio)
    except Errno as error:
        await err.err(1, "RTP_SET", error)
    if not pid:
        try:
            await execvpe(second, argv[2:], envp)
        except Errno as error:
            await err.err(1, f"execvp: {second}", error)
    return 0


async def _show(err: Err, pid: int) -> int:
    try:
        kind, prio = await rtprio(pid)
    except Errno as error:
        await err.err(1, "RTP_LOOKUP", error)
    names = {RTP_PRIO_REALTIME: f"realtime priority {prio}", RTP_PRIO_IDLE: f"idle priority {prio}"}
    await err.warnx(names.get(kind, "normal priority"))
    return 0


async def _number(err: Err, text: str, what: str) -> int:
    if not is_number(text.removeprefix("-")):
        await err.errx(1, f"{what} must be a number")
    return to_int(text)
