"""The address space of a process: made by exec, shared by fork, grown by mmap, and bounded.

Models sys/vm/vm_map.c (vmspace_exec), sys/vm/vm_mmap.c (kern_mmap_racct_check) and, of
sys/kern/imgact_elf.c, enforce_limits; leaves out addresses, faults, files and shared memory in a map, and giving back.
The sizes are those of the files that a process runs, worked out when somebody first asks: a machine in which nobody
does pays nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.imgact_elf import activate
from simbsd.kern.kern_racct import racct_set
from simbsd.kern.kern_resource import lim_of
from simbsd.sys.elf import HEADER_MAX, LIBRARY_PATH
from simbsd.sys.errno import EINVAL, ENOMEM, Errno
from simbsd.sys.proc import STATCLOCK, ProcState
from simbsd.sys.vm import RESERVE, SGROWSIZ, USED_OF_LIBRARIES, Vmspace, round_page
from simbsd.vfs.vfs_lookup import namei
from simbsd.vfs.vfs_vnops import vn_head, vn_stat

if TYPE_CHECKING:
    from simbsd.kern.imgact_elf import Image
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

NOTHING = Vmspace()
VMEMORY = "vmemoryuse"


def vmspace_of(kernel: Kernel, p: Proc) -> Vmspace:
    """What a process has mapped; nothing for the kernel's own processes and for zombies."""
    if p.p_coro is None or p.p_state is ProcState.ZOMBIE:
        return NOTHING
    if p.p_vmspace is None:
        p.p_vmspace = _of_program(kernel, p)
    return p.p_vmspace


def note_maxrss(kernel: Kernel, p: Proc) -> None:
    """Keep the most that was resident, once the statistics clock has hit a process (kern_clock.c: statclock)."""
    if p.p_runtime >= STATCLOCK:
        p.p_ru.ru_maxrss = max(p.p_ru.ru_maxrss, vmspace_of(kernel, p).resident // 1024)


def _of_program(kernel: Kernel, p: Proc) -> Vmspace:
    """The space of the program that runs; init, which nobody executed, is looked up."""
    try:
        vp = p.p_textvp or namei(kernel, p, p.p_args[0])
        return vmspace_exec(kernel, p, vp, activate(vn_head(kernel, vp, HEADER_MAX)))
    except (Errno, IndexError):
        return NOTHING


def vmspace_exec(kernel: Kernel, p: Proc, vp: Vnode, image: Image, libraries: bool = True) -> Vmspace:
    """The space that a program starts with: text, the dynamic linker and the libraries, data, stack."""
    text, *others = [_mapped(kernel, vp)], *_needed(kernel, p, image, libraries)
    files = [*text, *((mount, ino, size // USED_OF_LIBRARIES) for mount, ino, size in others)]
    return Vmspace(text[0][2], sum(size for _, _, size in others), RESERVE, SGROWSIZ, 0, tuple(files))


def _needed(kernel: Kernel, p: Proc, image: Image, libraries: bool) -> list[tuple[int, int, int]]:
    """The linker and the libraries of a dynamic program, as far as they are there."""
    if not image.interp:
        return []
    names = [[image.interp]]
    names += [[f"{place}/{name}" for place in LIBRARY_PATH] for name in image.needed if libraries]
    found = []
    for paths in names:
        for path in paths:
            try:
                found.append(_mapped(kernel, namei(kernel, p, path)))
            except Errno:
                continue
            break
    return found


def _mapped(kernel: Kernel, vp: Vnode) -> tuple[int, int, int]:
    stat = vn_stat(kernel, vp)
    return stat.st_dev, stat.st_ino, round_page(stat.st_size)


def vm_enforce_limits(kernel: Kernel, p: Proc, vp: Vnode, image: Image) -> tuple[str, Vmspace | None]:
    """Is there room for a program? Its complaint when not even its own segments fit (enforce_limits), or the space it
    will have: without libraries when those do not fit, which the dynamic linker finds out; the allocator keeps only
    what the limit leaves.
    """
    whole = vmspace_exec(kernel, p, vp, image)
    bare = whole if not image.needed else vmspace_exec(kernel, p, vp, image, libraries=False)
    bare = replace(bare, vm_dsize=0)
    most = lim_of(kernel, p, "vmem")[0]
    if bare.size > most:
        return "Total segment size exceeds process limit", None
    if not racct_set(kernel, p, VMEMORY, bare.size):
        return "Total segment size exceeds resource limit", None
    loaded = whole.size - whole.vm_dsize
    if loaded > most or not racct_set(kernel, p, VMEMORY, loaded):
        return "", bare
    reserve = min(RESERVE, most - loaded)
    if not racct_set(kernel, p, VMEMORY, loaded + reserve):
        reserve = 0
    return "", replace(whole, vm_dsize=reserve)


def sys_mmap(kernel: Kernel, p: Proc, length: int) -> None:
    """mmap(2) of memory that belongs to no file. Errors: EINVAL, ENOMEM (a limit, a rule, or no memory left)."""
    if length <= 0:
        raise Errno(EINVAL, "A mapping has a length.", "vm_mmap.c: kern_mmap")
    space, length = vmspace_of(kernel, p), round_page(length)
    most = lim_of(kernel, p, "vmem")[0]
    where = "vm_mmap.c: kern_mmap_racct_check"
    if space.size + length > most:
        raise Errno(ENOMEM, f"The process may map {most} bytes (RLIMIT_VMEM).", where)
    if space.size + length > kernel.hardware.physmem:
        raise Errno(ENOMEM, "The machine has no more memory, and no swap.", where)
    if kernel.racct_enable and not racct_set(kernel, p, VMEMORY, space.size + length):
        raise Errno(ENOMEM, "A resource rule denies more vmemoryuse.", where)
    p.p_vmspace = replace(space, vm_anon=space.vm_anon + length)


SYSCALLS = {"mmap": sys_mmap}
