"""jail_get: what a jail's parameters are, as the caller may see them.

Models sys/kern/kern_jail.c (kern_jail_get) and sysv_msg.c (msg_prison_get); it answers every readable
parameter at once, where FreeBSD answers those asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import (
    prison_find_child,
    prison_find_name,
    prison_isalive,
    prison_ischild,
    prison_name,
    prison_path,
    why_no_child,
)
from simbsd.sys.errno import EINVAL, ENOENT, Errno
from simbsd.sys.jail import JAIL_DYING, JAIL_SYS_DISABLE, JAIL_SYS_INHERIT, JAIL_SYS_NEW, SYSV, Prison
from simbsd.sys.jailparam import JAIL_PARAMS, NO_PARAMS

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

_WHERE = "kern_jail.c: kern_jail_get"


def sys_jail_get(kernel: Kernel, p: Proc, params: dict[str, Any], flags: int) -> dict[str, Any]:
    """jail_get(2) by ``lastjid``, ``jid`` or ``name``, in this order. Errors: ENOENT, EINVAL, with messages."""
    if flags & ~JAIL_DYING:
        raise Errno(EINVAL, "The call has a flag that jail_get does not know.", _WHERE)
    mine = p.p_ucred.cr_prison
    prison = _find(kernel, mine, params, bool(flags & JAIL_DYING))
    missing = kernel.missing_jail_params
    for name in params:
        known = NO_PARAMS.get(name, name)
        if name != "lastjid" and (known not in JAIL_PARAMS or known in missing):
            raise _refuse(EINVAL, f"unknown parameter: {name}")
    found = prison_params(mine, prison)
    return {name: value for name, value in found.items() if name not in missing} if missing else found


def _refuse(errno: int, message: str, note: str = "") -> Errno:
    return Errno(errno, note or f"{message[0].upper()}{message[1:]}.", _WHERE, message)


def _find(kernel: Kernel, mine: Prison, params: dict[str, Any], dying: bool) -> Prison:
    if "lastjid" in params:
        return _find_after(kernel, mine, params["lastjid"], dying)
    jid = params.get("jid")
    if jid:
        prison, label, why = prison_find_child(kernel, mine, jid), str(jid), why_no_child(kernel, mine, jid)
    elif "name" in params:
        prison, label, why = prison_find_name(kernel, mine, params["name"]), f'"{params["name"]}"', ""
    else:
        raise _refuse(ENOENT, "no jail specified")
    if prison is None:
        raise _refuse(ENOENT, f"jail {label} not found", why)
    if not dying and not prison_isalive(prison):
        raise _refuse(ENOENT, f"jail {label} is dying")
    return prison


def _find_after(kernel: Kernel, mine: Prison, last: int, dying: bool) -> Prison:
    """The jail with the next higher jid that the caller may see."""
    for place in range(bisect_right(kernel.prids, last), len(kernel.prids)):
        prison = kernel.allprison[kernel.prids[place]]
        if (dying or prison_isalive(prison)) and prison_ischild(mine, prison):
            return prison
    raise _refuse(ENOENT, f"no jail after {last}")


def _jailsys(disabled: bool, new: bool) -> int:
    return JAIL_SYS_DISABLE if disabled else JAIL_SYS_NEW if new else JAIL_SYS_INHERIT


def prison_params(mine: Prison, prison: Prison) -> dict[str, Any]:
    """Every readable parameter of a prison as ``mine`` sees it.

    ``ip4`` and ``ip6`` are "disable" for a list of its own: the kernel keeps one flag for both (PR_IP4_USER).
    """
    parent = prison.pr_parent
    return {
        "jid": prison.pr_id,
        "parent": 0 if parent is mine or parent is None else parent.pr_id,
        "name": prison_name(mine, prison),
        "path": prison_path(mine, prison),
        "securelevel": prison.pr_securelevel,
        "osreldate": prison.pr_osreldate,
        "osrelease": prison.pr_osrelease,
        "enforce_statfs": prison.pr_enforce_statfs,
        "devfs_ruleset": prison.pr_devfs_rsnum,
        "persist": prison.pr_persist,
        "vnet": _jailsys(False, prison.pr_owns_vnet),
        "dying": not prison_isalive(prison),
        "children.cur": prison.pr_childcount,
        "children.max": prison.pr_childmax,
        "host": _jailsys(False, prison.pr_owns_host),
        "host.hostname": prison.pr_hostname,
        "host.domainname": prison.pr_domainname,
        "host.hostuuid": prison.pr_hostuuid,
        "host.hostid": prison.pr_hostid,
        "cpuset.id": prison.pr_cpuset.cs_id,
        "ip4": _jailsys(prison.pr_ip4_user, False),
        "ip4.addr": list(prison.pr_ip4 or ()),
        "ip4.saddrsel": prison.pr_ip4_saddrsel,
        "ip6": _jailsys(prison.pr_ip6_user, False),
        "ip6.addr": list(prison.pr_ip6 or ()),
        "ip6.saddrsel": prison.pr_ip6_saddrsel,
        **{name: prison.pr_sysv[name] for name in SYSV},
        **{f"allow.{name}": held for name, held in prison.pr_allow.items()},
    }


SYSCALLS = {"jail_get": sys_jail_get}
