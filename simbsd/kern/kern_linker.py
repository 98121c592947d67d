"""Kernel modules: which there are, which are loaded, and loading one.

Models sys/kern/kern_linker.c (kern_kldload, linker_load_module, linker_load_dependencies, kern_kldunload,
linker_file_unload, kern_kldstat); leaves out files of several modules, and the files of what is in the kernel itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.kern.link_elf_obj import link_elf_load_file, linker_search, linker_unsupported
from simbsd.kern.subr_prf import printf
from simbsd.sys.errno import EBUSY, EEXIST, ENOENT, ENOEXEC, EPERM, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.records import KldRecord

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

KERNEL_FILE = "kernel"
_KERNEL_ADDRESS, _KERNEL_SIZE = 0xFFFFFFFF80200000, 0x1D4F6C0
_MODULE_ADDRESS, _MODULE_GAP = 0xFFFFFFFF82000000, 0x100000
# Modules of this machine -> their sizes. vlan, tuntap, tmpfs and procfs are in the kernel (sys/amd64/conf/GENERIC).
MODULES: dict[str, int] = {
    "if_epair": 0x5270, "if_bridge": 0xB490, "bridgestp": 0x6388, "pf": 0x5A4C8, "pflog": 0x2230, "if_lagg": 0xD5F0,
    "carp": 0x8A10, "if_stf": 0x2E48, "nullfs": 0x4C80, "fdescfs": 0x3A40,
}  # fmt: skip
BUILT_IN = ("if_vlan", "if_tuntap", "if_gif", "if_lo", "ether", "tmpfs", "procfs", "pseudofs", "devfs", "ufs")


# Module -> those that it needs, loaded right after it (MODULE_DEPEND).
DEPENDS: dict[str, tuple[str, ...]] = {"if_bridge": ("bridgestp",), "pflog": ("pf",)}


# Module -> where its event handler is: ``NAME_load`` and ``NAME_unload``, imported when first needed.
EVENTS: dict[str, str] = {
    "pf": "simbsd.netpfil.pf_ioctl", "pflog": "simbsd.netpfil.if_pflog", "nullfs": "simbsd.vfs.vfs_init",
    "carp": "simbsd.netinet.ip_carp", "if_stf": "simbsd.net.if_stf", "fdescfs": "simbsd.vfs.vfs_init",
}  # fmt: skip
# Module -> its version (MODULE_VERSION); a file system has none.
VERSIONS = {"if_epair": 3, "if_bridge": 1, "bridgestp": 1, "pf": 1, "pflog": 1, "if_lagg": 1, "if_stf": 2}


def _modevent(kernel: Kernel, name: str, event: str) -> None:
    """Tell a module that it has come or goes (module_register_init, modevent)."""
    if name in EVENTS:
        getattr(import_module(EVENTS[name]), f"{name}_{event}")(kernel)


def module_loaded(kernel: Kernel, name: str) -> bool:
    """True of a module that is loaded; ``kernel.modules`` maps it to its number."""
    return name in kernel.modules


def module_load(kernel: Kernel, name: str, paths: dict[str, str]) -> int:
    """Load a module, and what it needs, if it is not yet; its number. The kernel is 1 (linker_file_register_modules).
    ``paths`` has the files that were read.
    """
    number = kernel.modules.get(name)
    if number is None:
        number = kernel.modules[name] = max(kernel.modules.values(), default=1) + 1
        kernel.module_paths[name] = paths.get(name, _default_path(name))
        for needed in DEPENDS.get(name, ()):
            module_load(kernel, needed, paths)
        _modevent(kernel, name, "load")
    return number


def _default_path(name: str) -> str:
    return f"/boot/kernel/{name}.ko"


def linker_preload(kernel: Kernel, names: list[str]) -> None:
    """Modules that came with the kernel from the loader (linker_preload); the loader has passed over those it found no
    file of.
    """
    for name in names:
        if name in MODULES and name not in kernel.modules_wanted:
            kernel.modules_wanted.append(name)
            module_load(kernel, name, {})


def kern_kldload(kernel: Kernel, p: Proc, name: str) -> int:
    """Load a file, or the module of that name from wherever the linker finds it; its number. Errors: EPERM, EEXIST,
    ENOENT, ENOEXEC.
    """
    check_securelevel_gt(kernel, p.p_ucred, 0)
    priv_check(kernel, p, Priv.PRIV_KLD_LOAD)
    if kernel.prison0.pr_securelevel > 0:
        raise Errno(EPERM, "The host's securelevel is above 0.", "kern_linker.c: linker_load_file")
    if name in kernel.modules and name in VERSIONS or name.removesuffix(".ko") in (*BUILT_IN, KERNEL_FILE):
        raise _exists(f"The module {name} is loaded already, or in the kernel.", "linker_load_module")
    path = linker_search(kernel, p, name)
    if path is None:
        raise Errno(ENOENT, f"linker_search_kld: there is no {name} on the linker's path")
    _check_file(kernel, path)
    read: dict[str, str] = {}
    module = _read_file(kernel, p, path, read)
    kernel.modules_wanted.append(module)
    return module_load(kernel, module, read)


def _exists(why: str, function: str) -> Errno:
    return Errno(EEXIST, why, f"kern_linker.c: {function}")


def _check_file(kernel: Kernel, path: str) -> None:
    """Two files of one name cannot be loaded, wherever they are (linker_find_file_by_name). Errors: EEXIST."""
    name = path.rpartition("/")[2]
    loaded = [KERNEL_FILE, *(one.rpartition("/")[2] for one in kernel.module_paths.values())]
    if name in loaded or f"{name}.ko" in loaded:
        raise _exists(f"A file {name} is loaded already.", "linker_load_module")


def _read_file(kernel: Kernel, p: Proc, path: str, read: dict[str, str]) -> str:
    """The module of a file, noted in ``read`` with the files that it needs (linker_load_file and
    linker_load_dependencies). Errors: EEXIST, ENOENT, ENOEXEC, and words on the console.
    """
    module, file = link_elf_load_file(kernel, p, path), path.rpartition("/")[2]
    if module in kernel.modules:
        there = kernel.module_paths[module].rpartition("/")[2]
        if module in VERSIONS:
            printf(kernel, f"interface {module}.{VERSIONS[module]} already present in the KLD '{there}'!")
        else:
            printf(kernel, f"module_register: cannot register {module} from {file}; already loaded from {there}")
        raise _exists(f"The module {module} is loaded already, from another file.", "linker_load_dependencies")
    read[module] = path
    for needed in DEPENDS.get(module, ()):
        if needed in kernel.modules or needed in read:
            continue
        found = linker_search(kernel, p, needed)
        try:
            if found is None:
                raise Errno(ENOENT, f"linker_search_module: there is no {needed}")
            _read_file(kernel, p, found, read)
        except Errno:
            printf(kernel, f"KLD {file}: depends on {needed} - not available or version mismatch")
            linker_unsupported(kernel, path)
            raise Errno(ENOEXEC, f"linker_load_dependencies: {module} needs {needed}") from None
    return module


def sys_kldload(kernel: Kernel, p: Proc, name: str) -> int:
    """kldload(2): the number of the file. Errors: EPERM, EEXIST (loaded, or in the kernel itself), ENOENT, ENOEXEC."""
    return kern_kldload(kernel, p, name)


def _references(kernel: Kernel, module: str) -> int:
    """What holds a file: whoever loaded it by name, and each file that needs it (lf->refs)."""
    return (module in kernel.modules_wanted) + sum(module in DEPENDS.get(other, ()) for other in kernel.modules)


def _is_used(kernel: Kernel, module: str) -> bool:
    """True while an interface of a driver, a virtual host or a mount of a file system is there: the module refuses to
    go. That of stf takes its interfaces along.
    """
    driver = module.removeprefix("if_") if module not in ("pflog", "if_stf") else ""
    interfaces = any(
        ifp.if_type == driver or (module == "carp" and ifp.if_carp is not None and ifp.if_carp.cif_vrs)
        for ifp in kernel.ifnets.values()
    )
    return interfaces or any(mount.mnt_type == module for mount in kernel.mountlist)


def sys_kldunload(kernel: Kernel, p: Proc, number: int) -> None:
    """kldunload(2): drop the reference of whoever loaded it; the last one takes the file away, and what only it needed.
    Errors: EPERM, ENOENT, EBUSY: what the kernel loaded by itself, and what is in use, stays.
    """
    check_securelevel_gt(kernel, p.p_ucred, 0)
    priv_check(kernel, p, Priv.PRIV_KLD_UNLOAD)
    name = next((module for module, known in kernel.modules.items() if known == number), None)
    if number != 1 and name is None:
        raise Errno(ENOENT, f"kldunload: there is no module {number}")
    if name is None or name not in kernel.modules_wanted:
        printf(kernel, "kldunload: attempt to unload file that was loaded by the kernel")
        raise Errno(EBUSY, f"Nobody loaded {name or KERNEL_FILE} by name.", "kern_linker.c: kern_kldunload")
    if _references(kernel, name) == 1 and _is_used(kernel, name):
        raise Errno(EBUSY, f"{name} is in use, and stays.", "kern_linker.c: linker_file_unload")
    kernel.modules_wanted.remove(name)
    _unload_unreferenced(kernel, name)


def _unload_unreferenced(kernel: Kernel, name: str) -> None:
    if not _references(kernel, name):
        del kernel.modules[name]
        del kernel.module_paths[name]
        _modevent(kernel, name, "unload")
        for needed in DEPENDS.get(name, ()):
            _unload_unreferenced(kernel, needed)


def sys_kldstat(kernel: Kernel, p: Proc) -> list[KldRecord]:
    """The loaded files, the kernel first (kern_kldstat); a module without a size of its own here has none. Each file
    holds the kernel twice: as every file does, and by its module's MODULE_DEPEND.
    """
    references = 1 + 2 * len(kernel.modules)
    files = [KldRecord(1, references, _KERNEL_ADDRESS, _KERNEL_SIZE, KERNEL_FILE, "/boot/kernel/kernel", BUILT_IN)]
    for name, number in kernel.modules.items():
        address = _MODULE_ADDRESS + number * _MODULE_GAP
        path = kernel.module_paths[name]
        size, references = MODULES.get(name, 0), _references(kernel, name)
        files.append(KldRecord(number, references, address, size, path.rpartition("/")[2], path, (name,)))
    return files


SYSCALLS = {"kldload": sys_kldload, "kldunload": sys_kldunload, "kldstat": sys_kldstat}
