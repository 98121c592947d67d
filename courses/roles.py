"""Who may do what in a course: one table of actions by roles, and the sentence for those who may not."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What somebody is in a course. A site administrator is an owner in every course."""

    OWNER = "owner"
    TEACHER = "teacher"
    ASSISTANT = "assistant"
    OBSERVER = "observer"
    STUDENT = "student"


OWNER, TEACHER, ASSISTANT, OBSERVER, STUDENT = Role
EVERYBODY = frozenset(Role)
STAFF = frozenset((OWNER, TEACHER, ASSISTANT, OBSERVER))
GRADERS = frozenset((OWNER, TEACHER, ASSISTANT))
TEACHERS = frozenset((OWNER, TEACHER))
OWNERS = frozenset((OWNER,))

# Action: who may, and what it is in the sentence “Only ... may ...”.
ACTIONS: dict[str, tuple[frozenset[Role], str]] = {
    "view course": (EVERYBODY, "see this course"),
    "leave course": (EVERYBODY, "leave this course"),
    "hand in": (frozenset((STUDENT,)), "hand something in here"),
    "consent": (frozenset((STUDENT,)), "agree to be looked at"),
    "see work": (GRADERS | {STUDENT}, "look at what was handed in"),
    "see roster": (STAFF, "see who is in this course"),
    "see marks": (STAFF, "see the marks of this course"),
    "review": (GRADERS, "look at a student's attempt"),
    "mark": (GRADERS, "change a mark"),
    "edit roster": (TEACHERS, "change who is in this course"),
    "edit assignments": (TEACHERS, "change the assignments"),
    "edit course": (TEACHERS, "change this course"),
    "export": (TEACHERS, "take the marks of this course along"),
    "see audit": (TEACHERS, "see who changed what"),
    "compare": (TEACHERS, "compare students' attempts"),
    "regrade": (TEACHERS, "have attempts graded again"),
    "copy course": (TEACHERS, "copy this course"),
    "edit staff": (OWNERS, "change who teaches this course"),
    "link platform": (OWNERS, "link this course with a learning platform"),
    "delete course": (OWNERS, "delete this course"),
}

# What an archived course still allows.
READING = frozenset(
    ("view course", "leave course", "see work", "see roster", "see marks", "review", "export", "see audit",
     "compare", "copy course", "edit course", "delete course")
)  # fmt: skip

PLURALS = {OWNER: "owners", TEACHER: "teachers", ASSISTANT: "assistants", OBSERVER: "observers", STUDENT: "students"}


def refusal(action: str) -> str:
    """Who may, in a sentence."""
    roles, what = ACTIONS[action]
    names = [PLURALS[role] for role in Role if role in roles]
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Only {who} may {what}."
