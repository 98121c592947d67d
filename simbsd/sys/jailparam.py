"""The parameters of a jail, as one table: what kernel and programs must agree on.

Models the SYSCTL_JAIL_PARAM declarations of sys/kern/kern_jail.c, sysv_*.c and prison_add_vfs; leaves out
the parameters of modules that are not loaded here (linux, zfs, vmm, nfsd's own).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.jail import ALLOW_DEFAULTS, SYSV


@dataclass(frozen=True, slots=True)
class JailParam:
    """One parameter as security.jail.param describes it.

    ``kind``: ``int``, ``ulong``, ``string``, ``bool``, ``jailsys``, ``ip4`` or ``ip6`` (lists of integers).
    ``flag``: ``rw``, ``rd`` (read-only) or ``rdtun`` (settable only at creation).
    """

    kind: str
    flag: str
    description: str


_ALLOW_TEXTS = {
    "chflags": "Jail may alter system file flags",
    "mlock": "Jail may lock (unlock) physical pages in memory",
    "mount": "Jail may mount/unmount jail-friendly file systems in general",
    "nfsd": "Mountd/nfsd may run in the jail",
    "quotas": "Jail may set file quotas",
    "raw_sockets": "Jail may create raw sockets",
    "read_msgbuf": "Jail may read the kernel message buffer",
    "reserved_ports": "Jail may bind sockets to reserved ports",
    "set_hostname": "Jail may set hostname",
    "socket_af": "Jail may create sockets other than just UNIX/IPv4/IPv6/route",
    "suser": "Processes in jail with uid 0 have privilege",
    "sysvipc": "Jail may use SYSV IPC",
    "unprivileged_proc_debug": "Unprivileged processes may use process debugging facilities",
}
_SYSV_TEXTS = {
    "sysvmsg": "SYSV message queues",
    "sysvsem": "SYSV semaphores",
    "sysvshm": "SYSV shared memory",
}


def _allow_text(name: str) -> str:
    if name.startswith("mount."):
        return f"Jail may mount the {name.removeprefix('mount.')} file system"
    return _ALLOW_TEXTS[name]


def _saddrsel_text(version: str) -> str:
    return (
        f"Do (not) use {version} source address selection rather than the "
        f"primary jail {version} address."
    )  # fmt: skip


JAIL_PARAMS: dict[str, JailParam] = {
    "jid": JailParam("int", "rdtun", "Jail ID"),
    "parent": JailParam("int", "rd", "Jail parent ID"),
    "name": JailParam("string", "rw", "Jail name"),
    "path": JailParam("string", "rdtun", "Jail root path"),
    "securelevel": JailParam("int", "rw", "Jail secure level"),
    "osreldate": JailParam("int", "rdtun", "Jail value for kern.osreldate and uname -K"),
    "osrelease": JailParam("string", "rdtun", "Jail value for kern.osrelease and uname -r"),
    "enforce_statfs": JailParam("int", "rw", "Jail cannot see all mounted file systems"),
    "devfs_ruleset": JailParam("int", "rw", "Ruleset for in-jail devfs mounts"),
    "persist": JailParam("bool", "rw", "Jail persistence"),
    "vnet": JailParam("jailsys", "rdtun", "Virtual network stack"),
    "dying": JailParam("bool", "rd", "Jail is in the process of shutting down"),
    "children.cur": JailParam("int", "rd", "Current number of child jails"),
    "children.max": JailParam("int", "rw", "Maximum number of child jails"),
    "host": JailParam("jailsys", "rw", "Jail host info"),
    "host.hostname": JailParam("string", "rw", "Jail hostname"),
    "host.domainname": JailParam("string", "rw", "Jail NIS domainname"),
    "host.hostuuid": JailParam("string", "rw", "Jail host UUID"),
    "host.hostid": JailParam("ulong", "rw", "Jail host ID"),
    "cpuset.id": JailParam("int", "rd", "Jail cpuset ID"),
    "ip4": JailParam("jailsys", "rdtun", "Jail IPv4 address virtualization"),
    "ip4.addr": JailParam("ip4", "rw", "Jail IPv4 addresses"),
    "ip4.saddrsel": JailParam("bool", "rw", _saddrsel_text("IPv4")),
    "ip6": JailParam("jailsys", "rdtun", "Jail IPv6 address virtualization"),
    "ip6.addr": JailParam("ip6", "rw", "Jail IPv6 addresses"),
    "ip6.saddrsel": JailParam("bool", "rw", _saddrsel_text("IPv6")),
    **{name: JailParam("jailsys", "rw", _SYSV_TEXTS[name]) for name in SYSV},
    **{f"allow.{name}": JailParam("bool", "rw", _allow_text(name)) for name in ALLOW_DEFAULTS},
}


def noname(name: str) -> str:
    """The "no" form of a boolean parameter: ``allow.mount`` -> ``allow.nomount``."""
    head, dot, last = name.rpartition(".")
    return f"{head}{dot}no{last}"


# "no" form of every boolean parameter -> the parameter.
NO_PARAMS: dict[str, str] = {noname(name): name for name, param in JAIL_PARAMS.items() if param.kind == "bool"}
