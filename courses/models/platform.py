"""Learning platforms that open courses here by LTI 1.3, and what of theirs stands for what of ours."""

from __future__ import annotations

from django.db import models

from courses.models.people import Course
from courses.models.work import Assignment, Mark
from lessons.models import Learner


class Platform(models.Model):
    """A platform that the site's administrator registered. Whoever it names is a learner of its own, no account."""

    title = models.CharField(max_length=120)
    issuer = models.CharField(max_length=250)
    client = models.CharField(max_length=120)
    deployments = models.JSONField(default=list)
    login_url = models.URLField(max_length=500)
    token_url = models.URLField(max_length=500)
    keys_url = models.URLField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "client"], name="one_platform_of_a_client")]

    def __str__(self) -> str:
        return self.title


class ToolKey(models.Model):
    """This site's key towards platforms, sealed with the site's own."""

    kid = models.CharField(max_length=40, unique=True)
    private = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.kid


class PlatformUser(models.Model):
    """Somebody of a platform, by the platform's own name for them."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="users")
    sub = models.CharField(max_length=255)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="platform_users")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "sub"], name="one_user_of_a_name")]

    def __str__(self) -> str:
        return self.sub


class Context(models.Model):
    """A platform's course, which is a course here. Addresses of its services are as the platform said them last."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="contexts")
    name = models.CharField(max_length=255)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="contexts")
    deployment = models.CharField(max_length=255)
    members_url = models.URLField(max_length=500, blank=True)
    lineitems_url = models.URLField(max_length=500, blank=True)
    scopes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "name"], name="one_course_of_a_context")]

    def __str__(self) -> str:
        return self.name


class LineItem(models.Model):
    """A column of the platform's gradebook for an assignment here."""

    context = models.ForeignKey(Context, on_delete=models.CASCADE, related_name="lineitems")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="lineitems")
    url = models.URLField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["context", "assignment"], name="one_lineitem_of_an_assignment")]

    def __str__(self) -> str:
        return self.url


class Sent(models.Model):
    """Which version of a mark a platform has."""

    lineitem = models.ForeignKey(LineItem, on_delete=models.CASCADE, related_name="sent")
    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="sent")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lineitem", "mark"], name="sent_once")]

    def __str__(self) -> str:
        return f"{self.mark_id}: {self.version}"
