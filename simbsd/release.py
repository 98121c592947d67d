"""The releases that the machine can be, and all that differs between them, as one table.

Models the version facts of sys/sys/param.h and, rule by rule, the kernels of FreeBSD 3.4, 4.0, 8.0, 14 and 15; leaves
out differences of programs: every release has the programs of 14. TCP of 3.4 and 4.0 sends no option but the segment
size unless net.inet.tcp.rfc1323 is set, without its older ways to choose them. A rule is asked at the one place where
it applies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its names, and its rules where releases differ; a rule's default is what 14 does.

    ``version`` is the kernel's own line. ``label`` is set for what never was a release.
    ``missing_calls``, ``missing_sysctls`` (a name ending in a dot is a whole subtree) and ``missing_jail_params`` came
    later. ``added_programs`` and ``missing_programs`` are names of ``simbsd/programs.py`` or of scripts.
    ``prison_root``: the only privileges (without PRIV_) that root in a jail holds, where jails do not ask allow.*.
    """

    name: str
    uname: str
    osreldate: int
    version: str
    label: str = ""
    missing_calls: frozenset[str] = frozenset()
    missing_sysctls: tuple[str, ...] = ("jail.", "net.link.bridge.member_ifaddrs")
    missing_jail_params: frozenset[str] = frozenset()
    added_programs: tuple[str, ...] = ()
    missing_programs: tuple[str, ...] = ()
    # chroot(2): the first root is remembered and no walk goes above it; open directories are minded.
    chroot_keeps_jdir: bool = True
    chroot_minds_directories: bool = True
    dotdot_stops_at_jails: bool = True  # the roots of all jails on the credential's chain
    # jail(2) of the Jails paper: one jail, one address, nothing but the jail's own processes know of it.
    jail_versions: tuple[int, ...] = (0, 2)
    jail_is_the_papers: bool = False
    prison_root: frozenset[str] | None = None
    prison_sysctls: frozenset[str] | None = None  # the only variables that root in a jail may set
    p_trespass: bool = False  # one rule for signals: equal ids, or root of the same jail; no conservative signals
    foreign_bind_is_invalid: bool = False  # EINVAL for another's address, 127.0.0.1 among them
    jail_mounts_by_type: bool = True  # allow.mount.TYPE, and enforce_statfs below 2; else no type is jail-friendly
    containers: bool = False  # the fiction of whatif: prisons that choose their walls (kern_container.py)
    sources_are_validated: bool = True  # net.inet.ip.source_address_validation: a stranger with an own address is lost
    multipath_routes: bool = True  # a second route to a prefix, by another gateway
    loopback_links: bool = True  # a loopback interface has a link, up and down as itself
    # TCP: net.inet.tcp.rfc1323 at first, selective acknowledgements, offsets of timestamps, the largest socket buffer.
    tcp_rfc1323: int = 1
    tcp_sack: bool = True
    tcp_ts_offset: bool = True
    sb_max: int = 2 * 1024 * 1024
    captions: str = "14.0"  # what the kernel says while it comes up (kern/autoconf.py)
    bridge_member_addresses: bool = True  # unless so, a bridge's member has none, but by net.link.bridge.member_ifaddrs

    sigexit_says_why: bool = True  # the log's line about a deadly signal names the jail, and why there is no core

    @property
    def has_jails(self) -> bool:
        """True when some call makes a jail."""
        return "jail" not in self.missing_calls

    @property
    def has_vnet(self) -> bool:
        """True when a jail may have a network stack of its own."""
        return "vnet" not in self.missing_jail_params


def _version(uname: str, built: str, path: str) -> str:
    return f"FreeBSD {uname} #0: {built}     root@cellblock:{path}/GENERIC"


_LATER = "/usr/obj/usr/src/amd64.amd64/sys"
_OLD = "/usr/src/sys/compile"
_AFTER_8 = frozenset(("procctl", "getloginclass", "setloginclass"))  # the latter two came with 9.0: getloginclass(2)
_JAIL_SET = frozenset(("jail_set", "jail_get", "jail_attach", "jail_remove"))
_SYSCTLS_AFTER_8 = (
    "kern.racct.", "net.route.multipath", "net.link.bridge.member_ifaddrs", "net.inet.ip.source_address_validation",
    "net.inet.ip.rfc1122_strong_es", "net.inet6.ip6.source_address_validation", "net.inet.tcp.ts_offset_per_conn",
    "net.inet.tcp.tolerate_missing_ts",
)  # fmt: skip
_SYSCTLS_AFTER_4 = (*_SYSCTLS_AFTER_8, "security.", "kern.features.", "net.inet.tcp.sack.")

