"""file(1): what a file holds, by what it is and how it begins.

Models contrib/file (fsmagic.c, ascmagic.c, is_tar.c, readelf.c) for the kinds of file that this machine has; leaves out
magic(5) files, MIME types, compressed contents (-z) and every format that nothing here writes.
"""

from __future__ import annotations

from simbsd.lib.files import lstat, readlink, stat
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, decode, read_all
from simbsd.lib.unistd import close, open, read
from simbsd.sys.elf import core
from simbsd.sys.errno import EACCES, Errno
from simbsd.sys.fcntl import (
    O_RDONLY,
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFSOCK,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
)
from simbsd.sys.vnode import Stat

USAGE = """\
Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]
            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]
            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]
            <file> ...
       file -C [-m <magicfiles>]
       file [--help]
"""
NAMES: Names = {"brief": ("b", ""), "dereference": ("L", ""), "no-dereference": ("h", ""), "separator": ("F", ":")}
KINDS = {S_IFDIR: "directory", S_IFIFO: "fifo (named pipe)", S_IFSOCK: "socket"}
MODES = ((S_ISUID, "setuid "), (S_ISGID, "setgid "), (S_ISTXT, "sticky "))
LOOKED_AT = 65536
LONG_LINE = 300  # ascmagic.c: MAXLINELEN
SHELLS = {
    "/bin/sh": "POSIX shell script", "/bin/csh": "C shell script", "/usr/bin/awk": "awk script",
    "/usr/local/bin/bash": "Bourne-Again shell script", "/usr/bin/sed": "sed script",
}  # fmt: skip
MAGIC = (
    (b"\x1f\x8b", "gzip compressed data"), (b"BZh", "bzip2 compressed data"), (b"\xfd7zXZ\0", "XZ compressed data"),
    (b"!<arch>\n", "current ar archive"), (b"\x89PNG\r\n\x1a\n", "PNG image data"), (b"%PDF-", "PDF document"),
)  # fmt: skip
TEXT_CONTROLS = frozenset(b"\a\b\t\n\v\f\r\x1b")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """A line for each file: its name, and what it is. Files that cannot be opened are told so, with status 0."""
    options, paths = await getopt_long(argv, "bF:hLNs", NAMES)
    given = dict(options)
    if "?" in given or not paths:
        await printf(USAGE, STDERR)
        return 1
    separator = given.get("F", ":")
    follow = "L" in given or ("h" not in given and "POSIXLY_CORRECT" in envp)
    width = 0 if "N" in given else max(len(path) for path in paths)
    for path in paths:
        what = await describe(path, follow, "s" in given)
        name = "/dev/stdin" if path == "-" else path
        pad = " " * max(width - len(path), 0)
        await printf(f"{what}\n" if "b" in given else f"{name}{separator}{pad} {what}\n")
    return 0


async def describe(path: str, follow: bool = False, special: bool = False) -> str:
    """What a file is: its kind, or what its bytes look like."""
    if path == "-":
        return of_bytes(await read_all(STDIN, LOOKED_AT))
    try:
        info = await (stat(path) if follow else lstat(path))
    except Errno as error:
        return f"cannot open `{path}' ({error})"
    marks = "".join(text for bit, text in MODES if info.st_mode & bit)
    kind = await _kind(path, info, special)
    if kind is not None:
        return marks + kind
    if info.st_size == 0 and info.st_mode & S_IFMT not in (S_IFCHR, S_IFBLK):
        return f"{marks}empty"
    try:
        fd = await open(path, O_RDONLY)
        data = await read(fd, LOOKED_AT)
        await close(fd)
    except Errno as error:
        if error.errno == EACCES:
            return f"{marks}regular file, no read permission"
        return f"cannot open `{path}' ({error})"
    return marks + of_bytes(data)


async def _kind(path: str, info: Stat, special: bool) -> str | None:
    """Everything but regular files (file_fsmagic); a device only where nobody asked for its content."""
    kind = info.st_mode & S_IFMT
    if kind in KINDS:
        return KINDS[kind]
    if kind == S_IFLNK:
        target = await readlink(path)
        try:
            await stat(path)
        except Errno:
            return f"broken symbolic link to {target}"
        return f"symbolic link to {target}"
    if kind in (S_IFCHR, S_IFBLK) and not special:
        name = "character special" if kind == S_IFCHR else "block special"
        return f"{name} ({info.st_ino >> 8}/{info.st_ino & 0xFF})"
    return None


def of_bytes(data: bytes) -> str:
    """What a beginning says of a file."""
    if not data:
        return "empty"
    if data.startswith(b"\x7fELF"):
        return _elf(data)
    for start, name in MAGIC:
        if data.startswith(start):
            return name
    if data[257:262] == b"ustar":
        return "POSIX tar archive" + (" (GNU)" if data[262:265] == b"  \0" else "")
    return _text(data)


def _elf(data: bytes) -> str:
    """The programs and libraries of this machine are for amd64; the header says what the linker is to do."""
    arguments, pid = core(data)
    if pid:
        start = "ELF 64-bit LSB core file, x86-64, version 1 (FreeBSD), FreeBSD-style"
        return f"{start}, from '{arguments}', pid={pid}"
    words = decode(data[:4096]).split("\0")
    interpreter = next((word.removeprefix("interp=") for word in words if word.startswith("interp=")), "")
    kind = "executable" if any(word.startswith("program=") for word in words) else "shared object"
    text = f"ELF 64-bit LSB {kind}, x86-64, version 1 (FreeBSD), "
    text += "dynamically linked" if interpreter or kind == "shared object" else "statically linked"
    text += f", interpreter {interpreter}" if interpreter else ""
    return text + ", for FreeBSD 14.0, FreeBSD-style, stripped"


def _text(data: bytes) -> str:
    encoding = _encoding(data)
    if encoding is None:
        return "data"
    first, _, _ = data.partition(b"\n")
    script = ""
    if first.startswith(b"#!"):
        command = decode(first[2:]).strip()
        program = command.split(" ")[0] if command else ""
        script = SHELLS.get(program, f"a {command} script")
    lines = data.split(b"\n")
    text = f"{script}, {encoding} text executable" if script else f"{encoding} text"
    longest = max(len(line) for line in lines)
    if longest >= LONG_LINE:
        text += f", with very long lines ({longest})"
    if b"\r\n" in data:
        text += (
            ", with CRLF line terminators"
            if data.count(b"\r\n") == data.count(b"\n")
            else ", with CRLF, LF line terminators"
        )
    elif b"\n" not in data:
        text += ", with no line terminators"
    return text + (", with escape sequences" if b"\x1b" in data else "")


def _encoding(data: bytes) -> str | None:
    """ASCII, UTF-8, another with the high bit, or None for what is no text (file_encoding)."""
    if any(byte < 0x20 and byte not in TEXT_CONTROLS or byte == 0x7F for byte in data):
        return None
    if data.isascii():
        return "ASCII"
    try:
        data.decode("utf-8")
        return "Unicode text, UTF-8"
    except UnicodeDecodeError:
        return "ISO-8859" if not any(0x80 <= byte < 0xA0 for byte in data) else "Non-ISO extended-ASCII"
