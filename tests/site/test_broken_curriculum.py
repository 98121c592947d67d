"""A broken lesson stops the server, and the lint, with its file, line and key."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from work import CURRICULUM

from lessons.checks import check_curriculum


@pytest.fixture
def broken(settings: Any, tmp_path: Path) -> Path:
    root = tmp_path / "curriculum"
    shutil.copytree(CURRICULUM, root)
    lesson = root / "lessons" / "first-jail" / "lesson.toml"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("minutes = 5", "minutes = 0"), encoding="utf-8")
    settings.CURRICULUM_DIR = root
    return root


MESSAGE = "curriculum/lessons/first-jail/lesson.toml:4: minutes: a number of at least 1 must stand here"


def test_is_an_error_at_start(broken: Path) -> None:
    (error,) = check_curriculum(None)
    assert (error.id, error.msg, error.level) == ("lessons.E001", MESSAGE, 40)


def test_a_good_one_is_none() -> None:
    assert check_curriculum(None) == []


def test_lint_names_file_line_and_key_and_fails(broken: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="1 findings in curriculum/"):
        call_command("lint_curriculum", stdout=out)
    assert out.getvalue() == MESSAGE + "\n"
