"""Tracing of processes into a file.

Models sys/kern/kern_ktrace.c (sys_ktrace, ktrops, ktrcanset, ktr_writerequest, ktrprocexec, ktrprocfork,
ktrprocexit); leaves out utrace(2), the file's limit (RLIMIT_FSIZE) and switches against a process's will. A record is
written at once.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from simbsd.fs.ufs import isize
from simbsd.kern.kern_ktrace_records import call_of, records_of_call, records_of_return, returned
from simbsd.kern.kern_priv import can_priv
from simbsd.kern.kern_prot import check_candebug, check_cansee
from simbsd.kern.subr_prf import log
from simbsd.sys.errno import EACCES, EINVAL, EPERM, ESRCH, Errno
from simbsd.sys.fcntl import R_OK, S_IFMT, S_IFREG, W_OK
from simbsd.sys.ktrace import (
    CSW,
    HEADER,
    KTR_CSW,
    KTR_NAMEI,
    KTR_PROCCTOR,
    KTR_PROCDTOR,
    KTR_PSIG,
    KTR_SYSRET,
    KTR_VERSION1,
    KTR_VERSIONED,
    KTRFAC_INHERIT,
    KTRFAC_MASK,
    KTRFAC_ROOT,
    KTRFLAG_DESCEND,
    KTROP_CLEAR,
    KTROP_CLEARFILE,
    KTROP_SET,
    POINTER,
    PSIG,
    SV_FLAGS,
    SYSRET,
    Ktrace,
)
from simbsd.sys.priv import Priv
from simbsd.sys.proc import ProcState
from simbsd.sys.ptrace import EJUSTRETURN
from simbsd.sys.signal import SIG_DFL, SIGALRM, SIGCHLD, SIGPIPE, SIGTTIN, SIGTTOU, SIGXCPU, SignalFrame
from simbsd.sys.syslog import LOG_NOTICE
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_subr import vinode
from simbsd.vfs.vfs_vnops import vaccess, vn_stat

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

SI_USER, SI_KERNEL, CLD_EXITED = 0x10001, 0x10006, 1
FROM_KERNEL = (SIGALRM, SIGPIPE, SIGTTIN, SIGTTOU, SIGXCPU)
_WHERE = "kern_ktrace.c: sys_ktrace"


class Ktraced:
    """A program with a writer between it and the door. A process that nobody traces is not slowed by this."""

    def __init__(self, kernel: Kernel, p: Proc, coro: Coroutine[Any, Any, int]) -> None:
        self.kernel, self.p, self.coro = kernel, p, coro

    def send(self, value: Any) -> tuple[str, tuple[Any, ...]]:
        """Go on with a call's value, to the next trap. Raises StopIteration at the end of the program."""
        if type(value) is not SignalFrame:
            _sysret(self.kernel, self.p, value, 0)
        return self._trapped(self.coro.send, value)

    def throw(self, error: Exception) -> tuple[str, tuple[Any, ...]]:
        """Go on with a call's error."""
        _sysret(self.kernel, self.p, None, error.errno if isinstance(error, Errno) else EINVAL)
        return self._trapped(self.coro.throw, error)

    def close(self) -> None:
        """The program is forgotten."""
        self.coro.close()

    def _trapped(self, resume: Any, value: Any) -> tuple[str, tuple[Any, ...]]:
        try:
            trap: tuple[str, tuple[Any, ...]] = resume(value)
        except StopIteration as stop:
            _syscall(self.kernel, self.p, ("exit", (stop.value or 0,)))
            raise
        _syscall(self.kernel, self.p, trap)
        return trap


def _syscall(kernel: Kernel, p: Proc, trap: tuple[str, tuple[Any, ...]]) -> None:
    trace = p.p_ktrace
    if trace is not None and call_of(trap[0]) is not None:
        trace.call = trap
        for kind, data in records_of_call(*trap):
            _write(kernel, p, kind, data)


def _sysret(kernel: Kernel, p: Proc, value: Any, error: int) -> None:
    trace = p.p_ktrace
    if trace is None or trace.call is None:
        return
    _resumed(kernel, p, trace)
    (name, args), trace.call = trace.call, None
    if name == "sigreturn":
        value, error = None, EJUSTRETURN
    shape = call_of(name)
    assert shape is not None
    for kind, data in () if error else records_of_return(kernel, name, args, value):
        _write(kernel, p, kind, data)
    result = 0 if error else returned(name, value)
    _write(kernel, p, KTR_SYSRET, SYSRET.pack(int(shape[0]), 0, error, result))


