"""How much one machine may use: every limit of the simulator, with the error a program meets at it.

Models login.conf's defaults and kern.max* tunables in spirit; the figures are the simulator's own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one machine. Times in virtual microseconds, sizes in bytes."""

    processes: int = 2000  # fork: EAGAIN
    files: int = 20000  # open: ENFILE
    descriptors: int = 1024  # open: EMFILE
    inodes: int = 200_000  # create: ENOSPC
    storage: int = 64 * 1024 * 1024  # write: ENOSPC
    file_size: int = 16 * 1024 * 1024  # write: EFBIG
    memory: int = 8 * 1024 * 1024  # a program's own strings: ENOMEM
    arguments: int = 512 * 1024  # execve: E2BIG
    packets: int = 4096  # packets under way: ENOBUFS
    interfaces: int = 8192  # clone: ENOSPC
    prisons: int = 20000  # jail_set: EAGAIN
    output: int = 4 * 1024 * 1024  # unread terminal output kept; older output is dropped
    recursion: int = 60  # nested evaluation in a program: its own error
    cpus: int = 1  # hw.ncpu
    physmem: int = 2 * 1024 * 1024 * 1024  # hw.physmem; mmap: ENOMEM
    call_cost: int = 2  # virtual microseconds a system call takes
    fork_cost: int = 120
    exec_cost: int = 300
    tick_cost: int = 10
    quantum: int = 5000  # a process runs at most this long before the next one's turn
