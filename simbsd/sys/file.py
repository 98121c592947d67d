"""Open files and a process's table of them.

Models sys/sys/file.h and sys/sys/filedesc.h; leaves out capabilities and descriptor passing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vnode import Stat, Vnode


@dataclass(slots=True, eq=False)
class File:
    """An open file, shared by dup and fork.

    ``f_type`` (``vnode``, ``pipe``, ``socket``) chooses the operations in ``kern/sys_generic.py: FILEOPS``;
    ``f_data`` is the vnode, pipe end or socket. ``f_count`` is how many descriptors refer to it.
    """

    f_type: str
    f_data: Any
    f_flag: int
    f_cred: Ucred
    f_count: int = 0
    f_offset: int = 0


@dataclass(frozen=True, slots=True)
class Fileops:
    """What can be done with an open file of one type (struct fileops): ``read(kernel, p, fp, nbytes)``,
    ``write(kernel, p, fp, data)``, ``ioctl(kernel, p, fp, request, argument)``, ``poll(kernel, p, fp, "rw")``
    -> what is ready, ``stat(kernel, p, fp)``, ``close(kernel, fp)`` when the last descriptor is gone."""

    read: Callable[[Kernel, Proc, File, int], bytes]
    write: Callable[[Kernel, Proc, File, bytes], int]
    ioctl: Callable[[Kernel, Proc, File, str, Any], Any]
    poll: Callable[[Kernel, Proc, File, str], str]
    stat: Callable[[Kernel, Proc, File], Stat]
    close: Callable[[Kernel, File], None]


@dataclass(slots=True)
class Filedesc:
    """Descriptors of one process: number -> file, and which of them close on exec. ``fd_nfiles`` is how many its table
    has room for, kept while accounting is on.
    """

    fd_files: dict[int, File] = field(default_factory=dict)
    fd_cloexec: dict[int, bool] = field(default_factory=dict)
    fd_cmask: int = 0o022
    fd_nfiles: int = 20


@dataclass(frozen=True, slots=True)
class Pwd:
    """Where a process stands: working directory, root, and ``jdir``, the root that no later chroot moves."""

    pwd_cdir: Vnode
    pwd_rdir: Vnode
    pwd_jdir: Vnode | None


@dataclass(slots=True, eq=False)
class Pipe:
    """A pipe: bytes under way, and how many ends are open on either side."""

    pipe_buffer: bytearray = field(default_factory=bytearray)
    pipe_readers: int = 1
    pipe_writers: int = 1
