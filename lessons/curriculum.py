"""The lessons of this server, read once through `lab.lesson`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from lab.lesson import Catalogue, Lesson, load_catalogue


@lru_cache(maxsize=4)
def load(root: Path) -> Catalogue:
    """The catalogue below root. Raises LessonError, with file and key, for a lesson that cannot be read."""
    return load_catalogue(root)


def catalogue() -> Catalogue:
    return load(settings.CURRICULUM_DIR)


def find_lesson(slug: str) -> Lesson:
    """The lesson of that name, or a 404."""
    try:
        return catalogue().lesson(slug)
    except KeyError:
        raise Http404(f"There is no lesson {slug!r} here.") from None


def module_title(lesson: Lesson) -> str:
    """The title of the module that the lesson belongs to."""
    return next(module.title for module in catalogue().modules if lesson in module.lessons)


def following(lesson: Lesson) -> Lesson | None:
    """The lesson after this one on the path, or None after the last."""
    path = catalogue().lessons()
    slugs = [other.slug for other in path]
    place = slugs.index(lesson.slug) + 1
    return path[place] if place < len(path) else None
