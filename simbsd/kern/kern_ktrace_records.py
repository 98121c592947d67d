"""What a call of this machine writes into a trace.

Models what the handlers of FreeBSD's calls give to kern_ktrace.c (ktrsyscall, ktrnamei, ktrgenio, ktrstruct,
ktrsysctl); a pointer is always the same address, and structures are struct stat and the addresses of IPv4 sockets.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from simbsd.sys.ktrace import (
    CALLS,
    GENIO,
    GENIO_SIZE,
    KTR_GENIO,
    KTR_NAMEI,
    KTR_STRUCT,
    KTR_SYSCALL,
    KTR_SYSCTL,
    POINTER,
    STAT,
    SYSCALL,
    UIO_READ,
    UIO_WRITE,
    WORDS,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnode import Stat

Records = list[tuple[int, bytes]]
AT_SYMLINK_NOFOLLOW, BLOCK, DIRENT = 0x200, 32768, 24
INT, LONG = (1 << 32) - 1, (1 << 64) - 1  # how much of a register an argument fills


def call_of(name: str) -> list[str] | None:
    """Number, name and registers of a call on FreeBSD; None for one that is only this machine's."""
    shape = CALLS.get(name)
    return shape.split() if shape is not None else None


def records_of_call(name: str, args: tuple[Any, ...]) -> Records:
    """CALL, and NAMI for each path, SCTL for a variable."""
    number, _, *words = CALLS[name].split()
    registers = [_register(word, args) for word in words]
    head = SYSCALL.pack(int(number), len(registers))
    records: Records = [(KTR_SYSCALL, head + b"".join(value.to_bytes(8, "little") for value in registers))]
    records += [(KTR_NAMEI, str(args[int(word[1:])]).encode()) for word in words if word[0] == "p"]
    if name == "__sysctlbyname":
        records.append((KTR_SYSCTL, f"{args[0]}\0".encode()))
    return records


def _register(word: str, args: tuple[Any, ...]) -> int:
    kind, place = word[0], word[1:]
    if kind in "Pp":
        return POINTER
    if kind not in "dlnq":
        return int(word) & INT
    value: Any = args[int(place)] if int(place) < len(args) else 0
    if kind == "l":
        return len(value) if value is not None else 0
    if kind == "n":
        return 0 if value else AT_SYMLINK_NOFOLLOW
    value = WORDS.get(value, 0) if isinstance(value, str) else value
    return value & (LONG if kind == "q" else INT) if isinstance(value, int) else POINTER if value is not None else 0


def records_of_return(kernel: Kernel, name: str, args: tuple[Any, ...], value: Any) -> Records:
    """GIO and STRU: what a call that went well has carried."""
    if name == "read":
        return _genio(args[0], UIO_READ, value)
    if name == "recvfrom":
        return _genio(args[0], UIO_READ, value[0]) + _address(value[1])
    if name == "write":
        return _genio(args[0], UIO_WRITE, args[1][:value])
    if name == "sendto":
        return _address(args[2]) + _genio(args[0], UIO_WRITE, args[1])
    if name in ("connect", "bind"):
        return _address(args[1])
    if name == "accept":
        return _address(value[1])
    return [(KTR_STRUCT, b"stat\0" + _stat(kernel, value))] if name in ("fstat", "fstatat") else []


def _genio(fd: int, way: int, data: Any) -> Records:
    return [(KTR_GENIO, GENIO.pack(fd, way) + data[:GENIO_SIZE])] if isinstance(data, bytes) else []


def _address(address: Any) -> Records:
    """struct sockaddr_in of an address and a port."""
    if not isinstance(address, tuple) or len(address) != 2 or not isinstance(address[0], int):
        return []
    return [(KTR_STRUCT, b"sockaddr\0" + struct.pack(">BBHI8x", 16, 2, address[1], address[0]))]


def _stat(kernel: Kernel, found: Stat) -> bytes:
    times: list[int] = []
    for time in (found.st_atime, found.st_mtime, found.st_ctime, found.st_birthtime):
        at = kernel.boottime * 1_000_000 + time
        times += [at // 1_000_000, at % 1_000_000 * 1000]
    return STAT.pack(
        found.st_dev, found.st_ino, found.st_nlink, found.st_mode, 0, found.st_uid, found.st_gid, 0, 0, *times,
        found.st_size, found.st_blocks, BLOCK, found.st_flags, 0,
    )  # fmt: skip


def returned(name: str, value: Any) -> int:
    """What the call's register holds."""
    if name in ("read", "getrandom"):
        return len(value)
    if name == "getdirentries":
        return sum((DIRENT + len(entry.d_name.encode()) + 8) // 8 * 8 for entry in value)
    if name in ("wait4", "accept"):
        return int(value[0])
    if name == "recvfrom":
        return len(value[0]) if isinstance(value[0], bytes) else 0
    if name == "readlink":
        return len(value.encode())
    return value if isinstance(value, int) and name not in ("gettimeofday", "clock_gettime") else 0
