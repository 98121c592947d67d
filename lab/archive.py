"""Byte code from a stored archive: a module is found with one look, read from one open file, unmarshalled once.

Python's own zipimport looks for each module in four places, opens the archive for each, and unmarshals a module twice
(once for its file name). The browser's library starts with this module, too (tools/pyodide_slim/sitecustomize.py): it
imports next to nothing.
"""

from __future__ import annotations

import marshal
import zipimport
from _frozen_importlib import ModuleSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

PYC_HEADER = 16  # bytes of a .pyc before its code
NAME_LENGTH, NAME = 26, 30  # where in a file's header stand the lengths of name and extra field, and the name


class Quick:
    """A finder and loader of an archive's byte code, to be asked before Python's own."""

    def __init__(self, archive: str) -> None:
        zipimport.zipimporter(archive)  # reads the directory
        self.archive = archive
        # From a name to (path, compression, size, size, offset of its header, ...).
        self.entries: dict[str, tuple[str, int, int, int, int]] = zipimport._zip_directory_cache[archive]  # type: ignore[attr-defined]
        self.file = open(archive, "rb")  # noqa: SIM115

    def get_data(self, path: str) -> bytes:
        """A file of the archive, its path beginning with the archive's. Raises OSError."""
        name = path.removeprefix(f"{self.archive}/")
        if name not in self.entries:
            raise OSError(0, "", name)
        _, _, size, _, offset, *_ = self.entries[name]
        self.file.seek(offset + NAME_LENGTH)
        lengths = self.file.read(NAME - NAME_LENGTH)
        self.file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        return self.file.read(size)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with the place of its byte code, or None where the archive has none."""
        stem = name.replace(".", "/")
        for place, package in ((f"{stem}.pyc", False), (f"{stem}/__init__.pyc", True)):
            if place not in self.entries:
                continue
            spec = ModuleSpec(name, self, origin=f"{self.archive}/{place}", is_package=package)  # type: ignore[arg-type]
            spec.has_location = True
            if package:
                spec.submodule_search_locations = [f"{self.archive}/{stem}"]
            return spec
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """Python's own kind of module."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module's code."""
        spec = module.__spec__
        assert spec is not None
        assert spec.origin is not None
        exec(marshal.loads(memoryview(self.get_data(spec.origin))[PYC_HEADER:]), module.__dict__)
