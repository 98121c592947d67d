"""What a course remembers: who is in it, what is to be done, what came of it."""

from __future__ import annotations

from courses.models.people import Course, Invite, Membership, Section
from courses.models.platform import Context, LineItem, Platform, PlatformUser, Sent, ToolKey
from courses.models.regrade import Finding, Regrade
from courses.models.review import Comment
from courses.models.work import Assignment, Category, Change, Extension, Mark, Result

__all__ = [
    "Assignment",
    "Category",
    "Change",
    "Comment",
    "Context",
    "Course",
    "Extension",
    "Finding",
    "Invite",
    "LineItem",
    "Mark",
    "Membership",
    "Platform",
    "PlatformUser",
    "Regrade",
    "Result",
    "Section",
    "Sent",
    "ToolKey",
]
