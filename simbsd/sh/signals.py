"""Signals and traps.

Models bin/sh/trap.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.signal import kill, signal
from simbsd.lib.unistd import getpid
from simbsd.sh.errors import Interrupt, ShellError, ShellExit
from simbsd.sh.state import NO_SKIP, Shell
from simbsd.sys.errno import Errno
from simbsd.sys.signal import (
    NSIG,
    SIG_DFL,
    SIG_IGN,
    SIGCHLD,
    SIGINT,
    SIGNAMES,
    SIGQUIT,
    SIGSTOP,
    SIGTERM,
    SIGTSTP,
    SIGTTIN,
    SIGTTOU,
)

# What a signal is set to (the sigmode of trap.c): HARD is ignored since before the shell began, and stays so.
DEFAULT, CATCH, IGNORE, HARD = "default", "catch", "ignore", "hard"
_STOPS = (SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU)


def signal_number(name: str) -> int:
    """A signal's number from its number or name (EXIT is 0); -1 if there is none."""
    if name.isascii() and name.isdigit():
        return int(name) if len(name) < 10 and int(name) < NSIG else -1
    upper = name.upper()
    if upper == "EXIT":
        return 0
    upper = upper.removeprefix("SIG")
    return SIGNAMES.index(upper) if upper and upper in SIGNAMES else -1


def _wanted(sh: Shell, sig: int) -> str:
    trap = sh.traps.get(sig)
    if trap is not None:
        return CATCH if trap else IGNORE
    if sig in (SIGINT, SIGQUIT):
        return CATCH
    if sig == SIGTERM and sh.root and sh.options["interactive"]:
        return IGNORE
    if sig in (SIGTSTP, SIGTTOU) and sh.root and sh.options["monitor"]:
        return IGNORE
    return DEFAULT


async def set_signal(sh: Shell, sig: int) -> None:
    """Set the action of ``sig`` to what traps and options ask for (setsignal)."""
    wanted = _wanted(sh, sig)
    mode = sh.signal_modes.get(sig)
    if mode in (HARD, wanted):
        return

    def caught(number: int) -> None:
        note_signal(sh, number)

    handler = caught if wanted == CATCH else SIG_IGN if wanted == IGNORE else SIG_DFL
    try:
        old = await signal(sig, handler)
    except Errno:
        # SIGKILL and SIGSTOP: pretend that it worked, as the C program does.
        return
    if mode is None and old == SIG_IGN and not (sh.options["monitor"] and sig in _STOPS):
        await signal(sig, SIG_IGN)
        wanted = HARD
    sh.signal_modes[sig] = wanted


async def ignore_signal(sh: Shell, sig: int) -> None:
    """Ignore a signal for good (ignoresig)."""
    if sh.signal_modes.get(sig) not in (IGNORE, HARD):
        await signal(sig, SIG_IGN)
        sh.signal_modes[sig] = IGNORE


def note_signal(sh: Shell, sig: int) -> None:
    """The handler of all caught signals (onsig): it only remembers; the evaluator acts."""
    if sig == SIGINT and SIGINT not in sh.traps:
        sh.interrupted = True
        return
    if sig in (SIGINT, SIGQUIT):
        sh.pending_wait_signal = sig
    if sh.traps.get(sig) and not (sig == SIGCHLD and sh.ignore_sigchld):
        if sig not in sh.got_signals:
            sh.got_signals.append(sig)
        sh.pending_signal = sig
        sh.pending_wait_signal = sig


async def clear_traps(sh: Shell) -> None:
    """Forget the traps of the parent, but for the ignored signals (clear_traps)."""
    for sig in [sig for sig, trap in sh.traps.items() if trap]:
        del sh.traps[sig]
        if sig:
            await set_signal(sh, sig)


def have_traps(sh: Shell) -> bool:
    """Whether any trap would run a command."""
    return any(sh.traps.values())


async def run_traps(sh: Shell) -> None:
    """Run the commands of the traps whose signals have come, lowest signal first (dotrap)."""
    from simbsd.sh.evalstring import evaluate_string

    sh.trap_depth += 1
    while True:
        sh.pending_signal = sh.pending_wait_signal = 0
        if not sh.got_signals:
            break
        sig = min(sh.got_signals)
        sh.got_signals.remove(sig)
        trap = sh.traps.get(sig)
        if not trap:
            continue
        sh.ignore_sigchld += sig == SIGCHLD
        # A break, continue or return under way must not disturb the trap, nor the trap it.
        skip, count = sh.skip, sh.skip_count
        sh.skip = NO_SKIP
        sh.last_trap = sig
        status = sh.status
        await evaluate_string(sh, trap, 0)
        if sh.skip == NO_SKIP or skip != NO_SKIP:
            sh.skip, sh.skip_count, sh.status = skip, count, status
        sh.ignore_sigchld -= sig == SIGCHLD
    sh.trap_depth -= 1


async def exit_shell(sh: Shell, status: int | None) -> None:
    """End the shell: run the EXIT trap where we are, then unwind (exitshell). ``status`` None: the last one."""
    sig = 0
    if status is None and sh.exiting is not None:
        status = sh.exiting
    elif status is None:
        if sh.trap_depth and sh.last_trap:
            sig = sh.last_trap
            status = sig + 128
        else:
            status = sh.old_status
    await finish(sh, status, sig)
    raise ShellExit


async def finish(sh: Shell, status: int, sig: int = 0) -> None:
    """Run the EXIT trap and put the terminal back; ``sh.exiting`` becomes the exit status (exitshell_savedstatus)."""
    from simbsd.sh.evalstring import evaluate_string
    from simbsd.sh.jobcontrol import set_job_control

    sh.status = sh.old_status = sh.exiting = status
    trap = sh.traps.get(0)
    if trap:
        sh.skip = NO_SKIP
        del sh.traps[0]
        try:
            await evaluate_string(sh, trap, 0)
        except ShellError as error:
            await sh.report(error)
        except (ShellExit, Interrupt):
            pass
        status = sh.exiting
    await sh.output.flush()
    await set_job_control(sh, False)
    if sh.history is not None and sh.root:
        await sh.history.save(sh)
    if sig and sig not in _STOPS:
        await die_of(sig)
    sh.exiting = status


async def die_of(sig: int) -> None:
    """Kill oneself with ``sig``; comes back only if its default is to be ignored."""
    await signal(sig, SIG_DFL)
    await kill(await getpid(), sig)