def _write(kernel: Kernel, p: Proc, kind: int, data: bytes, comm: str | None = None) -> None:
    """One record, at the end of the file; whoever cannot write is not traced any more (ktr_writerequest)."""
    trace = p.p_ktrace
    if trace is None or not trace.facilities & 1 << kind:
        return
    at, vp = kernel.boottime * 1_000_000 + kernel.now, trace.vnode
    header = HEADER.pack(
        len(data), kind | KTR_VERSIONED, KTR_VERSION1, p.p_pid, (comm or p.p_comm).encode()[:19], at // 1_000_000,
        at % 1_000_000 * 1000, 100000 + p.p_pid, 0,
    )  # fmt: skip
    try:
        vp.v_mount.mnt_ops.vop_write(kernel, vp, isize(vinode(kernel, vp)), header + data)
    except Errno as error:
        _free(kernel, p)
        log(kernel, f"ktrace write failed, errno {error.errno}, tracing stopped for pid {p.p_pid}", LOG_NOTICE)


def _free(kernel: Kernel, p: Proc) -> None:
    """The process is not traced any more, and lets go of the file (ktr_freeproc)."""
    trace, p.p_ktrace = p.p_ktrace, None
    if trace is not None:
        trace.vnode.v_mount.mnt_ops.vop_unref(kernel, trace.vnode)


def ktrace(kernel: Kernel, p: Proc, path: str, ops: int, facilities: int, pid: int) -> None:
    """ktrace(2). Errors: EINVAL, EACCES, EPERM, ESRCH, and those of the path."""
    operation = ops & 3
    facilities &= ~KTRFAC_ROOT
    if operation != KTROP_CLEARFILE and not facilities:
        raise Errno(EINVAL, "There is nothing to trace.", _WHERE)
    vnode = _open(kernel, p, path) if operation != KTROP_CLEAR else None
    if operation == KTROP_CLEARFILE:
        _clear_file(kernel, p, vnode)
        return
    targets = _targets(kernel, pid)
    if ops & KTRFLAG_DESCEND:
        for target in targets:  # the list grows while it is walked
            targets.extend(target.p_children.values())
    allowed = [target for target in targets if _can_set(kernel, p, target)]
    if not allowed:
        raise Errno(EPERM, "None of these processes may be traced by the caller.", _WHERE)
    for target in allowed:
        if operation == KTROP_SET:
            assert vnode is not None
            _set(kernel, p, target, vnode, facilities)
        else:
            _clear(kernel, target, facilities)


def _open(kernel: Kernel, p: Proc, path: str) -> Vnode:
    vnode = namei(kernel, p, path, follow=False)
    if vn_stat(kernel, vnode).st_mode & S_IFMT != S_IFREG:
        raise Errno(EACCES, f"{path} is no regular file.", _WHERE)
    vaccess(kernel, p, vnode, R_OK | W_OK)
    return vnode


def _targets(kernel: Kernel, pid: int) -> list[Proc]:
    if pid < 0:
        found = [q for q in kernel.allproc.values() if q.p_pgrp.pg_id == -pid]
    else:
        found = [kernel.allproc[pid]] if pid in kernel.allproc else []
    if not found:
        raise Errno(ESRCH, f"There is no process or group {abs(pid)}.", _WHERE)
    return found


def _can_set(kernel: Kernel, p: Proc, target: Proc) -> bool:
    """The target holds no right that the caller has not, and what root set only root changes (ktrcanset, p_cansee)."""
    held = target.p_ktrace
    if held is not None and held.facilities & KTRFAC_ROOT and not can_priv(kernel, p.p_ucred, Priv.PRIV_KTRACE):
        return False
    try:
        check_candebug(kernel, p, target)
        check_cansee(kernel, p, target)
    except Errno:
        return False
    return True


def _set(kernel: Kernel, p: Proc, target: Proc, vnode: Vnode, facilities: int) -> None:
    if target.p_coro is None or target.p_state is ProcState.ZOMBIE:
        return
    if target.p_ktrace is not None and target.p_ktrace.vnode == vnode:
        trace = target.p_ktrace
    else:
        vnode.v_mount.mnt_ops.vop_ref(kernel, vnode)
        trace = _begin(kernel, p, target, vnode)
    trace.facilities |= facilities
    if can_priv(kernel, p.p_ucred, Priv.PRIV_KTRACE):
        trace.facilities |= KTRFAC_ROOT
    _write(kernel, target, KTR_PROCCTOR, SV_FLAGS.to_bytes(4, "little"))


