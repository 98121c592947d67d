"""Reads a curriculum folder: modules.toml, and per lesson lesson.toml, text.md, teacher.md, steps/*.md,
solution.t, wrong/*.t.

Unknown keys are refused, so that a misspelt one is not silently without effect.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from lab.lesson import Catalogue, Lesson, LessonError, Module, Source
from lab.params import Parameter, Parameters
from lab.plan import Goal, Setup
from simbsd.release import RELEASES

KINDS = ("tutorial", "build", "mend", "attack", "predict", "scenario")
SLUG = re.compile(r"[a-z][a-z0-9-]*")
NAME = re.compile(r"[a-z][a-z0-9_]*")
LESSON_KEYS = (
    "title", "summary", "kind", "minutes", "release", "revision", "needs", "objectives", "man", "paper",
    "simplifies", "parameters", "setup", "goals",
)  # fmt: skip
GOAL_KEYS = ("id", "text", "fact", "with", "hints", "step")
PARAMETER_KEYS = ("choose", "integer", "value", "unlike")


class Reader:
    """One TOML table of one file; every getter names file and key when it refuses."""

    def __init__(self, file: str, table: dict[str, Any], prefix: str = "") -> None:
        self.file = file
        self.table = table
        self.prefix = prefix

    def error(self, key: str, message: str) -> LessonError:
        """The refusal of a key."""
        return LessonError(self.file, f"{self.prefix}{key}", message)

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

    def integer(self, key: str, least: int) -> int:
        """A number of at least ``least``."""
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.error(key, f"a number of at least {least} must stand here")
        return value

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
        return [Reader(self.file, item, f"{key}[{number}].") for number, item in enumerate(value)]

    def inner(self, key: str) -> Reader:
        """A table."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"a table [{key}] must stand here")
        return Reader(self.file, value, f"{self.prefix}{key}.")


def read_catalogue(root: Path) -> Catalogue:
    """The whole curriculum. Raises LessonError."""
    reader = _toml(root / "modules.toml", root)
    reader.only(("modules",))
    modules = tuple(_module(root, module) for module in reader.tables("modules"))
    known = [lesson.slug for module in modules for lesson in module.lessons]
    for lesson in (lesson for module in modules for lesson in module.lessons):
        for need in lesson.needs:
            if need not in known:
                raise LessonError(lesson.file, "needs", f"there is no lesson {need}")
    return Catalogue(modules)


def _module(root: Path, reader: Reader) -> Module:
    reader.only(("slug", "title", "summary", "lessons"))
    slug = _matching(reader, "slug", SLUG)
    lessons = tuple(read_lesson(root, name, slug) for name in reader.texts("lessons", required=True))
    return Module(slug, reader.text("title"), reader.text("summary"), lessons)


def read_lesson(root: Path, slug: str, module: str) -> Lesson:
    """One lesson's folder. Raises LessonError."""
    folder = root / slug
    reader = _toml(folder / "lesson.toml", root)
    reader.only(LESSON_KEYS)
    if reader.text("kind") not in KINDS:
        raise reader.error("kind", "one of these must stand here: " + ", ".join(KINDS))
    if reader.text("release") not in RELEASES:
        raise reader.error("release", "one of these must stand here: " + ", ".join(RELEASES))
    return Lesson(
        slug=slug,
        module=module,
        file=reader.file,
        title=reader.text("title"),
        summary=reader.text("summary"),
        kind=reader.text("kind"),
        minutes=reader.integer("minutes", 1),
        release=reader.text("release"),
        revision=reader.integer("revision", 1),
        needs=reader.texts("needs"),
        objectives=reader.texts("objectives", required=True),
        man=reader.texts("man", required=True),
        paper=reader.texts("paper", required=True),
        simplifies=reader.texts("simplifies"),
        parameters=_parameters(reader.inner("parameters")),
        setup=_setup(reader.inner("setup")),
        goals=_goals(reader),
        introduction=_source(folder / "text.md", root),
        teacher=_source(folder / "teacher.md", root),
        step_sources=_sources(folder / "steps", "*.md", root),
        solution_source=_source(folder / "solution.t", root),
        wrong_sources=_sources(folder / "wrong", "*.t", root),
    )


def _parameters(reader: Reader) -> Parameters:
    items: list[Parameter] = []
    for name in reader.table:
        if not NAME.fullmatch(name):
            raise reader.error(name, "a parameter's name has small letters, digits and _ only")
        items.append(_parameter(name, reader.inner(name), [item.name for item in items]))
    return Parameters(tuple(items))


def _parameter(name: str, reader: Reader, earlier: list[str]) -> Parameter:
    reader.only(PARAMETER_KEYS)
    if sum(key in reader.table for key in ("choose", "integer", "value")) != 1:
        raise reader.error("choose", "exactly one of choose, integer and value must stand here")
    unlike = reader.text("unlike") if "unlike" in reader.table else None
    if unlike is not None and unlike not in earlier:
        raise reader.error("unlike", f"there is no earlier parameter {unlike}")
    if "value" in reader.table:
        return Parameter(name, value=reader.text("value"), unlike=unlike)
    if "choose" in reader.table:
        choices = reader.texts("choose", required=True)
        if unlike is not None and len(choices) < 2:
            raise reader.error("choose", "at least two must stand here")
        return Parameter(name, choose=choices, unlike=unlike)
    return Parameter(name, integer=_bounds(reader), unlike=unlike)


def _bounds(reader: Reader) -> tuple[int, int]:
    value = reader.table["integer"]
    good = isinstance(value, list) and len(value) == 2 and all(type(item) is int for item in value)
    if not good or not 0 <= value[0] < value[1]:
        raise reader.error("integer", "two numbers must stand here, the smaller first")
    return value[0], value[1]


def _setup(reader: Reader) -> Setup:
    reader.only(("userlands", "commands"))
    return Setup(reader.texts("userlands"), reader.texts("commands"))


def _goals(reader: Reader) -> tuple[Goal, ...]:
    goals = tuple(_goal(goal) for goal in reader.tables("goals"))
    if not goals:
        raise reader.error("goals", "at least one must stand here")
    return goals


def _goal(reader: Reader) -> Goal:
    reader.only(GOAL_KEYS)
    return Goal(
        id=_matching(reader, "id", SLUG),
        text=reader.text("text"),
        fact=reader.text("fact"),
        arguments=reader.inner("with").table,
        hints=reader.texts("hints", required=True),
        step=reader.text("step", ""),
    )


def _matching(reader: Reader, key: str, pattern: re.Pattern[str]) -> str:
    value = reader.text(key)
    if not pattern.fullmatch(value):
        raise reader.error(key, "small letters, digits and - only")
    return value


def _toml(path: Path, root: Path) -> Reader:
    file = _name(path, root)
    try:
        return Reader(file, tomllib.loads(_read(path, root)))
    except tomllib.TOMLDecodeError as error:
        raise LessonError(file, "TOML", str(error)) from error


def _source(path: Path, root: Path) -> Source:
    return Source(_name(path, root), _read(path, root))


def _sources(folder: Path, pattern: str, root: Path) -> tuple[Source, ...]:
    return tuple(_source(path, root) for path in sorted(folder.glob(pattern)))


def _read(path: Path, root: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LessonError(_name(path, root), "file", "there is no such file") from error
    except UnicodeDecodeError as error:
        raise LessonError(_name(path, root), "file", "not UTF-8") from error


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root.parent).as_posix()
