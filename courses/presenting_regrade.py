"""The contexts of the pages about regrading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses import regrading
from courses.models import Assignment, Regrade
from courses.permissions import Seat

LONGEST = timedelta(hours=1)  # after so long an unfinished run has died with its server


def regrades_context(seat: Seat, assignment: Assignment) -> dict[str, Any]:
    return {
        "seat": seat,
        "assignment": assignment,
        "runs": assignment.regrades.all()[:20],
        "total": regrading.submissions_of(assignment).count(),
    }


def regrade_context(seat: Seat, run: Regrade) -> dict[str, Any]:
    context = {"seat": seat, "assignment": run.assignment, "run": run, "count": run.findings.count()}
    if run.finished is None:
        dead = bool(run.failed) or timezone.now() - run.started > LONGEST
        return {**context, "running": not dead, "dead": dead}
    return {
        **context,
        "changed": len(regrading.changed(run)) if run.applied is None else 0,
        "effects": regrading.effects(run) if run.applied is None else [],
        "diverged": regrading.diverged(run),
    }
