"""Who is who in these tests: a course with somebody of each role, a second student, and people outside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from accounts.signing_in import learner_of
from courses.models import Course, Membership
from courses.roles import Role

WHO = (*(role.value for role in Role), "stranger", "administrator", "nobody")


@dataclass
class Cast:
    """The course and its people by the name of their role; `stranger` has an account, `nobody` has none."""

    course: Course
    users: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Membership] = field(default_factory=dict)

    def client(self, who: str, **options: Any) -> Client:
        client = Client(**options)
        if who != "nobody":
            client.force_login(self.users[who])
        return client

    @property
    def at(self) -> str:
        return f"/courses/{self.course.pk}"


def make_user(name: str, **fields: Any) -> Any:
    return get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery", name=name, **fields)


def seat_user(cast: Cast, name: str, role: Role) -> None:
    user = cast.users.setdefault(name, None) or make_user(name)
    cast.users[name] = user
    cast.places[name] = Membership.objects.create(course=cast.course, learner=learner_of(user), role=role, name=name)


def make_cast() -> Cast:
    cast = Cast(Course.objects.create(title="Containment", term="Spring", time_zone="Europe/Zurich"))
    for role in Role:
        seat_user(cast, role.value, role)
    seat_user(cast, "classmate", Role.STUDENT)
    cast.users["stranger"] = make_user("stranger")
    cast.users["administrator"] = make_user("administrator", is_staff=True)
    return cast


def make_cast_of(title: str, name: str) -> Membership:
    """A student of another course."""
    cast = Cast(Course.objects.create(title=title))
    seat_user(cast, name, Role.STUDENT)
    return cast.places[name]
