"""Items that teachers write: found, written, proved, taken away.

An item belongs to a course, and is asked in that course's examinations. What is asked was proved, each variant of it:
their seeds are those below PROVED. A change is a draft until it is proved too.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Course
from lab.course.toml_reader import CurriculumError, Reader
from lab.items.item import Item
from lab.items.item_file import read_item
from lessons.models import Learner
from lessons.refusals import Conflict
from quizzes.authoring import MODULE
from quizzes.authoring.trying import attempt
from quizzes.exchange.plain import name_of
from quizzes.models import Exam, Question, WrittenItem

PROVED = 100
FIRST = 3  # seeds that hold before anything is stored
LONGEST = 60  # characters of a name

Findings = list[tuple[str, str]]
Table = dict[str, Any]


class Refused(Exception):
    """An item that is not stored: which key, and why."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("; ".join(f"{key}: {message}" for key, message in findings))
        self.findings = findings


def item_of(row: WrittenItem) -> Item:
    """The item that is asked: the same object as long as it is the same."""
    return _read(row.slug, json.dumps(row.table, sort_keys=True))


@lru_cache(maxsize=512)
def _read(slug: str, text: str) -> Item:
    return read(slug, json.loads(text))


def read(slug: str, table: Table) -> Item:
    """The item of a table. Raises CurriculumError with the key."""
    return read_item(Reader(f"{slug}.toml", table), slug, MODULE)


def find(slug: str) -> Item | None:
    """The written item of that name, as it is asked."""
    row = WrittenItem.objects.filter(slug=slug).exclude(table=None).first()
    return item_of(row) if row is not None else None


def usable(course: Course) -> list[Item]:
    """The items of a course that its examinations may ask."""
    return [item_of(row) for row in course.written_items.exclude(table=None)]


def check(slug: str, table: Table) -> None:
    """Raises Refused for an item that cannot be read, or does not hold for its first variants."""
    try:
        read(slug, table)
    except CurriculumError as error:
        raise Refused([(error.key, error.message)]) from None
    if findings := attempt(slug, table, 0, FIRST, seconds=5.0).findings:
        raise Refused(list(findings))


def write(course: Course, author: Learner, draft: Table, row: WrittenItem | None = None) -> WrittenItem:
    """Stores an item, new or changed, as a draft. Raises Refused; then nothing changed."""
    slug = row.slug if row is not None else new_name(course, str(draft.get("title", "")))
    draft = {**draft, "revision": row.draft["revision"] if row is not None else 1}
    if row is not None and row.draft == draft:
        return row
    check(slug, draft)
    if row is None:
        return WrittenItem.objects.create(course=course, author=author, slug=slug, draft=draft)
    with transaction.atomic():
        held = WrittenItem.objects.select_for_update().get(pk=row.pk)
        if held.draft != row.draft:
            raise Refused([("", _("Somebody else has changed it meanwhile. Yours was not stored."))])
        held.draft, held.proved = draft, 0
        held.save()
    return held


def new_name(course: Course, title: str) -> str:
    """A name of its own: no file's item begins like it."""
    start = f"course{course.pk}-"
    taken = [slug.removeprefix(start) for slug in course.written_items.values_list("slug", flat=True)]
    return start + name_of(title, taken)[: LONGEST - len(start)]


def prove_on(row: WrittenItem, seconds: float = 1.5) -> Findings:
    """Proves a draft further, for some seconds; what does not hold. Proved to the end it is what is asked."""
    trial = attempt(row.slug, row.draft, row.proved, PROVED, seconds)
    with transaction.atomic():
        held = WrittenItem.objects.select_for_update().get(pk=row.pk)
        if held.draft == row.draft:
            held.proved = 0 if trial.findings else max(held.proved, row.proved + trial.tried)
            if held.proved >= PROVED and held.table != held.draft:
                publish(held)
            held.save()
    row.refresh_from_db()
    return list(trial.findings)


def publish(row: WrittenItem) -> None:
    """The draft is what is asked from now on; after an answer it is a revision of its own."""
    if Question.objects.filter(item=row.slug).exclude(answered=None).exists():
        row.draft = {**row.draft, "revision": row.draft["revision"] + 1}
    row.table = row.draft


def remove(row: WrittenItem) -> None:
    """Takes an item away. Raises Conflict where it was asked: answers need their question."""
    if Question.objects.filter(item=row.slug).exists():
        raise Conflict(_("This item was asked in an examination, so it stays."))
    for title, items in Exam.objects.values_list("title", "items"):  # a copy of the course may ask it too
        if row.slug in items:
            raise Conflict(_("The examination “%(title)s” asks this item.") % {"title": title})
    row.delete()
