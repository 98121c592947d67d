"""System call stubs for distribution sets.

Models nothing of FreeBSD's: how this machine keeps base.txz (fs/ufs_dist.py).
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.dist import DistMember


async def dist_members(fd: int) -> list[DistMember]:
    """What an open distribution set holds. Errors: EBADF, EFTYPE (it is none)."""
    found: list[DistMember] = await syscall("dist_members", fd)
    return found


async def dist_unpack(fd: int, path: str) -> None:
    """Unpack all of it into an empty directory. Errors: EFTYPE, EPERM, EACCES, EROFS, ENOTEMPTY, ENOSPC, EOPNOTSUPP."""
    await syscall("dist_unpack", fd, path)
