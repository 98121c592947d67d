"""The boot loader: reads /boot/loader.conf and its companions off the root file system, and hands the kernel its
environment and the modules to come with it.

Models stand/lua/config.lua (loadConf, the pattern table) and stand/common/module.c in effect; leaves out the menu,
``exec``, ``$`` expansion, module options other than name and type, and every output of the loader.
"""

from __future__ import annotations

import re
from hashlib import sha1
from typing import TYPE_CHECKING

from simbsd.fs.ufs import ROOTINO, Ufs, ibytes, iget, iown
from simbsd.kern.kern_environment import kern_setenv
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFMT, S_IFREG

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnode import Inode

DEFAULTS = "/boot/defaults/loader.conf"
_ASSIGNMENT = re.compile(r'\s*([\w.-]+)\s*=\s*(?:"(.*)"|([-\w.]+))\s*(?:#.*)?')
_UNSET = ("loader_conf_files", "exec")  # never in the environment (config.lua: loader_env_restricted_table)


def load(kernel: Kernel, fs: Ufs) -> list[str]:
    """Fill the kernel's environment, sorted by name; the modules marked ``NAME_load="YES"`` of type elf kernel module,
    in order of name.
    """
    found: dict[str, str] = {"kernelname": "/boot/kernel/kernel", "smbios.system.uuid": _uuid(kernel.seed)}
    _read(fs, DEFAULTS, found)
    for path in found.get("loader_conf_files", "").split():
        _read(fs, path, found)
    for folder in found.get("loader_conf_dirs", "").split():
        for name in sorted(_entries(fs, folder)):
            if name.endswith(".conf"):
                _read(fs, f"{folder}/{name}", found)
    if "module_path" in found:  # the place of the kernel that was loaded comes first (config.lua: loadKernel)
        found["module_path"] = "/boot/kernel;" + found["module_path"]
    for name in sorted(found):
        if name not in _UNSET:
            kern_setenv(kernel, name, found[name])
    return [_module(found, name[: -len("_load")]) for name in sorted(found) if _is_module(found, name)]


def write_loader_conf(fs: Ufs, lines: tuple[str, ...]) -> None:
    """Append lines to /boot/loader.conf on a disk that no kernel has mounted yet, as an installer does."""
    inode = _find(fs, "/boot/loader.conf")
    if inode is not None:
        own = iown(fs, inode.ino)
        fs.used -= ibytes(own)
        own.data = bytearray(bytes(own.data) + "".join(f"{line}\n" for line in lines).encode())
        fs.used += ibytes(own)


def _uuid(seed: int) -> str:
    """The machine's uuid, as its firmware gives it, from its seed."""
    digits = sha1(f"cellblock-{seed}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _is_module(found: dict[str, str], name: str) -> bool:
    """Whether a variable asks for a kernel module; files of another type are data for the kernel."""
    return name.endswith("_load") and found[name].upper() == "YES" and f"{name[:-5]}_type" not in found


def _module(found: dict[str, str], key: str) -> str:
    return found.get(f"{key}_name", key).rpartition("/")[2].removesuffix(".ko")


def _read(fs: Ufs, path: str, found: dict[str, str]) -> None:
    for line in _text(fs, path).splitlines():
        match = _ASSIGNMENT.fullmatch(line)
        if match is not None:
            quoted, word = match.group(2), match.group(3)
            found[match.group(1)] = word if quoted is None else quoted


def _find(fs: Ufs, path: str) -> Inode | None:
    inode = iget(fs, ROOTINO)
    try:
        for name in path.split("/")[1:]:
            inode = iget(fs, (inode.entries or {}).get(name, 0))
    except Errno:
        return None
    return inode


def _text(fs: Ufs, path: str) -> str:
    inode = _find(fs, path)
    if inode is None or inode.mode & S_IFMT != S_IFREG:
        return ""
    return bytes(inode.data).decode("utf-8", "surrogateescape")


def _entries(fs: Ufs, path: str) -> list[str]:
    inode = _find(fs, path)
    return list((inode.entries if inode is not None else None) or {})
