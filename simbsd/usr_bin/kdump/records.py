"""How kdump writes what a record holds.

Models usr.bin/kdump/kdump.c (ktrsyscall, ktrsysret, ktrgenio, ktrpsig, ktrcsw, ktrstruct) and names of
lib/libsysdecode; leaves out decoders of calls that this machine does not record.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.pwd import getpwuid
from simbsd.lib.strftime import strftime
from simbsd.sys.errno import strerror
from simbsd.sys.fcntl import O_CREAT
from simbsd.sys.ktrace import CSW, GENIO, NAMES, PSIG, STAT, SYSCALL, SYSRET, UIO_READ, WORDS
from simbsd.sys.ptrace import EJUSTRETURN
from simbsd.sys.signal import SIGCHLD, SIGNAMES

AT_FDCWD = (1 << 32) - 100
OPEN_MODES = ("O_RDONLY", "O_WRONLY", "O_RDWR", "0x3")
OPEN_FLAGS = (
    (0x4, "O_NONBLOCK"), (0x8, "O_APPEND"), (0x100, "O_NOFOLLOW"), (0x200, "O_CREAT"), (0x400, "O_TRUNC"),
    (0x800, "O_EXCL"), (0x8000, "O_NOCTTY"), (0x20000, "O_DIRECTORY"), (0x100000, "O_CLOEXEC"),
)  # fmt: skip
FILE_MODES = (
    (0o4000, "S_ISUID"), (0o2000, "S_ISGID"), (0o1000, "S_ISTXT"), (0o400, "S_IRUSR"), (0o200, "S_IWUSR"),
    (0o100, "S_IXUSR"), (0o40, "S_IRGRP"), (0o20, "S_IWGRP"), (0o10, "S_IXGRP"), (4, "S_IROTH"), (2, "S_IWOTH"),
    (1, "S_IXOTH"),
)  # fmt: skip
ACCESS = ((1, "X_OK"), (2, "W_OK"), (4, "R_OK"))
WAIT = ((1, "WNOHANG"), (2, "WUNTRACED"), (4, "WCONTINUED"))
WHENCE = {0: "SEEK_SET", 1: "SEEK_CUR", 2: "SEEK_END"}
DOMAINS = {1: "PF_LOCAL", 2: "PF_INET", 17: "PF_ROUTE", 28: "PF_INET6"}
SOCKETS = {1: "SOCK_STREAM", 2: "SOCK_DGRAM", 3: "SOCK_RAW"}
PROTOCOLS = {0: "IPPROTO_IP", 1: "IPPROTO_ICMP", 6: "IPPROTO_TCP", 17: "IPPROTO_UDP", 58: "IPPROTO_ICMPV6"}
FCNTL = {number: word for word, number in WORDS.items() if word.startswith("F_")}
SIGPROCMASK = {number: word for word, number in WORDS.items() if word.startswith("SIG_")}
IOCTLS = {number: word for word, number in WORDS.items() if word.startswith("TIO")}
CODES = {0x10001: "SI_USER", 0x10006: "SI_KERNEL"}
C_ESCAPES = {0: "\\0", 7: "\\a", 8: "\\b", 11: "\\v", 12: "\\f", 13: "\\r"}
TEXT = (0, 9, 10, 13)  # beside what can be printed
LOCAL_TIME = "%b %e %T %Y"


@dataclass(slots=True)
class Style:
    """-d decimal numbers, not -n decoded arguments, -r names, -S numbers of calls, -s no data, -m so much of it."""

    decimal: bool
    fancy: bool
    resolve: bool
    numbers: bool
    suppress: bool
    most: int
    width: int = 80


def _name(code: int, style: Style) -> str:
    name = NAMES.get(code)
    return f"[{code}]" if name is None else name + (f"[{code}]" if style.numbers else "")


def _hex(value: int) -> str:
    return f"0x{value:x}" if value else "0"  # %#jx


def _number(value: int, style: Style) -> str:
    signed = value - (1 << 64) if value >> 63 else value
    return str(signed) if style.decimal else _hex(value)


def _masked(value: int, names: tuple[tuple[int, str], ...], first: str = "") -> str:
    """What stands between < and >, and after it what no name is for (print_mask_arg)."""
    found, rest = [first] if first else [], value
    for bit, name in names:
        if rest & bit:
            found.append(name)
            rest &= ~bit
    return "|".join(found) + ">" + (f"<invalid>{rest}" if rest or not found else "")


def _open_flags(value: int, style: Style) -> str:
    return f"{_hex(value)}<{_masked(value & ~3, OPEN_FLAGS, OPEN_MODES[value & 3])}"


def _mode(value: int, style: Style) -> str:
    return f"0{value:o}<{_masked(value, FILE_MODES)}" if value else "0"


def _access(value: int, style: Style) -> str:
    return f"{_hex(value)}<{_masked(value, ACCESS, '' if value else 'F_OK')}"


def _wait(value: int, style: Style) -> str:
    return f"{_hex(value)}<{_masked(value, WAIT)}" if value else "0"


def _signal(value: int, style: Style) -> str:
    return f"SIG{SIGNAMES[value]}" if 0 < value < len(SIGNAMES) else f"SIG {value}"


def _directory(value: int, style: Style) -> str:
    if value == AT_FDCWD:
        return "AT_FDCWD"
    return str(value) if style.decimal else _hex(value)


def _kind(value: int, style: Style) -> str:
    return f"{_hex(value)}<{SOCKETS[value]}>" if value in SOCKETS else _hex(value) + f"<><invalid>{value}"


def _named(names: dict[int, str]) -> Callable[[int, Style], str]:
    def named(value: int, style: Style) -> str:
        return names.get(value) or f"<invalid={value if style.decimal else _hex(value)}>"

    return named


def _ioctl(value: int, style: Style) -> str:
    return IOCTLS.get(value) or (str(value) if style.decimal else _hex(value))


# Which arguments of a call are more than numbers (ktrsyscall_freebsd).
DECODERS: dict[str, dict[int, Callable[[int, Style], str]]] = {
    "openat": {0: _directory, 2: _open_flags, 3: _mode}, "fstatat": {0: _directory}, "linkat": {0: _directory},
    "fchmodat": {0: _directory, 2: _mode}, "fchownat": {0: _directory}, "utimensat": {0: _directory},
    "mknodat": {0: _directory, 2: _mode}, "ioctl": {1: _ioctl}, "access": {1: _access}, "eaccess": {1: _access},
    "wait4": {2: _wait}, "fchmod": {1: _mode}, "kill": {1: _signal}, "umask": {0: _mode}, "mkdir": {1: _mode},
    "mkfifo": {1: _mode}, "lseek": {2: _named(WHENCE)}, "sigprocmask": {0: _named(SIGPROCMASK)},
    "sigaction": {0: _signal}, "socket": {0: _named(DOMAINS), 1: _kind, 2: _named(PROTOCOLS)},
    "fcntl": {1: _named(FCNTL)},
}  # fmt: skip


def syscall(data: bytes, style: Style) -> str:
    """CALL."""
    code, count = SYSCALL.unpack_from(data)
    values = list(struct.unpack_from(f"<{count}Q", data, SYSCALL.size))
    name = NAMES.get(code, "")
    if style.fancy and ((name == "openat" and not values[2] & O_CREAT) or (name == "fcntl" and values[1] in (1, 3))):
        values.pop()
    decoders = DECODERS.get(name, {}) if style.fancy else {}
    words = [decoders.get(place, _number)(value, style) for place, value in enumerate(values)]
    if style.fancy and name == "fcntl" and len(words) == 3:
        words[2] = _fcntl(values[1], values[2], style)
    return _name(code, style) + (f"({','.join(words)})" if words else "") + "\n"


def _fcntl(command: int, value: int, style: Style) -> str:
    if command == WORDS["F_SETFL"]:
        return _open_flags(value, style)
    if command == WORDS["F_SETFD"] and value == 1:
        return "FD_CLOEXEC"
    return str(value) if style.decimal else f"0x{value:x}"


def sysret(data: bytes, style: Style) -> str:
    """RET."""
    code, _, error, value = SYSRET.unpack(data)
    if error == EJUSTRETURN:
        text = "JUSTRETURN"
    elif error:
        text = f"-1 errno {error}" + (f" {strerror(error)}" if style.fancy else "")
    elif style.fancy:
        text = str(value) + (f"/{_hex(value & (1 << 64) - 1)}" if not 0 <= value <= 9 else "")
    else:
        text = str(value) if style.decimal else _hex(value & (1 << 64) - 1)
    return f"{_name(code, style)} {text}\n"


def namei(data: bytes, style: Style) -> str:
    """NAMI and SCTL."""
    return f'"{data.rstrip(bytes(1)).decode("utf-8", "replace")}"\n'


def genio(data: bytes, style: Style) -> str:
    """GIO."""
    fd, way = GENIO.unpack_from(data)
    data = data[GENIO.size :]
    text = f"fd {fd} {'read' if way == UIO_READ else 'wrote'} {len(data)} byte{'' if len(data) == 1 else 's'}\n"
    if style.suppress:
        return text
    data = data[: style.most] if style.most else data
    printable = all(32 <= byte < 127 or byte in TEXT for byte in data)
    return text + (_visdump(data, style.width) if printable else _hexdump(data, style.width))


def _visdump(data: bytes, width: int) -> str:
    out, column = '       "', 8
    for place, byte in enumerate(data):
        if column == 0:
            out, column = out + "\t", 8
        if byte == 10:
            out, column = out + "\n", 0
            continue
        text = C_ESCAPES.get(byte, chr(byte))
        if byte == 0 and data[place + 1 : place + 2] in [bytes((digit,)) for digit in b"01234567"]:
            text = "\\000"  # vis(3): a digit follows
        text = "\\\\" if byte == 92 else text
        wide = 8 - (column & 7) if byte == 9 else len(text)
        if column + wide > width - 2:
            out, column = out + "\\\n\t", 8
        out, column = out + text, column + wide
    return out + ("       " if column == 0 else "") + '"\n'


def _hexdump(data: bytes, screen: int) -> str:
    wide = 2
    while 13 + wide // 2 + 1 + wide * 2 + 3 + wide + 1 < screen:
        wide += 2
    wide -= 2
    out = ""
    for start in range(0, len(data), wide):
        line = data[start : start + wide]
        pairs = [line[place : place + 2].hex().ljust(4) for place in range(0, wide, 2)]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in line)
        out += f"       0x{start:04x} {' '.join(pairs)}  |{shown}|\n"
    return out


def psig(data: bytes, style: Style) -> str:
    """PSIG."""
    sig, action, code, mask = PSIG.unpack(data)
    what = f" caught handler=0x{action:x} mask=0x{mask:x}" if action else " SIG_DFL"
    known = "CLD_EXITED" if (sig, code) == (SIGCHLD, 1) else CODES.get(code, f"<invalid={_hex(code)}>")
    return f"{_signal(sig, style)}{what} code={known}\n"


def switch(data: bytes, style: Style) -> str:
    """CSW."""
    out, user, wmesg = CSW.unpack(data)
    message = wmesg.rstrip(b"\0").decode()
    return f'{"stop" if out else "resume"} {"user" if user else "kernel"} "{message}"\n'


async def structure(data: bytes, style: Style) -> str:
    """STRU."""
    name, _, content = data.partition(b"\0")
    if name == b"stat" and len(content) == STAT.size:
        return await _stat(content, style)
    if name == b"sockaddr" and len(content) == 16 and content[1] == 2:
        address = ".".join(str(byte) for byte in content[4:8])
        return f"struct sockaddr {{ AF_INET, {address}:{int.from_bytes(content[2:4], 'big')} }}\n"
    return "unknown structure\n"


async def _stat(content: bytes, style: Style) -> str:
    dev, ino, nlink, mode, _, uid, gid, _, rdev, *times, size, blocks, block, flags, _ = STAT.unpack(content)
    user = await getpwuid(uid) if style.resolve else None
    group = await getgrgid(gid) if style.resolve else None
    shown = strmode(mode) if style.resolve else f"0{mode:o}"
    text = f"struct stat {{dev={dev}, ino={ino}, mode={shown}, nlink={nlink}, "
    text += f'uid="{user.pw_name}", ' if user is not None else f"uid={uid}, "
    text += f'gid="{group.gr_name}", ' if group is not None else f"gid={gid}, "
    text += f"rdev={rdev}, "
    for place, label in enumerate(("atime", "mtime", "ctime", "birthtime")):
        seconds, nanoseconds = times[2 * place : 2 * place + 2]
        text += f"{label}=" + (f'"{strftime(LOCAL_TIME, seconds)}"' if style.resolve else str(seconds))
        text += (f".{nanoseconds:09}" if nanoseconds else "") + ", "
    return text + f"size={size}, blksize={block}, blocks={blocks}, flags=0x{flags:x} }}\n"
