"""Binaries of this machine: an ELF header of our own kind that names a program and its interpreter.

Models the identification bytes and the PT_INTERP segment of sys/sys/elf_common.h; leaves out code: the program
is a coroutine that the machine's table knows by name.
"""

from __future__ import annotations

ELFMAG = b"\x7fELF"
# 64-bit, little endian, version 1, OS/ABI FreeBSD (EI_CLASS, EI_DATA, EI_VERSION, EI_OSABI), padding.
_IDENT = ELFMAG + bytes((2, 1, 1, 9)) + bytes(8)
_PROGRAM, _INTERP = b"\0program=", b"\0interp="
HEADER_MAX = 512  # all that matters of a binary is in its first bytes
INTERP = "/libexec/ld-elf.so.1"


def make(program: str, interp: str = INTERP) -> bytes:
    """The bytes of a binary that runs ``program``; ``interp`` empty for a static one."""
    return _IDENT + _PROGRAM + program.encode() + _INTERP + interp.encode() + b"\0"


def parse(data: bytes) -> tuple[str, str]:
    """Program name and interpreter of a binary; both empty when the header names none (a library)."""
    head = data[:HEADER_MAX]
    return _field(head, _PROGRAM), _field(head, _INTERP)


def _field(data: bytes, mark: bytes) -> str:
    start = data.find(mark)
    if start < 0:
        return ""
    return data[start + len(mark) :].partition(b"\0")[0].decode("utf-8", "replace")
