"""Courses and who is in them. A place in a course is a learner's, with an account or without."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.roles import Role
from lessons.models import Learner

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
CODE_LENGTH = 8


def make_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def check_zone(name: str) -> None:
    """Raises ValidationError for what is no time zone of the IANA database."""
    if name not in available_timezones():
        error = _("“%(name)s” is no time zone; it is a name such as Europe/Zurich or UTC.")
        raise ValidationError(error, params={"name": name})


class Course(models.Model):
    """A course of one term. Its dates are meant in its own time zone."""

    title = models.CharField(max_length=120)
    term = models.CharField(max_length=60, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    by_name = models.BooleanField(default=False, help_text="Students without an account may take part by a link.")
    archived = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.title} ({self.term})" if self.term else self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Section(models.Model):
    """A group within a course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=60)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["course", "title"], name="one_section_of_a_title")]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """A place in a course: whose, as what, and the name under which others know them there.

    `resume` is the hash of the personal link, if one was given out; the link itself is never kept.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="memberships")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.STUDENT)
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    number = models.CharField(max_length=40, blank=True, help_text=_("The school's own number of this student."))
    extra_minutes = models.PositiveIntegerField(default=0, help_text=_("More time for every assignment."))
    resume = models.CharField(max_length=64, blank=True, db_index=True)
    watched_until = models.DateTimeField(null=True, blank=True, help_text="Consent to be looked at while at work.")
    joined = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "learner"], name="one_place_of_a_learner"),
            models.UniqueConstraint(
                fields=["course", "email"], condition=~models.Q(email=""), name="one_place_of_an_address"
            ),
        ]
        indexes = [models.Index(fields=["course", "role"], name="places_by_role")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_account(self) -> bool:
        return self.learner.user_id is not None


class Invite(models.Model):
    """A code that lets people join as something, by typing it or by its link."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="invites")
    code = models.CharField(max_length=32, unique=True, default=make_code)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.STUDENT)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, null=True, blank=True)
    expires = models.DateTimeField()
    uses_left = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: any number of people.")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.uses_left != 0 and self.expires > timezone.now()
