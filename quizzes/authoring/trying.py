"""Tries what a teacher wrote before this server draws it: a machine that never ends, ends only a process of its own.

Drawing is the same for the same seed: what was proved once within the limits is drawn within them ever after.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from lessons.grading_process import PASSED_ON

MEMORY = 768 * 1024 * 1024
CPU = 10  # seconds of one trial; a variant takes a tenth of one
WALL = 20.0
AT_ONCE = threading.BoundedSemaphore(2)
WAIT = 10.0
TOO_LONG = f"The machine takes more than {CPU} seconds of the server's time, or more memory than it gives."
BUSY = "The server is trying other items right now. Try again in a minute."


@dataclass(frozen=True, slots=True)
class Trial:
    """How many seeds were proved, and what did not hold at the next: key and sentence."""

    tried: int
    findings: tuple[tuple[str, str], ...] = ()


def attempt(slug: str, table: dict[str, Any], first: int, last: int, seconds: float = 1.0) -> Trial:
    """Proves an item from one seed on, to before another, for so many seconds."""
    job = json.dumps({"slug": slug, "table": table, "seeds": [first, last], "seconds": seconds})
    if not AT_ONCE.acquire(timeout=WAIT):
        return Trial(0, (("", BUSY),))
    try:
        answer = run(job)
    finally:
        AT_ONCE.release()
    if answer is None:
        return Trial(0, (("machine.commands", TOO_LONG),))
    return Trial(answer["tried"], tuple((key, message) for key, message in answer["findings"]))


def run(job: str) -> dict[str, Any] | None:
    """The answer of a process; None when it had to be ended, or ended itself."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "quizzes.authoring.worker", str(MEMORY), str(CPU)],
            input=job, capture_output=True, text=True, timeout=WALL, check=False,
            cwd=settings.BASE_DIR, env={**environment, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None