def _begin(kernel: Kernel, p: Proc, target: Proc, vnode: Vnode) -> Ktrace:
    """Another file than before, or the first."""
    trace = target.p_ktrace
    if trace is not None:
        trace.vnode.v_mount.mnt_ops.vop_unref(kernel, trace.vnode)
        trace.vnode, trace.cred = vnode, p.p_ucred
        return trace
    call = target.p_call
    trace = target.p_ktrace = Ktrace(vnode, p.p_ucred)
    trace.call = (call.name, call.args) if call is not None and call_of(call.name) is not None else None
    if not _watched(target.p_coro):
        assert target.p_coro is not None
        target.p_coro = Ktraced(kernel, target, target.p_coro)  # type: ignore[assignment]
    return trace


def _watched(coro: Any) -> bool:
    while coro is not None and not isinstance(coro, Ktraced):
        coro = getattr(coro, "coro", None)
    return coro is not None


def _clear(kernel: Kernel, target: Proc, facilities: int) -> None:
    trace = target.p_ktrace
    if trace is not None:
        trace.facilities &= ~facilities
        if not trace.facilities & KTRFAC_MASK:
            _free(kernel, target)


def _clear_file(kernel: Kernel, p: Proc, vnode: Vnode | None) -> None:
    using = [q for q in kernel.allproc.values() if q.p_ktrace is not None and q.p_ktrace.vnode == vnode]
    allowed = [q for q in using if _can_set(kernel, p, q)]
    for target in allowed:
        _free(kernel, target)
    if len(allowed) < len(using):
        raise Errno(EPERM, "Some who write to this file may not be changed by the caller.", _WHERE)


def ktrprocfork(kernel: Kernel, p: Proc, child: Proc) -> None:
    """A child of a traced process is traced too where the trace says so (-i)."""
    trace = p.p_ktrace
    if trace is not None and trace.facilities & KTRFAC_INHERIT:
        assert child.p_coro is not None
        trace.vnode.v_mount.mnt_ops.vop_ref(kernel, trace.vnode)
        call = p.p_call
        name = call.name if call is not None else "fork"
        child.p_ktrace = Ktrace(trace.vnode, trace.cred, trace.facilities, (name, ()))
        child.p_coro = Ktraced(kernel, child, child.p_coro)  # type: ignore[assignment]
        _write(kernel, child, KTR_PROCCTOR, SV_FLAGS.to_bytes(4, "little"))


def ktrprocexec(kernel: Kernel, p: Proc, before: Any, comm: str, interpreter: str, changed: bool) -> Any:
    """The process is another program now; one that its file made another user is traced on only by a right of root's.
    ``comm`` was its name. What its tracer had in its way before comes back.
    """
    trace = p.p_ktrace
    assert trace is not None
    if isinstance(before, Ktraced):
        before = before.coro
    if changed and not can_priv(kernel, trace.cred, Priv.PRIV_DEBUG_DIFFCRED):
        _free(kernel, p)
        return before
    if interpreter:
        _write(kernel, p, KTR_NAMEI, interpreter.encode(), comm)
    if trace.call is not None:
        _write(kernel, p, KTR_SYSRET, SYSRET.pack(59, 0, EJUSTRETURN, 0))
        trace.call = None
    assert p.p_coro is not None
    p.p_coro = Ktraced(kernel, p, p.p_coro)  # type: ignore[assignment]
    return before


def ktrpsig(kernel: Kernel, p: Proc, sig: int) -> None:
    """A signal is acted on; the call that it ended or put off has come back before."""
    trace = p.p_ktrace
    assert trace is not None
    error = p.p_error
    _sysret(kernel, p, p.p_result, error.errno if isinstance(error, Errno) else 0)
    default = p.p_sigacts.get(sig, SIG_DFL) == SIG_DFL
    code = CLD_EXITED if sig == SIGCHLD else SI_KERNEL if sig in FROM_KERNEL else SI_USER
    mask = sum(1 << other - 1 for other in p.p_sigmask if other <= 32)
    _write(kernel, p, KTR_PSIG, PSIG.pack(sig, 0 if default else POINTER, code, mask))


def ktrcsw(kernel: Kernel, p: Proc, wmesg: str) -> None:
    """The process goes to sleep in a call."""
    trace = p.p_ktrace
    assert trace is not None
    _resumed(kernel, p, trace)
    _write(kernel, p, KTR_CSW, CSW.pack(1, 0, wmesg.encode()[:7]))
    trace.slept = wmesg


def _resumed(kernel: Kernel, p: Proc, trace: Ktrace) -> None:
    if trace.slept is not None:
        _write(kernel, p, KTR_CSW, CSW.pack(0, 0, trace.slept.encode()[:7]))
        trace.slept = None


def ktrprocexit(kernel: Kernel, p: Proc) -> None:
    """The process ends."""
    _write(kernel, p, KTR_PROCDTOR, b"")
    _free(kernel, p)
