"""Pages with a machine: a task's, and that of a demonstration."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lab.items.grading import WrongShape
from lessons import limits
from lessons.grading import pool
from lessons.models import Learner
from lessons.refusals import Refusal
from quizzes import sittings, tasks
from quizzes.models import Question
from quizzes.permissions import can_see_answers, check_question
from quizzes.presenting import question_context
from quizzes.views import go


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: HttpRequest, question_id: int) -> HttpResponse:
    """A task's machine; a POST hands the work in."""
    asked = check_question(request, question_id)
    learner: Learner = asked.sitting.learner
    try:
        tasks.task_of(asked)
    except WrongShape:
        raise Http404("This question has no machine.") from None
    if request.method == "POST":
        return hand_in(request, asked, learner)
    limits.check_rate(limits.PAGES, learner.key)
    closed = asked.is_closed and asked.sitting.one_way
    if closed or asked.sitting.is_over(timezone.now()):
        return redirect("quizzes:question", asked.pk)
    pool().warm()
    return render(request, "quizzes/machine.html", tasks.machine_context(tasks.begin(sittings.show(asked))))


def hand_in(request: HttpRequest, asked: Question, learner: Learner) -> HttpResponse:
    """Marks the work; back to the question that tells what it was worth, or on to the next."""
    try:
        limits.check_rate(limits.SUBMITS, learner.key)
        tasks.hand_in(asked, request.POST.get("journal", ""))
    except Refusal as refusal:
        context = question_context(asked, {"answer": refusal.error})
        response = render(request, "quizzes/question.html", context, status=refusal.status)
        return limits.with_delay(response, refusal)
    return redirect("quizzes:question", asked.pk) if asked.sitting.tells_at_once else go(request, asked)


@require_http_methods(["PUT"])
def journal(request: HttpRequest, question_id: int) -> HttpResponse:
    """Keeps the work in progress: 204, or JSON that says what is wrong with it."""
    asked = check_question(request, question_id)
    limits.check_rate(limits.SAVES, asked.sitting.learner.key)
    if tasks.at_home(asked):
        raise Http404("This machine is the server's: it keeps its own journal.")
    tasks.keep_journal(asked, request.body)
    return HttpResponse(status=204)


@never_cache
@require_safe
def demonstration(request: HttpRequest, question_id: int) -> HttpResponse:
    """The machine that shows why an answer is what it is; not there before the answer."""
    asked = check_question(request, question_id)
    if not can_see_answers(asked):
        raise Http404("There is nothing to be shown yet.")
    return render(request, "quizzes/demonstration.html", tasks.demonstration_context(asked))
