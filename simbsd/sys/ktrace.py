"""The records of a kernel trace, and the calls of this machine as FreeBSD numbers them.

Models sys/sys/ktrace.h (struct ktr_header, version 1, as on amd64) and numbers of sys/sys/syscall.h; leaves out records
of capabilities, page faults and arrays of structures.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vnode import Vnode

KTROP_SET, KTROP_CLEAR, KTROP_CLEARFILE = 0, 1, 2
KTRFLAG_DESCEND = 4
KTR_SYSCALL, KTR_SYSRET, KTR_NAMEI, KTR_GENIO, KTR_PSIG, KTR_CSW, KTR_USER, KTR_STRUCT, KTR_SYSCTL = range(1, 10)
KTR_PROCCTOR, KTR_PROCDTOR, KTR_CAPFAIL, KTR_FAULT, KTR_FAULTEND, KTR_STRUCT_ARRAY = range(10, 16)
KTR_VERSION1, KTR_VERSIONED = 1, 0x4000
KTRFAC_MASK, KTRFAC_ROOT, KTRFAC_INHERIT = 0x00FFFFFF, 0x80000000, 0x40000000
UIO_READ, UIO_WRITE = 0, 1
SV_FLAGS = 0x209  # SV_ABI_FREEBSD | SV_LP64 (sys/sys/sysent.h)
GENIO_SIZE = 4096  # kern.ktrace.genio_size: a page
POINTER = 0x7FFFFFFFE000

HEADER = struct.Struct("<ihhi20sqqqi4x")  # length of what follows, type, version, pid, command, time, thread, CPU
SYSCALL, SYSRET, GENIO = struct.Struct("<hh4x"), struct.Struct("<hhiq"), struct.Struct("<ii")
PSIG, CSW = struct.Struct("<i4xqiI16x"), struct.Struct("<ii8s")  # the mask's first word of four, then padding
STAT = struct.Struct("<QQQHhIIiQ8qqqiIQ80x")  # sys/sys/stat.h: struct stat, 224 bytes

# Which letters of -t turn on which records, as bits (usr.bin/ktrace/subr.c: getpoints).
DEFAULT_POINTS = sum(
    1 << kind for kind in (
        KTR_SYSCALL, KTR_SYSRET, KTR_NAMEI, KTR_GENIO, KTR_PSIG, KTR_USER, KTR_STRUCT, KTR_SYSCTL, KTR_CAPFAIL,
        KTR_STRUCT_ARRAY,
    )
)  # fmt: skip
ABI_POINTS = 1 << KTR_PROCCTOR | 1 << KTR_PROCDTOR
ALL_POINTS = DEFAULT_POINTS | ABI_POINTS | 1 << KTR_CSW | 1 << KTR_FAULT | 1 << KTR_FAULTEND
LETTERS = {
    "c": 1 << KTR_SYSCALL | 1 << KTR_SYSRET, "i": 1 << KTR_GENIO, "f": 1 << KTR_FAULT | 1 << KTR_FAULTEND,
    "n": 1 << KTR_NAMEI, "p": 1 << KTR_CAPFAIL, "s": 1 << KTR_PSIG, "t": 1 << KTR_STRUCT, "u": 1 << KTR_USER,
    "w": 1 << KTR_CSW, "y": 1 << KTR_SYSCTL, "+": DEFAULT_POINTS,
}  # fmt: skip

# A call here -> its number and name on FreeBSD, and its registers: a number as it is; pN the path, lN the length, dN
# the number that our argument N is, qN one of 64 bits, nN a flag that says not to follow; P a pointer. A call that is
# not here leaves no record: this machine's own, and those whose arguments it has only as words (options of sockets,
# limits, IPC, cpusets).
CALLS = {
    "exit": "1 exit d0", "fork": "2 fork", "vfork": "66 vfork", "read": "3 read d0 P d1", "write": "4 write d0 P l1",
    "open": "499 openat -100 p0 d1 d2", "close": "6 close d0", "wait4": "7 wait4 d0 P d1 0", "unlink": "10 unlink p0",
    "chdir": "12 chdir p0", "fchdir": "13 fchdir d0", "getpid": "20 getpid", "unmount": "22 unmount p0 0",
    "setuid": "23 setuid d0", "getuid": "24 getuid", "geteuid": "25 geteuid", "recvfrom": "29 recvfrom d0 P d1 0 P P",
    "accept": "30 accept d0 P P", "getpeername": "31 getpeername d0 P P", "getsockname": "32 getsockname d0 P P",
    "access": "33 access p0 d1", "sync": "36 sync", "kill": "37 kill d0 d1", "getppid": "39 getppid",
    "dup": "41 dup d0", "getegid": "43 getegid", "getgid": "47 getgid", "getlogin": "49 getlogin P 33",
    "setlogin": "50 setlogin P", "ktrace": "45 ktrace p0 d1 d2 d3", "ioctl": "54 ioctl d0 d1 P",
    "reboot": "55 reboot 0", "symlink": "57 symlink P p1", "readlink": "58 readlink p0 P 1024",
    "execve": "59 execve p0 P P", "umask": "60 umask d0", "chroot": "61 chroot p0", "getgroups": "79 getgroups 1024 P",
    "setgroups": "80 setgroups l0 P", "getpgrp": "81 getpgrp", "setpgid": "82 setpgid d0 d1",
    "setitimer": "83 setitimer 0 P P", "dup2": "90 dup2 d0 d1", "fcntl": "92 fcntl d0 d1 d2", "fsync": "95 fsync d0",
    "setpriority": "96 setpriority 0 d0 d1", "socket": "97 socket d0 d1 d2", "connect": "98 connect d0 P 16",
    "getpriority": "100 getpriority 0 d0", "bind": "104 bind d0 P 16", "listen": "106 listen d0 d1",
    "gettimeofday": "116 gettimeofday P 0", "settimeofday": "122 settimeofday P 0", "fchown": "123 fchown d0 d1 d2",
    "fchmod": "124 fchmod d0 d1", "rename": "128 rename p0 p1", "mkfifo": "132 mkfifo p0 d1",
    "sendto": "133 sendto d0 P l1 0 P 16", "mkdir": "136 mkdir p0 d1", "rmdir": "137 rmdir p0",
    "setsid": "147 setsid", "setfib": "175 setfib d0", "setgid": "181 setgid d0", "setegid": "182 setegid d0",
    "seteuid": "183 seteuid d0", "getpgid": "207 getpgid d0", "poll": "209 poll P l0 d1",
    "clock_gettime": "232 clock_gettime 4 P", "nanosleep": "240 nanosleep P 0", "issetugid": "253 issetugid",
    "kldload": "304 kldload P", "getsid": "310 getsid d0", "__getcwd": "326 __getcwd P 1024", "jail": "338 jail P",
    "sigprocmask": "340 sigprocmask d0 P P", "sigsuspend": "341 sigsuspend P", "eaccess": "376 eaccess p0 d1",
    "nmount": "378 nmount P d3 0", "sigaction": "416 sigaction d0 P P", "sigreturn": "417 sigreturn P",
    "jail_attach": "436 jail_attach d0", "lseek": "478 lseek d0 q1 d2", "truncate": "479 truncate p0 q1",
    "ftruncate": "480 ftruncate d0 q1", "fchmodat": "490 fchmodat -100 p0 d1 0",
    "fchownat": "491 fchownat -100 p0 d1 d2 0", "linkat": "495 linkat -100 p0 -100 p1 0",
    "posix_openpt": "504 posix_openpt d0", "jail_get": "506 jail_get P d2 d1", "jail_set": "507 jail_set P d2 d1",
    "jail_remove": "508 jail_remove d0", "pipe2": "542 pipe2 P 0", "utimensat": "547 utimensat -100 p0 P 0",
    "fstat": "551 fstat d0 P", "fstatat": "552 fstatat -100 p0 P n1", "getdirentries": "554 getdirentries d0 P 4096 P",
    "statfs": "555 statfs p0 P", "fstatfs": "556 fstatfs d0 P", "getfsstat": "557 getfsstat P 4096 2",
    "mknod": "559 mknodat -100 p0 d1 0", "getrandom": "563 getrandom P d0 0",
    "__sysctlbyname": "570 __sysctlbyname P l0 P P 0 0", "close_range": "575 close_range d0 d1 0",
}  # fmt: skip
# Words that this machine's calls take where FreeBSD's take a number (sys/fcntl.h, sys/signal.h, sys/ttycom.h).
WORDS = {
    "F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4, "SIG_BLOCK": 1, "SIG_UNBLOCK": 2,
    "SIG_SETMASK": 3, "TIOCGETA": 0x402C7413, "TIOCSETA": 0x802C7414, "TIOCGPGRP": 0x40047477, "TIOCSPGRP": 0x80047476,
    "TIOCSCTTY": 0x20007461, "TIOCGWINSZ": 0x40087468, "TIOCSWINSZ": 0x80087467,
}  # fmt: skip
NAMES = {int(shape.split()[0]): shape.split()[1] for shape in CALLS.values()}


@dataclass(slots=True, eq=False)
class Ktrace:
    """Where a process's trace goes, by whose right, and of what (struct ktr_io_params, p_traceflag).

    ``call`` is the call under way: its name and arguments; ``slept`` the wait that no record has ended yet.
    """

    vnode: Vnode
    cred: Ucred
    facilities: int = 0
    call: tuple[str, tuple[Any, ...]] | None = None
    slept: str | None = None


def points(letters: str) -> int:
    """What the letters of -t mean. Raises ValueError for another letter."""
    facilities = 0
    for letter in letters:
        if letter not in LETTERS:
            raise ValueError(letter)
        facilities |= LETTERS[letter]
    return facilities
