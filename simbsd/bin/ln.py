"""ln(1): make links.

Models bin/ln/ln.c; leaves out -F, -L, -P, -w and link(1).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import link, lstat, stat, symlink, unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.path import basename, join
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.sys.errno import EISDIR, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.vnode import Stat

USAGE = (
    "ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file [target_file]\n"
    "       ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file ... target_dir\n"
    "       link source_file target_file"
)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Link each source to the target, or into it when it is a directory; -s symbolic, -f in place of what is there."""
    err = Err(argv)
    options, operands = await getopt(argv, "fhinsv")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or not operands:
        await err.usage(USAGE)
    if len(operands) == 1:
        return await _link(err, letters, operands[0], basename(operands[0]))
    *sources, target = operands
    info = await _look(target, follow="h" not in letters and "n" not in letters)
    if info is None or info.st_mode & S_IFMT != S_IFDIR:
        if len(sources) > 1:
            await err.usage(USAGE)
        return await _link(err, letters, sources[0], target)
    return max([await _link(err, letters, source, join(target, basename(source))) for source in sources])


async def _look(path: str, follow: bool) -> Stat | None:
    try:
        return await (stat if follow else lstat)(path)
    except Errno:
        return None


async def _link(err: Err, letters: str, source: str, target: str) -> int:
    soft = "s" in letters
    if not soft:
        try:
            info = await stat(source)
        except Errno as error:
            await err.warn(source, error)
            return 1
        if info.st_mode & S_IFMT == S_IFDIR:
            await err.warn(source, EISDIR)
            return 1
    there = await _look(target, follow=False)
    if there is not None and not await _make_room(err, letters, target):
        return 1
    try:
        await (symlink if soft else link)(source, target)
    except Errno as error:
        await err.warn(target, error)
        return 1
    if "v" in letters:
        await puts(f"{target} {'-' if soft else '='}> {source}\n")
    return 0


async def _make_room(err: Err, letters: str, target: str) -> bool:
    """Remove what is at the target: -f always, -i after asking; otherwise link(2) will refuse."""
    choice = next((letter for letter in reversed(letters) if letter in "fi"), "")
    if not choice:
        return True
    if choice == "i":
        await puts(f"replace {target}? ", STDERR)
        if (await LineReader(STDIN).line())[:1] not in (b"y", b"Y"):
            await puts("not replaced\n", STDERR)
            return False
    try:
        await unlink(target)
    except Errno as error:
        await err.warn(target, error)
        return False
    return True
