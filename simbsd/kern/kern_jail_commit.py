"""Carrying out a jail_set call that has passed every check: the record, its defaults, what passes down the tree.

Models the last part of sys/kern/kern_jail.c (kern_jail_set from "create a new one and link it in") and sysv_msg.c
(msg_prison_set); renames the jails below a renamed one, where the original garbles them if that is in a jail itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_cpuset import cpuset_create_root
from simbsd.kern.kern_jail import (
    prison_descendants,
    prison_link,
    prison_proc_hold,
    prison_set_allow,
    prison_setname,
)
from simbsd.kern.kern_jail_ip import FAMILIES, prison_ip_restrict, prison_ip_set
from simbsd.kern.kern_jail_params import Wanted
from simbsd.kern.kern_jail_sysctl import jail_default_enforce_statfs
from simbsd.kern.kern_racct import prison_racct_rename
from simbsd.sys.jail import (
    ALLOW_DEFAULTS,
    JAIL_SYS_DISABLE,
    JAIL_SYS_INHERIT,
    JAIL_SYS_NEW,
    SYSV,
    Prison,
    PrisonState,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnode import Vnode

_HOST_FIELDS = {
    "host.hostname": "pr_hostname",
    "host.domainname": "pr_domainname",
    "host.hostuuid": "pr_hostuuid",
    "host.hostid": "pr_hostid",
}


def prison_create(
    kernel: Kernel, mine: Prison, parent: Prison, jid: int, wanted: Wanted, place: tuple[str, Vnode] | None
) -> Prison:
    """A new prison with its defaults and what it inherits, in every table, without anybody in it yet.

    Without a path it has its creator's root and is said to be at ``/``, wherever that is.
    """
    path, root = place if place is not None else ("/", mine.pr_root)
    owns_vnet = wanted.get("vnet") == JAIL_SYS_NEW
    date, release = wanted.get("osreldate"), wanted.get("osrelease")
    prison = Prison(
        pr_id=jid, pr_name=_full_name(parent, str(jid)), pr_parent=parent, pr_path=path, pr_root=root,
        pr_vnet=parent.pr_vnet, pr_state=PrisonState.DYING, pr_owns_vnet=owns_vnet,
        pr_allow={name: held and parent.pr_allow[name] for name, held in ALLOW_DEFAULTS.items()},
        pr_sysv=dict.fromkeys(SYSV, JAIL_SYS_DISABLE), pr_securelevel=parent.pr_securelevel,
        pr_enforce_statfs=jail_default_enforce_statfs(kernel),
        pr_devfs_rsnum=parent.pr_devfs_rsnum,
        pr_osreldate=date if date is not None else parent.pr_osreldate,
        pr_osrelease=release if release is not None else parent.pr_osrelease,
    )  # fmt: skip
    prison.pr_cpuset = cpuset_create_root(kernel, parent)
    if owns_vnet:
        from simbsd.net.vnet import vnet_alloc

        prison.pr_vnet = vnet_alloc(kernel, prison)
    else:
        _first_addresses(prison, parent, wanted)
    prison_link(kernel, prison)
    return prison


def _full_name(parent: Prison, component: str) -> str:
    return component if parent.pr_parent is None else f"{parent.pr_name}.{component}"


def _first_addresses(prison: Prison, parent: Prison, wanted: Wanted) -> None:
    """Without a word about a family the jail has no address of it; ``inherit`` copies the parent's list."""
    inherits = wanted.jailsys("ip4") == JAIL_SYS_INHERIT
    prison.pr_ip4_user = not inherits
    prison.pr_ip4 = (list(parent.pr_ip4) if parent.pr_ip4 is not None else None) if inherits else []
    inherits = wanted.jailsys("ip6") == JAIL_SYS_INHERIT
    prison.pr_ip6_user = not inherits
    prison.pr_ip6 = (list(parent.pr_ip6) if parent.pr_ip6 is not None else None) if inherits else []


def prison_update(kernel: Kernel, prison: Prison, component: str | None, wanted: Wanted) -> None:
    """Set what was asked for, on the prison and, where it binds them, on those below. Persistence, a user of its
    own, is only taken up here.
    """
    _set_addresses(kernel, prison, wanted)
    _set_levels(prison, wanted)
    if component is not None:
        _rename(kernel, prison, component)
    _set_host(prison, wanted)
    for name, held in wanted.allow().items():
        prison_set_allow(kernel, prison, name, held)
    _set_flags(prison, wanted)
    _set_sysv(prison, wanted)
    if wanted.get("persist") and not prison.pr_persist:
        prison.pr_persist = True
        prison_proc_hold(kernel, prison)


