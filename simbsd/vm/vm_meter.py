"""The machine's memory in figures: what is wired, in use, and free.

Models sys/vm/vm_meter.c (vm.stats) and the memory of sys/kern/kern_mib.c; leaves out the page daemon, its queues
(nothing is ever inactive or laundered), swap, and the buffer cache: all that is not wired or in use is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.sysctl import Oid
from simbsd.sys.vm import KSTACK_PAGES, PAGE_SIZE
from simbsd.vm.vm_map import vmspace_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

SIZEOF_VM_PAGE = 104  # what the kernel keeps about each page (sys/vm/vm_page.h on amd64)
KERNEL_TEXT = 30_000_000  # image.py: KERNEL_SIZE


def vm_page_count(kernel: Kernel) -> int:
    """Pages of the machine."""
    return kernel.hardware.physmem // PAGE_SIZE


def vm_wire_count(kernel: Kernel) -> int:
    """Pages of the kernel: itself, its book about pages, a stack for each thread."""
    book = vm_page_count(kernel) * SIZEOF_VM_PAGE
    return -(-(KERNEL_TEXT + book) // PAGE_SIZE) + KSTACK_PAGES * len(kernel.allproc)


def vm_active_count(kernel: Kernel) -> int:
    """Pages of processes; a file that several run is there once."""
    own, files = 0, {}
    for p in kernel.allproc.values():
        space = vmspace_of(kernel, p)
        own += space.own
        files.update({(mount, ino): size for mount, ino, size in space.vm_files})
    return (own + sum(files.values())) // PAGE_SIZE


def vm_free_count(kernel: Kernel) -> int:
    """Pages that nobody has."""
    return max(vm_page_count(kernel) - vm_wire_count(kernel) - vm_active_count(kernel), 0)


def _stat(name: str, description: str, count: Callable[[Kernel], int] | None = None, value: int = 0) -> Oid:
    get = (lambda kernel, p: count(kernel)) if count is not None else None
    return Oid(f"vm.stats.vm.{name}", "int", description, value, get=get)


def _memory(name: str, description: str, count: Callable[[Kernel], int]) -> Oid:
    def get(kernel: Kernel, p: Proc) -> int:
        return count(kernel) * PAGE_SIZE

    return Oid(f"hw.{name}", "ulong", description, get=get)


SYSCTLS: tuple[Oid, ...] = (
    _memory("physmem", "Amount of physical memory (in bytes)", vm_page_count),
    _memory("realmem", "Amount of memory (in bytes) reported by the firmware", vm_page_count),
    _memory("usermem", "Amount of memory (in bytes) which is not wired",
            lambda kernel: vm_page_count(kernel) - vm_wire_count(kernel)),
    Oid("hw.availpages", "int", "Amount of physical memory (in pages)",
        get=lambda kernel, p: vm_page_count(kernel)),
    _stat("v_swappgsin", "Swap pages swapped in"),
    _stat("v_swappgsout", "Swap pages swapped out"),
    _stat("v_page_size", "Page size in bytes", value=PAGE_SIZE),
    _stat("v_page_count", "Total number of pages in system", vm_page_count),
    _stat("v_free_count", "Free pages", vm_free_count),
    _stat("v_wire_count", "Wired pages", vm_wire_count),
    _stat("v_active_count", "Active pages", vm_active_count),
    _stat("v_inactive_count", "Inactive pages"),
    _stat("v_laundry_count", "Pages eligible for laundering"),
    Oid("vm.nswapdev", "int", "Number of swap devices", 0),
    Oid("vfs.bufspace", "int", "Physical memory used for buffers", 0),
)  # fmt: skip
