"""Reads TOML that authors write: every getter names file and key when it refuses.

Unknown keys are refused, so that a misspelt one is not silently without effect.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

SLUG = re.compile(r"[a-z][a-z0-9-]*")


class CurriculumError(Exception):
    """A file of the curriculum that cannot be used: the file, the key in it, and what is wrong in one sentence."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}")
        self.file = file
        self.key = key
        self.message = message


class Reader:
    """One TOML table of one file."""

    def __init__(self, file: str, table: dict[str, Any], prefix: str = "") -> None:
        self.file = file
        self.table = table
        self.prefix = prefix

    def error(self, key: str, message: str) -> CurriculumError:
        """The refusal of a key."""
        return CurriculumError(self.file, f"{self.prefix}{key}", message)

    def only(self, keys: tuple[str, ...]) -> None:
        """Refuse keys that are not among ``keys``."""
        for key in self.table:
            if key not in keys:
                raise self.error(key, "no such key")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that must be there unless there is a default."""
        value = self.table.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.error(key, "a text must stand here")
        return value

    def slug(self, key: str) -> str:
        """A name of small letters, digits and hyphens."""
        value = self.text(key)
        if not SLUG.fullmatch(value):
            raise self.error(key, "small letters, digits and - only")
        return value

    def one_of(self, key: str, words: tuple[str, ...]) -> str:
        """One of these words."""
        value = self.text(key)
        if value not in words:
            raise self.error(key, "one of these must stand here: " + ", ".join(words))
        return value

    def integer(self, key: str, least: int, default: int | None = None) -> int:
        """A number of at least ``least``."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.error(key, f"a number of at least {least} must stand here")
        return value

    def integers(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of numbers between two bounds."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(type(item) is int and least <= item <= most for item in value):
            raise self.error(key, f"a list of numbers from {least} to {most} must stand here")
        return tuple(value)

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.error(key, "a list of texts must stand here")
        if required and not value:
            raise self.error(key, "at least one must stand here")
        return tuple(value)

    def tables(self, key: str) -> list[Reader]:
        """A list of tables."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"tables [[{key}]] must stand here")
        return [Reader(self.file, item, f"{self.prefix}{key}[{number}].") for number, item in enumerate(value)]

    def inner(self, key: str) -> Reader:
        """A table."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"a table [{key}] must stand here")
        return Reader(self.file, value, f"{self.prefix}{key}.")


def read_toml(path: Path, root: Path) -> Reader:
    """The top table of a file below ``root``. Raises CurriculumError."""
    file = file_name(path, root)
    try:
        return Reader(file, tomllib.loads(read_text(path, root)))
    except tomllib.TOMLDecodeError as error:
        raise CurriculumError(file, "TOML", str(error)) from error


def read_text(path: Path, root: Path) -> str:
    """The text of a file below ``root``. Raises CurriculumError."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CurriculumError(file_name(path, root), "file", "there is no such file") from error
    except UnicodeDecodeError as error:
        raise CurriculumError(file_name(path, root), "file", "not UTF-8") from error


def file_name(path: Path, root: Path) -> str:
    """How messages name a file: from the curriculum's folder on."""
    return path.relative_to(root.parent).as_posix()
