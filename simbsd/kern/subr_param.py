"""Sizes of this boot's tables: what the machine has, or less where the kernel environment says so.

Models sys/kern/subr_param.c (init_param1, init_param2): kern.maxproc, kern.maxfiles and kern.maxfilesperproc; leaves
out kern.hz, kern.maxusers and the buffers, which nothing here depends on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_environment import getenv_int

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel


def init_param(kernel: Kernel) -> None:
    """Set ``kernel.limits``; a table is never larger than the machine has room for (init_param2: maxproc is cut to what
    physical memory allows).
    """
    most = kernel.hardware
    processes = _size(kernel, "kern.maxproc", most.processes)
    files = _size(kernel, "kern.maxfiles", most.files)
    descriptors = _size(kernel, "kern.maxfilesperproc", most.descriptors)
    if (processes, files, descriptors) != (most.processes, most.files, most.descriptors):
        kernel.limits = replace(most, processes=processes, files=files, descriptors=descriptors)


def _size(kernel: Kernel, name: str, most: int) -> int:
    number = getenv_int(kernel, name, most)
    return number if 0 < number < most else most
