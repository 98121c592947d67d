"""Kernel modules: which there are, which are loaded, and loading one.

Models sys/kern/kern_linker.c (kern_kldload, kern_kldunload, linker_file_unload, kern_kldstat); a module here is a name
and a size, and a file holds one module: what it brings is always there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.kern.subr_prf import printf
from simbsd.sys.errno import EBUSY, EEXIST, ENOENT, Errno
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
    "nullfs": 0x4C80, "fdescfs": 0x3A40,
}  # fmt: skip
BUILT_IN = ("if_vlan", "if_tuntap", "if_gif", "if_lo", "ether", "tmpfs", "procfs", "pseudofs", "devfs", "ufs")


# Module -> those that it needs, loaded right after it (MODULE_DEPEND).
DEPENDS: dict[str, tuple[str, ...]] = {"if_bridge": ("bridgestp",), "pflog": ("pf",)}


# Module -> where its event handler is: ``NAME_load`` and ``NAME_unload``, imported when first needed.
EVENTS: dict[str, str] = {"pf": "simbsd.netpfil.pf_ioctl", "pflog": "simbsd.netpfil.if_pflog"}


def _modevent(kernel: Kernel, name: str, event: str) -> None:
    """Tell a module that it has come or goes (module_register_init, modevent)."""
    if name in EVENTS:
        getattr(import_module(EVENTS[name]), f"{name}_{event}")(kernel)


def module_loaded(kernel: Kernel, name: str) -> bool:
    """True of a module that is loaded; ``kernel.modules`` maps it to its number."""
    return name in kernel.modules


def module_load(kernel: Kernel, name: str) -> int:
    """Load a module, and what it needs, if it is not yet; its number. The kernel is 1 (linker_load_file)."""
    number = kernel.modules.get(name)
    if number is None:
        number = kernel.modules[name] = max(kernel.modules.values(), default=1) + 1
        for needed in DEPENDS.get(name, ()):
            module_load(kernel, needed)
        _modevent(kernel, name, "load")
    return number


def linker_preload(kernel: Kernel, names: list[str]) -> None:
    """Modules that came with the kernel from the loader (linker_preload); the loader has passed over those it found no
    file of.
    """
    for name in names:
        if name in MODULES and name not in kernel.modules_wanted:
            kernel.modules_wanted.append(name)
            module_load(kernel, name)


def _module_name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".ko")


def sys_kldload(kernel: Kernel, p: Proc, name: str) -> int:
    """kldload(2): the module's number. Errors: EPERM, EEXIST (loaded, or in the kernel itself), ENOENT."""
    check_securelevel_gt(kernel, p.p_ucred, 0)
    priv_check(kernel, p, Priv.PRIV_KLD_LOAD)
    module = _module_name(name)
    if module in kernel.modules or module == KERNEL_FILE or module in BUILT_IN:
        raise Errno(EEXIST, f"The module {module} is loaded already, or in the kernel.", "kern_linker.c: kern_kldload")
    if module not in MODULES:
        raise Errno(ENOENT, f"linker_search_module: there is no {module}.ko")
    kernel.modules_wanted.append(module)
    return module_load(kernel, module)


def _references(kernel: Kernel, module: str) -> int:
    """What holds a file: whoever loaded it by name, and each file that needs it (lf->refs)."""
    return (module in kernel.modules_wanted) + sum(module in DEPENDS.get(other, ()) for other in kernel.modules)


def _is_used(kernel: Kernel, module: str) -> bool:
    """True while an interface of a driver or a mount of a file system is there: the module refuses to go."""
    driver = module.removeprefix("if_") if module != "pflog" else ""
    interfaces = any(ifp.if_type == driver for ifp in kernel.ifnets.values())
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
        path = f"/boot/kernel/{name}.ko"
        size, references = MODULES.get(name, 0), _references(kernel, name)
        files.append(KldRecord(number, references, address, size, f"{name}.ko", path, (name,)))
    return files


SYSCALLS = {"kldload": sys_kldload, "kldunload": sys_kldunload, "kldstat": sys_kldstat}
