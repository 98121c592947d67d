"""What a jail_set call asks for: the parameter list, read and checked before anything is looked up.

Models the first half of sys/kern/kern_jail.c (kern_jail_set, up to "Find the specified jail"); leaves out
parameters of modules that are not loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.sys.errno import EINVAL, ENAMETOOLONG, Errno
from simbsd.sys.jail import (
    HOSTUUIDLEN,
    JAIL_ATTACH,
    JAIL_CREATE,
    JAIL_SYS_DISABLE,
    JAIL_SYS_INHERIT,
    JAIL_SYS_NEW,
    JAIL_UPDATE,
    MAX_AF_IPS,
    MAXHOSTNAMELEN,
    OSRELEASELEN,
    SYSV,
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
_JAILSYS = ("host", "vnet", "ip4", "ip6", *SYSV)
_IPV4_BAD = (0, 0xFFFFFFFF)
_IPV6_BAD = (0,)


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


def jail_params(params: dict[str, Any], flags: int, missing: frozenset[str] = frozenset()) -> Wanted:
    """Read and check a parameter list; the release does not know the ``missing`` ones. Errors: EINVAL, ENAMETOOLONG,
    most with a message.
    """
    wanted = Wanted(flags)
    for name, value in params.items():
        if NO_PARAMS.get(name, name) in missing:
            wanted.unknown.append(name)
        else:
            _take(wanted, name, value)
    if not wanted.operation:
        raise Errno(EINVAL, "jail_set: no operation", message="no valid operation (create or update)")
    _check_levels(wanted)
    _check_jailsys(wanted)
    _check_creation_only(wanted)
    _check_strings(wanted)
    _check_addresses(wanted, "ip4", "IPv4", _IPV4_BAD)
    _check_addresses(wanted, "ip6", "IPv6", _IPV6_BAD)
    _check_vnet(wanted)
    _check_osrelease(wanted)
    if flags & JAIL_UPDATE and "path" in wanted.given:
        raise _unchangeable("path")
    return wanted


def _take(wanted: Wanted, name: str, value: Any) -> None:
    """Note one parameter; of a wrong type it is refused as a value of the wrong size would be."""
    canonical = NO_PARAMS.get(name, name)
    param = JAIL_PARAMS.get(canonical)
    if param is None or param.flag == "rd":
        wanted.unknown.append(name)
        return
    if param.kind == "bool":
        value = bool(value) and name == canonical
    if not isinstance(value, _TYPES[param.kind]):
        raise Errno(EINVAL, f"jail_set: {name} has a value of the wrong type")
    wanted.given[canonical] = value


def _check_levels(wanted: Wanted) -> None:
    enforce = wanted.get("enforce_statfs")
    if enforce is not None and not 0 <= enforce <= 2:
        raise Errno(EINVAL, "jail_set: enforce_statfs is 0, 1 or 2")


def _check_jailsys(wanted: Wanted) -> None:
    for name in _JAILSYS:
        value = wanted.get(name)
        if value is None:
            continue
        lowest = 1 if name in ("host", "vnet") else JAIL_SYS_DISABLE
        if not lowest <= value <= JAIL_SYS_INHERIT:
            raise Errno(EINVAL, f"jail_set: {name} cannot be {value}")


def _check_creation_only(wanted: Wanted) -> None:
    creates = wanted.flags & (JAIL_CREATE | JAIL_ATTACH) == JAIL_CREATE
    if creates and not wanted.get("persist"):
        raise Errno(EINVAL, "jail_set: nothing would keep the jail alive", message="new jail must persist or attach")
    if wanted.flags & JAIL_UPDATE:
        for name in ("vnet", "ip4", "ip6"):
            if name in wanted.given:
                raise _unchangeable(name)


def _unchangeable(name: str) -> Errno:
    message = f"{name} cannot be changed after creation"
    return Errno(EINVAL, f"jail_set: {message}", message=message)


def _check_strings(wanted: Wanted) -> None:
    for name, room in _STRING_ROOM.items():
        value = wanted.get(name)
        if value is not None and len(value.encode("utf-8", "surrogateescape")) >= room:
            raise Errno(ENAMETOOLONG, f"jail_set: {name} has at most {room - 1} bytes")


def _check_addresses(wanted: Wanted, name: str, version: str, bad: tuple[int, ...]) -> None:
    """Sort all but the primary address, refuse wildcards and repetitions (prison_ip_copyin)."""
    addresses = wanted.get(f"{name}.addr")
    if not addresses:
        return
    if len(addresses) > MAX_AF_IPS:
        message = f"too many {version} addresses"
        raise Errno(EINVAL, f"jail_set: more than {MAX_AF_IPS}", message=message)
    ordered = [addresses[0], *sorted(addresses[1:])]
    if any(addr in bad for addr in ordered) or len(dict.fromkeys(ordered)) < len(ordered):
        raise Errno(EINVAL, f"jail_set: {name}.addr holds a wildcard, broadcast or repeated address")
    wanted.given[f"{name}.addr"] = ordered


def _check_vnet(wanted: Wanted) -> None:
    if "vnet" in wanted.given and any(k in wanted.given for k in ("ip4", "ip6", "ip4.addr", "ip6.addr")):
        raise vnet_restricted()


def vnet_restricted() -> Errno:
    """The refusal of addresses for a jail with a network stack of its own."""
    message = "vnet jails cannot have IP address restrictions"
    return Errno(EINVAL, f"jail_set: {message}", message=message)


def _check_osrelease(wanted: Wanted) -> None:
    updates = wanted.flags & JAIL_UPDATE
    release, date = wanted.get("osrelease"), wanted.get("osreldate")
    if release is not None:
        if updates:
            raise _unchangeable("osrelease")
        if len(release) + 1 >= OSRELEASELEN:
            message = f"osrelease string must be 1-{OSRELEASELEN - 1} bytes long"
            raise Errno(ENAMETOOLONG, f"jail_set: {message}", message=message)
    if date is not None:
        if updates:
            raise _unchangeable("osreldate")
        if date == 0:
            raise Errno(EINVAL, "jail_set: osreldate cannot be 0", message="osreldate cannot be 0")
