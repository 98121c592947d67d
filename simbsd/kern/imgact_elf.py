"""Image activation: what a file's first bytes say about how to run it.

Models sys/kern/imgact_elf.c and imgact_shell.c; leaves out brands, emulations and memory layout. A binary of this
machine is an ELF header of its own kind that names a program (sys/elf.py); a dynamic one needs its interpreter to be
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from simbsd.sys.elf import ELFMAG, needed, parse
from simbsd.sys.errno import ENOEXEC, Errno

_IMAGES = 256  # most beginnings of files that are remembered
SHELL_LINE_MAX = 4096  # imgact_shell.c: MAXSHELLCMDLEN is PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Image:
    """How to run a file: a program of the machine (with the interpreter and the libraries it needs), or a script's
    interpreter and its argument.
    """

    program: str = ""
    interp: str = ""
    needed: tuple[str, ...] = ()
    script: str = ""
    argument: str = ""


@lru_cache(_IMAGES)
def activate(head: bytes) -> Image:
    """Read the first bytes of an executable file. Errors: ENOEXEC."""
    if head.startswith(b"#!"):
        return _shell(head)
    if not head.startswith(ELFMAG):
        raise Errno(ENOEXEC, "the file is neither a binary nor a #! script")
    program, interp = parse(head)
    return Image(program, interp, tuple(name for name, _ in needed(head)) if interp else ())


def _shell(head: bytes) -> Image:
    line, newline, _ = head[2:SHELL_LINE_MAX].partition(b"\n")
    if not newline and len(head) >= SHELL_LINE_MAX:
        raise Errno(ENOEXEC, "the #! line is too long")
    words = line.decode("utf-8", "surrogateescape").strip(" \t").split(None, 1)
    if not words:
        raise Errno(ENOEXEC, "the #! line names no interpreter")
    return Image(script=words[0], argument=words[1].strip() if len(words) > 1 else "")
