"""Signal numbers, names, texts and default actions.

Models sys/sys/signal.h, sys/kern/kern_sig.c (sigproptbl) and lib/libc/gen/siglist.c; leaves out real-time signals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

(SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGEMT, SIGFPE, SIGKILL, SIGBUS, SIGSEGV, SIGSYS, SIGPIPE,
 SIGALRM, SIGTERM, SIGURG, SIGSTOP, SIGTSTP, SIGCONT, SIGCHLD, SIGTTIN, SIGTTOU, SIGIO, SIGXCPU, SIGXFSZ,
 SIGVTALRM, SIGPROF, SIGWINCH, SIGINFO, SIGUSR1, SIGUSR2) = range(1, 32)  # fmt: skip

NSIG = 32

SIGNAMES: tuple[str, ...] = (
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "EMT", "FPE", "KILL", "BUS", "SEGV", "SYS", "PIPE", "ALRM",
    "TERM", "URG", "STOP", "TSTP", "CONT", "CHLD", "TTIN", "TTOU", "IO", "XCPU", "XFSZ", "VTALRM", "PROF",
    "WINCH", "INFO", "USR1", "USR2",
)  # fmt: skip

SIGTEXTS: tuple[str, ...] = (
    "Signal 0", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/BPT trap", "Abort trap", "EMT trap",
    "Floating point exception", "Killed", "Bus error", "Segmentation fault", "Bad system call", "Broken pipe",
    "Alarm clock", "Terminated", "Urgent I/O condition", "Suspended (signal)", "Suspended", "Continued",
    "Child exited", "Stopped (tty input)", "Stopped (tty output)", "I/O possible", "Cputime limit exceeded",
    "Filesize limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window size changes",
    "Information request", "User defined signal 1", "User defined signal 2",
)  # fmt: skip


class Action(Enum):
    """What an uncaught signal does."""

    TERMINATE = "terminate"
    CORE = "core"
    STOP = "stop"
    CONTINUE = "continue"
    IGNORE = "ignore"


DEFAULT_ACTIONS: dict[int, Action] = {
    **dict.fromkeys(range(1, NSIG), Action.TERMINATE),
    **dict.fromkeys((SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGEMT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS), Action.CORE),
    **dict.fromkeys((SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU), Action.STOP),
    **dict.fromkeys((SIGURG, SIGCHLD, SIGIO, SIGWINCH, SIGINFO), Action.IGNORE),
    SIGCONT: Action.CONTINUE,
}

SIG_DFL = "SIG_DFL"
SIG_IGN = "SIG_IGN"


@dataclass(frozen=True, slots=True)
class SignalFrame:
    """What sendsig() puts before a process: run ``handler(sig)``, then trap ``sigreturn``."""

    sig: int
    handler: object
