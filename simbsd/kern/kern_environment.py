"""The kernel environment: names and texts that the loader hands over, read at boot as tunables and by kenv(1).

Models sys/kern/kern_environment.c (kern_setenv, getenv_int, getenv_quad, sys_kenv); leaves out static environments and
the early copies that GENERIC does not keep (PRESERVE_EARLY_KENV).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.sys.errno import EINVAL, ENOENT, Errno
from simbsd.sys.priv import Priv
from simbsd.sys.strtol import to_int

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

KENV_SIZE, KENV_MNAMELEN, KENV_MVALLEN = 512, 128, 128  # sys/kenv.h
_QUAD = re.compile(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)([kKmMgGtT]?)")
_SHIFTS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


def kern_getenv(kernel: Kernel, name: str) -> str | None:
    """The text of a variable, or None."""
    return kernel.kenv.get(name)


def getenv_int(kernel: Kernel, name: str, default: int) -> int:
    """A variable as an integer: decimal, 0x or 0 octal, with a suffix k, m, g or t; the default when it is unset or no
    number (getenv_quad).
    """
    number = parse_quad(kernel.kenv.get(name, ""))
    return default if number is None else number


def parse_quad(text: str) -> int | None:
    """The integer that a text stands for, or None (getenv_quad: strtoq(3), base 0, then one suffix)."""
    found = _QUAD.fullmatch(text)
    if found is None:
        return None
    sign, digits, suffix = found.groups()
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10
    if base == 8 and any(digit in "89" for digit in digits):
        return None
    number = to_int(digits, base) << _SHIFTS[suffix.lower()]
    return -number if sign == "-" else number


def kern_setenv(kernel: Kernel, name: str, value: str) -> bool:
    """Set a variable; False when it does not fit, which nobody is told."""
    room = name in kernel.kenv or len(kernel.kenv) < KENV_SIZE
    if not room or len(name) > KENV_MNAMELEN or len(value) > KENV_MVALLEN:
        return False
    kernel.kenv[name] = value
    return True


def sys_kenv(kernel: Kernel, p: Proc, what: str, name: str, value: str) -> str | list[tuple[str, str]]:
    """kenv(2): KENV_GET, KENV_SET, KENV_UNSET, KENV_DUMP (all variables in order). Errors: ENOENT, EPERM, EINVAL."""
    if what == "KENV_DUMP":
        return list(kernel.kenv.items())
    if what in ("KENV_DUMP_LOADER", "KENV_DUMP_STATIC"):
        raise Errno(ENOENT, "This kernel keeps no early environment.", "kern_environment.c: sys_kenv")
    if what == "KENV_GET":
        found = kernel.kenv.get(name)
        if found is None:
            raise Errno(ENOENT, f"The kernel environment has no {name}.", "kern_environment.c: sys_kenv")
        return found
    if what == "KENV_SET":
        priv_check(kernel, p, Priv.PRIV_KENV_SET)
        kern_setenv(kernel, name, value)
        return ""
    if what == "KENV_UNSET":
        priv_check(kernel, p, Priv.PRIV_KENV_UNSET)
        if kernel.kenv.pop(name, None) is None:
            raise Errno(ENOENT, f"The kernel environment has no {name}.", "kern_environment.c: sys_kenv")
        return ""
    raise Errno(EINVAL, f"{what} is no request.", "kern_environment.c: sys_kenv")


SYSCALLS = {"kenv": sys_kenv}
