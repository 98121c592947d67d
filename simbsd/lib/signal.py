"""System call stubs for signals.

Models signal.h.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simbsd.lib.syscall import syscall

Handler = Callable[[int], Any] | str


async def kill(pid: int, sig: int) -> None:
    """Send a signal: to a process, 0 own group, -1 all, -N group N; sig 0 only asks. Errors: ESRCH, EPERM, EINVAL."""
    await syscall("kill", pid, sig)


async def killpg(pgid: int, sig: int) -> None:
    """Send a signal to a process group. Errors: ESRCH, EPERM, EINVAL."""
    await syscall("kill", -pgid, sig)


async def signal(sig: int, handler: Handler) -> Handler:
    """Set what a signal does: SIG_DFL, SIG_IGN, or a function (plain or async) of the signal number; returns the old.

    A blocking call that a caught signal interrupts fails with EINTR. Errors: EINVAL.
    """
    result: Handler = await syscall("sigaction", sig, handler)
    return result


async def sigprocmask(how: str, signals: frozenset[int]) -> frozenset[int]:
    """``SIG_BLOCK``, ``SIG_UNBLOCK`` or ``SIG_SETMASK``; returns the old mask."""
    result: frozenset[int] = await syscall("sigprocmask", how, signals)
    return result


async def sigsuspend(mask: frozenset[int]) -> None:
    """Wait for a signal with another mask. Always ends in EINTR."""
    await syscall("sigsuspend", mask)


async def pause() -> None:
    """Wait for a signal. Always ends in EINTR."""
    await syscall("sigsuspend", None)
