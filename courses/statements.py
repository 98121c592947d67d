"""Marks as xAPI statements (version 1.0.3), for a learning record store.

Ids are made from what they state: the same mark given out twice is the same statement.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from courses.audience import is_for, sections_of, with_sections
from courses.models import Course, Mark, Membership

SPACE = uuid.UUID("6f2c3f0e-6a55-4b0e-9a38-0d2f7b6a7c11")
VERBS = {True: "http://adlnet.gov/expapi/verbs/completed", False: "http://adlnet.gov/expapi/verbs/attempted"}
ACTIVITY = "http://adlnet.gov/expapi/activities/assessment"
LATE = "https://cellblock.example/xapi/late-percent"


def statements(course: Course, home: str) -> list[dict[str, Any]]:
    """One statement for each mark that stands; `home` is the site's address."""
    marks = Mark.objects.filter(assignment__course=course, excused=False).select_related("assignment", "place__section")
    found = marks.order_by("place__name", "place", "assignment__position", "assignment")
    sections = {one.pk: sections_of(one) for one in with_sections(course)}
    theirs = [mark for mark in found if is_for(sections[mark.assignment_id], mark.place)]
    return [statement(course, mark, home) for mark in theirs if mark.final is not None]


def statement(course: Course, mark: Mark, home: str) -> dict[str, Any]:
    assignment, final = mark.assignment, mark.final
    assert final is not None
    full = final >= assignment.points
    when = mark.at or mark.updated
    result: dict[str, Any] = {"score": {"raw": float(final), "min": 0, "max": float(assignment.points)}}
    if assignment.points:
        result["score"]["scaled"] = float(min(final / assignment.points, 1))
    result["completion"] = full
    if mark.late_percent:
        result["extensions"] = {LATE: mark.late_percent}
    made = {
        "actor": actor(mark.place, home),
        "verb": {"id": VERBS[full], "display": {"en": VERBS[full].rsplit("/", 1)[1]}},
        "object": {
            "objectType": "Activity",
            "id": f"{home}/courses/{course.pk}/assignments/{assignment.pk}/",
            "definition": {"name": {"en": assignment.title}, "type": ACTIVITY},
        },
        "result": result,
        "context": {"contextActivities": {"parent": [{"id": f"{home}/courses/{course.pk}/"}]}},
        "timestamp": when.isoformat(),
    }
    return {"id": str(uuid.uuid5(SPACE, json.dumps(made, sort_keys=True))), "version": "1.0.3", **made}


def actor(place: Membership, home: str) -> dict[str, Any]:
    """By address if there is one, else by the place's number on this site."""
    if place.email:
        return {"objectType": "Agent", "name": place.name, "mbox": f"mailto:{place.email}"}
    account = {"homePage": home, "name": f"place-{place.pk}"}
    return {"objectType": "Agent", "name": place.name, "account": account}


def give_out(course: Course, home: str) -> str:
    return json.dumps(statements(course, home), indent=1, ensure_ascii=False)
