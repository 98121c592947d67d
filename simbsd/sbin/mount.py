"""mount(8): list what is mounted, and mount more.

Models sbin/mount; leaves out fstab(5) forms (-a, one operand without -u), -l, -v and mountd.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import getfsstat, nmount, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.realpath import realpath
from simbsd.lib.spawn import run
from simbsd.lib.stdio import puts
from simbsd.sys.errno import ENOTDIR, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.vnode import Statfs

USAGE = (
    "mount [-adflpruvw] [-F fstab] [-o options] [-t ufs | external_type]\n"
    "       mount [-dfpruvw] special | node\n"
    "       mount [-dfpruvw] [-o options] [-t ufs | external_type] special node"
)
HELPERS = {"nullfs": "/sbin/mount_nullfs"}  # mount.c: use_mountprog()


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Without operands list; with two mount ``special`` on ``node`` as -t and -o say (-r read-only, -u update)."""
    err = Err(argv)
    options, operands = await getopt(argv, "fo:prt:uvw")
    letters = {letter for letter, _ in options}
    types = [text for letter, text in options if letter == "t"]
    if "?" in letters or len(operands) > 2:
        await err.usage(USAGE)
    if not operands:
        wanted = types[-1].split(",") if types else None
        for mount in await getfsstat():
            if wanted is None or mount.f_fstypename in wanted:
                await puts(describe(mount))
        return 0
    if len(operands) == 1:
        if types:
            await err.usage(USAGE)
        await err.errx(1, f"{operands[0]}: unknown special file or file system")
    words = [word for letter, text in options if letter == "o" for word in text.split(",") if word]
    words += [option for letter, option in (("f", "force"), ("r", "ro"), ("u", "update")) if letter in letters]
    return await _mount(err, types[-1] if types else "ufs", operands, words, envp)


def describe(mount: Statfs) -> str:
    """``special on node (type, flag, flag)`` (prmount)."""
    return f"{mount.f_mntfromname} on {mount.f_mntonname} ({', '.join((mount.f_fstypename, *mount.f_flags))})\n"


async def _mount(err: Err, kind: str, operands: list[str], words: list[str], envp: dict[str, str]) -> int:
    special, node = operands
    try:
        node = await realpath(node)
        if kind not in HELPERS and (await stat(node)).st_mode & S_IFMT != S_IFDIR:
            raise Errno(ENOTDIR)
    except Errno as error:
        await err.warn(node, error)
        return 1
    if kind in HELPERS:
        flags = [part for word in words for part in ("-o", word)]
        return await run(HELPERS[kind], [f"mount_{kind}", *flags, special, node], envp)
    params = {"fstype": kind, "fspath": node, "from": special.rstrip("/") or special}
    for word in words:
        name, _, value = word.partition("=")
        params[name] = value
    try:
        await nmount(params)
    except Errno as error:
        await err.warn(f"{special}: {error.message}" if error.message else special, error)
        return 1
    return 0
