"""The variables of kern, vm, vfs, hw and security.bsd.

Models sys/kern/kern_mib.c and the SYSCTL declarations of kern_prot.c, kern_priv.c, kern_jail.c, kern_proc.c,
kern_sig.c, subr_prf.c, vfs_mount.c; leaves out most of a real kernel's thousands.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from simbsd.kern.autoconf import CPU_MODEL
from simbsd.kern.kern_jail import prison_descendants, prison_set_allow
from simbsd.kern.kern_jail_commit import prison_sethost
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.link_elf_obj import linker_path
from simbsd.sys.errno import EINVAL, EPERM, Errno
from simbsd.sys.jail import HOSTUUIDLEN, MAXHOSTNAMELEN
from simbsd.sys.priv import Priv
from simbsd.sys.proc import PID_MAX
from simbsd.sys.socketvar import SOMAXCONN
from simbsd.sys.sysctl import Oid

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def _of_prison(field: str) -> Callable[[Kernel, Proc], Any]:
    def get(kernel: Kernel, p: Proc) -> Any:
        return getattr(p.p_ucred.cr_prison, field)

    return get


def _host(name: str, field: str, kind: str, description: str, room: int) -> Oid:
    """A host name: a prison's own, or that of the ancestor that it shares names with (sysctl_hostname)."""

    def put(kernel: Kernel, p: Proc, value: Any) -> None:
        prison = p.p_ucred.cr_prison
        if kind == "string" and len(value) >= room:
            raise Errno(EINVAL, f"sysctl_hostname: at most {room - 1} bytes")
        if not prison.pr_allow["set_hostname"]:
            raise Errno(EPERM, "This jail does not hold allow.set_hostname.", "kern_mib.c: sysctl_hostname")
        while not prison.pr_owns_host and prison.pr_parent is not None:
            prison = prison.pr_parent
        prison_sethost(prison, field, value)

    return Oid(name, kind, description, get=_of_prison(field), set=put, writable=True, prison=True)


def _set_securelevel(kernel: Kernel, p: Proc, level: int) -> None:
    """Upwards only, for the prison and all below (sysctl_kern_securelvl)."""
    prison = p.p_ucred.cr_prison
    if level < prison.pr_securelevel:
        raise Errno(
            EPERM,
            f"The securelevel is {prison.pr_securelevel} and is never lowered from inside.",
            "kern_mib.c: sysctl_kern_securelvl",
        )
    prison.pr_securelevel = level
    for child in prison_descendants(prison):
        child.pr_securelevel = max(child.pr_securelevel, level)


def _allow(name: str, permission: str, description: str, secure: bool = False) -> Oid:
    """A permission of the prison that it may itself change (kern_priv.c: sysctl_kern_suser_enabled)."""

    def get(kernel: Kernel, p: Proc) -> int:
        return int(p.p_ucred.cr_prison.pr_allow[permission])

    def put(kernel: Kernel, p: Proc, value: int) -> None:
        prison_set_allow(kernel, p.p_ucred.cr_prison, permission, value != 0)

    return Oid(name, "int", description, get=get, set=put, writable=True, prison=True, secure=secure)


def _msgbuf(kernel: Kernel, p: Proc) -> str:
    """The kernel's messages (subr_prf.c: sysctl_kern_msgbuf). Errors: EPERM."""
    priv_check(kernel, p, Priv.PRIV_MSGBUF)
    return "".join(kernel.msgbuf)


def _msgbuf_clear(kernel: Kernel, p: Proc, value: int) -> None:
    """Forget the kernel's messages (subr_prf.c: sysctl_kern_msgbuf_clear)."""
    kernel.msgbuf.clear()


def _set_ncores(kernel: Kernel, p: Proc, value: int) -> None:
    """Between none and a hundred thousand (kern_sig.c: sysctl_debug_num_cores_check)."""
    kernel.sysctls["debug.ncores"] = min(max(value, 0), 100000)


def _limit(name: str, description: str, field: str) -> Oid:
    """A bound that may be set, and counts as far as the machine's own is not lower."""

    def get(kernel: Kernel, p: Proc) -> Any:
        return kernel.sysctls.get(name, getattr(kernel.limits, field))

    def put(kernel: Kernel, p: Proc, value: int) -> None:
        kernel.sysctls[name] = value

    return Oid(name, "int", description, get=get, set=put, writable=True, tunable=True)


