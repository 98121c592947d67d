"""mount_nullfs(8): show a directory at another place.

Models sbin/mount_nullfs/mount_nullfs.c.
"""

from __future__ import annotations

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.files import nmount, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.realpath import resolved
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT, S_IFREG


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Mount the target on the mount point; both must be directories, or both files."""
    err = Err(argv)
    options, operands = await getopt(argv, "o:")
    if any(letter == "?" for letter, _ in options) or len(operands) != 2:
        await err.usage("mount_nullfs [-o options] target mount-point")
    target, target_kind = await _resolve(err, operands[0])
    point, point_kind = await _resolve(err, operands[1])
    if target_kind not in (S_IFDIR, S_IFREG):
        await err.errx(EX_USAGE, f"{target}: must be either a file or directory")
    if target_kind != point_kind:
        await err.errx(EX_USAGE, f"{point}: must be same type as {target} (file or directory)")
    params = {"fstype": "nullfs", "fspath": point, "target": target}
    for _, text in options:
        name, _, value = text.partition("=")
        params[name] = value
    try:
        await nmount(params)
    except Errno as error:
        await err.err(1, f"{point}: {error.message}" if error.message else point, error)
    return 0


async def _resolve(err: Err, path: str) -> tuple[str, int]:
    place, wrong = await resolved(path)
    try:
        if wrong is not None:
            raise wrong
        return place, (await stat(place)).st_mode & S_IFMT
    except Errno as error:
        await err.err(EX_USAGE, place, error)
