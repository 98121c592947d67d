"""The contexts of the pages on which items are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Course
from courses.permissions import Seat
from lab.course.toml_reader import SLUG
from lab.items.item_lint import lint_item
from lessons.curriculum import catalogue
from quizzes.authoring import store
from quizzes.authoring.form import places, sections
from quizzes.authoring.kinds import KINDS, Kind
from quizzes.authoring.trying import attempt
from quizzes.bank import variant
from quizzes.models import WrittenItem
from quizzes.teaching import variant_context

TRIED = "tried"  # the name that an item has before it is stored


def items_context(course: Course, only: Iterable[WrittenItem] | None = None) -> dict[str, Any]:
    """The items of a course, or some of them; and the kinds that there are."""
    rows = [
        {
            "title": row.draft["title"],
            "kind": KINDS[row.draft["kind"]].words,
            "slug": row.slug,
            "state": state_of(row),
            "url": reverse("quizzes:written_item", args=[course.pk, row.slug]),
        }
        for row in (course.written_items.all() if only is None else only)
    ]
    kinds = [(reverse("quizzes:new_item", args=[course.pk, one.name]), one.words) for one in KINDS.values()]
    return {"course": course, "rows": rows, "kinds": kinds, "most": store.PROVED}


def state_of(row: WrittenItem) -> str:
    """What may be done with an item, in words."""
    if row.table is None:
        return _("not proved yet")
    return _("may be asked") if row.table == row.draft else _("may be asked; a change is not proved yet")


def form_context(
    seat: Seat, kind: Kind, table: store.Table, row: WrittenItem | None, findings: store.Findings | None = None,
    more: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The page of one item's form; `more` names a group that gets one more row."""
    by_key, told = places(kind, findings or [])
    course = seat.course
    return {
        "seat": seat,
        "kind": kind,
        "row": row,
        "title": table.get("title") or kind.words,
        "sections": sections(kind, table, by_key, more),
        "findings": told,
        "preview_url": reverse("quizzes:preview", args=[course.pk, kind.name]),
        **(proof_context(seat, row, []) if row is not None else {}),
    }


def proof_context(seat: Seat, row: WrittenItem, findings: store.Findings) -> dict[str, Any]:
    """How far the proof of an item is."""
    _, told = places(KINDS[row.draft["kind"]], findings)
    return {
        "row": row,
        "state": state_of(row),
        "proved": row.proved,
        "of": store.PROVED,
        "done": row.proved >= store.PROVED,
        "proof_findings": told,
        "prove_url": reverse("quizzes:prove", args=[seat.course.pk, row.slug]),
    }


def preview_context(kind: Kind, table: store.Table, seed: int, slug: str) -> dict[str, Any]:
    """One variant of a table, tried first in a process of its own; or what is wrong with it."""
    context: dict[str, Any] = {"seed": seed}
    slug = slug if SLUG.fullmatch(slug) else TRIED
    trial = attempt(slug, {**table, "revision": 1}, seed, seed + 1)
    if trial.findings:
        return {**context, "findings": places(kind, list(trial.findings))[1]}
    item = store.read(slug, {**table, "revision": 1})
    lint = [(one.key, one.message) for one in lint_item(item, catalogue(), seeds=())]
    return {**context, "advice": places(kind, lint)[1], **variant_context(variant(item, seed))}
