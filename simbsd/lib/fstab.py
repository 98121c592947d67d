"""The table of file systems that are mounted at boot.

Models lib/libc/gen/fstab.c; leaves out the oldest form of a line (fields apart by colons) and swap spaces' options.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.stdio import STDERR
from simbsd.lib.unvis import strunvis
from simbsd.sys.errno import EFTYPE, strerror
from simbsd.sys.strtol import is_number, to_int

FSTAB = "/etc/fstab"
TYPES = ("rw", "rq", "ro", "sw", "xx")
MOUNTED = ("rw", "rq", "ro")


@dataclass(frozen=True, slots=True)
class Fstab:
    """One line: what, where, of which type, with which options; ``fs_type`` is rw, rq, ro or sw."""

    fs_spec: str
    fs_file: str
    fs_vfstype: str
    fs_mntops: str
    fs_type: str
    fs_freq: int = 0
    fs_passno: int = 0


def _number(words: list[str], place: int) -> int:
    return to_int(words[place]) if len(words) > place and is_number(words[place]) else 0


async def getfsent_all(path: str = FSTAB) -> list[Fstab]:
    """Every entry, in the file's order; a line that is none is complained of."""
    found: list[Fstab] = []
    for number, line in enumerate((await read_file(path)).splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        kind = next((word for word in words[3].split(",") if word in TYPES), "") if len(words) > 3 else ""
        if not kind:
            await printf(f"fstab: {path}:{number}: {strerror(EFTYPE)}\n", STDERR)
        elif kind != "xx":
            spec, file = (strunvis(word) or "" for word in words[:2])
            found.append(Fstab(spec, file, words[2], words[3], kind, _number(words, 4), _number(words, 5)))
    return found
