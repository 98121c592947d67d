"""What the site remembers: learners and their attempts. An attempt's work is a journal, never a state."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Learner(models.Model):
    """One who learns: the holder of a browser session, by the key in it, or of an account."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="learner"
    )
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.key)


class Attempt(models.Model):
    """One go at a lesson.

    The row, not the browser, fixes what is replayed: lesson, revision, engine, release, seed.
    """

    class State(models.TextChoices):
        BEGUN = "begun"
        REFUSED = "refused"
        CONFIRMED = "confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    lesson = models.SlugField(max_length=64)
    revision = models.PositiveIntegerField()
    engine = models.CharField(max_length=64)
    release = models.CharField(max_length=16)
    seed = models.BigIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.BEGUN)
    journal = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    diverged = models.BooleanField(default=False, help_text="The browser's digests differ: for a person to look at.")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["learner", "lesson", "-created"], name="attempt_of_learner")]

    def __str__(self) -> str:
        return f"{self.lesson} ({self.state})"
