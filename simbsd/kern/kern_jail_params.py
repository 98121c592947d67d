"""What a jail_set call asks for: the parameter list, read and checked before anything is looked up.

Models the first half of sys/kern/kern_jail.c (kern_jail_set, up to "Find the specified jail"); modules that this
machine does not have (linux, zfs, vmm) bring no parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.kern.kern_jail_ip import FAMILIES, prison_ip_copyin
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, Errno
from simbsd.sys.jail import (
    HOSTUUIDLEN,
    JAIL_ATTACH,
    JAIL_CREATE,
    JAIL_SYS_DISABLE,
    JAIL_SYS_INHERIT,
    JAIL_SYS_NEW,
    JAIL_UPDATE,
    MAXHOSTNAMELEN,
    OSRELEASELEN,
)
from simbsd.sys.jailparam import JAIL_PARAMS, NO_PARAMS

_TYPES: dict[str, type] = {
    "int": int, "ulong": int, "string": str, "bool": bool, "jailsys": int, "ip4": list, "ip6": list,
}  # fmt: skip
_STRING_ROOM = {
    "name": MAXHOSTNAMELEN,
    "host.hostname": MAXHOSTNAMELEN,
    "host.domainname": MAXHOSTNAMELEN,
    "host.hostuuid": HOSTUUIDLEN,
}
_HOST = ("host.hostname", "host.domainname", "host.hostuuid", "host.hostid")
_JAILSYS = ("host", "vnet", "ip4", "ip6")
WHERE = "kern_jail.c: kern_jail_set"


@dataclass(slots=True)
class Wanted:
    """The parameters of one call, by canonical name ("no" forms turned into False); ``unknown`` holds the rest."""

    flags: int
    given: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def get(self, name: str) -> Any:
        """The value asked for, or None."""
        return self.given.get(name)

    @property
    def operation(self) -> int:
        """JAIL_CREATE, JAIL_UPDATE or both."""
        return self.flags & (JAIL_CREATE | JAIL_UPDATE)

    def jailsys(self, name: str) -> int | None:
        """The jailsys value of ``host``, ``vnet``, ``ip4``, ``ip6``; addresses and host names imply their own."""
        if name in ("ip4", "ip6") and f"{name}.addr" in self.given:
            return JAIL_SYS_DISABLE
        if name == "host" and any(key in self.given for key in _HOST):
            return JAIL_SYS_NEW
        value: int | None = self.given.get(name)
        return value

    def allow(self) -> dict[str, bool]:
        """The permissions asked for or given up, without their prefix."""
        return {k.removeprefix("allow."): v for k, v in self.given.items() if k.startswith("allow.")}


def jail_params(params: dict[str, Any], flags: int, most_addresses: int, missing: frozenset[str]) -> Wanted:
    """Read and check a parameter list; the kernel does not know the ``missing`` ones. Errors: EINVAL, ENAMETOOLONG,
    most with a message.
    """
    wanted = Wanted(flags)
    if not wanted.operation:
        raise refuse(EINVAL, "no valid operation (create or update)")
    for name, value in params.items():
        if NO_PARAMS.get(name, name) in missing:
            wanted.unknown.append(name)
        else:
            _take(wanted, name, value)
    _check_levels(wanted)
    _check_jailsys(wanted)
    _check_creation_only(wanted)
    _check_strings(wanted)
    check_type(wanted, "host.hostid")
    for family, name, version in FAMILIES:
        check_type(wanted, f"{name}.addr")
        _take_addresses(wanted, family, name, version, most_addresses)
    _check_vnet(wanted)
    _check_osrelease(wanted)
    if flags & JAIL_UPDATE and "path" in wanted.given:
        raise unchangeable("path")
    check_type(wanted, "path")
    return wanted


def refuse(errno: int, message: str, note: str = "") -> Errno:
    """A refusal with the kernel's own text (vfs_opterror), which is also its sentence unless there is a better one."""
    return Errno(errno, note or f"{message[0].upper()}{message[1:]}.", WHERE, message)


