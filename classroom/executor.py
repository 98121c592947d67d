"""The executor's side: which page has the machine, and what it shows, written to the log once and in order."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from classroom.log import FRAMES, JUMP, SNAPSHOT, STAY, Draft, append, prune
from classroom.models import Entry, Lease, Member
from classroom.rooms import LEASE
from classroom.wire import Frames, Malformed, Snapshot

SNAPSHOT_AFTER = 150  # frames: then the executor is asked for a snapshot
MOST_FRAMES = 450  # without one: no more are taken


@transaction.atomic
def claim(member: Member, page: str) -> Lease | None:
    """The lease, if this member holds it; the page that claims it last has the machine, an older one may not speak."""
    lease = Lease.objects.select_for_update().filter(room=member.room_id, executor=member).first()
    if lease is None or lease.page == page:
        return lease
    if lease.page:
        lease.generation += 1
        lease.heard = 0
    lease.page = page
    lease.expires = timezone.now() + LEASE
    lease.save()
    return lease


@transaction.atomic
def accept(member: Member, message: Frames | Snapshot, text: str) -> list[Entry]:
    """Writes what the executor's machine showed. `text` is the items as JSON.

    Raises Malformed with `lease` for whoever does not hold the machine, `duplicate` for what is written already, and
    `order` when something before it is missing.
    """
    held = Lease.objects.filter(room=member.room_id, executor=member, generation=message.generation)
    if not held.filter(heard=message.n - 1).update(heard=F("heard") + 1):
        raise refusal(held.values_list("heard", flat=True).first(), message.n)
    if isinstance(message, Frames):
        draft = Draft(FRAMES, f'{{"items":{text}}}', author=member.pk)
    else:
        draft = Draft(SNAPSHOT, f'{JUMP if message.jump else STAY},"items":{text}}}', author=member.pk)
    entries = append(member.room_id, draft)
    if draft.kind == SNAPSHOT:
        prune(member.room_id)
    return entries


def refusal(heard: int | None, n: int) -> Malformed:
    if heard is None:
        return Malformed("lease", "generation", "this page does not have the room's machine")
    if n <= heard:
        return Malformed("duplicate", "n", f"{n} is written already")
    return Malformed("order", "n", f"{heard + 1} comes before {n}")
