"""The walk of chmod, chown, chgrp and chflags: which files, and whether links are followed.

Models what bin/chmod, usr.sbin/chown and bin/chflags have in common (their fts_options).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.fts import FTS_D, FTS_DNR, FTS_DP, FTS_NS, Fts, Ftsent
from simbsd.sys.errno import strerror


class Changes:
    """A walk over operands: ``letters`` are the options in their order. ``after`` gives directories after what they
    hold, as FTS_DP does."""

    def __init__(self, err: Err, letters: str, paths: list[str], after: bool) -> None:
        self.err, self.after, self.status = err, after, 0
        self.recursive = "R" in letters
        choice = next((letter for letter in reversed(letters) if letter in "HLP"), "P")
        self.logical = choice == "L" if self.recursive else "h" not in letters
        self.operands = self.recursive and choice == "H"
        self.fts = Fts(paths, self.logical, self.operands, xdev="x" in letters)

    async def next(self) -> Ftsent | None:
        """The next file to change, or None; what cannot be looked at is complained of."""
        while (entry := await self.fts.read()) is not None:
            if entry.fts_info == FTS_D:
                entry.skip = not self.recursive
            if entry.fts_info == (FTS_D if self.after else FTS_DP):
                continue
            if entry.fts_info in (FTS_DNR, FTS_NS):
                await self.err.warnx(f"{entry.fts_path}: {strerror(entry.fts_errno)}")
                self.status = 1
            if entry.fts_info != FTS_NS:
                return entry
        return None

    def follows(self, entry: Ftsent) -> bool:
        """Whether a change goes to what a link leads to (AT_SYMLINK_NOFOLLOW otherwise)."""
        return self.logical or (self.operands and entry.fts_level == 0)
