"""What authors start and end with: a new folder, the full check with its totals, the map of confusions."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from lessons_under_test import ROOT

from lab.course.coverage import confusions, covered
from lab.course.lesson_file import load_catalogue
from lab.course.lint import lint
from lab.course.new_lesson import make_lesson
from lab.course.toml_reader import CurriculumError


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    """A curriculum of one lesson."""
    root = tmp_path / "curriculum"
    shutil.copytree(ROOT / "lessons" / "first-jail", root / "lessons" / "first-jail")
    shutil.copy(ROOT / "confusions.toml", root)
    head = '[[modules]]\nslug = "m"\ntitle = "M"\nsummary = "S"\nlessons = [\n  "first-jail",\n]\n'
    (root / "modules.toml").write_text(head)
    settings.CURRICULUM_DIR = root
    return root


def test_a_new_lesson_is_read_at_once_and_proves_itself_but_for_what_is_to_be_written(root: Path) -> None:
    make_lesson(root, "second", "m")
    assert [lesson.slug for lesson in load_catalogue(root).lessons()] == ["first-jail", "second"]
    assert lint(root) == []


def test_a_lesson_is_not_made_twice_nor_in_no_module(root: Path) -> None:
    with pytest.raises(CurriculumError, match="there already"):
        make_lesson(root, "first-jail", "m")
    with pytest.raises(CurriculumError, match="no such module"):
        make_lesson(root, "second", "n")
    with pytest.raises(CurriculumError, match="small letters"):
        make_lesson(root, "Second!", "m")
    assert not (root / "lessons" / "second").exists()


def test_the_check_prints_totals_and_what_is_open(root: Path) -> None:
    out = StringIO()
    call_command("check_curriculum", "--seeds=1", "--jobs=1", stdout=out)
    text = out.getvalue()
    assert "1 lessons in 1 modules (1 tutorial)" in text
    assert "1 seeds each: 6 machines" in text
    assert "2 of 45 documented confusions" in text
    assert "not yet: 7 bridge and epair are gone after a reboot" in text


def test_a_promise_that_is_broken_is_printed(root: Path) -> None:
    solution = root / "lessons" / "first-jail" / "solution.t"
    solution.write_text(solution.read_text().replace("  {jail}\n", "  something\n"))
    out = StringIO()
    with pytest.raises(CommandError, match="1 promises are not kept"):
        call_command("check_curriculum", "--seeds=1", "--jobs=1", stdout=out)
    assert "solution.t: seed 0: curriculum/lessons/first-jail/solution.t:" in out.getvalue()


def test_every_documented_confusion_is_cleared_up_by_a_lesson_or_an_item() -> None:
    assert list(confusions(ROOT)) == list(range(1, 46))
    found = covered(ROOT, load_catalogue(ROOT))
    assert [number for number, names in found.items() if not names] == []
