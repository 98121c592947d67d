"""Reads the translations in a curriculum folder: per lesson `lesson.LANGUAGE.toml` and its texts, and
modules.LANGUAGE.toml.

docs/lessons.md describes every key.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lab.course.lesson import Lesson, Module, Source
from lab.course.plan import Goal
from lab.course.toml_reader import Reader, file_name, read_text, read_toml
from lab.course.translation import Translation

KEYS = ("title", "summary", "objectives", "further", "simplifies", "goals", "misconceptions")
GOAL_KEYS = ("text", "hints", "at")


def read_translations(folder: Path, root: Path, lesson: Lesson) -> dict[str, Translation]:
    """Every translation of a lesson, by language. Raises CurriculumError."""
    found = sorted(folder.glob("lesson.*.toml"))
    return {path.name.split(".")[1]: _translation(folder, root, lesson, path) for path in found}


def _translation(folder: Path, root: Path, lesson: Lesson, path: Path) -> Translation:
    language = path.name.split(".")[1]
    reader = read_toml(path, root)
    reader.only(KEYS)
    goals, sentences = reader.inner("goals"), reader.inner("misconceptions")
    goals.only(tuple(goal.id for goal in lesson.goals))
    sentences.only(tuple(one.id for one in lesson.misconceptions))
    steps = [Path(source.file).stem for source in lesson.step_sources]
    return Translation(
        title=reader.text("title"),
        summary=reader.text("summary"),
        objectives=_as_many(reader, "objectives", lesson.objectives),
        further=_as_many(reader, "further", lesson.further),
        simplifies=_as_many(reader, "simplifies", lesson.simplifies),
        goals=tuple(_goal(goals.inner(goal.id), goal) for goal in lesson.goals),
        misconceptions=tuple(replace(one, sentence=sentences.text(one.id)) for one in lesson.misconceptions),
        introduction=_source(folder / f"text.{language}.md", root),
        closing=_source(folder / f"closing.{language}.md", root),
        step_sources=tuple(_source(folder / "steps" / f"{step}.{language}.md", root) for step in steps),
    )


def _goal(reader: Reader, goal: Goal) -> Goal:
    reader.only(GOAL_KEYS)
    at = reader.inner("at")
    at.only(tuple(goal.at))
    return replace(
        goal,
        text=reader.text("text"),
        hints=_as_many(reader, "hints", goal.hints),
        at={layer: _as_many(at, layer, hints) for layer, hints in goal.at.items()},
    )


def _as_many(reader: Reader, key: str, original: tuple[str, ...]) -> tuple[str, ...]:
    texts = reader.texts(key)
    if len(texts) != len(original):
        raise reader.error(key, f"{len(original)} must stand here, as in the lesson")
    return texts


def _source(path: Path, root: Path) -> Source:
    return Source(file_name(path, root), read_text(path, root))


def told_modules(root: Path, modules: tuple[Module, ...]) -> dict[str, tuple[Module, ...]]:
    """The modules in each language with a `modules.LANGUAGE.toml`: titles and summaries by slug, of all or of some."""
    told = {}
    for path in sorted(root.glob("modules.*.toml")):
        reader = read_toml(path, root)
        told[path.name.split(".")[1]] = tuple(_module(reader, module) for module in modules)
    return told


def _module(reader: Reader, module: Module) -> Module:
    if module.slug not in reader.table:
        return module
    said = reader.inner(module.slug)
    said.only(("title", "summary"))
    return replace(module, title=said.text("title"), summary=said.text("summary"))
