"""What is to be done in a course, what came of it, and who changed what."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.people import Course, Membership, Section
from lessons.models import Learner

ZERO = Decimal(0)


class Category(models.Model):
    """Assignments that are weighed together: homework, exams."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="categories")
    title = models.CharField(max_length=60)
    weight = models.DecimalField(
        max_digits=6, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(ZERO)],
        help_text=_("Compared with the other categories' weights."),
    )  # fmt: skip

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["course", "title"], name="one_category_of_a_title")]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """Something assignable (`courses.assignables`) with the course's dates and rules, for all or for some sections."""

    class Counting(models.TextChoices):
        BEST = "best", _("the best")
        LAST = "last", _("the last")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="assignments")
    points = models.DecimalField(
        max_digits=7, decimal_places=2, default=Decimal(10), validators=[MinValueValidator(ZERO)]
    )
    opens = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    late_percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    late_most = models.PositiveSmallIntegerField(default=100, validators=[MaxValueValidator(100)])
    counting = models.CharField(max_length=8, choices=Counting.choices, default=Counting.BEST)
    most_attempts = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    earlier_counts = models.BooleanField(default=True)
    sections = models.ManyToManyField(Section, blank=True, related_name="assignments", help_text="None: everybody.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["kind", "reference"], name="assignments_of_a_thing")]

    def __str__(self) -> str:
        return self.title


class Extension(models.Model):
    """More time for one student at one assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="extensions")
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(1_000_000)])
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "place"], name="one_extension_of_a_student")]

    def __str__(self) -> str:
        return f"{self.minutes} min"


class Mark(models.Model):
    """What a student has for an assignment: computed from what was handed in, unless a teacher said otherwise.

    `version` grows with every change: who changes a mark names the version that they saw.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="marks")
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="marks")
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    late_percent = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=64, blank=True, help_text="What was handed in and counts.")
    at = models.DateTimeField(null=True, blank=True)
    out = models.DateTimeField(null=True, blank=True, help_text="Before then its student is not told.")
    override = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(ZERO)]
    )
    excused = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "place"], name="one_mark_of_a_student")]

    def __str__(self) -> str:
        return str(self.final)

    @property
    def is_out(self) -> bool:
        return self.out is None or self.out <= timezone.now()

    @property
    def final(self) -> Decimal | None:
        return self.points if self.override is None else self.override


class Result(models.Model):
    """Points that came from elsewhere for a line of the book (`courses.recorded`): of how many, and from what.

    The same source told twice is one result; several sources are several attempts.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="results")
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="results")
    source = models.CharField(max_length=120)
    points = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(ZERO)])
    possible = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(ZERO)])
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "place", "source"], name="one_result_of_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.points} of {self.possible}"


class Change(models.Model):
    """One line of a course's audit. It is written with the change, in one transaction, and never changed."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    who = models.ForeignKey(Learner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, help_text="Who, as they were called then; empty: the site.")
    what = models.CharField(max_length=40)
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    assignment = models.ForeignKey(Assignment, on_delete=models.SET_NULL, null=True, blank=True, related_name="changes")
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["course", "-at"], name="changes_of_a_course")]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} -> {self.after}"
