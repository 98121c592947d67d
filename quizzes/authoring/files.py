"""Questions of other systems as items of a course, all of a file or none; and a course's items for other systems."""

from __future__ import annotations

import tomllib

from django.db import transaction

from courses.models import Course
from lab.items.item_proof import prove
from lessons.models import Learner
from quizzes.authoring import store
from quizzes.exchange.formats import Format, exported, imported
from quizzes.exchange.plain import CannotRead
from quizzes.models import WrittenItem


def take_in(course: Course, author: Learner, file: str, data: bytes, form: Format) -> list[WrittenItem]:
    """The items of a file's questions. Raises CannotRead with file, question and field; then none is there.

    They have neither parameters nor a machine: each is proved here, and may be asked at once.
    """
    with transaction.atomic():
        rows: list[WrittenItem] = []
        for text in imported(file, data, form, []).values():
            table = tomllib.loads(text)
            slug = store.new_name(course, table["title"])
            item = store.read(slug, table)
            for seed in range(store.PROVED):
                for finding in prove(item, seed):
                    raise CannotRead(file, table["title"], finding.key, finding.message)
            rows.append(
                WrittenItem.objects.create(
                    course=course, author=author, slug=slug, draft=table, table=table, proved=store.PROVED
                )
            )
        return rows


def give_out(course: Course, form: Format) -> bytes:
    """One variant of each item of a course that the format can carry."""
    data, _ = exported(store.usable(course), 0, form)
    return data
