"""Pages of the classroom: the way in, the room, a machine of one's own, the projector's view."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classroom import forks, limits, machines, names, rooms
from classroom.gradebook import check_course
from classroom.models import Fork, Member, Room
from classroom.names import ROLES
from classroom.permissions import STAFF, check, check_capability, check_member, find_member, find_room
from classroom.presenting import closed_context, index_context, name_in_course, room_context
from classroom.replays import look_context, past_context
from lessons.curriculum import find_lesson
from lessons.grading import pool
from lessons.learners import learner_key, make_learner, remember
from lessons.limits import PAGES, check_rate
from lessons.refusals import Refusal
from lessons.topologies import DEFAULT, PREFIX, find_topology
from quizzes.bank import find_item, titles

ROOM = "classroom/room.html"
REPLAY = "classroom/replay.html"
MOST_LISTED = 12


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Join by a code, or open a room."""
    key = remember(request)
    code = names.clean_code(request.GET.get("code", ""))
    if code:
        return redirect("classroom:room", code=find_room(request, code).code)
    own = Member.objects.filter(learner__key=key, removed=False).select_related("room")
    here = own.filter(room__state=Room.State.OPEN).order_by("-room__used")[:MOST_LISTED]
    past = own.filter(room__state=Room.State.CLOSED, role__in=STAFF).order_by("-room__closed_at")[:MOST_LISTED]
    return render(request, "classroom/index.html", index_context(list(here), list(past), key))


def wanted(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    """Title and columns of the room that a form asks for: of a quiz, a lesson, or a starting point of the sandbox."""
    slug, questions = request.POST.get("lesson") or f"{PREFIX}{DEFAULT}", request.POST.get("quiz", "")
    if questions:
        title = titles().get(questions) or find_item(questions).title
        columns = {**machines.of_topology(find_topology(DEFAULT)), "quiz": questions}
        return _("Quiz: %(title)s") % {"title": title}, columns
    if slug.startswith(PREFIX):
        topology = find_topology(slug.removeprefix(PREFIX))
        return topology.title, machines.of_topology(topology, request.POST.get("release", ""))
    lesson = find_lesson(slug)
    return lesson.title, machines.of_lesson(lesson)


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    """A new room of a lesson, or of a machine without one; whoever opens it is its teacher."""
    limits.check_rate(limits.OPENINGS, remember(request))
    title, columns = wanted(request)
    learner, course = make_learner(request), request.POST.get("course", "")
    if course:
        columns["course"] = check_course(learner, course).course
    teacher = rooms.open_room(learner, request.POST.get("name") or _("Teacher"), title, columns)
    return redirect("classroom:room", code=teacher.room.code)


@never_cache
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room as its member sees it; for others the door."""
    check_rate(PAGES, remember(request))
    key = learner_key(request.session)
    member = find_member(key, code)
    if member is None:
        found = find_room(request, code)
        return render(request, "classroom/door.html", {"room": found, "name": name_in_course(found, key)})
    if not member.room.is_open:
        return render(request, "classroom/closed.html", closed_context(member))
    pool().warm()
    view = "projector" if member.role == Member.Role.PROJECTOR else "live"
    return render(request, ROOM, room_context(request, member, view))


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Comes in under a name; the door again, with the reason, when that is refused."""
    found = find_room(request, code)
    try:
        rooms.join(found, make_learner(request), request.POST.get("name", ""))
    except Refusal as refusal:
        context = {"room": found, "refusal": refusal.error, "name": request.POST.get("name", "")}
        return render(request, "classroom/door.html", context, status=refusal.status)
    return redirect("classroom:room", code=found.code)


@never_cache
@require_safe
def projector(request: HttpRequest, code: str) -> HttpResponse:
    """The room for the back row: no tools, everything large."""
    member = check_member(request, code)
    if not member.is_staff and member.role != Member.Role.PROJECTOR:
        raise Http404("There is no such room here.")
    return render(request, ROOM, room_context(request, member, "projector"))


@never_cache
@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """A machine of one's own in the room."""
    member = check_member(request, code, "fork")
    rooms.check_open(member.room)
    if not Fork.objects.filter(member=member).exists():
        return redirect("classroom:room", code=member.room.code)
    return render(request, ROOM, room_context(request, member, "mine"))


@never_cache
@require_safe
def look(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A participant's machine, to be looked at by staff alone: handed back, or with consent."""
    member = check_member(request, code, "show")
    owner = get_object_or_404(Member, room=member.room, pk=number, removed=False)
    return render(request, REPLAY, look_context(member.room, owner, forks.look(member, owner)))


@never_cache
@require_safe
def past(request: HttpRequest, code: str) -> HttpResponse:
    """What a room showed, replayed for its staff."""
    return render(request, REPLAY, past_context(check_member(request, code, "board").room))


@require_POST
def fork(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the room's machine as it stands for one's own, or goes on with the one taken before."""
    member = check_member(request, code, "fork")
    if request.POST.get("anew") or not Fork.objects.filter(member=member).exists():
        forks.fork(member)
    return redirect("classroom:mine", code=member.room.code)


@never_cache
@require_http_methods(["GET", "POST"])
def enter_as(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """A link that gives a role: asks first, because a link may be opened by whatever looks at messages."""
    found = find_room(request, code)
    capability = check_capability(request, found, token)
    if request.method == "GET":
        return render(request, "classroom/enter_as.html", {"room": found, "role": ROLES[capability.role]})
    member = rooms.promote(found, make_learner(request), capability.role)
    check(member, "watch")
    return redirect("classroom:room", code=found.code)
