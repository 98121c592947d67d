"""Static files: hashed names with .br and .gz twins, except folders whose address already holds a version.

`vendor/<library>/<version>/` and `machine/<engine>/` are found by fixed name (Pyodide asks for its files
beside each other, a journal names its engine), so they keep their names and are served as immutable.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from jailsite.packing import is_fixed, pack_folder


class AssetStorage(ManifestStaticFilesStorage):
    """Hashes what is not fixed, and packs everything once: a twin newer than its file is kept."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        return name if is_fixed(name) else super().hashed_name(name, content, filename)

    def stored_name(self, name: str) -> str:
        return name if is_fixed(name) else super().stored_name(name)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        hashed = {name: found for name, found in paths.items() if not is_fixed(name)}
        yield from super().post_process(hashed, dry_run=dry_run, **options)
        if not dry_run:
            pack_folder(Path(self.location))
