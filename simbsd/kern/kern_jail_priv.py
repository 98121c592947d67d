"""The privileges of root in a jail: one table, one line of reason for each.

Models sys/kern/kern_jail.c (prison_priv_check, prison_check_nfsd); leaves out what is compiled out there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.sys.jail import Prison
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.release import Release


@dataclass(frozen=True, slots=True)
class Rule:
    """When a jail's root holds a privilege, and the sentence that explains either verdict."""

    holds: Callable[[Prison], bool]
    granted: str
    refused: str


def _yes(prison: Prison) -> bool:
    return True


def _no(prison: Prison) -> bool:
    return False


def _granted(reason: str) -> Rule:
    return Rule(_yes, f"The jail policy allows it: {reason}.", "")


def _refused(reason: str) -> Rule:
    return Rule(_no, "", f"The jail policy refuses it: {reason}.")


def _permission(name: str, what: str) -> Rule:
    def holds(prison: Prison) -> bool:
        return prison.pr_allow[name]

    return Rule(
        holds,
        f"The jail policy allows it: this jail holds allow.{name}, which lets its root {what}.",
        f"The jail policy refuses it: this jail lacks allow.{name}, which would let its root {what}.",
    )


def _can_mount(prison: Prison) -> bool:
    return prison.pr_allow["mount"] and prison.pr_enforce_statfs < 2


def _can_nfsd(prison: Prison) -> bool:
    """A stack of its own, allow.nfsd, a mount point as root, enforce_statfs not 0 (prison_check_nfsd)."""
    root = prison.pr_root
    mount_root = root.v_ino == root.v_mount.mnt_root
    return prison.pr_owns_vnet and prison.pr_allow["nfsd"] and mount_root and prison.pr_enforce_statfs != 0


_NFSD = Rule(
    _can_nfsd,
    "The jail policy allows it: this vnet jail holds allow.nfsd and its root is a mount point.",
    "The jail policy refuses it: an NFS server needs a vnet jail with allow.nfsd, a mount point as root "
    "and enforce_statfs not 0.",
)
_MOUNT = Rule(
    _can_mount,
    "The jail policy allows it: this jail holds allow.mount and its enforce_statfs is below 2.",
    "The jail policy refuses it: mounting in a jail needs allow.mount and enforce_statfs below 2.",
)
_MOUNT_ALLOWED = _permission("mount", "mount and unmount")
_OWN_STACK = _granted("a jail with a network stack of its own may configure that stack")
_SHARED_STACK = _refused("this jail shares its network stack, and only the stack's owner may configure it")
_OUTSIDE = _refused("it would reach beyond the jail, to the whole machine")

_IDENTITY = _granted("changing user and group ids stays within the jail")
_SIGHT = _granted("a jail's processes see only their own jail anyway")
_LIMITS = _granted("limits and login properties concern the jail's own processes")
_IPC = _granted("interprocess communication is held within jails already")
_CHILDREN = _granted("jail calls made in a jail work on its child jails")
_PROCESSES = _granted("signals and scheduling reach only the jail's own processes")
_FILES = _granted("the jail's root directory already bounds the files in reach")
_TRACE = _granted("tracing reaches only the jail's own processes")

# What root holds in every jail, in the order of prison_priv_check.
_ANY_JAIL: tuple[tuple[Rule, str], ...] = (
    (_TRACE, "KTRACE"),
    (_IDENTITY, "CRED_SETUID CRED_SETEUID CRED_SETGID CRED_SETEGID CRED_SETGROUPS"),
    (_IDENTITY, "CRED_SETREUID CRED_SETREGID CRED_SETRESUID CRED_SETRESGID"),
    (_SIGHT, "SEEOTHERGIDS SEEOTHERUIDS SEEJAILPROC DEBUG_DIFFCRED DEBUG_SUGID DEBUG_UNPRIV"),
    (_LIMITS, "PROC_LIMIT PROC_SETLOGIN PROC_SETRLIMIT PROC_SETLOGINCLASS"),
    (_IPC, "IPC_READ IPC_WRITE IPC_ADMIN IPC_MSGSIZE MQ_ADMIN"),
    (_CHILDREN, "JAIL_ATTACH JAIL_SET JAIL_REMOVE"),
    (_PROCESSES, "SCHED_DIFFCRED SCHED_CPUSET SIGNAL_DIFFCRED SIGNAL_SUGID"),
    (_granted("only variables marked as the jail's own can be written"), "SYSCTL_WRITEJAIL"),
    (_granted("quotas may be managed where allow.quotas lets them be"), "VFS_GETQUOTA VFS_SETQUOTA"),
    (_FILES, "VFS_READ VFS_WRITE VFS_ADMIN VFS_EXEC VFS_BLOCKRESERVE VFS_CHFLAGS_DEV VFS_CHOWN VFS_CHROOT"),
    (_FILES, "VFS_RETAINSUGID VFS_FCHROOT VFS_LINK VFS_SETGID VFS_STAT VFS_STICKYFILE"),
    (_granted("it is left to the permissions of the device, which devfs rules hide"), "KMEM_READ"),
    (_permission("chflags", "change system file flags"), "VFS_SYSFLAGS"),
    (_MOUNT, "VFS_MOUNT VFS_UNMOUNT VFS_MOUNT_NONUSER VFS_MOUNT_OWNER"),
    (_granted("the jail has no say; but root in a jail is not given it either"), "VFS_READ_DIR"),
    (_permission("mlock", "lock memory"), "VM_MLOCK VM_MUNLOCK"),
    (_permission("reserved_ports", "bind ports below 1024"), "NETINET_RESERVEDPORT"),
    (_granted("it stays within the jail's addresses"), "NETINET_REUSEPORT NETINET_SETHDROPTS"),
    (_permission("raw_sockets", "open raw sockets"), "NETINET_RAW"),
    (_granted("what can be asked about sockets is limited to the jail already"), "NETINET_GETCRED"),
    (_permission("read_msgbuf", "read the kernel's message buffer"), "MSGBUF"),
)

