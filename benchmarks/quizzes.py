"""Quizzes: a variant drawn, an answer of each kind graded, and two hundred learners who hand in at once."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.bar import Bar, percentile

SEEDS = 5
LEARNERS = 200
THREADS = 8  # requests at once, as a server's pool of threads has them


def main() -> None:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory() as var:
        os.environ.setdefault("CELLBLOCK_ENV", "local")
        os.environ["CELLBLOCK_VAR"] = var
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", "--noinput", "--verbosity", "0")
        _variants()
        _tasks()
        _class()


def _variants() -> None:
    """Drawing and grading, by kind of item."""
    from django.conf import settings

    from lab.items.answers import right_answer
    from lab.items.grading import grade
    from lab.items.item import Task
    from lab.items.item_file import load_bank
    from lab.items.variant import draw

    items = load_bank(Path(settings.CURRICULUM_DIR)).items
    for item in items:
        draw(item, 0)  # imports programs once
    drawn, graded = [], defaultdict(list)
    for item in items:
        for seed in range(1, SEEDS + 1):
            begin = time.perf_counter()
            variant = draw(item, seed)
            drawn.append(time.perf_counter() - begin)
            answer: Any = right_answer(variant)
            begin = time.perf_counter()
            assert grade(variant, answer).right
            if not isinstance(item.body, Task):
                graded[item.kind].append(time.perf_counter() - begin)
    print(Bar(f"one variant of {len(items)} items, p95", "ms", 50).line(percentile(drawn, 0.95) * 1000))
    for kind, times in sorted(graded.items()):
        print(Bar(f"grading of one answer, {kind}, p95", "ms", 1).line(percentile(times, 0.95) * 1000))


def _tasks() -> None:
    """Grading of a task: its journal replayed, as a grading worker does it."""
    from django.conf import settings

    from lab.course.rehearsal import play
    from lab.course.transcript import parse_transcript
    from lab.items.item import Task
    from lab.items.item_file import load_bank
    from lab.items.variant import draw, plan_of
    from lab.session import Session
    from lessons.grading_worker import grade

    graded = defaultdict(list)
    for item in load_bank(Path(settings.CURRICULUM_DIR)).items:
        if not isinstance(item.body, Task):
            continue
        for seed in range(SEEDS):
            variant = draw(item, seed)
            assert isinstance(variant.body, Task)
            session = Session(plan_of(variant, hints=False), seed, item.release)
            play(session, parse_transcript(item.file, variant.body.solution))
            plan, journal = plan_of(variant).dump(), session.journal().dump()
            begin = time.perf_counter()
            assert grade(None, {"plan": plan, "seed": seed, "engine": "", "journal": journal})["done"]
            graded[item.kind].append(time.perf_counter() - begin)
    for kind, times in sorted(graded.items()):
        print(Bar(f"grading of one answer, {kind}, by replay, p95", "ms", 2000).line(percentile(times, 0.95) * 1000))


def _class() -> None:
    """Each learner answers a question and hands in, all at the same moment; nothing may be lost."""
    from django.db import connection

    from lab.items.answers import right_answer
    from lessons.models import Learner
    from quizzes import sittings
    from quizzes.bank import find_item, variant
    from quizzes.models import Exam, Question

    owner = Learner.objects.create()
    exam = Exam.objects.create(title="Load", owner=owner, items=["which-jail-pings", "nested-limits", "address-modes"])
    held = [sittings.begin_exam(Learner.objects.create(), exam) for _ in range(LEARNERS)]
    start = threading.Event()

    def hand_in(sitting: Any) -> float:
        start.wait()
        begin = time.perf_counter()
        for question in sitting.questions.all():
            sittings.answer(question, right_answer(variant(find_item(question.item), question.seed)))
        sittings.end(sitting)
        connection.close()
        return time.perf_counter() - begin

    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(hand_in, sitting) for sitting in held]
        begin = time.perf_counter()
        start.set()
        times = [one.result() for one in waiting]
        whole = time.perf_counter() - begin
    lost = 3 * LEARNERS - Question.objects.filter(sitting__exam=exam, points__gt=0).count()
    lost += exam.sittings.filter(ended=None).count()
    print(Bar(f"{LEARNERS} learners hand in three answers each at once: lost", "", 0).line(lost))
    print(Bar(f"{LEARNERS} learners hand in three answers each at once: all done", "s", 30).line(whole))
    each = percentile(times, 0.95) * 1000
    print(Bar("one learner's three answers and handing in meanwhile, p95", "ms", 3000).line(each))
