"""The machine travels to the browser in two archives: what a first command needs, and the rest, which comes behind.

A module of the rest is found here once the path finders have looked in vain. Who needs one before its archive has
come waits for it: ``bring`` puts it there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from zipimport import ZipImportError, zipimporter

PACKAGES = ("simbsd", "lab")


class Rest:
    """A finder of modules in an archive (a path) that ``bring()`` makes, should it not be there yet."""

    def __init__(self, archive: str, bring: Callable[[], None] | None = None) -> None:
        self.archive = archive
        self.bring = bring

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, or None. ``path`` is not asked: a package's modules are in both archives."""
        if name.partition(".")[0] not in PACKAGES:
            return None
        folder = f"{self.archive}/{name.rpartition('.')[0].replace('.', '/')}"
        try:
            importer = zipimporter(folder)
        except ZipImportError:
            if self.bring is None:
                raise
            self.bring()
            importer = zipimporter(folder)
        return importer.find_spec(name)


def install(archive: str, bring: Callable[[], None] | None = None) -> Rest:
    """Look for modules in that archive too, last of all."""
    rest = Rest(archive, bring)
    sys.meta_path.append(rest)
    return rest