def _set_addresses(kernel: Kernel, prison: Prison, wanted: Wanted) -> None:
    for family, name, _ in FAMILIES:
        addresses = wanted.get(f"{name}.addr")
        if addresses is not None:
            prison_ip_set(kernel, prison, family, list(addresses))
            prison_ip_restrict(kernel, prison, family)


def _set_levels(prison: Prison, wanted: Wanted) -> None:
    level, enforce, ruleset = (wanted.get(k) for k in ("securelevel", "enforce_statfs", "devfs_ruleset"))
    below = list(prison_descendants(prison))
    if level is not None:
        prison.pr_securelevel = level
        for child in below:
            child.pr_securelevel = max(child.pr_securelevel, level)
    if enforce is not None:
        prison.pr_enforce_statfs = enforce
        for child in below:
            child.pr_enforce_statfs = max(child.pr_enforce_statfs, enforce)
    if ruleset is not None:
        for each in (prison, *below):
            each.pr_devfs_rsnum = ruleset
    childmax = wanted.get("children.max")
    if childmax is not None:
        prison.pr_childmax = childmax
        _limit_below(prison, childmax)


def _limit_below(prison: Prison, limit: int) -> None:
    """Each level down may have at least one child jail less."""
    for child in prison.pr_children.values():
        child.pr_childmax = min(child.pr_childmax, max(limit - 1, 0))
        _limit_below(child, limit - 1)


def _rename(kernel: Kernel, prison: Prison, component: str) -> None:
    parent = prison.pr_parent
    if parent is None:
        raise AssertionError("prison0 is not renamed")
    old, new = prison.pr_name, _full_name(parent, component)
    if old == new:
        return
    for each in (*prison_descendants(prison), prison):
        before = each.pr_name
        prison_setname(kernel, each, new + before[len(old) :])
        if kernel.racct_enable:
            prison_racct_rename(kernel, before, each.pr_name)


def _set_host(prison: Prison, wanted: Wanted) -> None:
    """Host names: the parent's again with ``host=inherit``, else those given, for all below that share them."""
    value = wanted.jailsys("host")
    parent = prison.pr_parent
    if value == JAIL_SYS_INHERIT and parent is not None and prison.pr_owns_host:
        for name in _HOST_FIELDS.values():
            setattr(prison, name, getattr(parent, name))
    if value is not None:
        prison.pr_owns_host = value == JAIL_SYS_NEW
    for param, name in _HOST_FIELDS.items():
        if param in wanted.given:
            prison_sethost(prison, name, wanted.given[param])


def prison_sethost(prison: Prison, name: str, value: str | int) -> None:
    """Set one host field of a prison and of every prison below that shares it."""
    setattr(prison, name, value)
    for child in prison.pr_children.values():
        if not child.pr_owns_host:
            prison_sethost(child, name, value)


def _set_flags(prison: Prison, wanted: Wanted) -> None:
    if "ip4.saddrsel" in wanted.given:
        prison.pr_ip4_saddrsel = wanted.given["ip4.saddrsel"]
    if "ip6.saddrsel" in wanted.given:
        prison.pr_ip6_saddrsel = wanted.given["ip6.saddrsel"]


def _set_sysv(prison: Prison, wanted: Wanted) -> None:
    """Each facility by its own parameter, else all by allow.sysvipc."""
    by_allow = {True: JAIL_SYS_INHERIT, False: JAIL_SYS_DISABLE}
    allow = wanted.get("allow.sysvipc")
    for name in SYSV:
        value = wanted.get(name)
        if value is None and allow is not None:
            value = by_allow[allow]
        if value is not None:
            _set_one_sysv(prison, name, value)


def _set_one_sysv(prison: Prison, name: str, value: int) -> None:
    """A facility shared with a parent that has none is none; so it then is for all below that shared it."""
    parent = prison.pr_parent
    if value == JAIL_SYS_DISABLE:
        for each in (prison, *prison_descendants(prison)):
            each.pr_sysv[name] = JAIL_SYS_DISABLE
    elif value == JAIL_SYS_INHERIT and parent is not None and parent.pr_sysv[name] == JAIL_SYS_DISABLE:
        _lose_shared_sysv(prison, name)
    else:
        prison.pr_sysv[name] = value


def _lose_shared_sysv(prison: Prison, name: str) -> None:
    prison.pr_sysv[name] = JAIL_SYS_DISABLE
    for child in prison.pr_children.values():
        if child.pr_sysv[name] == JAIL_SYS_INHERIT:
            _lose_shared_sysv(child, name)
