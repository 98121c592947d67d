"""What the site remembers: learners and their attempts. An attempt's work is a journal, never a state."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


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
    # Where the work stands: what the browser said when it was kept, or what the server's own replay found.
    held = models.PositiveSmallIntegerField(default=0, help_text="Goals that hold.")
    of = models.PositiveSmallIntegerField(default=0, help_text="Goals in all; 0 while nothing was said.")
    goal = models.CharField(max_length=64, blank=True, help_text="The first goal that does not hold.")
    layer = models.CharField(max_length=32, blank=True, help_text="The first broken layer of that goal.")
    goal_since = models.DateTimeField(null=True, blank=True)
    verified = models.BooleanField(default=False, help_text="By the server's replay, not the browser's word.")

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["learner", "lesson", "-created"], name="attempt_of_learner")]

    def __str__(self) -> str:
        return f"{self.lesson} ({self.state})"


class Submission(models.Model):
    """What was handed in, as it was handed in, and what the server's replay found. Marks stand on these rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="submissions")
    at = models.DateTimeField(default=timezone.now)
    journal = models.TextField()
    done = models.BooleanField(default=False)
    held = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    checks = models.JSONField(default=dict, help_text="Whether each goal holds.")
    reasons = models.JSONField(default=dict, help_text="A sentence for each goal that does not.")
    layers = models.JSONField(default=dict, help_text="The first broken layer of each goal that does not hold.")
    error = models.TextField(blank=True, help_text="Why it could not be replayed.")
    diverged = models.BooleanField(default=False)
    seen = models.CharField(max_length=128, blank=True, help_text="A checksum of what the terminals showed.")
    engine = models.CharField(max_length=64, help_text="The engine of the verdict, after a regrade a newer one.")
    revision = models.PositiveIntegerField(help_text="The lesson's revision of the verdict.")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["attempt", "-at"], name="submission_of_attempt")]

    def __str__(self) -> str:
        return f"{self.attempt.lesson}: {self.held} of {self.of}"


class SharedState(models.Model):
    """A machine's state behind a link: a journal that is too long for an address. It belongs to nobody, and expires."""

    id = models.CharField(primary_key=True, max_length=16, editable=False)
    journal = models.TextField()
    picture = models.BinaryField(null=True, editable=False)  # drawn when first asked for; empty: it cannot be drawn
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id