# What suser_xxx(..., PRISON_ROOT) lets root in a jail do in 4.0, and what asks for user id 0 only (ufs_access,
# ufs_makeinode, p_trespass, donice): kern_prot.c, kern_xxx.c, kern_resource.c, kern_sysctl.c, kern_ktrace.c,
# vfs_syscalls.c (chroot, mknod, chflags of devices, revoke), ufs_vnops.c, in_pcb.c. All else is refused.
_PRISON_ROOT_4 = frozenset(
    "CRED_SETUID CRED_SETEUID CRED_SETGID CRED_SETEGID CRED_SETGROUPS CRED_SETREUID CRED_SETREGID CRED_SETRESUID "
    "CRED_SETRESGID PROC_SETLOGIN PROC_SETRLIMIT PROC_LIMIT SYSCTL_WRITEJAIL SIGNAL_DIFFCRED SCHED_DIFFCRED KTRACE "
    "VFS_CHROOT VFS_MKNOD_BAD VFS_MKNOD_WHT VFS_CHFLAGS_DEV VFS_ADMIN VFS_CHOWN VFS_READ VFS_WRITE VFS_EXEC VFS_LOOKUP "
    "VFS_STAT VFS_LINK VFS_SETGID VFS_RETAINSUGID VFS_STICKYFILE VFS_BLOCKRESERVE VFS_READ_DIR "
    "NETINET_RESERVEDPORT".split()
)
# What jails of 8.0 had no parameter for; all of allow.* it had: set_hostname sysvipc raw_sockets chflags mount quotas
# socket_af (kern_jail.c: pr_allow_names).
_PARAMS_AFTER_8 = frozenset(
    "osreldate osrelease devfs_ruleset ip4.saddrsel ip6.saddrsel sysvmsg sysvsem sysvshm allow.mlock "
    "allow.mount.devfs allow.mount.fdescfs allow.mount.nullfs allow.mount.procfs allow.mount.tmpfs allow.nfsd "
    "allow.read_msgbuf allow.reserved_ports allow.suser allow.unprivileged_proc_debug".split()
)

_14 = Release("14.0", "14.0-STABLE", 1400507, _version("14.0-STABLE", "Fri Mar  1 00:00:00 UTC 2024", _LATER))
_15 = replace(
    _14,
    name="15.0",
    uname="15.0-RELEASE",
    osreldate=1500068,
    version=_version("15.0-RELEASE", "Tue Dec  2 00:00:00 UTC 2025", _LATER),
    missing_sysctls=("jail.",),
    captions="15.0",
    bridge_member_addresses=False,
)
_8 = Release(
    "8.0",
    "8.0-RELEASE",
    800107,
    _version("8.0-RELEASE", "Sat Nov 21 00:00:00 UTC 2009", "/usr/obj/usr/src/sys"),
    missing_calls=_AFTER_8,
    missing_jail_params=_PARAMS_AFTER_8,
    missing_sysctls=(
        *_SYSCTLS_AFTER_8, "jail.", "security.bsd.unprivileged_chroot", "security.bsd.see_jail_proc",
    ),
    added_programs=("vimage",),
    missing_programs=("freebsd-version",),
    captions="8.0",
    loopback_links=False,
    sigexit_says_why=False,
    jail_mounts_by_type=False,
    sources_are_validated=False,
    multipath_routes=False,
    tcp_ts_offset=False,
    sb_max=256 * 1024,
)
_4 = Release(
    "4.0",
    "4.0-RELEASE",
    400017,
    _version("4.0-RELEASE", "Mon Mar 13 00:00:00 UTC 2000", _OLD),
    missing_calls=_JAIL_SET | _AFTER_8,
    missing_sysctls=_SYSCTLS_AFTER_4,
    missing_jail_params=_PARAMS_AFTER_8 | {"vnet"},
    added_programs=("jail_4",),
    missing_programs=("jail", "freebsd-version"),
    captions="4.0",
    loopback_links=False,
    sigexit_says_why=False,
    dotdot_stops_at_jails=False,
    jail_versions=(0,),
    jail_is_the_papers=True,
    prison_root=_PRISON_ROOT_4,
    prison_sysctls=frozenset(("kern.hostname",)),
    p_trespass=True,
    foreign_bind_is_invalid=True,
    sources_are_validated=False,
    multipath_routes=False,
    tcp_rfc1323=0,
    tcp_sack=False,
    tcp_ts_offset=False,
    sb_max=256 * 1024,
)
_3 = replace(
    _4,
    name="3.4",
    captions="3.4",
    added_programs=(),
    missing_programs=("freebsd-version",),
    uname="3.4-RELEASE",
    osreldate=340000,
    version=_version("3.4-RELEASE", "Mon Dec 20 00:00:00 UTC 1999", _OLD),
    missing_calls=_JAIL_SET | _AFTER_8 | {"jail"},
    missing_sysctls=(*_SYSCTLS_AFTER_4, "jail.", "kern.chroot_allow_open_directories"),
    chroot_keeps_jdir=False,
    chroot_minds_directories=False,
)
_WHATIF = replace(
    _14,
    name="whatif",
    label="A fiction: the 2003 paper's future work, on the rules of 14",
    containers=True,
    added_programs=("container",),
)

RELEASES: dict[str, Release] = {release.name: release for release in (_3, _4, _8, _14, _15, _WHATIF)}

DEFAULT = "14.0"
