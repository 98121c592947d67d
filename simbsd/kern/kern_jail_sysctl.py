"""security.jail: whether one is in a jail, the old defaults, the description of every parameter.

Models sys/kern/kern_jail.c (sysctl_jail_jailed, sysctl_jail_default_allow, sysctl_jail_default_level,
sysctl_jail_param); leaves out the binary list of jails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import jailed, prison_descendants, prison_owns_vnet
from simbsd.sys.jail import ALLOW_DEFAULTS, HOSTUUIDLEN, MAX_AF_IPS, MAXHOSTNAMELEN, OSRELEASELEN
from simbsd.sys.jailparam import JAIL_PARAMS
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_OLD = "(deprecated)"
# Old name -> (permission, shown the other way round, description).
_DEFAULTS: dict[str, tuple[str, bool, str]] = {
    "set_hostname_allowed": ("set_hostname", False, f"Processes in jail can set their hostnames {_OLD}"),
    "socket_unixiproute_only": (
        "socket_af", True, f"Processes in jail are limited to creating UNIX/IP/route sockets only {_OLD}",
    ),
    "sysvipc_allowed": ("sysvipc", False, f"Processes in jail can use System V IPC primitives {_OLD}"),
    "allow_raw_sockets": ("raw_sockets", False, f"Prison root can create raw sockets {_OLD}"),
    "chflags_allowed": ("chflags", False, f"Processes in jail can alter system file flags {_OLD}"),
    "mount_allowed": (
        "mount", False, f"Processes in jail can mount/unmount jail-friendly file systems {_OLD}",
    ),
    "mlock_allowed": ("mlock", False, "Processes in jail can lock/unlock physical pages in memory"),
    **{
        f"mount_{name.removeprefix('mount.')}_allowed": (
            name, False, f"Jail may mount the {name.removeprefix('mount.')} file system {_OLD}",
        )
        for name in ALLOW_DEFAULTS
        if name.startswith("mount.")
    },
}  # fmt: skip
_STRING_SIZES = {
    "name": MAXHOSTNAMELEN, "path": 1024, "osrelease": OSRELEASELEN, "host.hostname": MAXHOSTNAMELEN,
    "host.domainname": MAXHOSTNAMELEN, "host.hostuuid": HOSTUUIDLEN, "ip4.addr": 4, "ip6.addr": 16,
}  # fmt: skip
_PARENTS = ("host", "ip4", "ip6", "sysvmsg", "sysvsem", "sysvshm", "allow.mount")


def _jailed(kernel: Kernel, p: Proc) -> int:
    return int(jailed(p.p_ucred))


def _vnet(kernel: Kernel, p: Proc) -> int:
    return int(jailed(p.p_ucred) and prison_owns_vnet(p.p_ucred))


def jail_default_enforce_statfs(kernel: Kernel) -> int:
    """The enforce_statfs that every new jail begins with (jail_default_enforce_statfs)."""
    return int(kernel.sysctls.get("security.jail.enforce_statfs", 2))


def jail_max_af_ips(kernel: Kernel) -> int:
    """How many addresses of a family a jail may have (jail_max_af_ips)."""
    return int(kernel.sysctls.get("security.jail.jail_max_af_ips", MAX_AF_IPS))


def _default_allow(old_name: str, name: str, inverse: bool) -> Oid:
    """A default of the old jail call on the host; in a jail its own permission."""
    oid = f"security.jail.{old_name}"

    def get(kernel: Kernel, p: Proc) -> int:
        if jailed(p.p_ucred):
            return int(p.p_ucred.cr_prison.pr_allow[name] is not inverse)
        shown: int = kernel.sysctls.get(oid, int(ALLOW_DEFAULTS[name] is not inverse))
        return shown

    def put(kernel: Kernel, p: Proc, value: int) -> None:
        kernel.sysctls[oid] = int(value != 0)

    return Oid(oid, "int", _DEFAULTS[old_name][2], get=get, set=put, writable=True)


def default_allow(kernel: Kernel) -> dict[str, bool]:
    """The permissions of a jail that jail(2) makes on the host (jail_default_allow)."""
    allow = dict(ALLOW_DEFAULTS)
    for old, (name, inverse, _) in _DEFAULTS.items():
        allow[name] = kernel.sysctls.get(f"security.jail.{old}", int(allow[name] is not inverse)) != int(inverse)
    missing = kernel.missing_jail_params
    return {name: held for name, held in allow.items() if f"allow.{name}" not in missing}


def _set_hostname_allowed(kernel: Kernel, p: Proc, value: int) -> None:
    """One switch for every jail there is and will be (4.0: jail_set_hostname_allowed)."""
    kernel.sysctls["jail.set_hostname_allowed"] = value
    for prison in prison_descendants(kernel.prison0):
        prison.pr_allow["set_hostname"] = value != 0


def _level(name: str, field: str, default: int) -> Callable[[Kernel, Proc], Any]:
    def get(kernel: Kernel, p: Proc) -> Any:
        if jailed(p.p_ucred):
            return getattr(p.p_ucred.cr_prison, field)
        return kernel.sysctls.get(name, default)

    return get


def _param(name: str) -> Oid:
    """A variable that exists to tell of a parameter; a string's value is its greatest length."""
    param = JAIL_PARAMS[name]
    full = f"security.jail.param.{name}" + ("." if name in _PARENTS else "")
    size = _STRING_SIZES.get(name)
    kind, default = ("int", 0) if size is None else ("string", str(size))
    return Oid(full, kind, param.description, default, writable=param.flag == "rw", tunable=param.flag == "rdtun")


SYSCTLS: tuple[Oid, ...] = (
    Oid(
        "jail.set_hostname_allowed", "int", "Processes in jail can set their hostnames",
        get=lambda kernel, p: kernel.sysctls.get("jail.set_hostname_allowed", 1), writable=True,
        set=_set_hostname_allowed,
    ),
    *(_param(name) for name in JAIL_PARAMS),
    Oid(
        "security.jail.enforce_statfs", "int", f"Processes in jail cannot see all mounted file systems {_OLD}",
        get=_level("security.jail.enforce_statfs", "pr_enforce_statfs", 2), writable=True,
        set=lambda kernel, p, value: kernel.sysctls.__setitem__("security.jail.enforce_statfs", value),
    ),
    Oid(
        "security.jail.devfs_ruleset", "int", f"Ruleset for the devfs filesystem in jail {_OLD}",
        get=_level("security.jail.devfs_ruleset", "pr_devfs_rsnum", 0),
    ),
    *(_default_allow(old, name, inverse) for old, (name, inverse, _) in _DEFAULTS.items()),
    Oid(
        "security.jail.jail_max_af_ips", "int",
        f"Number of IP addresses a jail may have at most per address family {_OLD}", MAX_AF_IPS, writable=True,
    ),
    Oid("security.jail.vnet", "int", "Jail owns vnet?", get=_vnet),
    Oid("security.jail.jailed", "int", "Process in jail?", get=_jailed),
)  # fmt: skip
