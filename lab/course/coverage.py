"""Which of the documented confusions the curriculum clears up: by lessons, and by quiz items, whose files name them in
``covers`` too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from lab.course.lesson import Catalogue
from lab.course.toml_reader import CurriculumError, read_toml


def confusions(root: Path) -> dict[int, str]:
    """The list, by number. Raises CurriculumError."""
    reader = read_toml(root / "confusions.toml", root)
    found: dict[int, str] = {}
    for text in reader.texts("confusions", required=True):
        number, _, words = text.partition(" ")
        if not number.isdigit() or int(number) in found:
            raise CurriculumError(reader.file, "confusions", f"a number of its own must come first: {text}")
        found[int(number)] = words
    return found


def covered(root: Path, catalogue: Catalogue) -> dict[int, list[str]]:
    """By number, the lessons and items that clear it up."""
    found: dict[int, list[str]] = {number: [] for number in confusions(root)}
    for lesson in catalogue.lessons():
        for number in lesson.covers:
            found[number].append(lesson.slug)
    for name, number in _items(root / "items"):
        if number in found:
            found[number].append(name)
    return found


def _items(folder: Path) -> Iterator[tuple[str, int]]:
    """What the files of quiz items cover; how an item is read is not this module's business."""
    for path in sorted(folder.rglob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = [row for value in table.values() if isinstance(value, list) for row in value if isinstance(row, dict)]
        for row in (table, *rows):
            for number in row.get("covers", []):
                yield f"items/{path.relative_to(folder).as_posix()}", number
