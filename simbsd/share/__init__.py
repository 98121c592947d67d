"""Texts of the image that nobody needs at boot (manual pages, papers, examples), read when a file is first read.

Models nothing of FreeBSD: these are the bodies of files below /usr/share and /usr/src/share, kept beside this module.
"""

from __future__ import annotations

from functools import cache

FOLDER = __file__.rpartition("/")[0]


@cache
def read(name: str) -> bytes:
    """The content of a file beside this module, such as ``man8/jail.8``. Raises OSError when there is none."""
    assert __spec__.loader is not None
    content: bytes = __spec__.loader.get_data(f"{FOLDER}/{name}")  # type: ignore[attr-defined]
    return content
