"""Pages for whoever answers questions: each parses its request, asks the rules, and says what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lab.items.grading import WrongShape
from lessons import limits
from lessons.learners import find_learner, learner_key, make_learner, remember
from lessons.refusals import Refusal
from quizzes import overview, review, sittings
from quizzes.answers import is_empty, read_answer
from quizzes.bank import bank, find_item, variant
from quizzes.models import Question, Sitting
from quizzes.permissions import can_see_result, check_exam, check_invited, check_question, check_sitting
from quizzes.presenting import question_context

ANSWERS = limits.Rate("answers", 60, 60)
PAGE, PART = "quizzes/question.html", "quizzes/question.html#question"


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rooms of the quizzes: today's review, modules to practise, tests."""
    remember(request)
    return render(request, "quizzes/index.html", overview.index_context(find_learner(request)))


@never_cache
@require_safe
def practice(request: HttpRequest, module: str) -> HttpResponse:
    """The question whose turn it is in a module's practice."""
    overview.check_module(module)
    limits.check_rate(limits.PAGES, remember(request))
    sitting = sittings.practice(make_learner(request), module)
    question = sittings.go_on(sitting, list(bank().of_module(module)))
    if question is None:
        return redirect("quizzes:index")
    return redirect("quizzes:question", question.pk)


@require_POST
def test(request: HttpRequest, module: str) -> HttpResponse:
    """Begins a module's test, or goes on with it."""
    overview.check_module(module)
    limits.check_rate(limits.PAGES, remember(request))
    return redirect("quizzes:sitting", sittings.begin_test(make_learner(request), module).pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """What is due today; a POST begins with it."""
    learner = make_learner(request)
    now = timezone.now()
    review.take_in_lessons(learner, now)
    if request.method == "POST":
        limits.check_rate(limits.PAGES, learner.key)
        kept = learner.sittings.filter(mode=Sitting.Mode.REVIEW, ended=None).first()
        items = review.todays_items(learner, now) if kept is None else []
        if kept is None and items:
            kept = sittings.begin_with(learner, Sitting.Mode.REVIEW, items)
        return redirect("quizzes:sitting", kept.pk) if kept is not None else redirect("quizzes:today")
    return render(request, "quizzes/today.html", overview.today_context(learner, now))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exam(request: HttpRequest, exam_id: uuid.UUID) -> HttpResponse:
    """An examination's door; a POST begins, or goes on."""
    found = check_exam(exam_id)
    check_invited(found, learner_key(request.session))
    learner = make_learner(request)
    if request.method == "POST":
        limits.check_rate(limits.PAGES, learner.key)
        return redirect("quizzes:sitting", sittings.begin_exam(learner, found).pk)
    return render(request, "quizzes/exam.html", overview.exam_context(found, learner, timezone.now()))


@never_cache
@require_safe
def sitting(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """On to the question whose turn it is; past the last, to the end."""
    found = check_sitting(request, sitting_id)
    if found.is_over(timezone.now()):
        return redirect("quizzes:result", found.pk)
    question = sittings.current(found)
    if question is None and (found.tells_at_once or found.one_way):
        sittings.end(found)
        return redirect("quizzes:result", found.pk)
    return redirect("quizzes:question", (question or found.questions.all()[0]).pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question; a POST answers it."""
    asked = check_question(request, question_id)
    if request.method == "POST":
        return answer(request, asked)
    over = asked.sitting.is_over(timezone.now())
    if over and not asked.sitting.tells_at_once:
        return redirect("quizzes:result", asked.sitting.pk)
    if asked.sitting.one_way and not asked.sitting.tells_at_once:
        due = sittings.current(asked.sitting)
        if due is None or due.pk != asked.pk:  # there is no way back, and none ahead
            return redirect("quizzes:sitting", asked.sitting.pk)
    return render(request, PAGE, question_context(sittings.show(asked)))


def answer(request: HttpRequest, asked: Question) -> HttpResponse:
    """Takes an answer: the fragment with its outcome, or the way to the next question."""
    limits.check_rate(ANSWERS, asked.sitting.learner.key)
    version = variant(find_item(asked.item), asked.seed)
    if is_empty(version, request.POST) and not asked.sitting.tells_at_once and not asked.sitting.one_way:
        return go(request, asked)
    try:
        asked = sittings.answer(asked, read_answer(version, request.POST))
    except WrongShape as error:
        return say(request, asked, {error.where: error.message}, 422)
    except Refusal as refusal:
        return say(request, asked, {"answer": refusal.error}, refusal.status)
    return say(request, asked, {}, 200) if asked.sitting.tells_at_once else go(request, asked)


def say(request: HttpRequest, asked: Question, wrong: dict[str, str], status: int) -> HttpResponse:
    """The question again, with what is to be said of the answer."""
    context = question_context(asked, wrong)
    return render(request, PART if request.htmx else PAGE, context, status=status)  # type: ignore[attr-defined]


def go(request: HttpRequest, asked: Question) -> HttpResponse:
    """On to the next question: the one after this, or where the learner wanted to go."""
    places = list(asked.sitting.questions.values_list("pk", flat=True))
    wanted = request.POST.get("go", "")
    if wanted.isdigit() and int(wanted) in places and not asked.sitting.one_way:
        return redirect("quizzes:question", int(wanted))
    after = places.index(asked.pk) + 1
    if asked.sitting.mode == Sitting.Mode.PRACTICE:
        return redirect("quizzes:practice", asked.sitting.module)
    if asked.sitting.one_way or after == len(places):
        return redirect("quizzes:review", asked.sitting.pk)
    return redirect("quizzes:question", places[after])


@require_POST
def pass_by(request: HttpRequest, question_id: int) -> HttpResponse:
    """Goes on without an answer."""
    asked = check_question(request, question_id)
    try:
        asked = sittings.pass_by(asked)
    except Refusal as refusal:
        return say(request, asked, {"answer": refusal.error}, refusal.status)
    return go(request, asked)


@never_cache
@require_safe
def review_page(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Before handing in: what is answered and what is not."""
    found = check_sitting(request, sitting_id)
    if found.is_over(timezone.now()):
        return redirect("quizzes:result", found.pk)
    due = sittings.current(found)
    if found.one_way and due is not None:
        return redirect("quizzes:question", due.pk)
    return render(request, "quizzes/review.html", overview.review_context(found))


@require_POST
def end(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Hands a sitting in."""
    found = sittings.end(check_sitting(request, sitting_id))
    return redirect("quizzes:result", found.pk)


@never_cache
@require_safe
def result(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """What came of a sitting, and what to look at again."""
    found = check_sitting(request, sitting_id)
    now = timezone.now()
    if found.ended is None:
        if not found.is_over(now):
            return redirect("quizzes:sitting", found.pk)
        found = sittings.end(found, now)
    context: dict[str, Any] = overview.result_context(found, can_see_result(found))
    return render(request, "quizzes/result.html", context)


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How well each concept goes, over time."""
    remember(request)
    return render(request, "quizzes/progress.html", overview.progress_context(find_learner(request)))


