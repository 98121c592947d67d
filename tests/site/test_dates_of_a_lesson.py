"""A lesson's time line: dated events with their sources, each with a machine of its time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lab.course.toml_reader import CurriculumError
from lessons.dates import Dates, dates_of, read_dates

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
LINE = """title = "Line"
[[events]]
when = "2003"
title = "The paper"
text = "What happened."
source = "Who says so"
try = { from = "empty", release = "8.0", text = "Try it" }
"""


@pytest.fixture(autouse=True)
def whole(settings: Any) -> None:
    """The whole curriculum, not the small one of these tests."""
    settings.CURRICULUM_DIR = CURRICULUM


def written(folder: Path, text: str) -> Dates:
    path = folder / "curriculum" / "timelines" / "lesson.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return read_dates(path)


def test_an_event_leads_to_a_machine_of_its_release(tmp_path: Path) -> None:
    (event,) = written(tmp_path, LINE).events
    assert (event.when, event.source, event.url) == ("2003", "Who says so", "/sandbox/?from=empty&release=8.0")


@pytest.mark.parametrize(
    ("old", "new"),
    [('"8.0"', '"9.9"'), ('"empty"', '"nowhere"'), ('source = "Who says so"\n', ""), ("when", "since")],
)
def test_an_event_without_source_or_machine_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(CurriculumError, match=r"curriculum/timelines/lesson\.toml"):
        written(tmp_path, LINE.replace(old, new))


def test_most_lessons_have_none() -> None:
    assert dates_of("first-jail") is None


@pytest.mark.parametrize("path", sorted((CURRICULUM / "timelines").glob("*.toml")), ids=str)
def test_every_time_line_belongs_to_a_lesson_and_can_be_read(path: Path) -> None:
    assert (CURRICULUM / "lessons" / path.stem).is_dir()
    assert read_dates(path).events


@pytest.mark.django_db
def test_the_page_and_the_handout_show_it(client: Client) -> None:
    page = client.get("/lessons/way-of-vimage/").content.decode()
    assert page.count('class="dates-when"') == 7
    assert "/sandbox/?from=vnet-pair&amp;release=8.0" in page
    assert "<details open>" in client.get("/lessons/way-of-vimage/handout").content.decode()
