"""What quizzes remember: sittings, the questions in them with their answers, examinations, items written here, and
cards for review.

A question's row, not the browser, fixes what was asked: item, revision and seed. Marks can always be made again.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lessons.models import Learner


class Exam(models.Model):
    """An examination as a teacher sets it: which items, when, and for how long."""

    class Results(models.TextChoices):
        AT_ONCE = "at_once", _("as soon as it is handed in")
        AFTER = "after", _("when the examination has closed for everybody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="exams")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, null=True, blank=True, related_name="exams")
    items = models.JSONField(help_text="Names of items, in order.")
    opens = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    one_way = models.BooleanField(default=False)
    shuffled = models.BooleanField(default=True)
    results = models.CharField(max_length=16, choices=Results.choices, default=Results.AT_ONCE)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """In which its times are told: its course's."""
        return self.course.zone if self.course else ZoneInfo("UTC")


class WrittenItem(models.Model):
    """An item that a teacher writes here, for the examinations of a course. A table is what a file would hold.

    `draft` is what is being written. Once it is proved it becomes `table`, which is what is asked.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="written_items")
    author = models.ForeignKey(Learner, on_delete=models.SET_NULL, null=True, related_name="written_items")
    slug = models.SlugField(max_length=64, unique=True)
    draft = models.JSONField()
    proved = models.PositiveIntegerField(default=0, help_text="So many seeds of the draft, from 0 on.")
    table = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Allowance(models.Model):
    """Extra time that one learner has in one examination."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="allowances")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="allowances")
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exam", "learner"], name="one_allowance_each")]

    def __str__(self) -> str:
        return f"{self.minutes} minutes more"


class Sitting(models.Model):
    """One go at some questions: practice, a module's test, today's review, or an examination."""

    class Mode(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        TEST = "test", _("Test")
        REVIEW = "review", _("Review")
        EXAM = "exam", _("Exam")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sittings")
    mode = models.CharField(max_length=16, choices=Mode.choices)
    module = models.SlugField(max_length=64, blank=True)
    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, null=True, blank=True, related_name="sittings")
    begun = models.DateTimeField(auto_now_add=True)
    deadline = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun"]
        indexes = [models.Index(fields=["learner", "mode", "module", "-begun"], name="sitting_of_learner")]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "learner"], condition=models.Q(exam__isnull=False), name="one_sitting_of_an_exam"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.module}".strip()

    @property
    def tells_at_once(self) -> bool:
        """Whether each answer is explained as soon as it is given."""
        return self.mode in (self.Mode.PRACTICE, self.Mode.REVIEW)

    @property
    def one_way(self) -> bool:
        """Whether an answer, once given, cannot be changed, and no question is shown twice."""
        return self.tells_at_once or (self.exam is not None and self.exam.one_way)

    def is_over(self, now: datetime, grace: timedelta = timedelta(0)) -> bool:
        """Whether nothing can be answered any more."""
        return self.ended is not None or (self.deadline is not None and now > self.deadline + grace)


class Question(models.Model):
    """One variant of an item in a sitting, and the answer to it."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveIntegerField()
    item = models.SlugField(max_length=64)
    revision = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    engine = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(null=True, blank=True)
    words = models.JSONField(null=True, blank=True, help_text="The answer by the texts it chose.")
    journal = models.TextField(blank=True)
    parts = models.JSONField(default=list, blank=True)
    points = models.IntegerField(null=True, blank=True)
    possible = models.IntegerField(null=True, blank=True)
    passed = models.BooleanField(default=False, help_text="Left without an answer, on a one-way road.")
    shown = models.DateTimeField(null=True, blank=True)
    answered = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sitting", "place"]
        constraints = [models.UniqueConstraint(fields=["sitting", "place"], name="one_question_a_place")]
        indexes = [models.Index(fields=["item", "revision"], name="question_of_item")]

    def __str__(self) -> str:
        return f"{self.item} ({self.seed})"

    @property
    def is_right(self) -> bool:
        """Whether every point was had."""
        return self.points is not None and self.points == self.possible

    @property
    def is_closed(self) -> bool:
        """Whether its turn is over: answered, or passed by."""
        return self.answered is not None or self.passed


class Card(models.Model):
    """What is known of how well a learner knows a concept, and when to ask again (fsrs)."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="cards")
    concept = models.SlugField(max_length=64)
    state = models.JSONField()
    due = models.DateTimeField()

    class Meta:
        ordering = ["due"]
        constraints = [models.UniqueConstraint(fields=["learner", "concept"], name="one_card_a_concept")]
        indexes = [models.Index(fields=["learner", "due"], name="card_due")]

    def __str__(self) -> str:
        return self.concept
