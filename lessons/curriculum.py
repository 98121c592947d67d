"""The lessons of this server, read once through `lab.course.lesson`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language

from lab.course.lesson import Catalogue, Lesson, Module
from lab.course.lesson_file import load_catalogue


def load(root: Path) -> Catalogue:
    """The catalogue below root. Raises CurriculumError, with file and key, for a lesson that cannot be read."""
    return _load(root, newest(root) if settings.DEBUG else 0)


@lru_cache(maxsize=4)
def _load(root: Path, stamp: int) -> Catalogue:
    return load_catalogue(root)


def newest(root: Path) -> int:
    """When a file below root was last changed: an author sees what was written with the next page."""
    return max((path.stat().st_mtime_ns for path in root.rglob("*")), default=0)


def catalogue() -> Catalogue:
    return load(settings.CURRICULUM_DIR)


def find_lesson(slug: str) -> Lesson:
    """The lesson of that name, or a 404."""
    try:
        return catalogue().lesson(slug)
    except KeyError:
        raise Http404(f"There is no lesson {slug!r} here.") from None


def told(lesson: Lesson) -> Lesson:
    """The lesson in the reader's language; in English where it carries no other."""
    return lesson.told_in(get_language() or lesson.language)


def told_modules() -> tuple[Module, ...]:
    """The modules, titles and summaries in the reader's language."""
    return catalogue().modules_in(get_language() or "")


def module_title(lesson: Lesson) -> str:
    """The title of the module that the lesson belongs to."""
    return next(module.title for module in told_modules() if module.slug == lesson.module)


def following(lesson: Lesson) -> Lesson | None:
    """The lesson after this one on the path, or None after the last."""
    path = catalogue().lessons()
    slugs = [other.slug for other in path]
    place = slugs.index(lesson.slug) + 1
    return told(path[place]) if place < len(path) else None
