"""Turning job control on and off.

Models bin/sh/jobs.c (setjobctl); leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.signal import kill
from simbsd.lib.termios import tcgetpgrp, tcsetpgrp
from simbsd.lib.unistd import close, getpgrp, isatty, open, setpgid
from simbsd.sh.redir import move_up
from simbsd.sh.signals import set_signal
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.signal import SIGTSTP, SIGTTIN, SIGTTOU

_SIGNALS = (SIGTSTP, SIGTTOU, SIGTTIN)


async def set_job_control(sh: Shell, on: bool) -> None:
    """Switch job control: take the terminal for the shell's own process group, or give it back."""
    if on == sh.job_control or not sh.root:
        return
    if on:
        await _take_terminal(sh)
        return
    try:
        await setpgid(0, sh.initial_pgrp)
    except Errno:
        # A session leader cannot change its group; it is in the right one already.
        pass
    if sh.tty is not None:
        try:
            await tcsetpgrp(sh.tty, sh.initial_pgrp)
        except Errno:
            # The terminal may have been hung up.
            pass
        await close(sh.tty)
        sh.tty = None
    sh.job_control = False
    for sig in _SIGNALS:
        await set_signal(sh, sig)


async def _take_terminal(sh: Shell) -> None:
    fd = await _terminal()
    if fd is None:
        await _without_terminal(sh)
        return
    sh.tty = fd
    while True:
        try:
            sh.initial_pgrp = await tcgetpgrp(fd)
        except Errno:
            await _without_terminal(sh)
            return
        if sh.initial_pgrp == await getpgrp():
            break
        if not sh.options["interactive"]:
            sh.initial_pgrp = -1
            await _without_terminal(sh)
            return
        # We are in the background: stop until somebody brings us forward.
        await kill(0, SIGTTIN)
    for sig in _SIGNALS:
        await set_signal(sh, sig)
    try:
        await setpgid(0, sh.root_pid)
        await tcsetpgrp(fd, sh.root_pid)
    except Errno:
        # A session leader already leads its own group.
        pass
    sh.job_control = True


async def _terminal() -> int | None:
    """The controlling terminal on a descriptor out of the way, or None."""
    try:
        fd = await open("/dev/tty", O_RDWR)
        copy = await move_up(fd)
        await close(fd)
        return copy
    except Errno:
        pass
    for fd in (0, 1, 2):
        if await isatty(fd):
            return await move_up(fd)
    return None


async def _without_terminal(sh: Shell) -> None:
    if sh.tty is not None:
        await close(sh.tty)
        sh.tty = None
    if not sh.options["interactive"]:
        for sig in _SIGNALS:
            await set_signal(sh, sig)
        sh.job_control = True
        return
    sh.output.err("sh: can't access tty; job control turned off\n")
    await sh.output.flush_err()
    sh.options.flags["monitor"] = False
