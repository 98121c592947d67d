"""The dynamic linker: ``/libexec/ld-elf.so.1``, which finds a program's libraries and starts it.

Models libexec/rtld-elf/rtld.c (load_needed_objects, rtld_die) and map_object.c; leaves out its options,
ld-elf.so.hints, LD_* variables and loading: a library of this machine is there, and fits, or it is not.
"""

from __future__ import annotations

from simbsd.lib.files import access, stat
from simbsd.lib.mman import mmap
from simbsd.lib.path import basename
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, read_all
from simbsd.lib.unistd import close, execve, open
from simbsd.sys.elf import ELFMAG, HEADER_MAX, LIBRARY_PATH, needed
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import F_OK, O_CLOEXEC, O_RDONLY

NAME = "ld-elf.so.1"


async def header(path: str) -> bytes:
    """The first bytes of a file. Errors: those of open and read."""
    fd = await open(path, O_RDONLY | O_CLOEXEC)
    data = await read_all(fd, HEADER_MAX)
    await close(fd)
    return data


async def find_library(name: str) -> str:
    """The path of a library, or empty when no directory of the search path holds it (find_library)."""
    for place in LIBRARY_PATH:
        try:
            await access(f"{place}/{name}", F_OK)
        except Errno:
            continue
        return f"{place}/{name}"
    return ""


async def _die(message: str) -> int:
    await printf(f"{NAME}: {message}\n", STDERR)
    return 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """``ld-elf.so.1 [--] program [argument ...]``: the program, or the first library that is missing."""
    words = argv[1:]
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        return await _die("No binary specified")
    try:
        head = await header(words[0])
    except Errno as error:
        return await _die(f"Cannot open {words[0]}: {strerror(error.errno)}")
    if not head.startswith(ELFMAG):
        return await _die(f"{words[0]}: invalid file format")
    for library, requirer in needed(head):
        path = await find_library(library)
        if not path:
            by = requirer or basename(words[0])
            return await _die(f'Shared object "{library}" not found, required by "{by}"')
        try:
            await mmap((await stat(path)).st_size)
        except Errno as error:
            return await _die(f"{path}: mmap of entire address space failed: {strerror(error.errno)}")
    await execve(words[0], words, envp)
