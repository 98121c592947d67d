"""A member of a distribution set, as the kernel tells it.

Models an entry of base.txz; leaves out what every member shares (the release's time stands in each all the same).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DistMember:
    """One file: its path (``./bin/`` a directory), attributes (time in microseconds since boot), the bytes that are
    kept of it and how many zeros follow them; ``link`` is the member whose other name it is, or empty."""

    path: str
    mode: int
    uid: int
    gid: int
    mtime: int
    flags: int
    data: bytes
    hole: int
    link: str
