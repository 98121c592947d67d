"""mkdir(1): make directories.

Models bin/mkdir/mkdir.c.
"""

from __future__ import annotations

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.files import chmod, mkdir, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.path import dirname
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import umask
from simbsd.sys.errno import EEXIST, EISDIR, ENOENT, ENOTDIR, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT

OWNER_WX = 0o300


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Make each directory; -p its parents too, -m with a mode, -v says each."""
    err = Err(argv)
    options, operands = await getopt(argv, "m:pv")
    flags = dict(options)
    if "?" in flags or not operands:
        await err.usage("mkdir [-pv] [-m mode] directory_name ...", EX_USAGE)
    mode = await _mode(err, flags.get("m"))
    status = 0
    for path in operands:
        made = (
            await _build(err, path, mode, "v" in flags) if "p" in flags else await _plain(err, path, mode, "v" in flags)
        )
        if made is None:
            status = 1
        elif made and "m" in flags:
            try:
                await chmod(path, mode)
            except Errno as error:
                await err.warn(path, error)
                status = 1
    return status


async def _mode(err: Err, text: str | None) -> int:
    if text is None:
        return 0o777
    mask = await umask(0)
    await umask(mask)
    try:
        return setmode(text, 0o777, mask)
    except ModeError:
        await err.errx(1, f"invalid file mode: {text}")


async def _plain(err: Err, path: str, mode: int, verbose: bool) -> bool | None:
    try:
        await mkdir(path, mode)
    except Errno as error:
        await err.warn(dirname(path) if error.errno in (ENOTDIR, ENOENT) else path, error)
        return None
    if verbose:
        await puts(f"{path}\n")
    return True


async def _build(err: Err, path: str, mode: int, verbose: bool) -> bool | None:
    """Make every missing directory of a path: True made, False was there, None failed. Parents are writable for their
    owner.
    """
    mask = await umask(0)
    await umask(mask & ~OWNER_WX)
    parts = path.rstrip("/").split("/")
    made: bool | None = False
    for count in range(1, len(parts) + 1):
        prefix, last = "/".join(parts[:count]), count == len(parts)
        if not prefix:
            continue
        if last:
            await umask(mask)
        made = await _level(err, prefix, mode if last else 0o777, last, verbose)
        if made is None:
            break
    await umask(mask)
    return made


async def _level(err: Err, path: str, mode: int, last: bool, verbose: bool) -> bool | None:
    try:
        await mkdir(path, mode)
    except Errno as error:
        if error.errno not in (EEXIST, EISDIR):
            await err.warn(path, error)
            return None
        if not await _is_directory(path):
            await err.warn(path, EEXIST if last else ENOTDIR)
            return None
        return False
    if verbose:
        await puts(f"{path}\n")
    return True


async def _is_directory(path: str) -> bool:
    try:
        return (await stat(path)).st_mode & S_IFMT == S_IFDIR
    except Errno:
        return False
