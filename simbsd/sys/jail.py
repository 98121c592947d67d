"""The prison, and the flags of the jail system calls.

Models sys/sys/jail.h; leaves out System V IPC name spaces, NFS and Linux parameters, racct records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simbsd.sys.cpuset import Cpuset
    from simbsd.sys.vnet import Vnet
    from simbsd.sys.vnode import Vnode

JAIL_CREATE, JAIL_UPDATE, JAIL_ATTACH, JAIL_DYING = 0x01, 0x02, 0x04, 0x08

JAIL_SYS_DISABLE, JAIL_SYS_NEW, JAIL_SYS_INHERIT = 0, 1, 2

JAIL_MAX = 999999
MAXHOSTNAMELEN = 256
HOSTUUIDLEN = 64
OSRELEASELEN = 32
DEFAULT_HOSTUUID = "00000000-0000-0000-0000-000000000000"
MAX_AF_IPS = 255

# Permissions a jail may hold, in the order of their names; True: held by a new jail (PR_ALLOW_ALL_STATIC, jail(8)).
ALLOW_DEFAULTS: dict[str, bool] = {
    "chflags": False, "mlock": False, "mount": False, "mount.devfs": False, "mount.fdescfs": False,
    "mount.nullfs": False, "mount.procfs": False, "mount.tmpfs": False, "nfsd": False, "quotas": False,
    "raw_sockets": False, "read_msgbuf": False, "reserved_ports": True, "set_hostname": True, "socket_af": False,
    "suser": True, "sysvipc": False, "unprivileged_proc_debug": True,
}  # fmt: skip


# Permissions that a jail may hold although its parent does not (PR_ALLOW_DIFFERENCES).
ALLOW_DIFFERENCES = ("unprivileged_proc_debug",)

SYSV = ("sysvmsg", "sysvsem", "sysvshm")


class PrisonState(Enum):
    """Life of a prison: alive, then dying while something still refers to it, then gone."""

    ALIVE = "ALIVE"
    DYING = "DYING"


@dataclass(frozen=True, slots=True)
class Jail:
    """What jail(2) is given (struct jail): version 0 has one IPv4 address; version 2 any number of both families."""

    version: int
    path: str
    hostname: str
    jailname: str | None = None
    ip4: list[int] = field(default_factory=list)
    ip6: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Prison:
    """One partition of the machine. ``prison0`` (id 0, name "0") is the host itself.

    ``pr_name`` is the full dotted name as prison0 sees it. ``pr_ip4`` and ``pr_ip6`` are None when unrestricted,
    else the addresses (integers), the primary one first. ``pr_uref`` counts processes and persistence,
    ``pr_ref`` everything that keeps the record alive. ``pr_ip4_user``: the addresses are its own, not its parent's
    (PR_IP4_USER). ``pr_sysv`` holds the jailsys value of each System V interprocess communication facility.
    ``pr_open`` (processes are not apart), ``pr_shares`` and ``pr_pass`` (of the CPU) are those of whatif's containers.
    """

    pr_id: int
    pr_name: str
    pr_parent: Prison | None
    pr_path: str
    pr_root: Vnode
    pr_vnet: Vnet
    pr_children: dict[int, Prison] = field(default_factory=dict)
    pr_state: PrisonState = PrisonState.ALIVE
    pr_ref: int = 0
    pr_uref: int = 0
    pr_persist: bool = False
    pr_owns_vnet: bool = False
    pr_owns_host: bool = True
    pr_ip4: list[int] | None = None
    pr_ip6: list[int] | None = None
    pr_ip4_user: bool = False
    pr_ip6_user: bool = False
    pr_ip4_saddrsel: bool = True
    pr_ip6_saddrsel: bool = True
    pr_hostname: str = ""
    pr_domainname: str = ""
    pr_hostuuid: str = DEFAULT_HOSTUUID
    pr_hostid: int = 0
    pr_allow: dict[str, bool] = field(default_factory=dict)
    pr_childmax: int = 0
    pr_childcount: int = 0
    pr_securelevel: int = -1
    pr_enforce_statfs: int = 2
    pr_devfs_rsnum: int = 0
    pr_open: bool = False
    pr_shares: int = 0
    pr_pass: int = 0
    pr_cpuset: Cpuset = field(init=False)
    pr_sysv: dict[str, int] = field(default_factory=dict)
    pr_osrelease: str = ""
    pr_osreldate: int = 0
