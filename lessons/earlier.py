"""Work that cannot go on: its lesson has changed, or the machine of its day is gone. What was typed then is shown."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from lab.course.lesson import Lesson
from lessons.attempts import can_go_on
from lessons.keystrokes import lines
from lessons.models import Attempt

MOST_LINES = 200  # the newest


def earlier_work(attempt: Attempt, lesson: Lesson) -> dict[str, Any] | None:
    """Why the last work at this lesson does not go on in an attempt that is untouched yet, and its lines; None where it
    does, or where there is none.
    """
    if attempt.journal:
        return None
    others = attempt.learner.attempts.filter(lesson=lesson.slug).exclude(pk=attempt.pk)
    last = others.exclude(journal="").first()
    if last is None or can_go_on(last, lesson):
        return None
    typed = [line.text for line in lines({"inputs": [], **json.loads(last.journal)})][-MOST_LINES:]
    return {"note": _note(last, lesson), "lines": typed} if typed else None


def _note(last: Attempt, lesson: Lesson) -> str:
    if last.revision != lesson.revision:
        return _("This lesson has changed since you worked at it, so it begins anew.")
    return _("The machine that you worked on here is no longer kept, so the lesson begins anew on today’s.")
