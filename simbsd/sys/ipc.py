"""System V interprocess communication: one record for a queue, a set of semaphores or a shared segment.

Models sys/sys/ipc.h, msg.h, sem.h and shm.h; leaves out what is in them (messages, values, memory).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simbsd.sys.ucred import Ucred

IPC_PRIVATE = 0
IPC_CREAT, IPC_EXCL = 0o1000, 0o2000
IPC_R, IPC_W, IPC_M = 0o400, 0o200, 0o10000
KINDS = ("msg", "sem", "shm")


@dataclass(slots=True, eq=False)
class Ipc:
    """One object. ``size`` is a queue's greatest length in bytes, how many semaphores, a segment's length in bytes;
    ``cred`` its maker's credential, ``ctime`` when it was made or changed, in microseconds since boot."""

    ix: int
    seq: int
    key: int
    uid: int
    gid: int
    cuid: int
    cgid: int
    mode: int
    size: int
    cpid: int
    ctime: int
    cred: Ucred

    @property
    def id(self) -> int:
        """What msgget(2) and its like give (IXSEQ_TO_IPCID)."""
        return self.seq << 16 | self.ix


@dataclass(frozen=True, slots=True)
class IpcRecord:
    """What ipcs(1) may know of an object; the key is IPC_PRIVATE for those in another prison."""

    id: int
    key: int
    uid: int
    gid: int
    cuid: int
    cgid: int
    mode: int
    size: int
    cpid: int
    ctime: int
