"""A regrade: what a replay by today's lesson and machine finds, before anything is changed."""

from __future__ import annotations

from django.db import models

from courses.models.people import Membership
from courses.models.work import Assignment
from lessons.models import Learner, Submission


class Regrade(models.Model):
    """One run over everything handed in for an assignment. `applied` is set once; then its findings stand."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="regrades")
    who = models.ForeignKey(Learner, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)
    applied = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=300, blank=True, help_text="Why it broke off.")

    class Meta:
        ordering = ["-started"]

    def __str__(self) -> str:
        return f"{self.assignment}, {self.started}"


class Finding(models.Model):
    """What the replay of one submission found. A divergence is for a person: it is listed, never applied."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="findings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    done = models.BooleanField(default=False)
    held = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    checks = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    layers = models.JSONField(default=dict)
    seen = models.CharField(max_length=128, blank=True)
    divergence = models.CharField(max_length=300, blank=True, help_text="Why it is not applied, in a sentence.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "submission"], name="one_finding_of_a_submission")]

    def __str__(self) -> str:
        return self.divergence or f"{self.held} of {self.of}"
