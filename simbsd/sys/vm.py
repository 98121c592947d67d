"""What a process holds of memory.

Models struct vmspace of sys/vm/vm_map.h and what sys/sys/param.h and sys/amd64/include/vmparam.h say of sizes; leaves
out the map itself: sizes are kept, addresses are not.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_SIZE = 4096
SGROWSIZ = 128 * 1024  # the stack that a new program is given (amd64/include/vmparam.h)
KSTACK_PAGES = 4  # of a thread in the kernel (amd64/include/param.h)
# The simulator's own figures. The address space that libc's allocator keeps, and what a program touches of its data,
# its stack and that space before it does anything; libraries are used by half.
RESERVE, TOUCHED, USED_OF_LIBRARIES = 10 * 1024 * 1024, 640 * 1024, 2


def round_page(size: int) -> int:
    """Up to whole pages."""
    return -(-size // PAGE_SIZE) * PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Vmspace:
    """The sizes of an address space, in bytes of whole pages: the program's text, its libraries with the dynamic
    linker, data of its own, stack, and what it asked for since. ``vm_files`` says which files the first two are: mount,
    number, and how much of it is in memory; processes share them.
    """

    vm_tsize: int = 0
    vm_libs: int = 0
    vm_dsize: int = 0
    vm_ssize: int = 0
    vm_anon: int = 0
    vm_files: tuple[tuple[int, int, int], ...] = ()

    @property
    def size(self) -> int:
        """All that is mapped (vm_map.size)."""
        return self.vm_tsize + self.vm_libs + self.vm_dsize + self.vm_ssize + self.vm_anon

    @property
    def own(self) -> int:
        """What is in memory for this process alone."""
        return (min(TOUCHED, self.vm_dsize) if self.vm_tsize else 0) + self.vm_anon

    @property
    def resident(self) -> int:
        """What is in memory (vmspace_resident_count)."""
        return self.own + sum(size for _, _, size in self.vm_files)
