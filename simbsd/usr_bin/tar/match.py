"""Which members are meant: patterns that take in or leave out, and times.

Models contrib/libarchive/libarchive/archive_match.c and archive_pathmatch.c; leaves out owners as conditions, which
bsdtar has no options for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.fnmatch import fnmatch

SECOND = 1_000_000


def matches(pattern: str, path: str, anywhere: bool = False, below: bool = True) -> bool:
    """A pattern against a whole path or (``below``) the directories that lead to it; ``anywhere`` also from any
    component on. ``*`` crosses slashes; ``^`` holds the beginning and a last ``$`` the end of an exclusion.
    """
    if pattern.startswith("^"):
        pattern, anywhere = pattern[1:], False
    if anywhere and pattern.endswith("$"):
        pattern, below = pattern[:-1], False
    if pattern.startswith("/") and not path.startswith("/"):
        return False
    anywhere = anywhere and pattern[:1] not in ("*", "/")
    path = path.strip("/").removeprefix("./")
    pattern = pattern.rstrip("/").removeprefix("./").lstrip("/") or "."
    parts = path.split("/")
    starts = range(len(parts)) if anywhere else range(1)
    return any(
        fnmatch(pattern, "/".join(parts[start:end]))
        for start in starts
        for end in (range(start + 1, len(parts) + 1) if below else (len(parts),))
    )


@dataclass(slots=True)
class Matching:
    """struct archive_match. ``times`` are conditions ("c" or "m", "newer" or "older", microseconds since 1970);
    ``known``: members of the archive that is brought up to date, and when they were changed, in seconds.
    """

    included: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    times: list[tuple[str, str, int]] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    recursive: bool = True

    def include(self, pattern: str) -> None:
        """Take in what a pattern matches, and what is below it; nothing else then."""
        self.included.append(pattern)
        self.unmatched.append(pattern)

    def leaves_out(self, path: str) -> bool:
        """path_excluded: exclusions come first; an inclusion that matched once is not missing."""
        found = [pattern for pattern in self.included if matches(pattern, path, below=self.recursive)]
        self.unmatched = [pattern for pattern in self.unmatched if pattern not in found]
        if any(matches(pattern, path, anywhere=True) for pattern in self.excluded):
            return True
        return bool(self.included) and not found

    def is_untimely(self, path: str, mtime: int, ctime: int) -> bool:
        """time_excluded: too old or too new, or not newer than the member of that name."""
        for which, order, when in self.times:
            time = ctime if which == "c" else mtime
            if time <= when if order == "newer" else time >= when:
                return True
        return path in self.known and mtime // SECOND <= self.known[path]
