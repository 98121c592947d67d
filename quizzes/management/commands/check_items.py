"""`manage.py check_items`: proves every item over many seeds, on all processors, and prints totals."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.lint import Finding
from lab.items.item_file import load_bank
from lab.items.item_lint import lint_items
from lab.items.item_proof import MARGIN, blind, prove

CHUNK = 25  # seeds that a process takes at a time
BLIND_SEEDS = range(20)


def prove_some(root: Path, slug: str, seeds: range) -> list[Finding]:
    """One item over some seeds; runs in a process of its own."""
    item = load_bank(root).item(slug)
    return [finding for seed in seeds for finding in prove(item, seed)]


class Command(BaseCommand):
    help = "Proves curriculum/items over many seeds; ends with status 1 where something does not hold."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("items", nargs="*", help="names of items; all when left out")
        parser.add_argument("--seeds", type=int, default=100)
        parser.add_argument("--jobs", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.monotonic()
        root = Path(settings.CURRICULUM_DIR)
        if findings := lint_items(root):
            self.tell(findings)
            raise CommandError(f"{len(findings)} findings before any proof")
        bank = load_bank(root)
        items = [item for item in bank.items if not options["items"] or item.slug in options["items"]]
        jobs = [
            (root, item.slug, range(start, min(start + CHUNK, options["seeds"])))
            for item in items
            for start in range(0, options["seeds"], CHUNK)
        ]
        with ProcessPoolExecutor(options["jobs"]) as pool:
            for number, found in enumerate(pool.map(prove_some, *zip(*jobs, strict=True)), 1):
                findings += found
                if self.stderr.isatty():
                    self.stderr.write(f"\r{number} of {len(jobs)}", ending="")
        self.tell(findings)
        kinds = Counter(item.kind for item in items)
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        self.stdout.write(f"{len(items)} items: {counted}")
        self.stdout.write(f"{len(items) * options['seeds']} variants proved in {time.monotonic() - begin:.0f} s")
        too_good = False
        for one in blind(items, BLIND_SEEDS):
            too_good |= one.score > one.chance + MARGIN
            self.stdout.write(f"blind, {one.strategy}: {one.score:.1f} %, chance {one.chance:.1f} %")
        if findings or too_good:
            blindly = ", and a blind strategy does too well" if too_good else ""
            raise CommandError(f"{len(findings)} findings{blindly}")

    def tell(self, findings: list[Finding]) -> None:
        """One line a finding; what several seeds found is said once."""
        once: dict[tuple[str, str], list[str]] = {}
        for finding in findings:
            once.setdefault((finding.file, finding.key), []).append(finding.message)
        for (file, key), messages in once.items():
            more = f" ... and {len(messages) - 1} more" if len(messages) > 1 else ""
            self.stdout.write(f"{file}: {key}: {messages[0]}{more}")
