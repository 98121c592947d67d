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


# msginfo, shminfo and seminfo: name, value, who sets it (nobody, the loader, whoever may), what sysctl -d and ipcs -T
# say of it.
IPC_LIMITS: tuple[tuple[str, int, str, str, str], ...] = (
    ("msgmax", 16384, "", "Maximum message size", "max characters in a message"),
    ("msgmni", 40, "loader", "Number of message queue identifiers", "# of message queues"),
    ("msgmnb", 2048, "loader", "Maximum number of bytes in a queue", "max characters in a message queue"),
    ("msgtql", 40, "loader", "Maximum number of messages in the system", "max # of messages in system"),
    ("msgssz", 8, "loader", "Size of a message segment", "size of a message segment"),
    ("msgseg", 2048, "loader", "Number of message segments", "# of message segments in system"),
    ("shmmax", 536_870_912, "all", "Maximum shared memory segment size", "max shared memory segment size"),
    ("shmmin", 1, "all", "Minimum shared memory segment size", "min shared memory segment size"),
    ("shmmni", 192, "loader", "Number of shared memory identifiers", "max number of shared memory identifiers"),
    ("shmseg", 128, "loader", "Number of segments per process", "max shared memory segments per process"),
    ("shmall", 131_072, "all", "Maximum number of pages available for shared memory",
     "max amount of shared memory in pages"),
    ("semmni", 50, "loader", "Number of semaphore identifiers", "# of semaphore identifiers"),
    ("semmns", 340, "loader", "Maximum number of semaphores in the system", "# of semaphores in system"),
    ("semmnu", 150, "loader", "Maximum number of undo structures in the system", "# of undo structures in system"),
    ("semmsl", 340, "all", "Max semaphores per id", "max # of semaphores per id"),
    ("semopm", 100, "loader", "Max operations per semop call", "max # of operations per semop call"),
    ("semume", 50, "loader", "Max undo entries per process", "max # of undo entries per process"),
    ("semusz", 632, "", "Size in bytes of undo structure", "size in bytes of undo structure"),
    ("semvmx", 32767, "all", "Semaphore maximum value", "semaphore maximum value"),
    ("semaem", 16384, "all", "Adjust on exit max value", "adjust on exit max value"),
)  # fmt: skip


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
