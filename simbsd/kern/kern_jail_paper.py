"""jail(2): the call of the Jails paper, which makes a jail and puts the caller into it for good.

Models sys/kern/kern_jail.c (sys_jail, kern_jail) and, for 4.0, jail() of that release (revision 1.6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_descrip import check_chroot, pwd_set_root
from simbsd.kern.kern_jail import jailed, prison_free, prison_hold, prison_proc_free, prison_proc_hold
from simbsd.kern.kern_jail_commit import prison_create, prison_update
from simbsd.kern.kern_jail_find import next_prid
from simbsd.kern.kern_jail_params import Wanted
from simbsd.kern.kern_jail_set import sys_jail_set
from simbsd.kern.kern_jail_sysctl import default_allow, jail_default_enforce_statfs, jail_max_af_ips
from simbsd.kern.kern_priv import priv_check
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, Errno
from simbsd.sys.fcntl import PATH_MAX
from simbsd.sys.jail import (
    ALLOW_DEFAULTS,
    JAIL_ATTACH,
    JAIL_CREATE,
    JAIL_SYS_INHERIT,
    MAXHOSTNAMELEN,
    Jail,
)
from simbsd.sys.priv import Priv
from simbsd.sys.socketvar import INADDR_ANY

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

# What a jail of 4.0 is free to do without being told: nothing there asks for a permission but the host name.
_PAPER_ALLOWS = ("reserved_ports", "socket_af", "suser", "unprivileged_proc_debug")


def sys_jail(kernel: Kernel, p: Proc, j: Jail) -> int:
    """jail(2): the jid, or 0 where jails have none. Errors: EPERM, EINVAL (version), those of chroot or jail_set."""
    if kernel.release.jail_is_the_papers:
        return _jail(kernel, p, j)
    if j.version not in kernel.release.jail_versions:
        raise Errno(EINVAL, f"There is no version {j.version} of struct jail.", "kern_jail.c: sys_jail")
    most = jail_max_af_ips(kernel)
    if len(j.ip4) > most or len(j.ip6) > most:
        raise Errno(EINVAL, f"A jail has at most {most} addresses of a family.", "kern_jail.c: kern_jail")
    params: dict[str, Any] = {"path": _copyinstr("path", j.path, PATH_MAX)}
    params["host.hostname"] = _copyinstr("host name", j.hostname, MAXHOSTNAMELEN)
    if j.version != 0 and j.jailname is not None:
        params["name"] = _copyinstr("name", j.jailname, MAXHOSTNAMELEN)
    params["ip4.addr"] = j.ip4 if j.version else j.ip4[:1] or [INADDR_ANY]
    params["ip6.addr"] = j.ip6 if j.version else []
    if not jailed(p.p_ucred):
        params |= {f"allow.{name}": held for name, held in default_allow(kernel).items()}
        params["enforce_statfs"] = jail_default_enforce_statfs(kernel)
    return sys_jail_set(kernel, p, params, JAIL_CREATE | JAIL_ATTACH)


def _copyinstr(what: str, text: str, room: int) -> str:
    if len(text.encode("utf-8", "surrogateescape")) >= room:
        raise Errno(ENAMETOOLONG, f"The {what} has at most {room - 1} bytes.", "kern_jail.c: kern_jail")
    return text


def _jail(kernel: Kernel, p: Proc, j: Jail) -> int:
    """jail() of 4.0: root outside jails only; what follows is chroot(2), then the process wears the new prison."""
    from simbsd.vfs.vfs_cache import vn_fullpath
    from simbsd.vfs.vfs_lookup import namei
    from simbsd.vfs.vfs_syscalls_dir import change_dir

    priv_check(kernel, p, Priv.PRIV_JAIL_SET)
    if j.version not in kernel.release.jail_versions:
        raise Errno(EINVAL, f"There is no version {j.version} of struct jail.", "kern_jail.c: jail")
    if len(j.hostname) >= MAXHOSTNAMELEN:
        raise Errno(ENAMETOOLONG, f"A host name has at most {MAXHOSTNAMELEN - 1} bytes.", "kern_jail.c: jail")
    priv_check(kernel, p, Priv.PRIV_VFS_CHROOT)
    check_chroot(kernel, p)
    root = namei(kernel, p, j.path)
    change_dir(kernel, p, root)
    _imprison(kernel, p, j, root, vn_fullpath(kernel, None, root))
    return 0


def _imprison(kernel: Kernel, p: Proc, j: Jail, root: Vnode, path: str) -> None:
    allows = {f"allow.{name}": name in _PAPER_ALLOWS for name in ALLOW_DEFAULTS}
    allows["allow.set_hostname"] = bool(kernel.sysctls.get("jail.set_hostname_allowed", 1))
    given = {"host.hostname": j.hostname, "ip4.addr": j.ip4[:1], "ip6": JAIL_SYS_INHERIT, "enforce_statfs": 0, **allows}
    wanted = Wanted(JAIL_CREATE | JAIL_ATTACH, given)
    mine, jid = p.p_ucred.cr_prison, next_prid(kernel)
    kernel.lastprid = jid
    prison = prison_create(kernel, mine, mine, jid, wanted, (path, root))
    prison_hold(kernel, prison)
    prison_update(kernel, prison, None, wanted)
    prison_proc_hold(kernel, prison)
    pwd_set_root(kernel, p, root)
    p.p_ucred = replace(p.p_ucred, cr_prison=prison)
    prison_proc_free(kernel, mine)
    prison_free(kernel, prison)


SYSCALLS: dict[str, Callable[..., Any]] = {"jail": sys_jail}
