"""Who may do what in a course: one table of actions by roles, and the sentence for those who may not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What somebody is in a course. A site administrator is an owner in every course."""

    OWNER = "owner", pgettext_lazy("of a course", "Owner")
    TEACHER = "teacher", _("Teacher")
    ASSISTANT = "assistant", _("Assistant")
    OBSERVER = "observer", _("Observer")
    STUDENT = "student", _("Student")


OWNER, TEACHER, ASSISTANT, OBSERVER, STUDENT = Role
EVERYBODY = frozenset(Role)
STAFF = frozenset((OWNER, TEACHER, ASSISTANT, OBSERVER))
GRADERS = frozenset((OWNER, TEACHER, ASSISTANT))
TEACHERS = frozenset((OWNER, TEACHER))
OWNERS = frozenset((OWNER,))

# Action: who may, and what it is in the sentence “Only ... may ...”.
ACTIONS: dict[str, tuple[frozenset[Role], str]] = {
    "view course": (EVERYBODY, _("see this course")),
    "leave course": (EVERYBODY, _("leave this course")),
    "hand in": (frozenset((STUDENT,)), _("hand something in here")),
    "consent": (frozenset((STUDENT,)), _("agree to be looked at")),
    "see work": (GRADERS | {STUDENT}, _("look at what was handed in")),
    "see roster": (STAFF, _("see who is in this course")),
    "see marks": (STAFF, _("see the marks of this course")),
    "review": (GRADERS, _("look at a student's attempt")),
    "mark": (GRADERS, _("change a mark")),
    "edit roster": (TEACHERS, _("change who is in this course")),
    "edit assignments": (TEACHERS, _("change the assignments")),
    "edit course": (TEACHERS, _("change this course")),
    "export": (TEACHERS, _("take the marks of this course along")),
    "see audit": (TEACHERS, _("see who changed what")),
    "compare": (TEACHERS, _("compare students' attempts")),
    "regrade": (TEACHERS, _("have attempts graded again")),
    "copy course": (TEACHERS, _("copy this course")),
    "edit staff": (OWNERS, _("change who teaches this course")),
    "link platform": (OWNERS, _("link this course with a learning platform")),
    "delete course": (OWNERS, _("delete this course")),
}

# What an archived course still allows.
READING = frozenset(
    ("view course", "leave course", "see work", "see roster", "see marks", "review", "export", "see audit",
     "compare", "copy course", "edit course", "delete course")
)  # fmt: skip

# Within a sentence: one of them, and many.
NAMES = {
    OWNER: _("owner"), TEACHER: _("teacher"), ASSISTANT: _("assistant"), OBSERVER: _("observer"),
    STUDENT: _("student"),
}  # fmt: skip
PLURALS = {
    OWNER: _("owners"), TEACHER: _("teachers"), ASSISTANT: _("assistants"), OBSERVER: _("observers"),
    STUDENT: _("students"),
}  # fmt: skip


def refusal(action: str) -> str:
    """Who may, in a sentence."""
    roles, what = ACTIONS[action]
    names = [str(PLURALS[role]) for role in Role if role in roles]
    some = {"some": ", ".join(names[:-1]), "last": names[-1]}
    who = names[0] if len(names) == 1 else _("%(some)s and %(last)s") % some
    return _("Only %(who)s may %(what)s.") % {"who": who, "what": what}
