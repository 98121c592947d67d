"""Every address of the courses: how it is asked, with what, and which action it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_cast import Cast
from course_work import context_of, real_hand_in, watched
from django.test import Client
from django.urls import reverse

from courses.models import Assignment, Category, Extension, Regrade, Section
from courses.places import make_invite, make_place
from courses.roles import STUDENT

# Name: method, further parts of the address, data. What a part is made of stands in `parts_of`.
ADDRESSES: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "home": ("get", (), {}),
    "settings": ("get", (), {}),
    "archive": ("post", (), {}),
    "copy": ("get", (), {}),
    "delete": ("post", (), {"word": "no"}),
    "leave": ("post", (), {}),
    "people": ("get", (), {}),
    "bring_in": ("post", (), {"text": "name\nAda\n"}),
    "give_out": ("get", (), {}),
    "give_links": ("post", (), {}),
    "add": ("post", (), {"name": "Ada", "extra_minutes": 0}),
    "place": ("get", ("place",), {}),
    "link": ("post", ("named",), {}),
    "remove": ("post", ("place",), {}),
    "role": ("post", ("place",), {"role": "assistant"}),
    "invite": ("post", (), {"role": "student"}),
    "withdraw": ("post", ("invite",), {}),
    "section": ("post", (), {"title": "B"}),
    "change_section": ("get", ("section",), {}),
    "drop_section": ("post", ("section",), {}),
    "plan": ("get", (), {}),
    "new_assignment": ("get", (), {}),
    "assignment": ("get", ("assignment",), {}),
    "drop_assignment": ("post", ("assignment",), {}),
    "move_assignment": ("post", ("assignment",), {}),
    "extend": ("post", ("assignment",), {"minutes": 5}),
    "take_back": ("post", ("assignment", "extension"), {}),
    "hand_in": ("post", ("assignment",), {}),
    "collect": ("post", ("assignment",), {}),
    "category": ("get", ("category",), {}),
    "drop_category": ("post", ("category",), {}),
    "progress": ("get", (), {}),
    "marks": ("get", (), {}),
    "marks_out": ("get", (), {}),
    "statements_out": ("get", (), {}),
    "mark": ("get", ("assignment", "place"), {}),
    "review": ("get", ("lesson", "submission"), {}),
    "replay": ("get", ("lesson", "submission"), {}),
    "likeness": ("get", ("lesson",), {}),
    "watch": ("post", ("lesson", "watched"), {}),
    "consent": ("post", (), {"given": "yes"}),
    "platform": ("get", (), {}),
    "read_people": ("post", ("context",), {}),
    "send_marks": ("post", ("context",), {}),
    "regrades": ("get", ("lesson",), {}),
    "regrade": ("get", ("lesson", "run"), {}),
    "apply_regrade": ("post", ("lesson", "run"), {}),
    "audit": ("get", (), {}),
}

# Addresses that need more for a form than for a look: action, and the form.
FORMS = {
    "mark": ("mark", 200, {"points": "1", "reason": "x", "version": 0}),
    "review": ("review", 302, {"text": "Well done."}),
}

ACTION_OF = {
    "home": "view course",
    "settings": "edit course",
    "archive": "edit course",
    "copy": "copy course",
    "delete": "delete course",
    "leave": "leave course",
    "people": "see roster",
    "bring_in": "edit roster",
    "give_out": "export",
    "give_links": "edit roster",
    "add": "edit roster",
    "place": "edit roster",
    "link": "edit roster",
    "remove": "edit roster",
    "role": "edit staff",
    "invite": "edit roster",
    "withdraw": "edit roster",
    "section": "edit roster",
    "change_section": "edit roster",
    "drop_section": "edit roster",
    "plan": "edit assignments",
    "new_assignment": "edit assignments",
    "assignment": "edit assignments",
    "drop_assignment": "edit assignments",
    "move_assignment": "edit assignments",
    "extend": "edit assignments",
    "take_back": "edit assignments",
    "hand_in": "hand in",
    "collect": "mark",
    "category": "edit assignments",
    "drop_category": "edit assignments",
    "progress": "see marks",
    "marks": "see marks",
    "marks_out": "export",
    "statements_out": "export",
    "mark": "see marks",
    "review": "see work",
    "replay": "see work",
    "likeness": "compare",
    "watch": "review",
    "consent": "consent",
    "platform": "link platform",
    "read_people": "link platform",
    "send_marks": "link platform",
    "regrades": "regrade",
    "regrade": "regrade",
    "apply_regrade": "regrade",
    "audit": "see audit",
}

# Addresses that are within no course.
OPEN = ("index", "new", "find", "join", "take", "put_down")


def part(cast: Cast, name: str, assignment: Assignment) -> Any:
    """What stands in an address for a part of that name. What was handed in is the student's own."""
    place = cast.places["classmate"]
    made: dict[str, Callable[[], Any]] = {
        "place": lambda: place,
        "named": lambda: make_place(cast.course, "By name", STUDENT),
        "invite": lambda: make_invite(cast.course, STUDENT),
        "assignment": lambda: assignment,
        "extension": lambda: Extension.objects.create(assignment=assignment, place=place, minutes=5),
        "lesson": lambda: assignment,
        "submission": lambda: real_hand_in(cast.places["student"]),
        "watched": lambda: watched(cast.places["classmate"]),
        "run": lambda: Regrade.objects.create(assignment=assignment),
        "context": lambda: context_of(cast),
        "section": lambda: Section.objects.create(course=cast.course, title="A"),
        "category": lambda: Category.objects.create(course=cast.course, title="Homework"),
    }
    return made[name]().pk


def address_of(cast: Cast, name: str) -> str:
    assignment = Assignment.objects.create(course=cast.course, kind="lesson", reference="first-jail", title="First")
    parts = [part(cast, one, assignment) for one in ADDRESSES[name][1]]
    return reverse(f"courses:{name}", args=[cast.course.pk, *parts])


def request_of(client: Client, cast: Cast, name: str) -> Any:
    method, _, data = ADDRESSES[name]
    return getattr(client, method)(address_of(cast, name), data)
