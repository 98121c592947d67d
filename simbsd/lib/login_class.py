"""What a login class does to a process: its limits, its mode mask, and that it counts as the class's.

Models lib/libutil/login_class.c (setclassresources, setusercontext) and login_getcaptime, login_getcapsize,
login_getcapnum of login_cap.c; leaves out priorities, CPU masks and MAC labels. A value that cannot be read, or a
class that is refused, changes nothing, where FreeBSD also writes to the log.
"""

from __future__ import annotations

import re
from contextlib import suppress

from simbsd.lib.login_cap import Class, getclass, getpwclassname
from simbsd.lib.pwd import Passwd
from simbsd.lib.resource import getrlimit, setrlimit
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import umask
from simbsd.sys.errno import Errno
from simbsd.sys.resource import RLIM_INFINITY

INFINITE = ("infinity", "inf", "unlimited", "unlimit", "-1")
SIZES = {"": 1, "b": 512, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
MINUTE = 60
TIMES = {"": 1, "s": 1, "m": MINUTE, "h": 60 * MINUTE, "d": 1440 * MINUTE, "w": 10080 * MINUTE, "y": 525600 * MINUTE}
# Capability -> the limit it sets and how its value is written, in the order of login_class.c.
RESOURCES: dict[str, tuple[str, str]] = {
    "cputime": ("cpu", "time"), "filesize": ("fsize", "size"), "datasize": ("data", "size"),
    "stacksize": ("stack", "size"), "memoryuse": ("rss", "size"), "memorylocked": ("memlock", "size"),
    "maxproc": ("nproc", "number"), "openfiles": ("nofile", "number"), "coredumpsize": ("core", "size"),
    "sbsize": ("sbsize", "size"), "vmemoryuse": ("vmem", "size"), "pseudoterminals": ("npts", "number"),
    "swapuse": ("swap", "size"), "kqueues": ("kqueues", "number"), "umtxp": ("umtxp", "number"),
}  # fmt: skip
DEFAULT_UMASK = "022"


def capability(text: str, kind: str) -> int | None:
    """A value: a number, a sum of sizes (``1m512k``) or of times (``1h30m``); None for what is neither."""
    if text.lower() in INFINITE:
        return RLIM_INFINITY
    if kind == "number":
        return _number(text)
    units = SIZES if kind == "size" else TIMES
    parts = re.findall(r"(0[xX][0-9a-fA-F]+|[0-9]+)([a-zA-Z]?)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    total = 0
    for number, unit in parts:
        value, times = _number(number), units.get(unit.lower())
        if value is None or times is None:
            return None
        total += value * times
    return min(total, RLIM_INFINITY)


def _number(text: str) -> int | None:
    """A number of strtoq(3): decimal, octal after 0, hexadecimal after 0x."""
    try:
        return int(text, 16 if text[:2].lower() == "0x" else 8 if text[:1] == "0" and len(text) > 1 else 10)
    except ValueError:
        return None


def class_limit(found: Class, name: str, soft: int, hard: int) -> tuple[int, int]:
    """A limit under a class: ``name`` sets both, ``name-cur`` and ``name-max`` one (setclassresources)."""
    kind = RESOURCES[name][1]

    def given(key: str, old: int) -> int:
        value = capability(found[key], kind) if key in found else None
        return old if value is None else value

    return given(f"{name}-cur", given(name, soft)), given(f"{name}-max", given(name, hard))


async def setclassresources(found: Class) -> None:
    """Take a class's limits; those that are refused stay as they are."""
    for name, (limit, _) in RESOURCES.items():
        try:
            await setrlimit(limit, *class_limit(found, name, *await getrlimit(limit)))
        except Errno:
            continue


async def setloginclass(name: str) -> None:
    """Count as a class's from now on. Errors: EPERM, EINVAL."""
    await syscall("setloginclass", name)


async def getloginclass() -> str:
    """The class as whose this process counts."""
    result: str = await syscall("getloginclass")
    return result


async def setusercontext(pwd: Passwd, resources: bool = True, mask: bool = True) -> None:
    """What setusercontext(3) does before it sets ids: limits, the class itself, the mode mask.

    That the kernel refuses the class stops nobody (``notyet`` there); kernels before 9.0 know of none.
    """
    name = await getpwclassname(pwd)
    found = await getclass(name) or {}
    if resources:
        await setclassresources(found)
    with suppress(Errno):
        await setloginclass(name)
    if mask:
        await setclassmask(found)


async def setclassmask(found: Class) -> None:
    """The class's mode mask (LOGIN_SETUMASK)."""
    text = found.get("umask", DEFAULT_UMASK)
    await umask(int(text, 8) & 0o777 if re.fullmatch("[0-7]{1,6}", text) else int(DEFAULT_UMASK, 8))
