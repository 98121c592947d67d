"""Files of the base image as files: ``etc/rc.subr`` here is /etc/rc.subr there.

Models what installworld and distribution put on a disk; the words are our own. They are read when a program first
reads them, so that a machine boots without them: the image knows their names and sizes (simbsd/rootfs_index.py).
"""

from __future__ import annotations

from functools import cache

FOLDER = __file__.rpartition("/")[0]


@cache
def read(path: str) -> bytes:
    """The content of a file beside this module, such as ``etc/rc.subr``. Raises OSError when there is none."""
    assert __spec__.loader is not None
    content: bytes = __spec__.loader.get_data(f"{FOLDER}/{path}")  # type: ignore[attr-defined]
    return content
