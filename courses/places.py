"""Places in a course: made, joined by a code, taken by a personal link, left."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.joining import join_learners
from accounts.signing_in import learner_of
from courses.cells import write_rows
from courses.marks import write_down
from courses.models import Course, Invite, Membership, Section
from courses.models.people import make_code
from courses.planning import follow_people
from courses.roles import OWNER, STUDENT, Role
from lessons.learners import take_on
from lessons.models import Learner
from lessons.refusals import Conflict, Forbidden, Refusal

STUDENT_DAYS, STAFF_DAYS = 200, 7
STAFF_CODE = 24  # letters: nobody types it, nobody guesses it


def make_course(user: Any, **fields: Any) -> Course:
    """A course, owned by whoever makes it."""
    with transaction.atomic():
        course = Course.objects.create(**fields)
        Membership.objects.create(course=course, learner=learner_of(user), role=OWNER, name=str(user))
    return course


def make_place(course: Course, name: str, role: Role, **fields: Any) -> Membership:
    """A place that nobody has taken yet: its learner is nobody's browser and nobody's account."""
    return Membership.objects.create(course=course, learner=Learner.objects.create(), role=role, name=name, **fields)


def add_student(course: Course, who: Membership | Learner | None, **fields: Any) -> Membership:
    """One student by hand."""
    with transaction.atomic():
        place = make_place(course, role=STUDENT, **fields)
        write_down(course.pk, "added", who, place=place, after=place.name)
    return place


def change_place(place: Membership, who: Membership | Learner | None = None) -> None:
    """Stores a place's entry in the roster; marks follow more time and another section."""
    with transaction.atomic():
        old = Membership.objects.select_related("section").select_for_update(of=("self",)).get(pk=place.pk)
        place.save()
        if note_changes(old, place, who) and place.role == STUDENT:
            follow_people([place])


def note_changes(old: Membership, place: Membership, who: Membership | Learner | None) -> bool:
    """Writes down what is otherwise now; whether something of it bears on marks: time, or section."""
    pairs = {
        "extra time": (f"{old.extra_minutes} min", f"{place.extra_minutes} min"),
        "section": (str(old.section or ""), str(place.section or "")),
        **{name: (getattr(old, name), getattr(place, name)) for name in ("name", "email", "number")},
    }
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    for name, (before, after) in changed.items():
        write_down(place.course_id, f"changed {name}", who, place=place, before=before[:120], after=after[:120])
    return "extra time" in changed or "section" in changed


def make_invite(
    course: Course, role: Role, section: Section | None = None, who: Membership | Learner | None = None
) -> Invite:
    """A code: for students as many as come, for staff one person and a week."""
    staff = role != STUDENT
    with transaction.atomic():
        write_down(course.pk, "made a code", who, after=role.value)
        return Invite.objects.create(
            course=course,
            role=role,
            section=section,
            code=make_code(STAFF_CODE) if staff else make_code(),
            expires=timezone.now() + timedelta(days=STAFF_DAYS if staff else STUDENT_DAYS),
            uses_left=1 if staff else None,
        )


def withdraw(invite: Invite, who: Membership | Learner | None = None) -> None:
    with transaction.atomic():
        write_down(invite.course_id, "withdrew a code", who, before=invite.role)
        invite.delete()


def find_invite(code: str) -> Invite:
    """An invitation that can still be used. Raises Refusal."""
    invite = Invite.objects.select_related("course").filter(code=code.strip().lower()).first()
    if invite is None or not invite.is_open or invite.course.archived:
        raise Refusal(_("This invitation is not, or no longer, valid. Ask your teacher for a new one."))
    return invite


def join_by_code(code: str, user: Any) -> Membership:
    """The account's place in the course of an invitation; the one that it has already, if it has one.

    A place on the roster with an address that the account has proved to be its own is that account's.
    """
    with transaction.atomic():
        invite = find_invite(code)
        learner = learner_of(user)
        place = Membership.objects.filter(course=invite.course, learner=learner).first()
        if place is not None:
            return place
        use(invite)
        waiting = waiting_place(invite, user)
        if waiting is not None:
            return give_place(waiting, learner)
        place = Membership.objects.create(
            course=invite.course, learner=learner, role=invite.role, section=invite.section, name=str(user)
        )
        write_down(invite.course_id, "joined", place, place=place, after=place.role)
        return place


