"""Time as programs see it.

Models sys/kern/kern_time.c; leaves out clock adjustment and per-process timers other than ITIMER_REAL.
"""

from __future__ import annotations

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_sig import psignal
from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.kern.subr_prf import log
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.kernel import Kernel
from simbsd.sys.priv import Priv
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.signal import SIGALRM

SECOND = 1_000_000


def sys_tick(kernel: Kernel, p: Proc, steps: int) -> None:
    """User time passes: not a system call of FreeBSD, but the clock interrupt that a real program would take."""
    cost = kernel.limits.tick_cost * steps
    kernel.now += cost
    p.p_ru.ru_utime += cost


def sys_nanosleep(kernel: Kernel, p: Proc, us: int) -> None:
    """nanosleep(2), in microseconds. Errors: EINVAL, EINTR."""
    assert p.p_call is not None
    if us < 0:
        raise Errno(EINVAL)
    until = p.p_call.state.setdefault("until", kernel.now + us)
    if kernel.now < until:
        raise Sleep(p.p_call, "nanslp", until)


def sys_gettimeofday(kernel: Kernel, p: Proc) -> int:
    """Microseconds since 1970."""
    return kernel.boottime * 1_000_000 + kernel.now


def sys_clock_gettime(kernel: Kernel, p: Proc, clock: str) -> int:
    """clock_gettime(2) of CLOCK_REALTIME or CLOCK_MONOTONIC, in microseconds. Errors: EINVAL."""
    if clock == "CLOCK_MONOTONIC":
        return kernel.now
    if clock == "CLOCK_REALTIME":
        return sys_gettimeofday(kernel, p)
    raise Errno(EINVAL)


def sys_settimeofday(kernel: Kernel, p: Proc, us: int) -> None:
    """settimeofday(2); the moment of boot is kept in whole seconds, rounded up. Errors: EPERM.

    Above securelevel 1 a step is of one second at most, either way (settime).
    """
    priv_check(kernel, p, Priv.PRIV_SETTIMEOFDAY)
    if p.p_ucred.cr_prison.pr_securelevel > 1:
        now = kernel.boottime * SECOND + kernel.now
        if us < now - SECOND or us > now + 2 * SECOND:
            step = SECOND if us > now else -SECOND
            log(kernel, f"Time adjustment clamped to {'+' if step > 0 else '-'}1 second")
            us = now + step
    kernel.boottime = -((kernel.now - us) // SECOND)


def sys_setitimer(kernel: Kernel, p: Proc, us: int, interval: int) -> int:
    """setitimer(ITIMER_REAL): SIGALRM in ``us``, then every ``interval``; what was left of the old timer."""
    if us < 0 or interval < 0:
        raise Errno(EINVAL)
    old = p.p_alarm
    left = max(old.c_when - kernel.now, 1) if old is not None and old.c_active else 0
    callout_stop(old)
    p.p_alarm = callout_reset(kernel, us, _alarm, p, interval) if us else None
    return left


def _alarm(kernel: Kernel, p: Proc, interval: int) -> None:
    p.p_alarm = callout_reset(kernel, interval, _alarm, p, interval) if interval else None
    psignal(kernel, p, SIGALRM)


SYSCALLS = {
    "tick": sys_tick,
    "nanosleep": sys_nanosleep,
    "gettimeofday": sys_gettimeofday,
    "clock_gettime": sys_clock_gettime,
    "settimeofday": sys_settimeofday,
    "setitimer": sys_setitimer,
}
