"""Protocol control blocks of local sockets.

Models sys/sys/unpcb.h and struct xucred of sys/sys/ucred.h; leaves out descriptors in flight (SCM_RIGHTS).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simbsd.sys.socketvar import Socket
    from simbsd.sys.vnode import Vnode

SUN_PATH_MAX = 104  # sys/sys/un.h: sizeof(sun_path)
SOCK_MAXADDRLEN = 255  # sys/sys/socket.h, of which two bytes are length and family


@dataclass(frozen=True, slots=True)
class Xucred:
    """Who made the other end of a connection, as LOCAL_PEERCRED tells it; the effective group comes first."""

    cr_uid: int
    cr_groups: tuple[int, ...]
    cr_pid: int


@dataclass(slots=True, eq=False)
class Unpcb:
    """A local socket's block. ``unp_vnode`` is the file it is bound to, as the binder saw it, ``unp_lower`` the file
    below its null mounts, ``unp_addr`` the path given then; ``unp_conn`` is the other end; ``unp_refs`` are the
    datagram sockets connected to this one, newest first.

    ``unp_listencred`` is who called listen(2), ``unp_peercred`` who is at the other end.
    """

    unp_ino: int
    unp_socket: Socket
    unp_vnode: Vnode | None = None
    unp_lower: Vnode | None = None
    unp_addr: str = ""
    unp_conn: Unpcb | None = None
    unp_refs: list[Unpcb] = field(default_factory=list)
    unp_listencred: Xucred | None = None
    unp_peercred: Xucred | None = None
