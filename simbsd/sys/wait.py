"""The status word of wait(2), and what waitpid(2) can be asked for.

Models sys/sys/wait.h; leaves out the id types of wait6(2).
"""

from __future__ import annotations

WNOHANG, WUNTRACED, WCONTINUED = 1, 2, 4
WCOREFLAG = 0o200
_STOPPED = 0o177
_CONTINUED = 19  # SIGCONT


def w_exitcode(code: int, sig: int = 0) -> int:
    """The status word of an exit with ``code``, or of a death by ``sig``."""
    return (code & 0xFF) << 8 | sig


def w_stopcode(sig: int) -> int:
    """The status word of a stop by ``sig``."""
    return sig << 8 | _STOPPED


def wifexited(status: int) -> bool:
    """True of a normal exit."""
    return status & 0o177 == 0


def wexitstatus(status: int) -> int:
    """The exit code, 0..255."""
    return status >> 8 & 0xFF


def wifstopped(status: int) -> bool:
    """True of a stopped process."""
    return status & 0o177 == _STOPPED and status != _CONTINUED


def wstopsig(status: int) -> int:
    """The signal that stopped the process."""
    return status >> 8 & 0xFF


def wifsignaled(status: int) -> bool:
    """True of a death by a signal."""
    return status & 0o177 not in (0, _STOPPED) and status != _CONTINUED


def wtermsig(status: int) -> int:
    """The signal that killed the process."""
    return status & 0o177


def wcoredump(status: int) -> bool:
    """True when the death left a core file."""
    return bool(status & WCOREFLAG)
