"""The command line of tcpdump.

Models contrib/tcpdump/tcpdump.c (main, SHORTOPTS, longopts); -a, -b, -E, -H, -m, -M, -u and -Y are taken and mean
nothing here, -f neither, for names are asked of /etc/hosts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simbsd.lib.getopt_long import Names as LongNames
from simbsd.lib.inet import strtoul
from simbsd.sys.strtol import atoi, is_number
from simbsd.usr_sbin.tcpdump.savefile import MAXIMUM_SNAPLEN

LETTERS = "aAbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#"
# stand for the options that have no letter
VERSION, PRECISION, IMMEDIATE, PRINT, MICRO, NANO, COUNT = "\1\2\3\4\5\6\7"
LONG_NAMES: LongNames = {
    "buffer-size": ("B", ":"), "list-interfaces": ("D", ""), "help": ("h", ""), "interface": ("i", ":"),
    "monitor-mode": ("I", ""), "time-stamp-type": ("j", ":"), "list-time-stamp-types": ("J", ""), "micro": (MICRO, ""),
    "nano": (NANO, ""), "time-stamp-precision": (PRECISION, ":"), "dont-verify-checksums": ("K", ""),
    "list-data-link-types": ("L", ""), "no-optimize": ("O", ""), "no-promiscuous-mode": ("p", ""),
    "direction": ("Q", ":"), "snapshot-length": ("s", ":"), "absolute-tcp-sequence-numbers": ("S", ""),
    "packet-buffered": ("U", ""), "linktype": ("y", ":"), "immediate-mode": (IMMEDIATE, ""),
    "debug-filter-parser": ("Y", ""), "relinquish-privileges": ("Z", ":"), "count": (COUNT, ""), "number": ("#", ""),
    "print": (PRINT, ""), "version": (VERSION, ""),
}  # fmt: skip
# -T: of these only carp and domain are printed otherwise than without it
_TYPES = (
    "vat", "wb", "rpc", "rtp", "rtcp", "snmp", "cnfp", "tftp", "aodv", "carp", "radius", "zmtp1", "vxlan", "pgm",
    "pgm_zmtp1", "lmp", "resp", "ptp", "someip", "domain",
)  # fmt: skip
# DLT_ names that libpcap knows and that an interface here may have
LINK_TYPES = {"NULL": 0, "EN10MB": 1, "PFLOG": 117, "RAW": 12, "LOOP": 108, "DOCSIS": 143}
_STAMPS = ("host", "host_lowprec", "host_hiprec", "adapter", "adapter_unsynced", "host_hiprec_unsynced")


class Wrong(Exception):
    """error(): what is wrong with an option."""


@dataclass
class Flags:
    """What the options ask for; letters that count are counted in ``counts``, arguments are in ``words``."""

    counts: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    count: int = 0
    snaplen: int = 0
    rotate_size: int = 0
    rotate_seconds: int = 0
    rotate_files: int = 0

    def has(self, letter: str) -> int:
        """How often a letter was given."""
        return self.counts.get(letter, 0)

    def get(self, letter: str) -> str | None:
        """A letter's last argument."""
        return self.words.get(letter)

    def take(self, letter: str, word: str) -> None:
        """One option. Raises Wrong."""
        self.counts[letter] = self.has(letter) + 1
        self.words[letter] = word
        check = _CHECKS.get(letter)
        if check is not None:
            check(self, word)

    def check(self) -> None:
        """What does not go together. Raises Wrong."""
        if self.has("t") > 5:
            raise Wrong("only -t, -tt, -ttt, -tttt and -ttttt are supported")
        if self.has("f") and (self.has("V") or self.has("r")):
            raise Wrong("-f can not be used with -V or -r")
        if self.has("V") and self.has("r"):
            raise Wrong("-V and -r are mutually exclusive.")


def _buffer(flags: Flags, word: str) -> None:
    if atoi(word) <= 0:
        raise Wrong(f"invalid packet buffer size {word}")


def _count(flags: Flags, word: str) -> None:
    flags.count = atoi(word)
    if flags.count <= 0:
        raise Wrong(f"invalid packet count {word}")


def _file_size(flags: Flags, word: str) -> None:
    size = int(word) if is_number(word.lstrip("+-")) else 0
    if size <= 0 or size > 0x7FFFFFFFFFFFFFFF:
        raise Wrong(f"invalid file size {word}")
    if size > 0x7FFFFFFFFFFFFFFF // 1_000_000:
        raise Wrong(f"file size {word} is too large")
    flags.rotate_size = size * 1_000_000


def _seconds(flags: Flags, word: str) -> None:
    flags.rotate_seconds = atoi(word)
    if flags.rotate_seconds < 0:
        raise Wrong(f"invalid number of seconds {word}")


def _files(flags: Flags, word: str) -> None:
    flags.rotate_files = atoi(word)
    if flags.rotate_files <= 0:
        raise Wrong(f"invalid number of output files {word}")


def _direction(flags: Flags, word: str) -> None:
    if word.lower() not in ("in", "out", "inout"):
        raise Wrong(f"unknown capture direction `{word}'")


def _snaplen(flags: Flags, word: str) -> None:
    value = strtoul(word)  # strtol(3), base 0
    if value is None or value > MAXIMUM_SNAPLEN:
        raise Wrong(f"invalid snaplen {word} (must be >= 0 and <= {MAXIMUM_SNAPLEN})")
    flags.snaplen = value


def _type(flags: Flags, word: str) -> None:
    if word.lower() not in _TYPES:
        raise Wrong(f"unknown packet type `{word}'")


def _link_type(flags: Flags, word: str) -> None:
    if word.upper() not in LINK_TYPES:
        raise Wrong(f"invalid data link type {word}")


def _stamp(flags: Flags, word: str) -> None:
    if word.lower() not in _STAMPS:
        raise Wrong(f"invalid time stamp type {word}")


def _precision(flags: Flags, word: str) -> None:
    if not word.startswith(("micro", "nano")):
        raise Wrong("unsupported time stamp precision")
    flags.counts[NANO] = word.startswith("nano")


_CHECKS: dict[str, Callable[[Flags, str], None]] = {
    "B": _buffer, "c": _count, "C": _file_size, "G": _seconds, "W": _files, "Q": _direction, "s": _snaplen, "T": _type,
    "y": _link_type, "j": _stamp, PRECISION: _precision,
}  # fmt: skip
