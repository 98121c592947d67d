"""Becoming another program.

Models sys/kern/kern_exec.c; leaves out memory maps and capability mode.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simbsd.kern.imgact_elf import SHELL_LINE_MAX, Image, activate
from simbsd.kern.kern_descrip import fdcloseexec
from simbsd.kern.kern_exit import exit1
from simbsd.kern.kern_fork import announce
from simbsd.kern.sys_process import trace_exec
from simbsd.kern.tty import uprintf
from simbsd.sys.elf import LIBRARY_PATH
from simbsd.sys.errno import E2BIG, EACCES, ENOENT, ENOEXEC, Errno
from simbsd.sys.fcntl import S_IFMT, S_IFREG, S_ISGID, S_ISUID, X_OK
from simbsd.sys.kernel import Kernel, Main
from simbsd.sys.proc import Proc
from simbsd.sys.signal import SIG_IGN, SIGABRT
from simbsd.sys.ucred import Ucred
from simbsd.sys.vm import Vmspace
from simbsd.sys.vnode import Inode, Vnode
from simbsd.sys.wait import w_exitcode
from simbsd.vfs.vfs_lookup import lookup, namei
from simbsd.vfs.vfs_subr import vaccess, vinode
from simbsd.vfs.vfs_vnops import vn_head

MAXCOMLEN = 19
ANY_X = 0o111
RTLD = "ld-elf.so.1"


@dataclass(slots=True)
class Params:
    """Everything exec has checked and will commit (struct image_params)."""

    vnode: Vnode
    inode: Inode
    image: Image
    main: Main
    argv: list[str]
    comm: str = ""  # the last name that was looked up, of a script its interpreter's
    space: Vmspace | None = None
    cramped: bool = False  # its libraries will not fit


def sys_execve(kernel: Kernel, p: Proc, path: str, argv: list[str], envp: dict[str, str]) -> None:
    """execve(2). Errors: those of the path, EACCES, ENOEXEC, E2BIG. A dynamic binary without its interpreter dies of
    SIGABRT; with it, the interpreter loads the libraries. That is user time, and the kernel looks ahead: only where one
    is missing does the interpreter really run, to say which.
    """
    kernel.now += kernel.limits.exec_cost
    size = sum(len(word) + 1 for word in argv) + sum(len(k) + len(v) + 2 for k, v in envp.items())
    if size > kernel.limits.arguments:
        raise Errno(E2BIG, "arguments and environment exceed ARG_MAX")
    params = _examine(kernel, p, path, list(argv), nested=False)
    if params.image.interp and not _exists(kernel, p, params.image.interp):
        uprintf(kernel, p, f"ELF interpreter {params.image.interp} not found, error 2\n")
        exit1(kernel, p, w_exitcode(0, SIGABRT))
        return
    arguments = params.argv
    if (kernel.racct_enable or "vmem" in p.p_limit) and not _has_room(kernel, p, params):
        exit1(kernel, p, w_exitcode(0, SIGABRT))
        return
    if params.cramped or not all(_is_library(kernel, p, name) for name in params.image.needed):
        params.main = kernel.programs[RTLD]
        arguments = [params.image.interp, "--", path, *params.argv[1:]]
    _commit(kernel, p, params, arguments, dict(envp))


def _examine(kernel: Kernel, p: Proc, path: str, argv: list[str], nested: bool) -> Params:
    nd = lookup(kernel, p, path)
    vp = nd.ni_vp
    if vp is None:
        raise Errno(ENOENT, f"there is no {nd.ni_name!r} in that directory")
    inode = vinode(kernel, vp)
    if inode.mode & S_IFMT != S_IFREG or not inode.mode & ANY_X:
        raise Errno(
            EACCES, f"{path} is no regular file, or nobody may execute it.", "kern_exec.c: exec_check_permissions"
        )
    if vp.v_mount.mnt_flags.get("noexec"):
        raise Errno(
            EACCES, f"{path} is on a file system that is mounted noexec.", "kern_exec.c: exec_check_permissions"
        )
    vaccess(kernel, p, vp, X_OK)
    image = activate(vn_head(kernel, vp, SHELL_LINE_MAX))
    if image.script:
        if nested:
            raise Errno(ENOEXEC, "a script's interpreter is itself a script")
        words = [image.script, image.argument] if image.argument else [image.script]
        return _examine(kernel, p, image.script, [*words, path, *argv[1:]], nested=True)
    main = kernel.programs.get(image.program)
    if main is None:
        raise Errno(ENOEXEC, f"this machine has no program {image.program}")
    return Params(vp, inode, image, main, argv, nd.ni_name)


def _has_room(kernel: Kernel, p: Proc, params: Params) -> bool:
    """Memory is bounded: may the program have what it begins with? Says so where not."""
    from simbsd.vm.vm_map import vm_enforce_limits  # only where there are bounds

    complaint, params.space = vm_enforce_limits(kernel, p, params.vnode, params.image)
    if params.space is None:
        uprintf(kernel, p, f"{complaint}\n")
        return False
    params.cramped = bool(params.image.needed) and not params.space.vm_dsize
    return True


def _exists(kernel: Kernel, p: Proc, path: str) -> bool:
    try:
        namei(kernel, p, path)
    except Errno:
        return False
    return True


def _is_library(kernel: Kernel, p: Proc, name: str) -> bool:
    return any(_exists(kernel, p, f"{place}/{name}") for place in LIBRARY_PATH)


def _commit(kernel: Kernel, p: Proc, params: Params, arguments: list[str], envp: dict[str, str]) -> None:
    cred, comm = p.p_ucred, p.p_comm
    _set_credentials(p, params)
    fdcloseexec(kernel, p)
    p.p_sigacts = {sig: action for sig, action in p.p_sigacts.items() if action == SIG_IGN}
    p.p_saved.clear()
    p.p_comm = params.comm[:MAXCOMLEN]
    p.p_args = params.argv
    p.p_env = envp
    p.p_textvp = params.vnode
    p.p_vmspace = params.space
    p.p_execed = True
    before = p.p_coro
    if before is not None:
        before.close()
    p.p_coro = params.main(list(arguments), envp)
    if p.p_ktrace is not None:
        from simbsd.kern.kern_ktrace import ktrprocexec  # nobody is traced at boot

        changed = (cred.cr_uid, cred.cr_gid) != (p.p_ucred.cr_uid, p.p_ucred.cr_gid)
        before = ktrprocexec(kernel, p, before, comm, params.image.interp, changed)
    if p.p_trace is not None:
        trace_exec(kernel, p, before)
    announce(kernel, "exec", p)


def _set_credentials(p: Proc, params: Params) -> None:
    """setuid and setgid files: the effective and saved ids become the file's, unless privileges were given up."""
    inode, cred = params.inode, p.p_ucred
    mode = inode.mode
    if p.p_no_new_privs or p.p_trace is not None or params.vnode.v_mount.mnt_flags.get("nosuid"):
        mode &= ~(S_ISUID | S_ISGID)
    uid = inode.uid if mode & S_ISUID else cred.cr_uid
    gid = inode.gid if mode & S_ISGID else cred.cr_gid
    p.p_sugid = (uid, gid) != (cred.cr_uid, cred.cr_gid) or (p.p_sugid and cred.cr_uid != cred.cr_ruid)
    if (uid, uid, gid, gid) != (cred.cr_uid, cred.cr_svuid, cred.cr_gid, cred.cr_svgid):
        groups = (gid, *cred.cr_groups[1:])
        p.p_ucred = _cred(cred, uid, gid, groups)


def _cred(cred: Ucred, uid: int, gid: int, groups: tuple[int, ...]) -> Ucred:
    return replace(cred, cr_uid=uid, cr_svuid=uid, cr_svgid=gid, cr_groups=groups)


SYSCALLS = {"execve": sys_execve}
