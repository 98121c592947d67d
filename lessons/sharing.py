"""Links to a state: a journal in the address, or, when it is long, kept here for a while.

A link holds a machine and what was typed at it, and nothing of an attempt: who opens it goes on with a copy.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lab import journal as journals
from lab.course.plan import Plan
from lab.graph.network import network
from lab.journal import Journal
from lab.session import Session
from lessons.curriculum import catalogue
from lessons.engines import current_engine, is_kept
from lessons.grading import BUSY, replay_plan
from lessons.journals import read_journal
from lessons.link_picture import link_picture
from lessons.models import SharedState
from lessons.refusals import Unreadable
from lessons.sandbox import SEED, Start, is_engine, lesson_start, parse_start, sandbox_context
from lessons.topologies import PREFIX

MOST_SHARED = 256 * 1024  # bytes of JSON
PICTURE_SECONDS = 24 * 3600


def check_shared(text: bytes | str) -> dict[str, Any]:
    """The journal in a text, as plain values, if a link to it could be opened here. Raises TooLarge or Unreadable."""
    value, journal = read_journal(text, MOST_SHARED)
    try:
        plan = start_of(journal).plan
    except Http404 as error:
        raise Unreadable(_("No lesson and no starting point of that name is shared here."), "lesson") from error
    if not (is_engine(journal.engine) and is_kept(journal.engine)):
        raise Unreadable(_("The machine of that engine is not kept here."), "engine")
    check_same(journal, plan)
    return value


def start_of(journal: Journal) -> Start:
    """Which machine a journal is of. Http404 where it is of nothing that the sandbox opens."""
    slug = journal.lesson or ""
    if slug.startswith(PREFIX):
        return parse_start({"from": slug.removeprefix(PREFIX), "release": journal.release, "engine": journal.engine})
    if slug not in [lesson.slug for lesson in catalogue().lessons()]:
        raise Http404("No such lesson is here.")
    return lesson_start(slug, journal.seed, journal.engine)


def check_same(journal: Journal, plan: Plan) -> None:
    """Raises Unreadable where today's lesson or starting point is not the journal's."""
    if journal.lesson is not None and journal.lesson.startswith(PREFIX) and journal.seed != SEED:
        raise Unreadable(_("A sandbox has one seed."), "seed")
    for name in ("release", "revision"):
        if getattr(journal, name) != getattr(plan, name):
            raise Unreadable(_("The journal is of another %(name)s.") % {"name": name}, name)


def share(text: bytes | str) -> SharedState:
    """Keeps a journal behind a link of its own, and lets go of those that have expired."""
    value = check_shared(text)
    now = timezone.now()
    SharedState.objects.filter(expires__lt=now).delete()
    return SharedState.objects.create(
        id=secrets.token_urlsafe(9),
        journal=json.dumps(value, separators=(",", ":")),
        expires=now + timedelta(days=settings.SHARED_DAYS),
    )


def find_shared(shared_id: str) -> dict[str, Any]:
    """The journal behind a link. Http404 when it has expired or never was."""
    found = SharedState.objects.filter(pk=shared_id, expires__gte=timezone.now()).first()
    if found is None:
        raise Http404("This link has expired, or never was.")
    value: dict[str, Any] = json.loads(found.journal)
    return value


def shared_context(shared_id: str) -> dict[str, Any]:
    """The page of a copy of what is kept behind a link. Http404 when it has expired or never was."""
    value = find_shared(shared_id)
    start = start_of(journals.parse(value))
    context = sandbox_context(start, shared_id, value)
    return {**context, "picture": reverse("lessons:shared_picture", args=[shared_id])}


def shared_picture(shared_id: str) -> bytes:
    """The picture (PNG) of the state behind a link, drawn once. Http404 as above; Unreadable if it does not replay."""
    value = find_shared(shared_id)
    found = SharedState.objects.filter(pk=shared_id)
    kept = found.values_list("picture", flat=True).get()
    if kept is None:
        start = start_of(journals.parse(value))
        outcome = replay_plan(start.plan, start.seed, start.engine, value, draw=True)
        if outcome.error == str(BUSY):
            raise Unreadable(outcome.error, "journal")
        kept = picture_of(start, outcome.network) if outcome.network else b""
        found.update(picture=kept)
    if not kept:
        raise Unreadable(_("This state cannot be replayed, so there is no picture of it."), "journal")
    return bytes(kept)


def picture_of(start: Start, elements: list[dict[str, Any]]) -> bytes:
    """The picture of a state that began with that."""
    jails = sum(one["data"].get("pr_id", 0) > 0 for one in elements)
    count = ngettext("%(count)s jail", "%(count)s jails", jails) % {"count": jails}
    return link_picture(start.title, f"FreeBSD {start.plan.release}, {count}", elements)


def start_picture(start: Start) -> bytes:
    """The picture of a starting point, untouched."""
    name = f"picture:{current_engine()}:{start.plan.slug}:{start.plan.revision}:{start.plan.release}:{start.seed}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        elements = network(Session(start.plan, start.seed, start.plan.release).machine.kernel)
        kept = picture_of(start, [element.dump() for element in elements.values()])
        cache.set(name, kept, PICTURE_SECONDS)
    return kept
