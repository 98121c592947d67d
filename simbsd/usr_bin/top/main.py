"""top(1): one look after the other, on a terminal or as plain text.

Models usr.bin/top/top.c and screen.c; leaves out terminals that cannot move the cursor but are asked to (-i): those are
plain. A screen is drawn anew where the real one writes what has changed.
"""

from __future__ import annotations

from simbsd.lib.err import Refused
from simbsd.lib.kvm import DEVNULL, kvm_openfiles
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDOUT, puts
from simbsd.lib.termios import tcgetattr
from simbsd.lib.unistd import nanosleep
from simbsd.sys.errno import Errno
from simbsd.usr_bin.top.options import INFINITY, SECOND, Job, parse
from simbsd.usr_bin.top.show import clock, header, rows, summary
from simbsd.usr_bin.top.view import Seen, look

NOMINAL = 18  # processes shown where nobody says how many, and nothing limits them
PLAIN_WIDTH = 1024
PLAIN_TERMINALS = ("", "dumb", "unknown")
LARGEST = 1 << 31


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show the machine until the looks are done or the reader has had enough."""
    job = await parse(argv, envp)
    smart = job.interactive is not False and envp.get("TERM", "") not in PLAIN_TERMINALS and await _is_terminal()
    try:
        await kvm_openfiles(None, DEVNULL)
    except Refused as refused:
        await puts(f"kvm_open: {refused.message}\n", STDERR)
        return 1
    if job.warnings:
        await puts("....", STDERR)
        await nanosleep(3 * SECOND * job.warnings)
        await puts("\n", STDERR)
    if smart:
        from simbsd.usr_bin.top.screen import Screen  # a script never needs it

        return await Screen(job).run()
    return await _plain(job)


async def _is_terminal() -> bool:
    try:
        await tcgetattr(STDOUT)
    except Errno:
        return False
    return True


async def names_of_users() -> dict[int, str]:
    """User ids and their names, the first of several."""
    return {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}


async def _plain(job: Job) -> int:
    """One look after the other, as text."""
    if job.most == INFINITY:
        job.most = LARGEST if job.given else NOMINAL
    seen: Seen | None = None
    left = job.displays or 1
    while left:
        seen = await look(seen)
        await puts(await _text(job, seen))
        left -= left > 0
        if left:
            await nanosleep(job.delay)
    return 0


async def _text(job: Job, seen: Seen) -> str:
    first, *others = summary(job.view, seen)
    up, time = clock(seen)
    lines = [f"{first} {up}    {time}", *others, ""]
    if job.most:
        lines.append(header(job.view))
        lines += rows(job.view, seen, await names_of_users(), PLAIN_WIDTH)[: job.most]
    return "\n".join(lines) + "\n\n"
