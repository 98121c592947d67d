"""Every form that changes something of a course writes who did it into the audit; a refused one writes nothing."""

from __future__ import annotations

import pytest
from course_cast import Cast
from course_table import ADDRESSES, address_of
from course_work import assign
from django.test import Client

from courses.models import Category, Change, Section
from courses.places import make_place
from courses.roles import STUDENT
from lessons.refusals import Conflict

pytestmark = pytest.mark.django_db

# Forms that change nothing of their own: a plan's order; runs that are not applied; what is refused as asked there.
SILENT = {"move_assignment", "regrades", "apply_regrade", "delete", "read_people", "send_marks", "hand_in"}
STUDENTS = {"consent", "leave"}
RULES = {"points": 10, "late_percent": 0, "late_most": 100, "counting": "best"}


def others(cast: Cast) -> dict[str, tuple[str, dict[str, object]]]:
    """Addresses with a page and a form: what is posted, and what the audit says."""
    place = cast.places["classmate"]
    category = Category.objects.create(course=cast.course, title="Home", weight=1)
    section = Section.objects.create(course=cast.course, title="A")
    work = assign(cast)
    return {
        "settings/": ("changed title", {"title": "Jails", "term": "Spring", "time_zone": "Europe/Zurich"}),
        "copy/": ("copied", {"title": "Next", "days": 1}),
        "people/add/": ("added", {"name": "Ada", "extra_minutes": 0}),
        f"people/{place.pk}/": ("changed number", {"name": "classmate", "number": "7", "extra_minutes": 0}),
        f"sections/{section.pk}/": ("renamed section", {"title": "B"}),
        "plan/": ("made category", {"title": "Exam", "weight": 2}),
        f"categories/{category.pk}/": ("changed category", {"title": "Home", "weight": "2.5"}),
        "plan/new/": ("assigned", {"work": "lesson:first-jail", **RULES}),
        f"plan/{work.pk}/": ("changed points", {"work": "lesson:first-jail", **RULES, "points": 5}),
        f"marks/{work.pk}/{place.pk}/": ("marked", {"points": "1", "reason": "x", "version": 0}),
    }


@pytest.mark.parametrize("name", sorted(name for name, (method, _, _) in ADDRESSES.items() if method == "post"))
def test_a_button_is_written_down(cast: Cast, name: str) -> None:
    who = "student" if name in STUDENTS else "owner"
    address, client = address_of(cast, name), cast.client(who)
    data = dict(ADDRESSES[name][2])
    if name == "extend":
        data["place"] = cast.places["classmate"].pk
    make_place(cast.course, "By name", STUDENT)
    last = Change.objects.order_by("pk").last()
    client.post(address, data)
    written = Change.objects.filter(pk__gt=last.pk if last else 0, name=who)
    assert written.exists() is (name not in SILENT)


def test_a_form_is_written_down(owner: Client, cast: Cast) -> None:
    for path, (what, data) in others(cast).items():
        assert owner.post(f"{cast.at}/{path}", data).status_code in (200, 302), path
        assert Change.objects.filter(name="owner", what=what).exists(), path


def test_the_same_again_is_no_change(owner: Client, cast: Cast) -> None:
    for path, (what, data) in others(cast).items():
        if what.startswith(("changed", "renamed")):
            owner.post(f"{cast.at}/{path}", data)
            owner.post(f"{cast.at}/{path}", data)
            assert Change.objects.filter(what=what).count() == 1, path


def test_a_weight_is_told_before_and_after(owner: Client, cast: Cast) -> None:
    category = Category.objects.create(course=cast.course, title="Home", weight=1)
    owner.post(f"{cast.at}/categories/{category.pk}/", {"title": "Home", "weight": "2.5"})
    change = Change.objects.get()
    assert (change.before, change.after) == ("Home, weight 1", "Home, weight 2.5")


def test_a_section_is_dropped_unless_something_is_for_it_alone(owner: Client, cast: Cast) -> None:
    section = Section.objects.create(course=cast.course, title="A")
    cast.course.memberships.filter(pk=cast.places["student"].pk).update(section=section)
    work = assign(cast, title="Only for A")
    work.sections.set([section])
    response = owner.post(f"{cast.at}/sections/{section.pk}/drop")
    assert response.status_code == Conflict.status
    assert "“Only for A” is for this section alone" in response.content.decode()
    work.sections.clear()
    assert owner.post(f"{cast.at}/sections/{section.pk}/drop").status_code == 302
    assert not cast.course.sections.exists()
    assert cast.course.memberships.get(pk=cast.places["student"].pk).section is None


def test_two_sections_of_one_title_are_refused(owner: Client, cast: Cast) -> None:
    Section.objects.create(course=cast.course, title="A")
    other = Section.objects.create(course=cast.course, title="B")
    assert owner.post(f"{cast.at}/sections", {"title": "A"}).status_code == 422
    assert owner.post(f"{cast.at}/sections/{other.pk}/", {"title": "A"}).status_code == 422
    assert sorted(cast.course.sections.values_list("title", flat=True)) == ["A", "B"]
