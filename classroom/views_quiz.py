"""The live quiz's addresses: the panel, asking, answering, a task's machine, results."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom import limits, quiz
from classroom.gradebook import send
from classroom.models import Asked, Member
from classroom.permissions import check_member
from classroom.presenting_quiz import quiz_context, task_context
from classroom.replays import shown_context
from classroom.tally import results
from classroom.views_actions import said
from courses.cells import write_rows
from lab.items.grading import WrongShape
from lessons.limits import SUBMITS, check_rate
from lessons.refusals import Refusal
from quizzes.answers import read_answer

PANEL = "classroom/quiz.html"
ROOM = "classroom/room.html"
REPLAY = "classroom/replay.html"
MOST_LINES = 100  # of a demonstration: all of it
ACTIONS = {"stop": quiz.stop, "extend": quiz.extend, "reveal": quiz.reveal}


def find_asked(member: Member, number: int) -> Asked:
    """The room's question of that number, or a 404."""
    asked = member.room.questions.filter(number=number).first()
    if asked is None:
        raise Http404("There is no such question in this room.")
    return asked


@never_cache
@require_safe
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """What this member sees of the quiz now."""
    member = check_member(request, code)
    if member.is_staff and request.GET.get("as") == "projector":
        member.role = Member.Role.PROJECTOR  # for this rendering: what the room may see, and no more
    return render(request, PANEL, quiz_context(member))


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Puts a question to the room."""
    member = check_member(request, code, "ask")
    try:
        check_rate(limits.ACTIONS, member.learner.key)
        seconds = request.POST.get("seconds", "")
        quiz.ask(member.room, request.POST.get("item", ""), int(seconds) if seconds.isdecimal() else 60)
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, "")


@require_POST
def change(request: HttpRequest, code: str, number: int, action: str) -> HttpResponse:
    """Stops a question, gives it more time, or reveals what is right."""
    member = check_member(request, code, "ask")
    if action not in ACTIONS:
        raise Http404("There is no such action.")
    try:
        ACTIONS[action](find_asked(member, number))
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, "")


@require_POST
def answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Takes an answer; the panel again, with what is wrong with it if it is none."""
    member = check_member(request, code, "answer")
    asked = find_asked(member, number)
    wrong = ""
    try:
        quiz.answer(asked, member, read_answer(quiz.variant_of(asked), request.POST))
    except WrongShape as error:
        wrong = error.message
    except Refusal as refusal:
        wrong = refusal.error
    return render(request, PANEL, {**quiz_context(member), "wrong": wrong})


@never_cache
@require_safe
def task(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The machine of a question that is answered at one."""
    member = check_member(request, code, "answer")
    asked = find_asked(member, number)
    if not quiz.takes_answers(asked, timezone.now()):
        return redirect("classroom:room", code=member.room.code)
    return render(request, ROOM, task_context(request, asked, member))


@require_POST
def hand_in(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hands a task's machine in: the server's replay is the answer."""
    member = check_member(request, code, "answer")
    try:
        check_rate(SUBMITS, member.learner.key)
        reply = quiz.hand_in(find_asked(member, number), member, request.POST.get("journal", ""))
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, _("Your answer is in: the server found %(points)d of %(possible)d.") % {
        "points": reply.points,
        "possible": reply.possible,
    })


@never_cache
@require_safe
def shown(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What a revealed question showed, replayed in a machine."""
    member = check_member(request, code)
    asked = find_asked(member, number)
    if asked.state != Asked.State.REVEALED:
        raise Http404("There is nothing to be shown yet.")
    after = request.GET.get("after", "")
    return render(request, REPLAY, shown_context(asked, int(after) if after.isdecimal() else MOST_LINES))


@require_POST
def gradebook(request: HttpRequest, code: str) -> HttpResponse:
    """Sends the room's results into a course's book."""
    member = check_member(request, code, "board")
    try:
        check_rate(limits.ACTIONS, member.learner.key)
        told = send(member, request.POST.get("course", ""))
    except Refusal as refusal:
        return said(request, refusal.error, refusal)
    return said(request, told)


@never_cache
@require_safe
def results_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The room's results as a table."""
    member = check_member(request, code, "board")
    response = HttpResponse(write_rows(results(member.room)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="room-{member.room.code}.csv"'
    return response
