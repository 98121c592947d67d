"""Options of nmount(2): which a type knows, and what their values say.

Models vfs_filteropt, vfs_getopt_size and vfs_scanopt of sys/kern/vfs_mount.c, and the option lists of tmpfs_vfsops.c
and devfs_vfsops.c.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simbsd.fs.ufs import Ufs
from simbsd.sys.errno import EINVAL, EOPNOTSUPP, Errno
from simbsd.sys.mount import MNT_OPTIONS
from simbsd.sys.strtol import is_number, to_int

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

# What every type takes (global_opts), and what vfs_donmount has taken out of the list as a flag.
_GLOBAL = ("errmsg", "fstype", "fspath", "ro", "rw", "nosuid", "noexec")
_FLAGS = ("update", "force", "reload", "snapshot", "nocover", "emptydir", "automounted", "untrusted")
_TAKEN = (*_GLOBAL, *_FLAGS, *(word for _, words, against in MNT_OPTIONS.values() for word in (*words, *against)))
TMPFS_OPTIONS = (
    "from", "easize", "size", "maxfilesize", "inodes", "uid", "gid", "mode", "export", "union", "nonc", "nomtime",
    "nosymfollow", "pgread",
)  # fmt: skip
TMPFS_UPDATE = ("from", "easize", "export", "nomtime", "size", "nosymfollow")
DEVFS_OPTIONS = ("from", "export", "ruleset")
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
PAGE_SIZE = 4096


def _unknown(params: Iterable[str], legal: tuple[str, ...]) -> str:
    """The last option that a type does not know, or empty (vfs_filteropt)."""
    known = {*_TAKEN, *legal}
    names = [name for name in params if name not in known and name.removeprefix("no") not in known]
    return names[-1] if names else ""


def check_options(params: dict[str, str], legal: tuple[str, ...]) -> None:
    """Refuse options that a type does not know. Errors: EINVAL."""
    unknown = _unknown(params, legal)
    if unknown:
        text = f"mount option <{unknown}> is unknown"
        raise Errno(EINVAL, f"The type knows no option {unknown}.", "vfs_mount.c: vfs_filteropt", text)


def opt_size(params: dict[str, str], name: str) -> int:
    """A size with a unit, 0 when it is not given or none (vfs_getopt_size: the caller takes 0)."""
    text = params.get(name, "")
    unit = _UNITS.get(text[-1:].lower(), 0)
    digits = text[:-1] if unit else text
    return to_int(digits) * (unit or 1) if is_number(digits) else 0


def scan_decimal(params: dict[str, str], name: str, default: int) -> int:
    """A decimal number as ``%d`` scans it: what comes after its digits is not looked at (vfs_scanopt)."""
    text = params.get(name, "")
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return to_int(digits) if digits else default


def scan_octal(params: dict[str, str], name: str, default: int) -> int:
    """An octal number as ``%ho`` scans it."""
    text = params.get(name, "")
    digits = text[: len(text) - len(text.lstrip("01234567"))]
    return to_int(digits, 8) & 0xFFFF if digits else default


def tmpfs_size(params: dict[str, str]) -> int:
    """The size of a tmpfs in whole pages; 0 for no limit of its own."""
    return -(-opt_size(params, "size") // PAGE_SIZE) * PAGE_SIZE


def tmpfs_update(kernel: Kernel, fs: Ufs, params: dict[str, str]) -> None:
    """What a mounted tmpfs lets be changed: not its size. Errors: EOPNOTSUPP."""
    unknown = _unknown(params, TMPFS_UPDATE)
    if unknown:
        text = f"mount option <{unknown}> is unknown"
        raise Errno(EOPNOTSUPP, f"{unknown} of a mounted tmpfs cannot be changed.", "tmpfs_vfsops.c: tmpfs_mount", text)
    size = tmpfs_size(params)
    if "size" in params and min(size or kernel.limits.storage, kernel.limits.storage) != fs.capacity:
        raise Errno(EOPNOTSUPP, "A mounted tmpfs keeps its size.", "tmpfs_vfsops.c: tmpfs_mount")
