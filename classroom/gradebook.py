"""A room's results into the book of a course: a line of the book for the room, points for its students.

Everybody is marked on the questions that were asked while they were there. Told again, the marks replace what was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from classroom.models import Member, Room
from classroom.quiz import scores
from courses.models import Course, Membership
from courses.recorded import make_line, record_marks
from courses.roles import ACTIONS
from lessons.models import Learner
from lessons.refusals import Conflict, Forbidden

POINTS = Decimal(10)  # of a new line; a teacher changes it in the plan
CENT = Decimal("0.01")
MARKS = ACTIONS["edit assignments"][0]


def taught(learner: Learner) -> list[Course]:
    """The courses in whose books this learner may write, newest first."""
    places = Membership.objects.filter(learner=learner, role__in=MARKS, course__archived=None)
    return [place.course for place in places.select_related("course").order_by("-course__created")]


def check_course(learner: Learner, number: str) -> Membership:
    """The place from which this learner writes in that course's book. Raises Forbidden."""
    places = Membership.objects.select_related("course").filter(learner=learner, role__in=MARKS)
    found = places.filter(course=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Forbidden(_("Only teachers of a course write in its book."))
    return found


def send(member: Member, number: str) -> str:
    """Marks what was answered in the member's room; a sentence that says for how many. Raises Refusal."""
    place, room = check_course(member.learner, number), member.room
    found = [score for score in scores(room) if score.questions]
    if not found:
        raise Conflict(_("Nothing was asked yet."), "question")
    line = make_line(place.course, f"room:{room.code}", room.title, POINTS, who=place)
    earned = {
        score.member.learner_id: (line.points * Decimal(str(score.points)) / score.questions).quantize(CENT)
        for score in found
    }
    students = record_marks(line, earned, f"room {room.code}", place)
    told = {"students": len(students), "all": len(found), "course": place.course}
    return _("%(students)d of %(all)d are students of %(course)s: their marks are in its book.") % told


def rooms_of_courses(learner: Learner) -> Iterable[tuple[Room, Membership]]:
    """Open rooms of the courses that this learner is in, newest first, with their place there."""
    places = {place.course_id: place for place in Membership.objects.filter(learner=learner)}
    found = Room.objects.filter(state=Room.State.OPEN, course__in=list(places)).order_by("-created")
    return [(room, places[room.course_id]) for room in found if room.course_id is not None]
