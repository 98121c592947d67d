"""Bytes of a file of the base image that are read when somebody first needs them; their number is known before.

Models nothing of FreeBSD, where every file is on a disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simbsd.rootfs_index import FILES


@dataclass(frozen=True, slots=True)
class Unread:
    """The content of a file of simbsd/rootfs, by its path there: what a file system asks of bytes, and no more."""

    path: str

    def __len__(self) -> int:
        return FILES[self.path]

    def __bytes__(self) -> bytes:
        from simbsd.rootfs import read

        return read(self.path)

    def __iter__(self) -> Iterator[int]:
        return iter(bytes(self))

    def __getitem__(self, part: slice) -> bytes:
        return bytes(self)[part]

    def startswith(self, prefix: bytes | tuple[bytes, ...]) -> bool:
        """As bytes.startswith."""
        return bytes(self).startswith(prefix)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """As bytes.decode."""
        return bytes(self).decode(encoding, errors)
