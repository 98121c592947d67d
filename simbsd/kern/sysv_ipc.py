"""System V interprocess communication: who may make, find, see and remove queues, semaphores and shared segments.

Models the get and ctl calls and the prison methods of sys/kern/sysv_msg.c, sysv_sem.c and sysv_shm.c, and ipcperm of
sysv_ipc.c; leaves out msgsnd(2), msgrcv(2), semop(2), shmat(2), IPC_SET and racct. A prison's facility is none, its
own, or that of the nearest ancestor with one; keys are looked for among what the same prison made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import can_prison_see
from simbsd.kern.kern_priv import can_priv
from simbsd.kern.kern_prot import groupmember
from simbsd.sys.errno import EACCES, EEXIST, EINVAL, ENOENT, ENOMEM, ENOSPC, ENOSYS, Errno
from simbsd.sys.ipc import IPC_CREAT, IPC_EXCL, IPC_LIMITS, IPC_M, IPC_PRIVATE, IPC_R, IPC_W, Ipc, IpcRecord
from simbsd.sys.jail import JAIL_SYS_DISABLE, JAIL_SYS_NEW, Prison
from simbsd.sys.priv import Priv
from simbsd.sys.sysctl import Oid
from simbsd.sys.vm import PAGE_SIZE

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

DEFAULTS = {name: value for name, value, *_ in IPC_LIMITS}
SEQ_MASK = 0x7FFF
PRIVILEGES = {IPC_R: Priv.PRIV_IPC_READ, IPC_W: Priv.PRIV_IPC_WRITE, IPC_M: Priv.PRIV_IPC_ADMIN}


def find_prison(cred: Ucred, kind: str) -> Prison | None:
    """The prison whose facility a credential uses, or None (msg_find_prison)."""
    walk: Prison | None = cred.cr_prison
    while walk is not None and walk.pr_sysv[f"sysv{kind}"] != JAIL_SYS_NEW:
        if walk.pr_sysv[f"sysv{kind}"] == JAIL_SYS_DISABLE:
            return None
        walk = walk.pr_parent
    return walk


def _check_prison(cred: Ucred, kind: str) -> Prison:
    root = find_prison(cred, kind)
    if root is None:
        raise Errno(ENOSYS, f"The jail has no sysv{kind}: neither its own (new) nor its parent's (inherit).")
    return root


def check_ipcperm(kernel: Kernel, cred: Ucred, ipc: Ipc, mode: int) -> None:
    """Owner's, group's or others' bits, then privileges (ipcperm). Errors: EACCES, EPERM."""
    granted = 0
    bits = ipc.mode
    if cred.cr_uid in (ipc.cuid, ipc.uid):
        granted = IPC_M
    elif groupmember(ipc.gid, cred) or groupmember(ipc.cgid, cred):
        bits <<= 3
    else:
        bits <<= 6
    granted |= bits & (IPC_R | IPC_W)
    for right, priv in PRIVILEGES.items():
        if mode & right & ~granted and can_priv(kernel, cred, priv):
            granted |= right
    if mode & ~granted:
        why = f"The object of user {ipc.uid} with mode {ipc.mode:04o} does not allow it to user {cred.cr_uid}."
        raise Errno(EACCES, why, "sysv_ipc.c: ipcperm")


def _get(kernel: Kernel, p: Proc, kind: str, key: int, size: int, flags: int) -> int:
    """Find by key, or make. Errors: ENOSYS, EEXIST, EACCES, EINVAL, ENOENT, ENOSPC."""
    cred = p.p_ucred
    _check_prison(cred, kind)
    table = kernel.sysv[kind]
    if key != IPC_PRIVATE:
        for ipc in table.values():
            if ipc.key == key and ipc.cred.cr_prison is cred.cr_prison:
                if flags & IPC_CREAT and flags & IPC_EXCL:
                    raise Errno(EEXIST, f"There is one with the key {key} already.", f"sysv_{kind}.c: sys_{kind}get")
                check_ipcperm(kernel, cred, ipc, flags & 0o700 & (IPC_R | IPC_W))
                if kind != "msg" and size > ipc.size:
                    raise Errno(EINVAL, "The one there is smaller.", f"sysv_{kind}.c: sys_{kind}get")
                return ipc.id
        if not flags & IPC_CREAT:
            raise Errno(ENOENT, f"There is none with the key {key} in this prison.")
    _check_size(kernel, table, kind, size)
    ix = next(number for number in range(_limit(kernel, f"{kind}mni")) if number not in table)
    seqs = kernel.sysv_seq[kind]
    seqs[ix] = seqs.get(ix, 0) + 1 & SEQ_MASK
    uid, gid = cred.cr_uid, cred.cr_gid
    if kind != "sem":
        size = _limit(kernel, "msgmnb") if kind == "msg" else _pages(size) * PAGE_SIZE
    table[ix] = Ipc(ix, seqs[ix], key, uid, gid, uid, gid, flags & 0o777, size, p.p_pid, kernel.now, cred)
    return table[ix].id