def _acceptqueue(name: str, description: str, skip: bool = False) -> Oid:
    """How many connections may wait, by its name and by its old one (uipc_socket.c: sysctl_somaxconn). Errors: EINVAL.
    """

    def put(kernel: Kernel, p: Proc, value: int) -> None:
        if not 1 <= value <= 0xFFFFFFFF // 3:
            raise Errno(EINVAL, "The queue of a listening socket has room for one connection at least.")
        kernel.sysctls["kern.ipc.soacceptqueue"] = value

    def get(kernel: Kernel, p: Proc) -> Any:
        return kernel.sysctls.get("kern.ipc.soacceptqueue", SOMAXCONN)

    return Oid(f"kern.ipc.{name}", "int", description, get=get, set=put, writable=True, skip=skip)


def _version(kernel: Kernel, p: Proc) -> str:
    """Two lines, as conf/newvers.sh makes them."""
    return kernel.release.version.replace("     ", "\n    ") + "\n"


def _boottime(kernel: Kernel, p: Proc) -> int:
    return kernel.boottime


def _bsd(name: str, description: str, default: int = 1) -> Oid:
    return Oid(f"security.bsd.{name}", "int", description, default, writable=True)


_KERN: tuple[Oid, ...] = (
    Oid("kern.ostype", "string", "Operating system type", "FreeBSD"),
    Oid("kern.osrelease", "string", "Operating system release", get=_of_prison("pr_osrelease")),
    Oid("kern.osrevision", "int", "Operating system revision", 199506),
    Oid("kern.version", "string", "Kernel version", get=_version),
    Oid("kern.maxproc", "int", "Maximum number of processes", tunable=True,
        get=lambda kernel, p: kernel.limits.processes),
    _limit("kern.maxfiles", "Maximum number of files", "files"),
    Oid("kern.argmax", "int", "Maximum bytes of argument to execve(2)",
        get=lambda kernel, p: kernel.limits.arguments),
    Oid("kern.securelevel", "int", "Current secure level", get=_of_prison("pr_securelevel"),
        set=_set_securelevel, writable=True, prison=True),
    _host("kern.hostname", "pr_hostname", "string", "Hostname", MAXHOSTNAMELEN),
    _host("kern.hostid", "pr_hostid", "ulong", "Host ID", 0),
    Oid("kern.boottime", "int", "System boottime", get=_boottime),
    _host("kern.domainname", "pr_domainname", "string", "Name of the current YP/NIS domain", MAXHOSTNAMELEN),
    Oid("kern.osreldate", "int", "Kernel release date", get=_of_prison("pr_osreldate")),
    Oid("kern.bootfile", "string", "Name of kernel file booted", "/boot/kernel/kernel", writable=True),
    Oid("kern.module_path", "string", "module load search path", writable=True, tunable=True,
        get=lambda kernel, p: linker_path(kernel)),
    _limit("kern.maxfilesperproc", "Maximum files allowed open per process", "descriptors"),
    Oid("kern.maxprocperuid", "int", "Maximum processes allowed per userid", writable=True,
        get=lambda kernel, p: kernel.sysctls.get("kern.maxprocperuid", kernel.limits.processes * 9 // 10)),
    Oid("kern.logsigexit", "int", "Log processes quitting on abnormal signals to syslog(3)", 1, writable=True),
    _host("kern.hostuuid", "pr_hostuuid", "string", "Host UUID", HOSTUUIDLEN),
    Oid("kern.ngroups", "int", "Maximum number of supplemental groups a user can belong to", 1023, tunable=True),
    Oid("kern.job_control", "int", "Whether job control is available", 1),
    Oid("kern.saved_ids", "int", "Whether saved set-group/user ID is available", 0),
    Oid("kern.corefile", "string", "Process corefile name format string", "%N.core", writable=True, tunable=True),
    Oid("kern.nodump_coredump", "int", "Enable setting the NODUMP flag on coredump files", 0, writable=True),
    Oid("kern.coredump", "int", "Enable/Disable coredumps", 1, writable=True),
    Oid("kern.sugid_coredump", "int", "Allow setuid and setgid processes to dump core", 0, writable=True,
        tunable=True),
    Oid("kern.build_id", "string", "Operating system build-id",
        get=lambda kernel, p: sha1(kernel.release.version.encode()).hexdigest()),  # a number of our own
    Oid("kern.ident", "string", "Kernel identifier", "GENERIC"),
    Oid("kern.pid_max", "int", "Maximum allowed pid", PID_MAX),
    Oid("kern.lastpid", "int", "Last used PID", get=lambda kernel, p: kernel.lastpid),
    Oid("kern.openfiles", "int", "System-wide number of open files", get=lambda kernel, p: kernel.openfiles),
    Oid("kern.features.vimage", "int", "VIMAGE kernel virtualization", 1),
    Oid("kern.features.inet", "int", "Internet Protocol version 4", 1),
    Oid("kern.features.inet6", "int", "Internet Protocol version 6", 1),
    Oid("kern.racct.enable", "int", "Enable RACCT/RCTL", 0, tunable=True),
    Oid("kern.racct.pcpu_threshold", "int",
        "Processes with higher %cpu usage than this value can be throttled.", 1, writable=True),
    Oid("kern.racct.rctl.log_rate_limit", "int", "Maximum number of log messages per second", 10, writable=True),
    Oid("kern.features.racct", "int", "Resource Accounting", 1),
    Oid("kern.features.rctl", "int", "Resource Limits", 1),
    Oid("kern.chroot_allow_open_directories", "int",
        "Allow a process to chroot(2) if it has a directory open", 1, writable=True),
    Oid("kern.ipc.maxsockbuf", "int", "Maximum socket buffer size", get=lambda kernel, p: kernel.release.sb_max),
    _acceptqueue("soacceptqueue", "Maximum listen socket pending connection accept queue size"),
    _acceptqueue("somaxconn", "Maximum listen socket pending connection accept queue size (compat)", skip=True),
    Oid("kern.msgbuf", "string", "Contents of kernel message buffer", get=_msgbuf),
    Oid("kern.msgbuf_clear", "int", "Clear kernel message buffer", get=lambda kernel, p: 0, set=_msgbuf_clear,
        writable=True, secure=True),
)  # fmt: skip

_OTHERS: tuple[Oid, ...] = (
    Oid("debug.ncores", "int", "Maximum number of generated process corefiles while using index format", 5,
        get=lambda kernel, p: kernel.sysctls.get("debug.ncores", 5), set=_set_ncores, writable=True),
    Oid("vfs.usermount", "int", "Unprivileged users may mount and unmount file systems", 0, writable=True),
    Oid("hw.machine", "string", "Machine class", "amd64"),
    Oid("hw.model", "string", "Machine model", CPU_MODEL),
    Oid("hw.ncpu", "int", "Number of active CPUs", get=lambda kernel, p: kernel.hardware.cpus),
    Oid("hw.byteorder", "int", "System byte order", 1234),
    Oid("hw.pagesize", "int", "System memory page size", 4096),
    Oid("hw.machine_arch", "string", "System architecture", "amd64"),
)

_SECURITY: tuple[Oid, ...] = (
    Oid("security.bsd.unprivileged_chroot", "int", "Unprivileged processes can use chroot(2)", 0, writable=True),
    _allow("security.bsd.suser_enabled", "suser", "Processes with uid 0 have privilege"),
    _bsd("hardlink_check_gid",
         "Unprivileged processes cannot create hard links to files owned by other groups", 0),
    _bsd("hardlink_check_uid",
         "Unprivileged processes cannot create hard links to files owned by other users", 0),
    _bsd("unprivileged_mlock", "Allow non-root users to call mlock(2)"),
    _bsd("unprivileged_read_msgbuf", "Unprivileged processes may read the kernel message buffer"),
    _bsd("see_other_uids", "Unprivileged processes may see subjects/objects with different real uid"),
    _bsd("see_other_gids", "Unprivileged processes may see subjects/objects with different real gid"),
    _bsd("see_jail_proc", "Unprivileged processes may see subjects/objects with different jail ids"),
    _bsd("conservative_signals",
         "Unprivileged processes prevented from sending certain signals to processes whose credentials have changed"),
    _allow("security.bsd.unprivileged_proc_debug", "unprivileged_proc_debug",
           "Unprivileged processes may use process debugging facilities", secure=True),
    Oid("security.bsd.allow_ptrace", "int", "Deny ptrace(2) use by returning ENOSYS", 1, writable=True, tunable=True),
    _bsd("unprivileged_idprio", "Allow non-root users to set an idle priority (deprecated)", 0),
)  # fmt: skip


SYSCTLS: tuple[Oid, ...] = (*_KERN, *_OTHERS, *_SECURITY)
