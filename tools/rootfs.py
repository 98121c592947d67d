"""Write simbsd/rootfs_index.py: the names and sizes of the files of simbsd/rootfs."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "simbsd" / "rootfs"
TARGET = ROOT / "simbsd" / "rootfs_index.py"
HEAD = '''"""The files of simbsd/rootfs: path below the root -> bytes. Written by `make rootfs`."""

from __future__ import annotations

FILES: dict[str, int] = {
'''


def paths() -> list[Path]:
    """Every file that stands in the image."""
    found = (path for path in FOLDER.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    return sorted(found, key=lambda path: path.relative_to(FOLDER).as_posix())


def index() -> str:
    """The whole module."""
    lines = [f'    "{path.relative_to(FOLDER).as_posix()}": {path.stat().st_size},\n' for path in paths()]
    return HEAD + "".join(lines) + "}\n"


def main() -> int:
    """Write it."""
    TARGET.write_text(index(), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
