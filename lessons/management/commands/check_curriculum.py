"""`manage.py check_curriculum --seeds 100`: every lesson proves itself on the machine, on every core.

Progress goes to standard error; the totals, and every promise that is not kept, to standard output.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from argparse import ArgumentParser
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.coverage import confusions, covered
from lab.course.lesson import Catalogue, Lesson
from lab.course.lesson_file import load_catalogue
from lab.course.lint import lint
from lab.course.place import place_of
from lab.course.proof import Proof, prove

Task = tuple[str, str, int]


@lru_cache(maxsize=1)
def _catalogue(root: str) -> Catalogue:
    return load_catalogue(Path(root))


def _work(task: Task) -> tuple[Task, Proof]:
    root, slug, seed = task
    return task, prove(_catalogue(root).lesson(slug), seed)


class Command(BaseCommand):
    help = "Runs every lesson's solution and wrong answers for many seeds; ends with status 1 if a promise is broken."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lessons", nargs="*", help="only these lessons")
        parser.add_argument("--seeds", type=int, default=10, help="how many seeds a lesson (10)")
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = settings.CURRICULUM_DIR
        findings = lint(root)
        for finding in findings:
            place = place_of(root.parent, finding.file, finding.key, finding.message)
            self.stdout.write(f"{place}: {finding.key}: {finding.message}")
        if findings:
            raise CommandError(f"{len(findings)} findings: nothing was run")
        catalogue = load_catalogue(root)
        lessons = [one for one in catalogue.lessons() if not options["lessons"] or one.slug in options["lessons"]]
        begin = time.monotonic()
        faults, machines = self._run(root, lessons, options["seeds"], options["jobs"])
        self._totals(lessons, options["seeds"], machines, time.monotonic() - begin)
        self._confusions(root, catalogue)
        if faults:
            raise CommandError(f"{faults} promises are not kept")

    def _run(self, root: Path, lessons: list[Lesson], seeds: int, jobs: int) -> tuple[int, int]:
        tasks = [(str(root), lesson.slug, seed) for lesson in lessons for seed in lesson.seeds(seeds)]
        faults = machines = 0
        with multiprocessing.get_context("spawn").Pool(min(jobs, len(tasks) or 1)) as pool:
            for number, (task, proof) in enumerate(pool.imap_unordered(_work, tasks, chunksize=4), 1):
                machines += proof.machines
                for fault in proof.faults:
                    faults += 1
                    self.stdout.write(str(fault))
                if self.stderr.isatty():
                    self.stderr.write(f"\r{number} of {len(tasks)}  {task[1]:<30}", ending="")
        if self.stderr.isatty():
            self.stderr.write("")
        return faults, machines

    def _totals(self, lessons: list[Lesson], seeds: int, machines: int, seconds: float) -> None:
        kinds = Counter(lesson.kind for lesson in lessons)
        wrong = sum(len(lesson.wrong_sources) for lesson in lessons)
        goals = sum(len(lesson.goals) for lesson in lessons)
        causes = sum(len(lesson.faults) for lesson in lessons)
        said = sum(len(lesson.misconceptions) for lesson in lessons)
        modules = len({lesson.module for lesson in lessons})
        each = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        self.stdout.write(
            f"{len(lessons)} lessons in {modules} modules ({each})\n"
            f"{goals} goals, {wrong} wrong answers, {causes} seeded faults, {said} misconceptions that are told\n"
            f"{seeds} seeds each: {machines} machines in {seconds:.1f} s"
        )

    def _confusions(self, root: Path, catalogue: Catalogue) -> None:
        known, found = confusions(root), covered(root, catalogue)
        open_ones = [number for number, names in found.items() if not names]
        self.stdout.write(f"{len(known) - len(open_ones)} of {len(known)} documented confusions are cleared up")
        for number in open_ones:
            self.stdout.write(f"  not yet: {number} {known[number]}")
