"""install(1): links in place of copies (-l).

Models do_link(), do_symlink() and makelink() in usr.bin/xinstall/xinstall.c; leaves out metadata logs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.err import EX_OSERR, Err
from simbsd.lib.files import chflags, link, rename, rmdir, symlink, unlink
from simbsd.lib.mktemp import mktemp
from simbsd.lib.path import join
from simbsd.lib.realpath import realpath
from simbsd.lib.stdio import puts
from simbsd.sys.errno import EXDEV, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.vnode import Stat

HARD, SYMBOLIC, MIXED, ABSOLUTE, RELATIVE = "h", "s", "m", "a", "r"
KINDS, FORMS = (HARD, SYMBOLIC, MIXED), (ABSOLUTE, RELATIVE)


async def parse(err: Err, kinds: str, letters: str) -> str:
    """The kind and the form of links that -l's letters add up to; a later one replaces an earlier one of its sort."""
    for letter in letters:
        group = KINDS if letter in KINDS else FORMS if letter in FORMS else None
        if group is None:
            await err.errx(1, f"{letter}: invalid link type")
        kinds = "".join(one for one in kinds if one not in group) + letter
    return kinds


class Links:
    """Links of one kind; ``safe`` puts each beside what is there and renames it (-S)."""

    def __init__(self, err: Err, kinds: str, safe: bool, verbose: bool, locks: int) -> None:
        self.err, self.kinds, self.safe, self.verbose, self.locks = err, kinds, safe, verbose, locks

    async def make(self, source: str, target: str, there: Stat | None) -> None:
        """One link, in place of what is there."""
        if there is not None and not self.safe:
            await self._clear(target, there)
            await _quietly(unlink(target))
        kept = there if self.safe else None
        if HARD in self.kinds or MIXED in self.kinds:
            try:
                await self._put("link", link, source, target, kept)
            except Errno as error:
                if HARD in self.kinds or error.errno != EXDEV:
                    await self.err.err(EX_OSERR, f"link {source} -> {target}", error)
            else:
                return
        shown = await self._content(source, target)
        try:
            await self._put("symlink", symlink, shown, target, kept)
        except Errno as error:
            await self.err.err(EX_OSERR, f"symlink {shown} -> {target}", error)

    async def _put(
        self, what: str, put: Callable[[str, str], Awaitable[None]], source: str, target: str, there: Stat | None
    ) -> None:
        said = f"install: {what} {source} -> {target}\n" if self.verbose else ""
        if there is None:
            await puts(said)
            await put(source, target)
            return
        beside = await mktemp(f"{target}.inst.XXXXXX")
        await put(source, beside)
        await self._clear(target, there)
        await puts(said)
        await rename(beside, target)
        await _quietly(unlink(beside))  # a hard link to the same file does not move

    async def _clear(self, target: str, there: Stat) -> None:
        """An empty directory goes, and a lock is taken off."""
        if there.st_mode & S_IFMT == S_IFDIR:
            try:
                await rmdir(target)
            except Errno as error:
                await self.err.err(EX_OSERR, target, error)
        if there.st_flags & self.locks:
            await _quietly(chflags(target, there.st_flags & ~self.locks))

    async def _content(self, source: str, target: str) -> str:
        """What a symbolic link holds: the name as given, the whole path, or the way from the target's folder."""
        if not (ABSOLUTE in self.kinds or (RELATIVE in self.kinds and source.startswith("/"))):
            return source
        try:
            whole = await realpath(source)
            if ABSOLUTE in self.kinds:
                return whole
            folder = target.rstrip("/").rpartition("/")[0] or ("/" if target.startswith("/") else ".")
            place = join(await realpath(folder), target.rstrip("/").rpartition("/")[2])
        except Errno as error:
            await self.err.err(EX_OSERR, f"{source}: realpath", error)
        ways, places = whole.split("/"), place.split("/")
        common = 0
        while common < min(len(ways), len(places)) - 1 and ways[common] == places[common]:
            common += 1
        return "../" * (len(places) - 1 - common) + "/".join(ways[common:])


async def _quietly(call: Awaitable[None]) -> None:
    try:
        await call
    except Errno:
        pass