def _take(wanted: Wanted, name: str, value: Any) -> None:
    """Note one parameter; whether its value is of the right type is seen when its turn comes."""
    canonical = NO_PARAMS.get(name, name)
    param = JAIL_PARAMS.get(canonical)
    if param is None or param.flag == "rd":
        wanted.unknown.append(name)
        return
    if param.kind == "bool":
        value = bool(value) and name == canonical
    wanted.given[canonical] = value


def check_type(wanted: Wanted, name: str, where: str = WHERE) -> None:
    """Refuse a value of the wrong type, as one of the wrong size would be (vfs_copyopt, vfs_getopt). Errors: EINVAL."""
    value = wanted.given.get(name)
    if value is not None and not isinstance(value, _TYPES[JAIL_PARAMS[name].kind]):
        raise Errno(EINVAL, f"The value of {name} is of the wrong type.", where)


def _check_levels(wanted: Wanted) -> None:
    for name in ("jid", "securelevel", "children.max", "enforce_statfs"):
        check_type(wanted, name)
    enforce = wanted.get("enforce_statfs")
    if enforce is not None and not 0 <= enforce <= 2:
        raise Errno(EINVAL, "The value of enforce_statfs is 0, 1 or 2.", WHERE)
    check_type(wanted, "devfs_ruleset")


def _check_jailsys(wanted: Wanted) -> None:
    for name in _JAILSYS:
        check_type(wanted, name)
        value = wanted.get(name)
        if value is None:
            continue
        lowest = 1 if name in ("host", "vnet") else JAIL_SYS_DISABLE
        if not lowest <= value <= JAIL_SYS_INHERIT:
            raise Errno(EINVAL, f"The value of {name} cannot be {value}.", WHERE)


def _check_creation_only(wanted: Wanted) -> None:
    creates = wanted.flags & (JAIL_CREATE | JAIL_ATTACH) == JAIL_CREATE
    if creates and not wanted.get("persist"):
        note = "Nothing would keep the new jail alive: neither a process in it nor persist."
        raise refuse(EINVAL, "new jail must persist or attach", note)
    if wanted.flags & JAIL_UPDATE:
        for name in ("vnet", "ip4", "ip6"):
            if name in wanted.given:
                raise unchangeable(name)


def unchangeable(name: str) -> Errno:
    """The refusal of what only a creation may say."""
    return refuse(EINVAL, f"{name} cannot be changed after creation")


def _check_strings(wanted: Wanted) -> None:
    for name, room in _STRING_ROOM.items():
        check_type(wanted, name)
        value = wanted.get(name)
        if value is not None and len(value.encode("utf-8", "surrogateescape")) >= room:
            raise Errno(ENAMETOOLONG, f"The value of {name} has at most {room - 1} bytes.", WHERE)


def _take_addresses(wanted: Wanted, family: int, name: str, version: str, most: int) -> None:
    addresses = wanted.get(f"{name}.addr")
    if not addresses:
        return
    if len(addresses) > most:
        note = f"A jail has at most {most} addresses of a family (security.jail.jail_max_af_ips)."
        raise refuse(EINVAL, f"too many {version} addresses", note)
    wanted.given[f"{name}.addr"] = prison_ip_copyin(family, addresses)


def _check_vnet(wanted: Wanted) -> None:
    if "vnet" in wanted.given and any(k in wanted.given for k in ("ip4", "ip6", "ip4.addr", "ip6.addr")):
        raise vnet_restricted()


def vnet_restricted() -> Errno:
    """The refusal of addresses for a jail with a network stack of its own."""
    return refuse(EINVAL, "vnet jails cannot have IP address restrictions")


def _check_osrelease(wanted: Wanted) -> None:
    updates = wanted.flags & JAIL_UPDATE
    release, date = wanted.get("osrelease"), wanted.get("osreldate")
    if release is not None:
        if updates:
            raise unchangeable("osrelease")
        check_type(wanted, "osrelease")
        if len(release) + 1 >= OSRELEASELEN:
            raise refuse(ENAMETOOLONG, f"osrelease string must be 1-{OSRELEASELEN - 1} bytes long")
    check_type(wanted, "osreldate")
    if date is not None:
        if updates:
            raise unchangeable("osreldate")
        if date == 0:
            raise refuse(EINVAL, "osreldate cannot be 0")
