"""Binaries of this machine: an ELF header of our own kind that names a program, its interpreter and its libraries.

Models the identification bytes, the PT_INTERP segment and the DT_NEEDED entries of sys/sys/elf_common.h; leaves out
code: the program is a coroutine that the machine's table knows by name.
"""

from __future__ import annotations

ELFMAG = b"\x7fELF"
# 64-bit, little endian, version 1, OS/ABI FreeBSD (EI_CLASS, EI_DATA, EI_VERSION, EI_OSABI), padding.
_IDENT = ELFMAG + bytes((2, 1, 1, 9)) + bytes(8)
_PROGRAM, _INTERP, _NEEDED, _MODULE = b"\0program=", b"\0interp=", b"\0needed=", b"\0module="
_CORE, _PID, _WRITTEN, PRARGSZ = b"\0core=", b"\0pid=", b"\0written=", 80  # the last is of sys/sys/procfs.h
HEADER_MAX = 512  # all that matters of a binary is in its first bytes
INTERP = "/libexec/ld-elf.so.1"
# Where the dynamic linker looks (libexec/rtld-elf/rtld.h: STANDARD_LIBRARY_PATH).
LIBRARY_PATH = ("/lib", "/usr/lib")
# An archive of the release (fs/ufs_dist.py): the identification of an xz stream, then which set it is.
XZMAG = b"\xfd7zXZ\0"
BODILESS = (ELFMAG, XZMAG)  # files of which only a header is kept, and whose length counts all the same


def make(program: str, interp: str = INTERP, needed: tuple[str, ...] = ()) -> bytes:
    """The bytes of a binary that runs ``program``; ``interp`` empty for a static one. ``needed`` are the libraries in
    the order of loading, each with what needs it: ``libc.so.7:sh``.
    """
    head = _IDENT + _PROGRAM + program.encode() + _INTERP + interp.encode() + b"\0"
    return head[:-1] + _NEEDED + ",".join(needed).encode() + b"\0" if needed else head


def make_module(name: str) -> bytes:
    """The bytes of a file that holds one module of the kernel (an ET_REL object)."""
    return _IDENT + _MODULE + name.encode() + b"\0"


def make_core(arguments: str, pid: int, written: int) -> bytes:
    """The beginning of a dumped core: who it was (imgact_elf.c: note_prpsinfo), and how much of the rest is no hole."""
    who = arguments.encode("utf-8", "surrogateescape")[:PRARGSZ]
    return _IDENT + _CORE + who + _PID + str(pid).encode() + _WRITTEN + str(written).encode() + b"\0"


def body(data: bytes | bytearray, hole: int) -> int:
    """How much of what follows a header, and is not kept, counts all the same: all of a binary, of a core what was
    written.
    """
    written = _field(bytes(data), _WRITTEN)
    return min(int(written), hole) if written else hole


def core(data: bytes) -> tuple[str, str]:
    """The arguments and the pid of the process that a core was; both empty when it is none."""
    return _field(data[:HEADER_MAX], _CORE), _field(data[:HEADER_MAX], _PID)


def module(data: bytes) -> str:
    """The module that a file holds; empty when there is none."""
    return _field(data[:HEADER_MAX], _MODULE)


def parse(data: bytes) -> tuple[str, str]:
    """Program name and interpreter of a binary; both empty when the header names none (a library)."""
    head = data[:HEADER_MAX]
    return _field(head, _PROGRAM), _field(head, _INTERP)


def needed(data: bytes) -> list[tuple[str, str]]:
    """The libraries that a binary loads, in order: (library, what needs it)."""
    words = _field(data[:HEADER_MAX], _NEEDED)
    return [(name, by) for name, _, by in (word.partition(":") for word in words.split(",")) if name]


def _field(data: bytes, mark: bytes) -> str:
    start = data.find(mark)
    if start < 0:
        return ""
    return data[start + len(mark) :].partition(b"\0")[0].decode("utf-8", "replace")
