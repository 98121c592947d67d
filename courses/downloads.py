"""Files that a course gives out."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import slugify

from courses.models import Course

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def download(course: Course, what: str, text: str, ending: str = "csv") -> HttpResponse:
    """A text as a file, named after course and content."""
    name = f"{slugify(course.title) or 'course'}-{what}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=TYPES[ending], headers=headers)
