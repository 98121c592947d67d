"""What teachers say of what was handed in."""

from __future__ import annotations

from django.db import models

from courses.models.people import Membership
from courses.models.work import Assignment
from lessons.models import Learner


class Comment(models.Model):
    """A teacher's remark on something handed in (`outcome`, as its kind names it), at a moment or on the whole."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="comments")
    place = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="comments")
    outcome = models.CharField(max_length=64)
    moment = models.BigIntegerField(null=True, blank=True, help_text="Virtual microseconds; empty: the whole.")
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(Learner, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["moment", "created"]
        indexes = [models.Index(fields=["assignment", "place"], name="comments_of_a_student")]

    def __str__(self) -> str:
        return self.text
