"""utmpx(3): the user accounting database: who is logged in, who was last, and every coming and going.

Models lib/libc/gen/pututxline.c and getutxent.c; leaves out the lock on the files.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.lib.files import fstat, ftruncate, truncate
from simbsd.lib.stdio import put, read_all
from simbsd.lib.unistd import close, gettimeofday, lseek, open
from simbsd.sys.errno import EFTYPE, EINVAL, ESRCH, Errno
from simbsd.sys.fcntl import O_APPEND, O_CLOEXEC, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY
from simbsd.sys.utmpx import (
    BOOT_TIME,
    DEAD_PROCESS,
    FIELDS,
    FUTX_SIZE,
    INIT_PROCESS,
    LOGIN_PROCESS,
    SHUTDOWN_TIME,
    USER_PROCESS,
    UTX_ACTIVE,
    UTX_LASTLOGIN,
    UTX_LOG,
    Utmpx,
    futx_to_utx,
    utx_entry,
    utx_to_futx,
)

MODE = 0o644
SEEK_SET = 0
Place = Callable[[bytes, list[bytes]], int]
SESSIONS = (USER_PROCESS, INIT_PROCESS, LOGIN_PROCESS)
UNKEPT = (INIT_PROCESS, LOGIN_PROCESS)  # FreeBSD has no use for these records


async def pututxline(ut: Utmpx) -> None:
    """Enter a record, as of now, into the files that its type belongs to; what can be written is. Errors: EINVAL for
    one of no known type, ESRCH for the end of a session that is not there, EFTYPE for a broken file, those of open.
    """
    if ut.ut_type not in FIELDS or ut.ut_type in UNKEPT:
        raise Errno(EINVAL, "No record of this type is kept.", "pututxline.c: pututxline")
    futx = utx_to_futx(ut, await gettimeofday())
    refused: list[Errno] = []
    if ut.ut_type == BOOT_TIME:
        await _active_init(futx)
        await _lastlogin_upgrade()
    elif ut.ut_type == SHUTDOWN_TIME:
        await _active_purge()
    elif ut.ut_type == DEAD_PROCESS:
        await _enter(UTX_ACTIVE, futx, _session_place)
    elif ut.ut_type == USER_PROCESS:
        for path, place in ((UTX_ACTIVE, _active_place), (UTX_LASTLOGIN, _lastlogin_place)):
            try:
                await _enter(path, futx, place)
            except Errno as error:
                refused.append(error)
    fd = await open(UTX_LOG, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, MODE)
    await put(fd, utx_entry(futx))
    await close(fd)
    if refused:
        raise refused[-1]


async def record(ut: Utmpx) -> None:
    """Enter a record; nobody is told when it cannot be written down."""
    try:
        await pututxline(ut)
    except Errno:
        return


async def record_user(user: str, line: str, ident: bytes, pid: int, host: str = "") -> None:
    """A session begins."""
    await record(Utmpx(USER_PROCESS, ident, user, line, host, pid))


async def record_dead(ident: bytes, pid: int) -> None:
    """A session ends."""
    await record(Utmpx(DEAD_PROCESS, ident, ut_pid=pid))


async def getutxents(path: str = UTX_ACTIVE) -> list[Utmpx]:
    """Every record of utx.active or utx.lastlogin, or of another file like them, in its order. Errors: EFTYPE for a
    broken file, those of open.
    """
    fd = await open(path, O_RDONLY | O_CLOEXEC)
    data = await read_all(fd)
    await close(fd)
    if len(data) % FUTX_SIZE:
        raise Errno(EFTYPE, "The file is no row of records.", "getutxent.c: setutxdb")
    return [futx_to_utx(record) for record in _records(data)]


async def getutxlog(path: str = UTX_LOG) -> list[Utmpx]:
    """Every record of utx.log, or of another file like it, the oldest first. Errors: those of open."""
    fd = await open(path, O_RDONLY | O_CLOEXEC)
    data = await read_all(fd)
    await close(fd)
    found, at = [], 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        if not size:  # a corrupt place: perhaps a record begins a byte further on
            at += 1
            continue
        record = data[at + 2 : at + 2 + size]
        if len(record) < min(size, FUTX_SIZE):
            break
        found.append(futx_to_utx(record))
        at += 2 + size
    return found


async def logins(path: str = UTX_ACTIVE) -> list[Utmpx]:
    """The sessions there are now, none where there is no file to tell of them."""
    try:
        records = await getutxents(path)
    except Errno:
        return []
    return [record for record in records if record.ut_type == USER_PROCESS]


def _records(data: bytes) -> list[bytes]:
    return [data[at : at + FUTX_SIZE] for at in range(0, len(data), FUTX_SIZE)]


def _active_place(futx: bytes, records: list[bytes]) -> int:
    """The session's own record, else the first that is not in use, else the end (utx_active_add)."""
    free = len(records)
    new = futx_to_utx(futx)
    for number, record in enumerate(records):
        old = futx_to_utx(record)
        if old.ut_type == BOOT_TIME:
            continue
        if old.ut_type in (*SESSIONS, DEAD_PROCESS) and old.ut_id == new.ut_id:
            return number
        if old.ut_type not in SESSIONS:
            free = min(free, number)
    return free


def _session_place(futx: bytes, records: list[bytes]) -> int:
    """Where the session that ends stands (utx_active_remove). Errors: ESRCH."""
    ended = futx_to_utx(futx)
    for number, record in enumerate(records):
        old = futx_to_utx(record)
        if old.ut_type in SESSIONS and old.ut_id == ended.ut_id:
            return number
    raise Errno(ESRCH, "There is no such session.", "pututxline.c: utx_active_remove")


def _lastlogin_place(futx: bytes, records: list[bytes]) -> int:
    """The user's own record, else the end (utx_lastlogin_add)."""
    user = futx_to_utx(futx).ut_user
    return next((at for at, record in enumerate(records) if futx_to_utx(record).ut_user == user), len(records))


async def _enter(path: str, futx: bytes, place: Place) -> None:
    """Write a record where it belongs in a file of such records (futx_open and what follows)."""
    fd = await open(path, O_CREAT | O_RDWR | O_CLOEXEC, MODE)
    try:
        if (await fstat(fd)).st_size % FUTX_SIZE:
            raise Errno(EFTYPE, "The file is no row of records.", "pututxline.c: futx_open")
        number = place(futx, _records(await read_all(fd)))
        await lseek(fd, number * FUTX_SIZE, SEEK_SET)
        await put(fd, futx)
    except Errno as error:
        await close(fd)
        raise error
    await close(fd)


async def _active_init(futx: bytes) -> None:
    try:
        fd = await open(UTX_ACTIVE, O_CREAT | O_RDWR | O_TRUNC, MODE)
    except Errno:
        return
    await put(fd, futx)
    await close(fd)


async def _active_purge() -> None:
    try:
        await truncate(UTX_ACTIVE, 0)
    except Errno:
        return


async def _lastlogin_upgrade() -> None:
    """A broken file is emptied."""
    try:
        fd = await open(UTX_LASTLOGIN, O_RDWR | O_CLOEXEC)
    except Errno:
        return
    if (await fstat(fd)).st_size % FUTX_SIZE:
        await ftruncate(fd, 0)
    await close(fd)
