"""The sysctl tree: reading, writing and listing variables.

Models sys/kern/kern_sysctl.c (sysctl_root, name2oid, the CTL_SYSCTL_NEXT walk); leaves out numeric names and
variables that appear and disappear otherwise than with their module.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_environment import parse_quad
from simbsd.kern.kern_jail import cred_vnet, prison_owns_vnet
from simbsd.kern.kern_jail_sysctl import SYSCTLS as JAIL_SYSCTLS
from simbsd.kern.kern_kinfo import SYSCTLS as KINFO_SYSCTLS
from simbsd.kern.kern_mib import SYSCTLS as MIB_SYSCTLS
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_proc_files import SYSCTLS as FILES_SYSCTLS
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.kern.kern_resource import SYSCTLS as RLIMIT_SYSCTLS
from simbsd.kern.sched_4bsd import SYSCTLS as SCHED_SYSCTLS
from simbsd.kern.sysv_ipc import SYSCTLS as IPC_SYSCTLS
from simbsd.kern.uipc_pcblist import SYSCTLS as LOCAL_SYSCTLS
from simbsd.net.net_sysctl import SYSCTLS as NET_SYSCTLS
from simbsd.net.net_tables import SYSCTLS as NET_TABLE_SYSCTLS
from simbsd.net.vnet_walk import SYSCTL, vnet_walk
from simbsd.sys.errno import EINVAL, EISDIR, ENOENT, EPERM, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.sysctl import Oid, OidRecord
from simbsd.vm.vm_meter import SYSCTLS as VM_SYSCTLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simbsd.release import Release
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_TYPES: dict[str, type] = {"int": int, "ulong": int, "string": str}


def _in_tree_order(oids: Iterable[Oid]) -> dict[str, Oid]:
    """By name; the members of a node stand together, in the order in which they were declared."""
    tree: dict[str, Any] = {}
    for oid in oids:
        node = tree
        parts = oid.name.split(".")
        for part in parts[:-1]:
            node = node.setdefault(part, {})
        node[parts[-1]] = oid
    ordered: dict[str, Oid] = {}
    _flatten(tree, ordered)
    return ordered


def _flatten(tree: dict[str, Any], ordered: dict[str, Oid]) -> None:
    for branch in tree.values():
        if isinstance(branch, Oid):
            ordered[branch.name] = branch
        else:
            _flatten(branch, ordered)


def _declared() -> list[Oid]:
    """Every table; a node and a leaf never share a name."""
    return [
        *MIB_SYSCTLS, *SCHED_SYSCTLS, *VM_SYSCTLS, *RLIMIT_SYSCTLS, *KINFO_SYSCTLS, *FILES_SYSCTLS, *LOCAL_SYSCTLS,
        *NET_SYSCTLS, *NET_TABLE_SYSCTLS, *JAIL_SYSCTLS, *IPC_SYSCTLS,
    ]  # fmt: skip


def _nodes(names: Iterable[str]) -> dict[str, bool]:
    nodes: dict[str, bool] = {}
    for name in names:
        while "." in name:
            name = name.rpartition(".")[0]
            nodes[name] = True
    return nodes


OIDS: dict[str, Oid] = _in_tree_order(_declared())
_MODULES = tuple(dict.fromkeys(oid.module for oid in OIDS.values() if oid.module))  # that bring variables


def sysctl_tree(kernel: Kernel) -> tuple[dict[str, Oid], dict[str, bool]]:
    """The variables and the nodes that there are: of the release, its jails' parameters and the modules loaded."""
    loaded = frozenset(module for module in _MODULES if module in kernel.modules)
    return _tree(kernel.release, kernel.missing_jail_params, loaded)


@cache
def _tree(
    release: Release, missing: frozenset[str], loaded: frozenset[str]
) -> tuple[dict[str, Oid], dict[str, bool]]:
    """The same for a release whose jails do not have the ``missing`` parameters, with these modules."""
    mounts = (name.rpartition(".")[2] for name in missing - release.missing_jail_params if "mount." in name)
    gone = (
        *release.missing_sysctls, *(f"security.jail.param.{name}" for name in missing),
        *(f"security.jail.mount_{name}_allowed" for name in mounts),
    )  # fmt: skip
    oids = {
        name: oid for name, oid in OIDS.items()
        if not _is_gone(name, gone) and (not oid.module or oid.module in loaded)
    }  # fmt: skip
    return oids, _nodes(oids)


