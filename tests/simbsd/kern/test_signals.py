"""Signals: caught, ignored, blocked, deadly, stopping (sys/kern/kern_sig.c)."""

from __future__ import annotations

from simbsd.lib.signal import kill, pause, signal, sigprocmask
from simbsd.lib.unistd import fork, getpid, nanosleep, setitimer, vfork, waitpid
from simbsd.sys.errno import EINTR, EINVAL, ESRCH, Errno
from simbsd.sys.signal import (
    SIG_IGN,
    SIGALRM,
    SIGCONT,
    SIGKILL,
    SIGSEGV,
    SIGSTOP,
    SIGTERM,
    SIGTSTP,
    SIGUSR1,
    SIGUSR2,
)
from simbsd.sys.wait import WUNTRACED, wcoredump, wexitstatus, wifsignaled, wifstopped, wstopsig, wtermsig


async def forever(_):
    while True:
        await nanosleep(1_000_000)


async def errno_of(awaitable):
    try:
        await awaitable
    except Errno as error:
        return error.errno
    return 0


def test_a_caught_signal_runs_its_handler_and_interrupts_a_sleep(after):
    async def body(log):
        await signal(SIGALRM, log.append)
        await setitimer(1000)
        log.append(await errno_of(nanosleep(1_000_000)))
        return 0

    assert after(body) == [SIGALRM, EINTR]


def test_an_asynchronous_handler_may_make_system_calls(after):
    async def body(log):
        async def handler(sig):
            log.append((sig, await getpid() > 1))

        await signal(SIGUSR1, handler)
        await kill(await getpid(), SIGUSR1)
        log.append("after")
        return 0

    assert after(body) == [(SIGUSR1, True), "after"]


def test_an_ignored_signal_does_nothing(after):
    async def body(log):
        await signal(SIGTERM, SIG_IGN)
        await kill(await getpid(), SIGTERM)
        log.append("alive")
        return 0

    assert after(body) == ["alive"]


def test_a_deadly_signal_is_told_to_the_parent(after):
    async def body(log):
        for sig in (SIGTERM, SIGSEGV, SIGKILL):
            pid = await fork(forever, None)
            await kill(pid, sig)
            status = (await waitpid(pid))[1]
            log.append((wifsignaled(status), wtermsig(status), wcoredump(status)))
        return 0

    assert after(body) == [(True, SIGTERM, False), (True, SIGSEGV, True), (True, SIGKILL, False)]


def test_sigkill_and_sigstop_cannot_be_caught_or_ignored(after):
    async def body(log):
        for sig in (SIGKILL, SIGSTOP, 0, 99):
            log.append(await errno_of(signal(sig, SIG_IGN)))
        return 0

    assert after(body) == [EINVAL, EINVAL, EINVAL, EINVAL]


def test_a_blocked_signal_waits_until_it_is_unblocked(after):
    async def body(log):
        await signal(SIGUSR1, log.append)
        await sigprocmask("SIG_BLOCK", frozenset((SIGUSR1,)))
        await kill(await getpid(), SIGUSR1)
        log.append("blocked")
        await sigprocmask("SIG_UNBLOCK", frozenset((SIGUSR1,)))
        log.append("unblocked")
        return 0

    assert after(body) == ["blocked", SIGUSR1, "unblocked"]


def test_a_signal_is_blocked_while_its_handler_runs(after):
    async def body(log):
        async def handler(sig):
            log.append("in")
            if log.count("in") < 3:
                await kill(await getpid(), sig)
            log.append("out")

        await signal(SIGUSR2, handler)
        await kill(await getpid(), SIGUSR2)
        return 0

    assert after(body) == ["in", "out", "in", "out", "in", "out"]


def test_pause_ends_in_eintr_and_the_mask_is_as_before(after):
    async def body(log):
        await signal(SIGALRM, log.append)
        await setitimer(1000)
        log.append(await errno_of(pause()))
        log.append(await sigprocmask("SIG_BLOCK", frozenset()))
        return 0

    assert after(body) == [SIGALRM, EINTR, frozenset()]


def test_a_stopped_child_is_reported_once_and_goes_on_after_sigcont(after):
    async def counting(log):
        for number in range(3):
            log.append(number)
            await nanosleep(10_000)
        return 5

    async def body(log):
        pid = await vfork(counting, log)
        await nanosleep(15_000)
        await kill(pid, SIGSTOP)
        status = (await waitpid(pid, WUNTRACED))[1]
        log.append((wifstopped(status), wstopsig(status)))
        await nanosleep(1_000_000)
        await kill(pid, SIGCONT)
        log.append(wexitstatus((await waitpid(pid, WUNTRACED))[1]))
        return 0

    assert after(body) == [0, 1, (True, SIGSTOP), 2, 5]


def test_a_terminal_stop_is_dropped_in_an_orphaned_group(after):
    async def body(log):
        await kill(await getpid(), SIGTSTP)
        log.append("not stopped")
        return 0

    assert after(body) == ["not stopped"]


def test_signal_zero_only_asks(after):
    async def body(log):
        log.append(await errno_of(kill(await getpid(), 0)))
        log.append(await errno_of(kill(99_998, 0)))
        log.append(await errno_of(kill(await getpid(), 77)))
        return 0

    assert after(body) == [0, ESRCH, EINVAL]


def test_handlers_are_back_at_their_default_in_a_child_and_ignored_signals_stay_ignored(after):
    async def child(_):
        await kill(await getpid(), SIGTERM)
        await kill(await getpid(), SIGUSR1)
        return 0

    async def body(log):
        await signal(SIGTERM, SIG_IGN)
        await signal(SIGUSR1, log.append)
        status = (await waitpid(await fork(child, None)))[1]
        log.append(wtermsig(status))
        return 0

    assert after(body) == [SIGUSR1]
