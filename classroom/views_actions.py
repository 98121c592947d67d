"""What pages of a room send: buttons, journals, work handed back. Answers are fragments or nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classroom import actions, board, forks, handover, journals, limits
from classroom.models import Member
from classroom.names import ROLES
from classroom.permissions import check_member, make_capability
from lessons.limits import SAVES, SUBMITS, check_rate, with_delay
from lessons.refusals import Refusal

SAID = "classroom/said.html"
GIVEN = (Member.Role.TEACHER, Member.Role.CO_TEACHER, Member.Role.PROJECTOR)


def said(request: HttpRequest, text: str, refusal: Refusal | None = None) -> HttpResponse:
    """One sentence about what came of a button, for the room's status line."""
    status = refusal.status if refusal else 200
    response = render(request, SAID, {"text": text, "refused": refusal is not None}, status=status)
    return with_delay(response, refusal) if refusal else response


@require_POST
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """One button."""
    member = check_member(request, code)
    try:
        check_rate(limits.ACTIONS, member.learner.key)
        actions.perform(member, action, request.POST)
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, "") if request.htmx else redirect("classroom:room", code=member.room.code)


@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """A new link that gives a role; it can be read this once."""
    member = check_member(request, code, "invite")
    check_rate(limits.ACTIONS, member.learner.key)
    role = request.POST.get("role", "")
    if role not in GIVEN:
        return said(request, _("A link makes somebody teacher, co-teacher or projector."), Refusal("role", "role"))
    path = reverse("classroom:enter_as", args=[member.room.code, make_capability(member.room, role)])
    return render(request, "classroom/link.html", {"role": ROLES[role], "link": request.build_absolute_uri(path)})


@require_http_methods(["PUT"])
def journal(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps the journal of the room's machine, for its executor; with `gives`, it is the last before a handover."""
    member = check_member(request, code, "fork")
    check_rate(SAVES, member.learner.key)
    generation = request.GET.get("generation", "")
    journals.keep_room(member, int(generation) if generation.isdecimal() else 0, request.body)
    if "gives" in request.GET:
        handover.complete(member.room)
    return HttpResponse(status=204)


@require_http_methods(["PUT"])
def mine_journal(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps the journal of a machine of one's own."""
    member = check_member(request, code, "fork")
    check_rate(SAVES, member.learner.key)
    forks.keep(member, request.body)
    return HttpResponse(status=204)


@require_POST
def hand_back(request: HttpRequest, code: str) -> HttpResponse:
    """Hands one's machine back: it is replayed here, and then staff can show it."""
    member = check_member(request, code, "fork")
    try:
        check_rate(SUBMITS, member.learner.key)
        made = forks.hand_back(member, request.POST.get("journal", ""))
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, made.reason or _("Handed back: the server replayed it, and your teacher can show it now."))


@never_cache
@require_safe
def show_board(request: HttpRequest, code: str) -> HttpResponse:
    """The board's fragment, or its page."""
    member = check_member(request, code, "board")
    context = {"room": member.room, "member": member, **board.board_context(member.room)}
    return render(request, f"classroom/board.html{'#board' if request.htmx else ''}", context)
