"""What is asked of a platform: its people, its gradebook's columns, and that it takes our marks."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem as TheirItem
from pylti1p3.names_roles import NamesRolesProvisioningService
from requests import RequestException

from courses.audience import students_of
from courses.lti.claims import role_of
from courses.lti.launching import learner_of
from courses.lti.tool import connector
from courses.models import Assignment, Context, LineItem, Mark, Membership, Sent
from courses.roles import OWNER
from lessons.refusals import Conflict

LEAVING = ("Inactive", "Deleted")


def read_people(context: Context) -> tuple[int, int]:
    """Brings the roster in line with the platform's; how many are new, how many changed. Nobody is removed.

    Raises Conflict with what the platform answered.
    """
    if not context.members_url:
        raise Conflict(_("The platform does not tell its people."))
    service = NamesRolesProvisioningService(
        connector(context.platform), {"context_memberships_url": context.members_url}
    )
    try:
        members = service.get_members()
    except (LtiException, RequestException) as error:
        raise Conflict(_("The platform did not tell its people: %(error)s.") % {"error": error}) from None
    new = changed = 0
    with transaction.atomic():
        for member in members:
            done = read_member(context, dict(member))
            new, changed = new + (done == "new"), changed + (done == "changed")
    return new, changed


def read_member(context: Context, member: dict[str, Any]) -> str:
    role = role_of(member.get("roles") or [])
    if role is None or not member.get("user_id") or member.get("status") in LEAVING:
        return ""
    learner = learner_of(context.platform, str(member["user_id"])[:255])
    name = str(member.get("name") or "").strip()[:120] or "Without a name"
    place = Membership.objects.filter(course=context.course, learner=learner).first()
    if place is None:
        Membership.objects.create(course=context.course, learner=learner, role=role, name=name)
        return "new"
    role = role if place.role != OWNER else OWNER
    if (place.name, place.role) == (name, role):
        return ""
    place.name, place.role = name, role
    place.save(update_fields=["name", "role"])
    return "changed"


def send_marks(context: Context) -> int:
    """Sends every mark that the platform does not have in its present version; how many.

    A column is found again by its tag, so that asking twice makes one column. Raises Conflict with what the platform
    answered; what was sent before that is noted as sent.
    """
    if not context.lineitems_url:
        raise Conflict(_("The platform takes no marks."))
    service = AssignmentsGradesService(
        connector(context.platform), {"scope": context.scopes, "lineitems": context.lineitems_url}
    )
    subs = dict(context.platform.users.values_list("learner", "sub"))
    count = 0
    try:
        for assignment in context.course.assignments.all():
            marks = [mark for mark in unsent(context, assignment) if mark.place.learner_id in subs]
            if marks:
                item = lineitem_of(service, context, assignment)
                for mark in marks:
                    service.put_grade(grade_of(mark, subs[mark.place.learner_id]), TheirItem({"id": item.url}))
                    Sent.objects.update_or_create(lineitem=item, mark=mark, defaults={"version": mark.version})
                    count += 1
    except (LtiException, RequestException) as error:
        said = _("The platform did not take the marks: %(error)s. %(count)s were sent.")
        raise Conflict(said % {"error": error, "count": count}) from None
    return count


def unsent(context: Context, assignment: Assignment) -> list[Mark]:
    """Marks of whom the assignment is for that their students may be told."""
    marks = Mark.objects.filter(assignment=assignment, place__in=students_of(assignment))
    known = Sent.objects.filter(lineitem__context=context, lineitem__assignment=assignment)
    sent = dict(known.values_list("mark", "version"))
    ready = [mark for mark in marks.select_related("place", "assignment") if mark.final is not None and mark.is_out]
    return [mark for mark in ready if sent.get(mark.pk) != mark.version]


def tag_of(assignment: Assignment) -> str:
    return f"cellblock-{assignment.pk}"


def lineitem_of(service: AssignmentsGradesService, context: Context, assignment: Assignment) -> LineItem:
    """The platform's column: the one we know, else the one with our tag, else a new one."""
    known = LineItem.objects.filter(context=context, assignment=assignment).first()
    if known is not None:
        return known
    wanted = TheirItem()
    wanted.set_tag(tag_of(assignment)).set_label(assignment.title).set_score_maximum(float(assignment.points))
    wanted.set_resource_id(str(assignment.pk))
    found = service.find_or_create_lineitem(wanted)
    made, _ = LineItem.objects.get_or_create(context=context, assignment=assignment, defaults={"url": found.get_id()})
    return made


def grade_of(mark: Mark, sub: str) -> Grade:
    """A mark as a score; an excused one is sent without points, as not graded."""
    grade = Grade()
    grade.set_user_id(sub).set_timestamp((mark.at or mark.updated).isoformat())
    grade.set_activity_progress("Completed")
    if mark.excused:
        return grade.set_grading_progress("NotReady")
    grade.set_score_given(float(mark.final or 0)).set_score_maximum(float(mark.assignment.points))
    return grade.set_grading_progress("FullyGraded").set_comment(mark.reason)