# What root holds besides, when the jail has a network stack of its own.
_VNET_JAIL: tuple[tuple[Rule, str], ...] = (
    (_NFSD, "NFS_DAEMON VFS_GETFH VFS_MOUNT_EXPORTED"),
    (_OWN_STACK, "NET_BRIDGE NET_GRE NET_BPF NET_RAW NET_ROUTE NET_TAP NET_SETIFMTU NET_SETIFFLAGS"),
    (_OWN_STACK, "NET_SETIFCAP NET_SETIFDESCR NET_SETIFNAME NET_SETIFMETRIC NET_SETIFPHYS NET_SETIFMAC"),
    (_OWN_STACK, "NET_SETLANPCP NET_ADDMULTI NET_DELMULTI NET_HWIOCTL NET_SETLLADDR NET_ADDIFGROUP"),
    (_OWN_STACK, "NET_DELIFGROUP NET_IFCREATE NET_IFDESTROY NET_ADDIFADDR NET_DELIFADDR NET_LAGG NET_GIF"),
    (_OWN_STACK, "NET_SETIFVNET NET_SETIFFIB NET_OVPN NET_ME NET_WG"),
    (_OWN_STACK, "NET80211_VAP_GETKEY NET80211_VAP_MANAGE NETGRAPH_CONTROL"),
    (_OWN_STACK, "NETINET_IPFW NETINET_DIVERT NETINET_PF NETINET_DUMMYNET NETINET_CARP NETINET_MROUTE"),
    (_OWN_STACK, "NETINET_RAW NETINET_ADDRCTRL6 NETINET_ND6 NETINET_SCOPE6 NETINET_ALIFETIME6"),
    (_OWN_STACK, "NETINET_IPSEC NETINET_BINDANY"),
)


def _spread(lines: Iterable[tuple[Rule, str]]) -> dict[Priv, Rule]:
    return {Priv[f"PRIV_{name}"]: rule for rule, names in lines for name in names.split()}


def _table() -> dict[Priv, tuple[Rule, Rule]]:
    every, stack = _spread(_ANY_JAIL), _spread(_VNET_JAIL)
    table: dict[Priv, tuple[Rule, Rule]] = {}
    for priv in Priv:
        missing = _SHARED_STACK if stack.get(priv) is _OWN_STACK else stack.get(priv, _OUTSIDE)
        plain = every.get(priv, missing)
        table[priv] = (plain, stack.get(priv, plain))
    return table


# Privilege -> (rule of a plain jail, rule of a jail with its own network stack).
PRISON_PRIVILEGES: dict[Priv, tuple[Rule, Rule]] = _table()


def prison_priv_check(release: Release, prison: Prison, priv: Priv) -> tuple[bool, str]:
    """Whether the jail policy leaves a privilege to the jail's root, and why (prison_priv_check).

    Where root's privileges are a list (4.0: suser_xxx with PRISON_ROOT), the list decides.
    """
    if release.prison_root is not None:
        held = priv.name.removeprefix("PRIV_") in release.prison_root
        verb = "lets" if held else "does not let"
        return held, f"FreeBSD {release.name} {verb} root in a jail do this (suser_xxx with PRISON_ROOT)."
    rule = PRISON_PRIVILEGES[priv][1 if prison.pr_owns_vnet else 0]
    if rule is _MOUNT and not release.jail_mounts_by_type:
        rule = _MOUNT_ALLOWED
    held = rule.holds(prison)
    return held, rule.granted if held else rule.refused
