"""Parts of a path, and walks through trees.

Models dirname(3), basename(3) and, as far as programs here need it, fts(3).
"""

from __future__ import annotations

from simbsd.lib.files import getdents
from simbsd.lib.unistd import close, open
from simbsd.sys.fcntl import O_DIRECTORY, O_RDONLY


def basename(path: str) -> str:
    """The last component; ``/`` for the root, ``.`` for an empty path."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def dirname(path: str) -> str:
    """All but the last component; ``.`` when there is none."""
    head, slash, _ = path.rstrip("/").rpartition("/")
    return head.rstrip("/") or ("/" if slash or path.startswith("/") else ".")


def join(directory: str, name: str) -> str:
    """A name in a directory, with one slash between."""
    return f"{directory}{name}" if directory.endswith("/") else f"{directory}/{name}"


async def names(path: str) -> list[str]:
    """The names in a directory, without ``.`` and ``..``, in the file system's order. Errors: those of open."""
    fd = await open(path, O_RDONLY | O_DIRECTORY)
    found = [entry.d_name for entry in await getdents(fd) if entry.d_name not in (".", "..")]
    await close(fd)
    return found
