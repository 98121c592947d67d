"""A lesson carries translations beside its texts: whole or refused, and of the same machine, goals and commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lessons_of_tests import lesson

from lab.course.lesson_file import read_lesson
from lab.course.toml_reader import CurriculumError
from lab.course.translation import unlike

CURRICULUM = Path(__file__).parents[2] / "curriculum"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(CURRICULUM / "lessons" / "first-jail", tmp_path / "curriculum" / "lessons" / "first-jail")
    return tmp_path / "curriculum"


def test_told_in_german_it_is_the_same_lesson_in_other_words() -> None:
    english, german = lesson(), lesson().told_in("de")
    assert (english.language, german.language) == ("en", "de")
    assert german.title == "Das erste Jail"
    assert german.text(0).startswith("Du hast einen FreeBSD-Host")
    assert [step.id for step in german.steps(0)] == [step.id for step in english.steps(0)]
    assert german.steps(0)[0].title == "Wer ist schon hier?"
    plans = [told.plan(0).dump() for told in (english, german)]
    goals = [[(goal.pop("text"), goal.pop("hints"), goal.pop("at")) for goal in plan["goals"]] for plan in plans]
    assert goals[0] != goals[1]
    for plan in plans:
        plan["misconceptions"] = [(one["id"], one["goal"], one["pattern"]) for one in plan["misconceptions"]]
    assert plans[0] == plans[1], "set-up, facts, arguments and revision are the lesson's"


def test_a_language_that_it_does_not_carry_leaves_it_as_written() -> None:
    assert lesson().told_in("fr") is not None
    assert lesson().told_in("fr").language == "en"


def test_a_translation_that_is_not_whole_is_refused(root: Path) -> None:
    (root / "lessons" / "first-jail" / "steps" / "02-make.de.md").unlink()
    with pytest.raises(CurriculumError, match=r"02-make\.de\.md: file: there is no such file"):
        read_lesson(root, "first-jail", "jails-today")


def test_a_goal_that_does_not_exist_is_refused(root: Path) -> None:
    path = root / "lessons" / "first-jail" / "lesson.de.toml"
    path.write_text(path.read_text() + '\n[goals.other]\ntext = "x"\n')
    with pytest.raises(CurriculumError, match=r"lesson\.de\.toml: goals\.other: no such key"):
        read_lesson(root, "first-jail", "jails-today")


def test_as_many_hints_as_the_lesson_has(root: Path) -> None:
    path = root / "lessons" / "first-jail" / "lesson.de.toml"
    path.write_text(path.read_text().replace('  "jail -m ändert ein laufendes Jail.",\n', ""))
    with pytest.raises(CurriculumError, match=r"goals\.stays\.hints: 3 must stand here"):
        read_lesson(root, "first-jail", "jails-today")


def test_commands_are_those_of_the_lesson(root: Path) -> None:
    path = root / "lessons" / "first-jail" / "text.de.md"
    assert list(unlike(read_lesson(root, "first-jail", "jails-today"))) == []
    path.write_text(path.read_text().replace("# jls", "# jls -v"))
    file, message = next(unlike(read_lesson(root, "first-jail", "jails-today")))
    assert file.endswith("text.de.md")
    assert message.endswith("first-jail/text.md")
