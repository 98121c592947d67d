"""Reading the file of a kernel module.

Models sys/kern/link_elf_obj.c and link_elf.c (link_elf_load_file), and linker_lookup_file of kern_linker.c; leaves out
linker.hints, relocation, and what the second says of a shared library. A module's file is a header that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import printf
from simbsd.sys.elf import ELFMAG, HEADER_MAX, module
from simbsd.sys.errno import ENOENT, ENOEXEC, Errno
from simbsd.sys.fcntl import R_OK, S_IFMT, S_IFREG
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_subr import vaccess, vinode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

LINKER_PATH = "/boot/kernel;/boot/modules"
_EXTENSIONS = ("", ".ko")  # linker_ext_list


def linker_path(kernel: Kernel) -> str:
    """Where modules are looked for, as kern.module_path or else the loader has it; between semicolons."""
    return str(kernel.sysctls.get("kern.module_path", kernel.kenv.get("module_path", LINKER_PATH)))


def linker_lookup_file(kernel: Kernel, p: Proc, place: str, name: str) -> str | None:
    """The path of a module's file in a directory, or None. Paths begin at the root of the process that asks: its own
    tree, in a chroot.
    """
    for extension in _EXTENSIONS:
        path = f"{place.rstrip('/')}/{name}{extension}"
        try:
            vp = _vn_open(kernel, p, path)
        except Errno:
            continue
        if vinode(kernel, vp).mode & S_IFMT == S_IFREG:
            return path
    return None


def linker_search(kernel: Kernel, p: Proc, name: str) -> str | None:
    """The path of a file on the linker's path; a name with a slash is a path (linker_search_kld, linker_search_module).
    """
    if "/" in name:
        return name
    found = (linker_lookup_file(kernel, p, place, name) for place in linker_path(kernel).split(";") if place)
    return next((path for path in found if path is not None), None)


def link_elf_load_file(kernel: Kernel, p: Proc, path: str) -> str:
    """The module that a file holds. Errors: ENOENT; ENOEXEC for what cannot be opened for another reason, and for what
    is no module.
    """
    try:
        vp = _vn_open(kernel, p, path)
    except Errno as error:
        if error.errno == ENOENT:
            raise
        raise Errno(ENOEXEC, "linker_load_file: the file cannot be opened") from None
    inode = vinode(kernel, vp)
    if inode.mode & S_IFMT != S_IFREG:
        raise Errno(ENOEXEC, "link_elf_load_file: that is no file")
    head = vp.v_mount.mnt_ops.vop_read(kernel, vp, 0, HEADER_MAX)
    name = module(head)
    if not name:
        if head.startswith(ELFMAG):
            linker_unsupported(kernel, path)
        raise Errno(ENOEXEC, "link_elf_load_file: the file holds no module")
    return name


def linker_unsupported(kernel: Kernel, path: str) -> None:
    """The last of the loaders, the one for programs, does not know a module's type (linker_load_file)."""
    printf(kernel, f"linker_load_file: {path} - unsupported file type")


def _vn_open(kernel: Kernel, p: Proc, path: str) -> Vnode:
    vp = namei(kernel, p, path)
    vaccess(kernel, p, vp, R_OK)
    return vp