def _is_gone(name: str, gone: tuple[str, ...]) -> bool:
    return any(name.startswith(one) if one.endswith(".") else name.rstrip(".") == one for one in gone)


def sysctl_fetch_tunables(kernel: Kernel) -> None:
    """At boot: a variable that the loader may set takes the kernel environment's value (sysctl_load_tunable_by_oid).
    Those read by a function of their own (CTLFLAG_NOFETCH) are their own module's business.
    """
    for name, text in kernel.kenv.items():
        oid = OIDS.get(name)
        if oid is None or not oid.tunable or oid.get is not None:
            continue
        value = parse_quad(text) if _TYPES.get(oid.kind) is int else text
        if value is not None:
            kernel.sysctls[name] = value


def sysctl_read(kernel: Kernel, p: Proc, oid: Oid) -> Any:
    """The value of a variable for a process: its own stack's, its prison's, or the machine's."""
    if oid.get is not None:
        return oid.get(kernel, p)
    values = cred_vnet(p.p_ucred).vnet_sysctls if oid.vnet else kernel.sysctls
    return values.get(oid.name, oid.default)


def _check_write(kernel: Kernel, p: Proc, oid: Oid, value: Any) -> None:
    if not oid.writable:
        raise Errno(EPERM, f"{oid.name} is read only.", "kern_sysctl.c: sysctl_root")
    if oid.secure:
        check_securelevel_gt(kernel, p.p_ucred, 0)
    inside = kernel.release.prison_sysctls
    of_jail = oid.prison and (inside is None or oid.name in inside)
    mine = of_jail or (oid.vnet and prison_owns_vnet(p.p_ucred))
    if not oid.anybody:
        priv_check(kernel, p, Priv.PRIV_SYSCTL_WRITEJAIL if mine else Priv.PRIV_SYSCTL_WRITE)
    if not isinstance(value, _TYPES.get(oid.kind, object)):
        raise Errno(EINVAL, f"sysctl_root: {oid.name} is of type {oid.kind}")


def sys_sysctlbyname(kernel: Kernel, p: Proc, name: str, value: Any) -> Any:
    """__sysctlbyname(2): read (``value`` None) or write a variable; the old value.

    Errors: ENOENT, EISDIR (a node), EPERM, EINVAL.
    """
    oids, nodes = sysctl_tree(kernel)
    oid = oids.get(name)
    if oid is None:
        if name in nodes:
            raise Errno(EISDIR, f"sysctl_root: {name} is a node")
        raise Errno(ENOENT, f"name2oid: there is no {name}")
    if oid.vnet and kernel.watched and name in SYSCTL:
        vnet_walk(kernel, cred_vnet(p.p_ucred), SYSCTL[name])
    if value is None:
        return sysctl_read(kernel, p, oid)
    _check_write(kernel, p, oid, value)
    old = sysctl_read(kernel, p, oid)
    if oid.set is not None:
        oid.set(kernel, p, value)
    else:
        values = cred_vnet(p.p_ucred).vnet_sysctls if oid.vnet else kernel.sysctls
        values[oid.name] = value
    return old


def _record(oid: Oid) -> OidRecord:
    return OidRecord(oid.name, oid.kind, oid.writable, oid.tunable, oid.description)


def sys_sysctl_list(kernel: Kernel, p: Proc, prefix: str) -> list[OidRecord]:
    """Every variable at or below a name, in tree order; all for an empty one. Errors: ENOENT."""
    oids, _ = sysctl_tree(kernel)
    if prefix in oids:
        return [_record(oids[prefix])]
    below = (oid for name, oid in oids.items() if not prefix or name.startswith(prefix + "."))
    found = [_record(oid) for oid in below if not oid.skip]
    if not found:
        raise Errno(ENOENT, f"name2oid: there is no {prefix}")
    return found


SYSCALLS = {"__sysctlbyname": sys_sysctlbyname, "__sysctl_list": sys_sysctl_list}
