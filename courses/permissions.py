"""Who may do what: `can_` asks, `check_` raises with a sentence. For a stranger a course does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from courses.models import Course, Membership
from courses.roles import ACTIONS, OWNER, READING, STAFF, TEACHERS, Role, refusal
from lessons.learners import learner_key
from lessons.models import Learner
from lessons.refusals import Forbidden

ARCHIVED = _("This course is archived: it can be read, but not changed.")


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a course: as what, and their place in it (a site administrator may have none)."""

    course: Course
    role: Role
    place: Membership | None
    learner: Learner | None = None

    @property
    def who(self) -> Membership | Learner | None:
        """Whose name the audit writes down."""
        return self.place or self.learner

    def may(self, action: str) -> bool:
        return can(self, action)

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def allowed(self) -> dict[str, bool]:
        """What this seat may do, by action with its blanks as underscores: for templates."""
        return {action.replace(" ", "_"): self.may(action) for action in ACTIONS}


def can(seat: Seat, action: str) -> bool:
    return seat.role in ACTIONS[action][0] and (seat.course.archived is None or action in READING)


def check(seat: Seat, action: str) -> None:
    """Raises Forbidden with a sentence."""
    if seat.role not in ACTIONS[action][0]:
        raise Forbidden(refusal(action))
    if not can(seat, action):
        raise Forbidden(str(ARCHIVED))


def find_seat(course_id: int, session: Any, user: Any) -> Seat:
    """The seat of whoever holds this session. Http404 for strangers: a 403 would tell that the course exists."""
    key = learner_key(session)
    places = Membership.objects.select_related("course", "learner__user").filter(course_id=course_id)
    place = places.filter(learner__key=key).first() if key else None
    if place is not None and not is_administrator(user):
        return Seat(place.course, Role(place.role), place, place.learner)
    course = Course.objects.filter(pk=course_id).first() if is_administrator(user) else None
    if course is None:
        raise Http404("There is no such course here.")
    return Seat(course, OWNER, place, Learner.objects.select_related("user").filter(key=key).first())


def can_make(user: Any) -> bool:
    """Whether somebody may make courses: anybody, once they have signed in, or whoever this site has named."""
    return bool(settings.ANYBODY_TEACHES or (user.is_authenticated and (user.teaches or user.is_staff)))


def check_make(user: Any) -> None:
    """Raises Forbidden with a sentence."""
    if not can_make(user):
        raise Forbidden(str(_("Only those whom whoever runs this site has named as teachers may make a course.")))


def teaches_somewhere(request: HttpRequest) -> bool:
    """Whether whoever asks teaches a course that runs: teacher's notes and the bank's answers are for them."""
    key = learner_key(request.session)
    places = Membership.objects.filter(learner__key=key, role__in=TEACHERS, course__archived=None)
    return key is not None and places.exists()


def is_administrator(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_staff)


def check_seat(request: HttpRequest, course_id: int, action: str) -> Seat:
    """The seat of this browser, allowed to do that. Raises Http404 or Forbidden."""
    seat = find_seat(course_id, request.session, request.user)
    check(seat, action)
    return seat


def in_course(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view within a course: it is called with the seat instead of the course's number, in the course's time zone.

    The view's `action` is what the table of roles is asked for; tests read it there.
    """
    assert action in ACTIONS, action

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, course_id: int, **parts: Any) -> HttpResponse:
            seat = check_seat(request, course_id, action)
            with timezone.override(seat.course.zone):
                return view(request, seat, **parts)

        run.action = action  # type: ignore[attr-defined]
        return never_cache(run)

    return decorate