def _limit(kernel: Kernel, name: str) -> int:
    """One of kern.ipc's limits as it stands."""
    return int(kernel.sysctls.get(f"kern.ipc.{name}", DEFAULTS[name]))


def _pages(size: int) -> int:
    return -(-size // PAGE_SIZE)


def _check_size(kernel: Kernel, table: dict[int, Ipc], kind: str, size: int) -> None:
    least, most = {"msg": (0, 0), "sem": (1, _limit(kernel, "semmsl"))}.get(
        kind, (_limit(kernel, "shmmin"), _limit(kernel, "shmmax"))
    )
    if kind != "msg" and not least <= size <= most:
        raise Errno(EINVAL, f"The size is out of range: {least} to {most}.")
    number = _limit(kernel, f"{kind}mni")
    if len(table) >= number or (kind == "sem" and _sizes(table) + size > _limit(kernel, "semmns")):
        raise Errno(ENOSPC, f"The kernel holds {number} of them at most.")
    if kind == "shm" and _pages(_sizes(table)) + _pages(size) > _limit(kernel, "shmall"):
        why = "Together they would take more pages than kern.ipc.shmall allows."
        raise Errno(ENOMEM, why, "sysv_shm.c: shmget_allocate_segment")


def _sizes(table: dict[int, Ipc]) -> int:
    return sum(ipc.size for ipc in table.values())


def sys_msgget(kernel: Kernel, p: Proc, key: int, flags: int) -> int:
    """msgget(2)."""
    return _get(kernel, p, "msg", key, 0, flags)


def sys_semget(kernel: Kernel, p: Proc, key: int, nsems: int, flags: int) -> int:
    """semget(2)."""
    return _get(kernel, p, "sem", key, nsems, flags)


def sys_shmget(kernel: Kernel, p: Proc, key: int, size: int, flags: int) -> int:
    """shmget(2)."""
    return _get(kernel, p, "shm", key, size, flags)


def _remove(kernel: Kernel, p: Proc, kind: str, number: int) -> None:
    """msgctl(2), semctl(2), shmctl(2) with IPC_RMID. Errors: ENOSYS, EINVAL (none that the caller sees), EACCES."""
    root = _check_prison(p.p_ucred, kind)
    ipc = kernel.sysv[kind].get(number & 0xFFFF)
    if ipc is None or ipc.id != number or not can_prison_see(root, ipc.cred.cr_prison):
        raise Errno(EINVAL, "There is none with that id, or it is not this prison's to see.")
    check_ipcperm(kernel, p.p_ucred, ipc, IPC_M)
    del kernel.sysv[kind][ipc.ix]


def sys_msgctl(kernel: Kernel, p: Proc, number: int) -> None:
    """msgctl(IPC_RMID)."""
    _remove(kernel, p, "msg", number)


def sys_semctl(kernel: Kernel, p: Proc, number: int) -> None:
    """semctl(IPC_RMID)."""
    _remove(kernel, p, "sem", number)


def sys_shmctl(kernel: Kernel, p: Proc, number: int) -> None:
    """shmctl(IPC_RMID): nobody has it attached."""
    _remove(kernel, p, "shm", number)


def sys_ipc_list(kernel: Kernel, p: Proc, kind: str) -> list[IpcRecord]:
    """What the caller's prison sees, by place (sysctl kern.ipc.msqids, sema, shmsegs); none without it."""
    root, cred = find_prison(p.p_ucred, kind), p.p_ucred
    if root is None:
        return []
    return [
        IpcRecord(
            ipc.id, ipc.key if ipc.cred.cr_prison is cred.cr_prison else IPC_PRIVATE,
            ipc.uid, ipc.gid, ipc.cuid, ipc.cgid, ipc.mode, ipc.size, ipc.cpid, ipc.ctime,
        )
        for _, ipc in sorted(kernel.sysv[kind].items())
        if can_prison_see(root, ipc.cred.cr_prison)
    ]


SYSCTLS: tuple[Oid, ...] = tuple(
    Oid(
        f"kern.ipc.{name}", "ulong" if name.startswith("shm") else "int", description, value,
        writable=who == "all", tunable=bool(who),
    )
    for name, value, who, description, _ in IPC_LIMITS
)  # fmt: skip
SYSCALLS: dict[str, Callable[..., Any]] = {
    "msgget": sys_msgget,
    "semget": sys_semget,
    "shmget": sys_shmget,
    "msgctl": sys_msgctl,
    "semctl": sys_semctl,
    "shmctl": sys_shmctl,
    "ipc_list": sys_ipc_list,
}
