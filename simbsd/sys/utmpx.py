"""User accounting: a record of who logged in where and when, and its form on disk.

Models include/utmpx.h, lib/libc/gen/utxdb.h and utxdb.c (utx_to_futx, futx_to_utx).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

EMPTY, BOOT_TIME, OLD_TIME, NEW_TIME, USER_PROCESS, INIT_PROCESS, LOGIN_PROCESS, DEAD_PROCESS, SHUTDOWN_TIME = range(9)
UTX_ACTIVE, UTX_LASTLOGIN, UTX_LOG = "/var/run/utx.active", "/var/log/utx.lastlogin", "/var/log/utx.log"
ID_SIZE, USER_SIZE, LINE_SIZE = 8, 32, 16
_FUTX = struct.Struct(">BQ8sI32s16s128s")  # struct futx, packed, its numbers big-endian
FUTX_SIZE = _FUTX.size
# Which fields a type of record has on disk; the time has every one.
FIELDS: dict[int, tuple[str, ...]] = {
    BOOT_TIME: (), OLD_TIME: (), NEW_TIME: (), SHUTDOWN_TIME: (),
    USER_PROCESS: ("id", "user", "line", "host", "pid"), INIT_PROCESS: ("id", "pid"),
    LOGIN_PROCESS: ("id", "user", "line", "pid"), DEAD_PROCESS: ("id", "pid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Utmpx:
    """One record. ``ut_tv`` is in microseconds since 1970; ``ut_id`` names the session, ``ut_line`` its terminal below
    /dev, ``ut_host`` where the caller came from.
    """

    ut_type: int
    ut_id: bytes = b""
    ut_user: str = ""
    ut_line: str = ""
    ut_host: str = ""
    ut_pid: int = 0
    ut_tv: int = 0


def utx_to_futx(ut: Utmpx, now: int) -> bytes:
    """A record as it stands on disk, made at ``now``; what its type has no use for is left empty."""
    kept = FIELDS[ut.ut_type]
    words = (ut.ut_user if "user" in kept else "", ut.ut_line if "line" in kept else "")
    user, line, host = (_bytes(word) for word in (*words, ut.ut_host if "host" in kept else ""))
    ident, pid = (ut.ut_id, ut.ut_pid) if "id" in kept else (b"", 0)
    return _FUTX.pack(ut.ut_type, now, ident, pid, user, line, host)


def futx_to_utx(data: bytes) -> Utmpx:
    """The record that bytes of a file are, short ones filled up with zeros; EMPTY for an unknown type."""
    kind, when, ident, pid, user, line, host = _FUTX.unpack(data[:FUTX_SIZE].ljust(FUTX_SIZE, b"\0"))
    kept = FIELDS.get(kind)
    if kept is None:
        return Utmpx(EMPTY)
    texts = {"user": _text(user, USER_SIZE), "line": _text(line, LINE_SIZE), "host": _text(host, len(host))}
    user, line, host = (text if name in kept else "" for name, text in texts.items())
    return Utmpx(kind, ident if "id" in kept else b"", user, line, host, pid if "pid" in kept else 0, when)


def utx_entry(futx: bytes) -> bytes:
    """A record as utx.log has it: its length, then itself without the zeros at its end (utx_log_add)."""
    kept = futx.rstrip(b"\0")
    return len(kept).to_bytes(2, "big") + kept


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes, size: int) -> str:
    """A string of a field whose last byte is kept for its end (FTOU_STRING)."""
    return data[: size - 1].partition(b"\0")[0].decode("utf-8", "surrogateescape")
