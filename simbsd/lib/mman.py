"""System call stubs for memory.

Models sys/mman.h.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall


async def mmap(length: int) -> None:
    """Memory that belongs to no file, to be used at once. Errors: EINVAL, ENOMEM."""
    await syscall("mmap", length)
