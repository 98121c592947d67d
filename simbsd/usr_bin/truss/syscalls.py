"""How truss writes a call and what came of it.

Models usr.bin/truss/syscalls.c (decoded_syscalls, print_arg, print_syscall_ret) and names of lib/libsysdecode; leaves
out the names of most flags. A pointer is always the same address; a file's block size is that of UFS; calls are written
as libc makes them on FreeBSD (open by openat, stat by fstatat).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simbsd.lib.mode import strmode
from simbsd.sys.errno import strerror
from simbsd.sys.fcntl import O_CREAT
from simbsd.sys.ptrace import EJUSTRETURN, Trap
from simbsd.sys.signal import SIGNAMES
from simbsd.sys.wait import wexitstatus, wifexited, wifstopped, wstopsig, wtermsig

POINTER = "0x7fffffffe000"
OPEN_MODES = ("O_RDONLY", "O_WRONLY", "O_RDWR")
OPEN_FLAGS = {
    0x4: "O_NONBLOCK", 0x8: "O_APPEND", 0x100: "O_NOFOLLOW", 0x200: "O_CREAT", 0x400: "O_TRUNC", 0x800: "O_EXCL",
    0x8000: "O_NOCTTY", 0x20000: "O_DIRECTORY", 0x100000: "O_CLOEXEC",
}  # fmt: skip
ACCESS = {4: "R_OK", 2: "W_OK", 1: "X_OK"}
WHENCE = ("SEEK_SET", "SEEK_CUR", "SEEK_END")
C_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 0: "\\0", 92: "\\\\"}
# A call here -> the call on FreeBSD and its arguments: a word as it is, or how (a key of KINDS) and which of ours.
CALLS = {
    "open": "openat AT_FDCWD s0 F1 M2", "close": "close d0", "read": "read d0 R* u1", "write": "write d0 B1 L1",
    "fstat": "fstat d0 S*", "fstatat": "fstatat AT_FDCWD s0 S* N1", "lseek": "lseek d0 x1 W2", "dup": "dup d0",
    "dup2": "dup2 d0 d1", "fcntl": "fcntl d0 w1 x2", "pipe2": "pipe2 P 0x0", "ioctl": "ioctl d0 w1 P",
    "access": "access s0 A1", "eaccess": "eaccess s0 A1", "chdir": "chdir s0", "fchdir": "fchdir x0",
    "chroot": "chroot s0", "__getcwd": "__getcwd Q* 1024", "readlink": "readlink s0 Q* 1024", "mkdir": "mkdir s0 o1",
    "mkfifo": "mkfifo s0 o1", "mknod": "mknod s0 o1 0", "rmdir": "rmdir s0", "unlink": "unlink s0",
    "rename": "rename s0 s1", "symlink": "symlink s0 s1", "linkat": "linkat AT_FDCWD s0 AT_FDCWD s1 0x0",
    "truncate": "truncate s0 x1", "ftruncate": "ftruncate d0 x1", "fchmod": "fchmod d0 o1",
    "fchmodat": "fchmodat AT_FDCWD s0 o1 N2", "fchownat": "fchownat AT_FDCWD s0 d1 d2 N3",
    "utimensat": "utimensat AT_FDCWD s0 P N3", "getdirentries": "getdirentries d0 P 4096 P", "statfs": "statfs s0 P",
    "execve": "execve s0 a1 e2", "fork": "fork", "vfork": "vfork", "wait4": "wait4 d0 X* 0x0 0x0",
    "kill": "kill d0 g1", "nanosleep": "nanosleep T0", "gettimeofday": "gettimeofday U* 0x0",
    "clock_gettime": "clock_gettime 4 V*", "getrandom": "getrandom P u0 0", "sigaction": "sigaction g0 P P",
    "sigprocmask": "sigprocmask w0 P P", "socket": "socket i0 k1 0", "bind": "bind d0 I1 16",
    "connect": "connect d0 I1 16", "listen": "listen d0 d1", "accept": "accept d0 P P",
    "sendto": "sendto d0 B1 L1 0 I2 0",
    "recvfrom": "recvfrom d0 P u1 0 P P", "kldload": "kldload s0", "kldunload": "kldunload d0",
    "unmount": "unmount s0 x1", "nmount": "nmount P J0 x1", "jail_set": "jail_set P j0 x1",
    "jail_get": "jail_get P j0 x1", "jail_attach": "jail_attach x0", "jail_remove": "jail_remove x0",
    "__sysctlbyname": "__sysctlbyname s0 L0 P P 0x0 0", "poll": "poll P d1 d2", "getgroups": "getgroups 0x400 P",
    "getlogin": "getlogin P 0x21", "getrlimit": "getrlimit w0 P", "getrusage": "getrusage w0 P",
}  # fmt: skip
DIRENT = 24  # a struct dirent without its name (sys/dirent.h: _GENERIC_DIRLEN)


@dataclass(frozen=True, slots=True)
class Style:
    """-a and -e: an exec's words and environment are written out; -s: how much of a text."""

    arguments: bool
    environment: bool
    size: int


def call_text(trap: Trap, style: Style) -> tuple[str, str]:
    """The call's name on FreeBSD, and the call with its arguments."""
    shape = CALLS.get(trap.name)
    if shape is None:
        return trap.name, f"{trap.name}({','.join(map(_plain, trap.args))})"
    name, *words = shape.split()
    return name, f"{name}({','.join(_argument(word, trap, style) for word in words)})"


def result_text(trap: Trap) -> str:
    """What came of it (print_syscall_ret)."""
    if trap.error == EJUSTRETURN:
        return " EJUSTRETURN"
    if trap.error:
        return f" ERR#{trap.error} '{strerror(trap.error)}'"
    value = _returned(trap)
    return f" = {value} (0x{value & (1 << 64) - 1:x})"


