"""Regrading: journals are replayed by today's lesson and machine; whose mark changes is seen before it does."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from course_cast import Cast
from course_work import assign, real_hand_in
from django.core.management import call_command
from django.core.management.base import CommandError

from courses import regrading
from courses.models import Change, Mark, Regrade
from courses.regrading import SEEN_OTHER
from lessons import grading
from lessons.curriculum import _load
from lessons.models import Attempt, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def curriculum(settings: Any, tmp_path: Path) -> Path:
    """A copy that can be mended; graders start afresh with it."""
    copy = tmp_path / "curriculum"
    shutil.copytree(settings.CURRICULUM_DIR, copy)
    settings.CURRICULUM_DIR = copy
    _load.cache_clear()
    grading.pool().close()
    yield copy
    grading.pool().close()
    _load.cache_clear()


def mend(curriculum: Path, old: str, new: str) -> None:
    """Changes the first lesson's file and its revision, as an author would."""
    file = curriculum / "lessons" / "first-jail" / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    later = re.sub(r"revision = (\d+)", lambda found: f"revision = {int(found[1]) + 1}", text.replace(old, new))
    file.write_text(later, encoding="utf-8")
    _load.cache_clear()
    grading.pool().close()


def lesson_that_asks_too_much(curriculum: Path) -> None:
    mend(curriculum, 'fact = "jail_persists"', 'fact = "jail_has_vnet"')


def lesson_mended(curriculum: Path) -> None:
    mend(curriculum, 'fact = "jail_has_vnet"', 'fact = "jail_persists"')


def test_who_was_wronged_gets_the_mark_after_it_is_applied(cast: Cast, curriculum: Path) -> None:
    work = assign(cast)
    lesson_that_asks_too_much(curriculum)
    made = real_hand_in(cast.places["student"])
    assert (made.held, made.of) == (1, 2), made.reasons
    lesson_mended(curriculum)
    teacher = cast.client("teacher")
    page = teacher.post(f"{cast.at}/work/{work.pk}/again/")["Location"]
    context = teacher.get(page).context
    assert [(e.place.name, str(e.before), str(e.after)) for e in context["effects"]] == [("student", "5.00", "10.00")]
    assert Mark.objects.get().points == 5, "nothing has changed yet"
    assert teacher.post(f"{page}apply").status_code == 302
    assert Mark.objects.get().points == 10
    made.refresh_from_db()
    assert (made.done, made.revision) == (True, 3)
    assert Attempt.objects.get().state == "confirmed"
    assert {(c.name, c.what, c.before, c.after) for c in Change.objects.order_by("pk")} >= {
        ("", "computed", "5", "10"),
        ("teacher", "regraded", "", "1 marks"),
    }
    assert teacher.post(f"{page}apply").status_code == 409, "once"


def test_a_stricter_lesson_lowers_the_mark_and_withdraws_no_progress(cast: Cast, curriculum: Path) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"])
    assert made.done
    mend(curriculum, 'fact = "jail_exists"', 'fact = "jail_has_vnet"')
    run = regrading.begin(work)
    regrading.find(run)
    (effect,) = regrading.effects(run)
    assert (effect.before, effect.after) == (10, 5)
    regrading.apply(run)
    assert Mark.objects.get().points == 5
    assert Attempt.objects.get().state == "confirmed"


def test_what_the_terminals_show_otherwise_is_for_a_person(cast: Cast) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"])
    Submission.objects.update(seen="0:00000000", checks={"exists": False, "stays": False}, held=0, done=False)
    run = regrading.begin(work)
    regrading.find(run)
    (finding,) = regrading.diverged(run)
    assert (finding.submission_id, finding.divergence, finding.done) == (made.pk, SEEN_OTHER, True)
    assert regrading.effects(run) == regrading.apply(run) == []
    made.refresh_from_db()
    assert not made.done


def test_what_cannot_be_replayed_is_for_a_person(cast: Cast) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"])
    made.journal = json.dumps({**json.loads(made.journal), "release": "4.0"})
    made.save()
    run = regrading.begin(work)
    regrading.find(run)
    assert [one.divergence for one in regrading.diverged(run)] == ["release: the journal is of another release"]


def test_nothing_new_changes_nothing(cast: Cast) -> None:
    work = assign(cast)
    real_hand_in(cast.places["student"])
    run = regrading.begin(work)
    regrading.find(run)
    assert (regrading.changed(run), regrading.effects(run), regrading.diverged(run)) == ([], [], [])


def test_a_run_that_is_not_finished_is_not_applied(cast: Cast) -> None:
    work = assign(cast)
    run = Regrade.objects.create(assignment=work)
    assert cast.client("teacher").post(f"{cast.at}/work/{work.pk}/again/{run.pk}/apply").status_code == 409


def test_where_nothing_was_handed_in_nothing_starts(cast: Cast) -> None:
    work = assign(cast)
    assert cast.client("teacher").post(f"{cast.at}/work/{work.pk}/again/").status_code == 409
    assert not Regrade.objects.exists()


def test_by_command(cast: Cast, curriculum: Path) -> None:
    work = assign(cast)
    lesson_that_asks_too_much(curriculum)
    real_hand_in(cast.places["student"])
    lesson_mended(curriculum)
    said = io.StringIO()
    call_command("regrade", lesson="first-jail", stdout=said)
    assert said.getvalue().splitlines() == [
        "Containment (Spring): first-jail",
        "  student: 5 -> 10",
        "  1 handed in, 1 judged otherwise",
    ]
    assert Mark.objects.get().points == 5
    call_command("regrade", assignment=work.pk, apply=True, stdout=said)
    assert Mark.objects.get().points == 10


@pytest.mark.parametrize("options", [{}, {"lesson": "nonsense"}, {"course": 0}])
def test_the_command_says_what_it_needs(cast: Cast, options: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("regrade", **options)
