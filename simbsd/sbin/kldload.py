"""kldload(8): load kernel modules.

Models sbin/kldload/kldload.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import kldload, sysctl
from simbsd.sys.errno import EEXIST, ENOEXEC, Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Load each module; -n: one that is loaded is no error, -v: say so, -q: say nothing."""
    err = Err(argv)
    options, operands = await getopt(argv, "nqv")
    letters = [letter for letter, _ in options]
    if "?" in letters or not operands:
        await err.usage("kldload [-nqv] file ...")
    status = 0
    for name in operands:
        if not await _path_check(err, name, "q" in letters):
            status = 1
            continue
        try:
            number = await kldload(name)
        except Errno as error:
            if error.errno == EEXIST and "n" in letters:
                if "v" in letters:
                    await puts(f"{name} is already loaded\n")
                continue
            if "q" not in letters:
                await _complain(err, name, error)
            status = 1
            continue
        if "v" in letters:
            await puts(f"Loaded {name}, id={number}\n")
    return status


async def _path_check(err: Err, name: str, quiet: bool) -> bool:
    """False for a file of the working directory that is nowhere on the module path: it would not be found."""
    if "/" in name or ".ko" not in name:
        return True
    here = await _identity(name)
    if here is None:
        return True
    for place in str(await sysctl("kern.module_path")).split(";"):
        there = await _identity(f"{place.rstrip('/')}/{name}")
        if there is not None:
            if there != here and not quiet:
                await err.warnx(f"{name} will be loaded from {place}, not the current directory")
            return True
    if not quiet:
        await err.warnx(f"{name} is not in the module path")
    return False


async def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = await stat(path)
    except Errno:
        return None
    return found.st_dev, found.st_ino


async def _complain(err: Err, name: str, error: Errno) -> None:
    if error.errno == EEXIST:
        await err.warnx(f"can't load {name}: module already loaded or in kernel")
    elif error.errno == ENOEXEC:
        await err.warnx(f"an error occurred while loading module {name}. Please check dmesg(8) for more details.")
    else:
        await err.warn(f"can't load {name}", error)
