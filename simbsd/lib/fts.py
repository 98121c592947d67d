"""fts(3): every file of some trees, directories before and after what they hold.

Models lib/libc/gen/fts.c; leaves out FTS_NOSTAT and FTS_SEEDOT, and changes directories only where it may and paths are
long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simbsd.lib.files import lstat, stat
from simbsd.lib.path import join, names
from simbsd.lib.stdio import encode
from simbsd.lib.unistd import chdir, close, fchdir, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_DIRECTORY, O_RDONLY, PATH_MAX, S_IFDIR, S_IFLNK, S_IFMT
from simbsd.sys.vnode import Stat

LONG = PATH_MAX // 2
FTS_D, FTS_DC, FTS_DNR, FTS_DP, FTS_F, FTS_NS, FTS_SL, FTS_SLNONE = "D", "DC", "DNR", "DP", "F", "NS", "SL", "SLNONE"


@dataclass(slots=True, eq=False)
class Ftsent:
    """One file met. ``fts_number`` is the caller's; ``skip`` asks that a directory's contents be passed over.
    ``fts_accpath`` leads there from where the walk stands.

    ``fts_statp`` is None only where ``fts_errno`` says why (FTS_NS).
    """

    fts_path: str
    fts_name: str
    fts_level: int
    fts_parent: Ftsent | None
    fts_info: str = FTS_F
    fts_statp: Stat | None = None
    fts_errno: int = 0
    fts_number: int = 0
    skip: bool = False
    fts_accpath: str = ""

    @property
    def info(self) -> Stat:
        """The attributes, of an entry that has them."""
        assert self.fts_statp is not None
        return self.fts_statp


class Fts:
    """A walk. ``logical`` follows every link, ``operands`` only the command line's; ``xdev`` stays on a file system.
    ``down``: it may change the working directory (no FTS_NOCHDIR), and the caller uses fts_accpath.
    """

    def __init__(
        self, paths: list[str], logical: bool = False, operands: bool = False, xdev: bool = False,
        ordered: bool = False, down: bool = False,
    ) -> None:  # fmt: skip
        self.logical, self.operands, self.xdev, self.ordered, self.down = logical, operands, xdev, ordered, down
        self.root = Ftsent("", "", -1, None)
        roots = [Ftsent(path, _name(path), 0, self.root, fts_accpath=path) for path in paths]
        self.waiting: list[Iterator[Ftsent]] = [iter(self._sorted(roots))]
        self.directories: list[Ftsent] = []
        self.current: Ftsent | None = None
        self.device = 0
        self.ways_back: list[tuple[Ftsent, int]] = []  # directories gone down into, and where from

    def _sorted(self, entries: list[Ftsent]) -> list[Ftsent]:
        return sorted(entries, key=lambda entry: encode(entry.fts_name)) if self.ordered else entries

    async def read(self) -> Ftsent | None:
        """The next file, or None: a directory comes as FTS_D, and later as FTS_DP (or FTS_DNR: it cannot be read)."""
        last = self.current
        if last is not None and last.fts_info == FTS_D:
            return await self._descend(last)
        following = next(self.waiting[-1], None)
        if following is not None:
            return await self._look(following)
        self.waiting.pop()
        if not self.waiting:
            self.waiting.append(iter(()))
            self.current = None
            return None
        self.current = self.directories.pop()
        self.current.fts_info = FTS_DP
        if self.ways_back and self.ways_back[-1][0] is self.current:
            _, fd = self.ways_back.pop()
            await fchdir(fd)
            await close(fd)
        return self.current

    async def _descend(self, entry: Ftsent) -> Ftsent:
        """What comes after FTS_D: the first of its files, or itself again."""
        if entry.skip or (self.xdev and entry.info.st_dev != self.device):
            entry.fts_info = FTS_DP
            return entry
        try:
            found = await names(entry.fts_accpath)
        except Errno as error:
            entry.fts_info, entry.fts_errno = FTS_DNR, error.errno
            return entry
        if not found:
            entry.fts_info = FTS_DP
            return entry
        level = entry.fts_level + 1
        children = [Ftsent(join(entry.fts_path, name), name, level, entry) for name in found]
        down = self.down and len(entry.fts_accpath) > LONG and await self._go_down(entry)
        for child in children:
            child.fts_accpath = child.fts_name if down else join(entry.fts_accpath, child.fts_name)
        self.directories.append(entry)
        self.waiting.append(iter(self._sorted(children)))
        return await self._look(next(self.waiting[-1]))

    async def _go_down(self, entry: Ftsent) -> bool:
        """A walk of long paths stands further down (fts_safe_changedir, which FreeBSD's does at every directory)."""
        fd = -1
        try:
            fd = await open(".", O_RDONLY | O_DIRECTORY)
            await chdir(entry.fts_accpath)
        except Errno:
            if fd >= 0:
                await close(fd)
            return False
        self.ways_back.append((entry, fd))
        return True

    async def _look(self, entry: Ftsent) -> Ftsent:
        """Find out what a file is (fts_stat)."""
        self.current = entry
        follow = self.logical or (self.operands and entry.fts_level == 0)
        try:
            entry.fts_statp, entry.fts_info = await self._attributes(entry.fts_accpath, follow)
        except Errno as error:
            entry.fts_info, entry.fts_errno = FTS_NS, error.errno
            return entry
        if entry.fts_level == 0:
            self.device = entry.fts_statp.st_dev
        kind = entry.fts_statp.st_mode & S_IFMT
        if kind == S_IFDIR:
            entry.fts_info = FTS_DC if self._is_cycle(entry) else FTS_D
        elif kind == S_IFLNK and entry.fts_info != FTS_SLNONE:
            entry.fts_info = FTS_SL
        return entry

    async def _attributes(self, path: str, follow: bool) -> tuple[Stat, str]:
        if follow:
            try:
                return await stat(path), FTS_F
            except Errno:
                return await lstat(path), FTS_SLNONE
        return await lstat(path), FTS_F

    def _is_cycle(self, entry: Ftsent) -> bool:
        here = (entry.info.st_dev, entry.info.st_ino)
        return any((above.info.st_dev, above.info.st_ino) == here for above in self.directories)


def _name(path: str) -> str:
    """The name of an operand: what follows its last slash; of ``/`` itself the slash."""
    return path if path == "/" else path.rpartition("/")[2]
