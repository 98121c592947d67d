"""Reads a curriculum folder: modules.toml, and per lesson its folder below ``lessons``.

docs/lessons.md describes every key.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from lab.course.lesson import Catalogue, Fault, Lesson, Module, Source
from lab.course.params import Parameter, Parameters
from lab.course.plan import MOST_TTYS, Goal, Misconception, Setup, SetupFile
from lab.course.toml_reader import CurriculumError, Reader, file_name, read_text, read_toml
from lab.course.translation_file import read_translations, told_modules
from simbsd.release import RELEASES

KINDS = ("tutorial", "build", "mend", "attack", "predict", "scenario")
CONFUSIONS = 45  # of the list that the course covers
NAME = re.compile(r"[a-z][a-z0-9_]*")
LESSON_KEYS = (
    "title", "summary", "kind", "minutes", "release", "ttys", "revision", "needs", "concepts", "covers", "objectives",
    "man", "paper", "further", "simplifies", "parameters", "setup", "faults", "goals", "misconceptions",
)  # fmt: skip
GOAL_KEYS = ("id", "text", "fact", "with", "hints", "at", "step")
SETUP_KEYS = ("userlands", "cables", "files", "commands", "loader", "cpus")
FAULT_KEYS = ("id", "weight", "sentence", "files", "commands")
PARAMETER_KEYS = ("choose", "integer", "value", "unlike")


def load_catalogue(root: Path) -> Catalogue:
    """The whole curriculum; a module that has no lessons yet is left out. Raises CurriculumError."""
    reader = read_toml(root / "modules.toml", root)
    reader.only(("modules",))
    modules = tuple(_module(root, module) for module in reader.tables("modules"))
    known = [lesson.slug for module in modules for lesson in module.lessons]
    for lesson in (lesson for module in modules for lesson in module.lessons):
        for need in lesson.needs:
            if need not in known:
                raise CurriculumError(lesson.file, "needs", f"there is no lesson {need}")
    shown = tuple(module for module in modules if module.lessons)
    return Catalogue(shown, told_modules(root, shown))


def _module(root: Path, reader: Reader) -> Module:
    reader.only(("slug", "title", "summary", "lessons"))
    slug = reader.slug("slug")
    lessons = tuple(read_lesson(root, name, slug) for name in reader.texts("lessons"))
    return Module(slug, reader.text("title"), reader.text("summary"), lessons)


def read_lesson(root: Path, slug: str, module: str) -> Lesson:
    """One lesson's folder. Raises CurriculumError."""
    folder = root / "lessons" / slug
    reader = read_toml(folder / "lesson.toml", root)
    reader.only(LESSON_KEYS)
    lesson = Lesson(
        slug=slug,
        module=module,
        file=reader.file,
        title=reader.text("title"),
        summary=reader.text("summary"),
        kind=reader.one_of("kind", KINDS),
        minutes=reader.integer("minutes", 1),
        release=reader.one_of("release", tuple(RELEASES)),
        ttys=_ttys(reader),
        revision=reader.integer("revision", 1),
        needs=reader.texts("needs"),
        concepts=reader.texts("concepts", required=True),
        covers=reader.integers("covers", 1, CONFUSIONS),
        objectives=reader.texts("objectives", required=True),
        man=reader.texts("man", required=True),
        paper=reader.texts("paper", required=True),
        further=reader.texts("further"),
        simplifies=reader.texts("simplifies"),
        parameters=read_parameters(reader.inner("parameters")),
        setup=read_setup(reader.inner("setup")),
        faults=tuple(_fault(fault) for fault in reader.tables("faults")),
        goals=read_goals(reader),
        misconceptions=tuple(_misconception(one) for one in reader.tables("misconceptions")),
        introduction=_source(folder / "text.md", root),
        closing=_source(folder / "closing.md", root),
        teacher=_source(folder / "teacher.md", root),
        step_sources=_sources(folder / "steps", "*.md", root),
        solution_sources=_solutions(folder, root),
        wrong_sources=_sources(folder / "wrong", "*.t", root),
    )
    return replace(lesson, translations=read_translations(folder, root, lesson))


def _ttys(reader: Reader) -> int:
    number = reader.integer("ttys", 1, default=1)
    if number > MOST_TTYS:
        raise reader.error("ttys", f"a machine has at most {MOST_TTYS} terminals")
    return number


def read_parameters(reader: Reader) -> Parameters:
    """The seeded parameters. Raises CurriculumError."""
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


def read_setup(reader: Reader) -> Setup:
    """How a machine is prepared. Raises CurriculumError."""
    reader.only(SETUP_KEYS)
    return Setup(
        reader.texts("userlands"), reader.texts("cables"), _files(reader), reader.texts("commands"),
        reader.texts("loader"), reader.integer("cpus", 1, 1),
    )


def _files(reader: Reader) -> tuple[SetupFile, ...]:
    return tuple(_file(file) for file in reader.tables("files"))


def _file(reader: Reader) -> SetupFile:
    reader.only(("path", "content", "mode", "owner"))
    return SetupFile(
        reader.text("path"), reader.text("content", ""), reader.text("mode", ""), reader.text("owner", "")
    )


def _fault(reader: Reader) -> Fault:
    reader.only(FAULT_KEYS)
    return Fault(
        id=reader.slug("id"),
        weight=reader.integer("weight", 1, default=1),
        sentence=reader.text("sentence"),
        files=_files(reader),
        commands=reader.texts("commands"),
    )


def read_goals(reader: Reader) -> tuple[Goal, ...]:
    """The named checks. Raises CurriculumError."""
    goals = tuple(_goal(goal) for goal in reader.tables("goals"))
    if not goals:
        raise reader.error("goals", "at least one must stand here")
    return goals


def _goal(reader: Reader) -> Goal:
    reader.only(GOAL_KEYS)
    at = reader.inner("at")
    return Goal(
        id=reader.slug("id"),
        text=reader.text("text"),
        fact=reader.text("fact"),
        arguments=reader.inner("with").table,
        hints=reader.texts("hints", required=True),
        at={layer: at.texts(layer, required=True) for layer in at.table},
        step=reader.text("step", ""),
    )


def _misconception(reader: Reader) -> Misconception:
    reader.only(("id", "goal", "pattern", "sentence"))
    pattern = reader.text("pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        raise reader.error("pattern", f"not a regular expression: {error}") from error
    return Misconception(reader.slug("id"), reader.text("goal"), pattern, reader.text("sentence"))


def _solutions(folder: Path, root: Path) -> dict[str, Source]:
    """The solutions by the fault that they mend; the one that mends any stands under the empty name."""
    found = {path.stem: _source(path, root) for path in sorted((folder / "solution").glob("*.t"))}
    if not found or (folder / "solution.t").exists():
        found[""] = _source(folder / "solution.t", root)
    return found


def _source(path: Path, root: Path) -> Source:
    return Source(file_name(path, root), read_text(path, root))


def _sources(folder: Path, pattern: str, root: Path) -> tuple[Source, ...]:
    written = (path for path in folder.glob(pattern) if "." not in path.stem)  # a language stands behind a dot
    return tuple(_source(path, root) for path in sorted(written))
