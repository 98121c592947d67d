"""Credentials: who a process is, and which prison holds it.

Models sys/sys/ucred.h; leaves out audit and MAC labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison


@dataclass(frozen=True, slots=True, eq=False)
class Ucred:
    """An immutable credential, shared by processes and sockets; change it by making another.

    ``cr_groups[0]`` is the effective group. The network of a process is found through the chain
    proc -> ucred -> prison -> vnet (sys/net/vnet.h: CRED_TO_VNET).
    """

    cr_uid: int
    cr_ruid: int
    cr_svuid: int
    cr_groups: tuple[int, ...]
    cr_rgid: int
    cr_svgid: int
    cr_prison: Prison
    cr_loginclass: str = "default"

    @property
    def cr_gid(self) -> int:
        """The effective group id."""
        return self.cr_groups[0]