def use(invite: Invite) -> None:
    """Counts one use. Raises Refusal when another was faster."""
    if invite.uses_left is None:
        return
    left = Invite.objects.filter(pk=invite.pk, uses_left=invite.uses_left).update(uses_left=invite.uses_left - 1)
    if not left:
        raise Refusal(_("This invitation was used just now by somebody else."))


def waiting_place(invite: Invite, user: Any) -> Membership | None:
    """The roster's place for an address that this account has verified."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    mine = [address.lower() for address in addresses]
    places = Membership.objects.filter(course=invite.course, role=invite.role, learner__user=None)
    return places.select_related("learner").filter(email__in=mine).first() if mine else None


def give_place(place: Membership, learner: Learner) -> Membership:
    """A place by name becomes an account's, with the work that was done in it. In the caller's transaction."""
    join_learners(place.learner, learner)
    Membership.objects.filter(course=place.course, learner=learner).update(resume="")
    given = Membership.objects.select_related("learner").get(course=place.course, learner=learner)
    write_down(place.course_id, "joined", given, place=given, after=given.role)
    return given


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(place: Membership, who: Membership | Learner | None = None) -> str:
    """A new personal token of a place without an account; the old one, and what was opened with it, is void."""
    if place.role != STUDENT or place.has_account:
        raise Conflict(_("Only a student without an account has a personal link."))
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        place.resume = hashed(token)
        place.save(update_fields=["resume"])
        # A browser that opened the old link knows the old key.
        Learner.objects.filter(pk=place.learner_id).update(key=Learner().key)
        write_down(place.course_id, "made a personal link", who, place=place)
    return token


def find_link(token: str) -> Membership:
    """The place of a personal link. Raises Refusal."""
    places = Membership.objects.select_related("course", "learner")
    place = places.filter(resume=hashed(token), learner__user=None).first()
    if place is None or place.course.archived:
        raise Refusal(_("This personal link is not, or no longer, valid. Ask your teacher for a new one."))
    return place


def open_link(request: HttpRequest, token: str) -> Membership:
    """Takes the place of a personal link: for the account that is signed in, else for this browser."""
    place = find_link(token)
    if not request.user.is_authenticated:
        if not place.course.by_name:
            raise Forbidden(_("This course asks for an account. Sign in, or make one, and open the link again."))
        take_on(request.session, place.learner)
        return place
    learner = learner_of(request.user)
    with transaction.atomic():
        if Membership.objects.filter(course=place.course, learner=learner).exists():
            raise Conflict(_("You are in this course already; this link is somebody else's."))
        return give_place(place, learner)


def check_leave(place: Membership) -> None:
    """A course keeps an owner. Raises Conflict."""
    others = place.course.memberships.filter(role=OWNER).exclude(pk=place.pk)
    if place.role == OWNER and not others.exists():
        raise Conflict(_("A course needs an owner: make somebody else an owner first, or delete the course."))


def leave(place: Membership, who: Membership | Learner | None = None) -> None:
    """Gives the place up, with its marks; `who` took it away, if it was not its holder."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=place.course_id)
        check_leave(place)
        write_down(place.course_id, "removed" if who else "left", who or place, before=f"{place.name} ({place.role})")
        place.delete()


def set_role(place: Membership, role: Role, who: Membership | Learner | None = None) -> None:
    """Makes somebody something else. Raises Conflict for the last owner, and for a place without an account."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=place.course_id)
        if role != OWNER:
            check_leave(place)
        if role != STUDENT and not place.has_account:
            raise Conflict(_("Who teaches or observes needs an account."))
        write_down(place.course_id, "changed role", who, place=place, before=place.role, after=role.value)
        place.role = role
        place.save(update_fields=["role"])


def link_address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("courses:take", args=[token]))


def links_table(
    request: HttpRequest, waiting: list[Membership], who: Membership | Learner | None = None
) -> str:
    """A new personal link for each, as a table for a mail merge. Older links are void."""
    with transaction.atomic():
        rows = [(place.name, place.email, link_address(request, make_link(place, who))) for place in waiting]
    return write_rows([("name", "email", "link"), *rows])