def _returned(trap: Trap) -> int:
    result = trap.result
    if trap.name == "getdirentries":
        return sum((DIRENT + len(entry.d_name.encode()) + 8) // 8 * 8 for entry in result)
    if trap.name in ("read", "getrandom"):
        return len(result)
    if trap.name in ("wait4", "accept"):
        return int(result[0])
    if trap.name == "recvfrom":
        return len(result[0]) if isinstance(result[0], bytes) else 0
    if trap.name == "readlink":
        return len(result.encode())
    return result if isinstance(result, int) and trap.name not in ("gettimeofday", "clock_gettime") else 0


def _argument(word: str, trap: Trap, style: Style) -> str:
    kind, index = word[0], word[1:]
    if word == "P":
        return POINTER
    if index == "*":
        return POINTER if trap.error else OUT[kind](trap.result, style)
    if kind not in KINDS or not (index.isascii() and index.isdigit()):
        return word
    value = trap.args[int(index)] if int(index) < len(trap.args) else 0
    if kind == "M":  # libc looks at a mode only where a file may be made
        value = value if trap.args[1] & O_CREAT else 0
    return KINDS[kind](value, style)


def _plain(value: Any) -> str:
    """An argument of a call that truss has no table for."""
    return f"0x{value & (1 << 64) - 1:x}" if isinstance(value, int) else POINTER


def _mask(value: int, names: dict[int, str]) -> str:
    found = [name for bit, name in names.items() if value & bit]
    rest = value & ~sum(bit for bit in names if value & bit)
    return "|".join([*found, *([f"0x{rest:x}"] if rest or not found else [])])


def _open_flags(value: int, style: Style) -> str:
    flags = value & ~3
    return OPEN_MODES[value & 3] + (f"|{_mask(flags, OPEN_FLAGS)}" if flags else "")


def _binary(data: bytes, style: Style) -> str:
    """As much of some bytes as fits, written as vis(3) does."""
    if not data:
        return POINTER
    text, left = "", False
    for byte in data:
        more = C_ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else _vis(byte))
        if len(text) + len(more) > style.size:
            left = True
            break
        text += more
    return f'"{text}"' + ("..." if left else "")


def _vis(byte: int) -> str:
    meta, low = ("\\M" if byte & 128 else "\\"), byte & 127
    if low < 32 or low == 127:
        return f"{meta}^{chr(low ^ 64)}"
    return f"{meta}-{chr(low)}"


def _stat(found: Any, style: Style) -> str:
    return f"{{ mode={strmode(found.st_mode)},inode={found.st_ino},size={found.st_size},blksize=32768 }}"


def _status(found: Any, style: Style) -> str:
    status = found[1]
    if wifexited(status):
        return f"{{ EXITED,val={wexitstatus(status)} }}"
    if wifstopped(status):
        return f"{{ STOPPED,sig=SIG{SIGNAMES[wstopsig(status)]} }}"
    return f"{{ SIGNALED,sig=SIG{SIGNAMES[wtermsig(status)]} }}"


def _signal(value: int, style: Style) -> str:
    return f"SIG{SIGNAMES[value]}" if 0 < value < len(SIGNAMES) else str(value)


def _time(us: int, style: Style) -> str:
    return f"{{ {us // 1_000_000}.{us % 1_000_000:06}000 }}"


def _exec_words(value: Any, style: Style) -> str:
    return _strings(value) if style.arguments else POINTER


def _exec_environment(value: Any, style: Style) -> str:
    return _strings([f"{name}={text}" for name, text in value.items()]) if style.environment else POINTER


def _strings(words: list[str]) -> str:
    return "[ " + ", ".join(f'"{word}"' for word in words) + " ]"


def _length(value: Any, style: Style) -> str:
    return str(len(value.encode() if isinstance(value, str) else value))


def _named(prefix: str, names: dict[int, str]) -> Callable[[Any, Style], str]:
    return lambda value, style: prefix + names[value] if value in names else str(value)


KINDS: dict[str, Callable[[Any, Style], str]] = {
    "d": lambda value, style: str(int(value)), "u": lambda value, style: str(value),
    "o": lambda value, style: f"0{value:o}", "M": lambda value, style: f"0{value:o}",
    "x": lambda value, style: _plain(value or 0),
    "s": lambda value, style: f'"{value}"', "w": lambda value, style: str(value), "F": _open_flags, "B": _binary,
    "L": _length, "A": lambda value, style: _mask(value, ACCESS) if value else "F_OK", "g": _signal, "T": _time,
    "N": lambda value, style: "0x0" if value else "AT_SYMLINK_NOFOLLOW", "W": lambda value, style: WHENCE[value],
    "a": _exec_words, "e": _exec_environment, "I": lambda value, style: POINTER if value is not None else "NULL",
    "i": _named("PF_", {1: "LOCAL", 2: "INET", 17: "ROUTE", 28: "INET6"}),
    "k": _named("SOCK_", {1: "STREAM", 2: "DGRAM", 3: "RAW"}), "j": lambda value, style: f"0x{2 * len(value):x}",
    "J": lambda value, style: str(2 * len(value)),
}  # fmt: skip
# What a call gives back through a pointer.
OUT: dict[str, Callable[[Any, Style], str]] = {
    "R": _binary, "S": _stat, "X": _status, "Q": lambda value, style: f'"{value}"', "V": _time,
    "U": lambda us, style: f"{{ {us // 1_000_000}.{us % 1_000_000:06} }}",
}  # fmt: skip
