"""What the arguments of other commands can become: names of sysctls, and the options that a manual page lists.

Models nothing of FreeBSD's shell, which completes commands and files only; the words are those of the kernel's tree and
of the manual.
"""

from __future__ import annotations

import re

from simbsd.lib.stdio import decode, read_all
from simbsd.lib.sysctl import sysctl_describe
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

SECTIONS = ("1", "8")
LETTER = re.compile(r"[A-Za-z0-9]")


async def sysctl_words(word: str) -> list[str]:
    """The nodes one step below what is typed: ``kern.`` for ``ke``, ``kern.ostype `` for ``kern.ost``."""
    start = word.rpartition(".")[0]
    try:
        found = await sysctl_describe(start)
    except Errno:
        return []
    head = len(start) + 1 if start else 0
    nodes: dict[str, None] = {}
    for one in found:
        rest = one.name[head:]
        step, dot, _ = rest.partition(".")
        nodes[one.name[: head + len(step)] + ("." if dot else " ")] = None
    return sorted(nodes)


async def option_words(command: str) -> list[str]:
    """The options of a command's synopsis, letters and words; none without a page."""
    text = ""
    for section in SECTIONS:
        try:
            fd = await open(f"/usr/share/man/man{section}/{command}.{section}", O_RDONLY)
        except Errno:
            continue
        text = decode(await read_all(fd))
        await close(fd)
        break
    _, _, synopsis = text.partition(".Sh SYNOPSIS\n")
    return options_of(synopsis.partition("\n.Sh ")[0])


def options_of(synopsis: str) -> list[str]:
    """``.Op Fl dh`` is -d and -h, ``Fl -libxo`` and ``Fl Fl libxo`` are --libxo."""
    found: dict[str, None] = {}
    for line in synopsis.splitlines():
        words = line.removeprefix(".").split()
        for place, word in enumerate(words[:-1]):
            if word != "Fl" or words[place + 1] == "Fl":
                continue
            name, long = words[place + 1], place > 0 and words[place - 1] == "Fl"
            if long or name.startswith("-"):
                found[f"--{name.lstrip('-')} "] = None
            else:
                found |= {f"-{letter} ": None for letter in name if LETTER.match(letter)}
    return sorted(found)
