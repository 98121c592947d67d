"""An author's preview: whole, with findings by file and line, anew when a file was saved; nobody else's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from work import CURRICULUM

pytestmark = pytest.mark.django_db
PAGE = "/lessons/first-jail/preview"


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    root = tmp_path / "curriculum"
    shutil.copytree(CURRICULUM, root)
    settings.CURRICULUM_DIR, settings.DEBUG = root, True
    return root


def polled(client: Client, stamp: str) -> Any:
    return client.get(PAGE, {"stamp": stamp}, headers={"HX-Request": "true"})


def stamp_in(page: Any) -> str:
    """What the page on the screen would ask with."""
    return re.search(r"stamp=(\d+)", page.content.decode())[1]  # type: ignore[index]


def test_it_shows_what_learners_do_not_see_at_once(client: Client, root: Path) -> None:
    page = client.get(PAGE)
    text = page.content.decode()
    assert [goal["hints"] for goal in page.context["goals"]]
    assert "Goals and hints" in text
    assert "For the teacher" in text


def test_it_comes_anew_when_a_file_was_saved_and_not_before(client: Client, root: Path) -> None:
    stamp = stamp_in(client.get(PAGE))
    assert polled(client, stamp).status_code == 204
    (root / "lessons" / "first-jail" / "text.md").write_text("Written a moment ago.\n")
    again = polled(client, stamp)
    assert "Written a moment ago." in again.content.decode()
    assert "<html" not in again.content.decode()
    assert polled(client, stamp_in(again)).status_code == 204


def test_a_lesson_that_cannot_be_read_says_where_and_why(client: Client, root: Path) -> None:
    lesson = root / "lessons" / "first-jail" / "lesson.toml"
    lesson.write_text(lesson.read_text().replace("minutes = 5", "minutes = 0"))
    page = client.get(PAGE)
    assert page.context["findings"] == [
        "curriculum/lessons/first-jail/lesson.toml:4: minutes: a number of at least 1 must stand here"
    ]


def test_it_is_for_authors_alone(client: Client, root: Path, settings: Any) -> None:
    assert client.get("/lessons/nothing/preview").status_code == 404
    settings.DEBUG = False
    assert client.get(PAGE).status_code == 404
