"""A machine in the server's home: one task's bridge in a process of its own, under limits.

Started by quizzes/home.py as

    python -m quizzes.home_worker MEMORY CPU

Reads `{"n": number, "text": wire message}` from standard input and writes `{"n": number, "texts": [...]}`, each after
its length (four bytes, big endian); what the machine says while it runs on has no number. No Django, no database,
no secrets in here: only lab and simbsd.
"""

from __future__ import annotations

import json
import os
import select
import sys
from typing import BinaryIO

from lessons.grading_worker import limit_job, limit_process, read, write

CALM = 0.02  # seconds between two goes of a machine that runs on


def main(memory: int, cpu: int) -> int:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not end up between two answers
    limit_process(memory)
    from lab.bridge import Bridge

    bridge, running = Bridge(), False
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    while True:
        if running and not select.select([source], [], [], CALM)[0]:
            running = say(answers, None, bridge.pump())
            continue
        message = read(source)
        if message is None:
            return 0
        limit_job(cpu)
        running = say(answers, message["n"], bridge.handle(message["text"])) or running and bridge.replay is not None


def say(answers: BinaryIO, n: int | None, texts: list[str]) -> bool:
    """Writes what was said, unless it is nothing to nobody; returns whether the machine runs on."""
    if n is not None or texts:
        write(answers, {"n": n, "texts": texts})
    clocks = [json.loads(text) for text in texts if '"clock"' in text]
    return any(one.get("running") for one in clocks[-1:] if one["type"] == "clock")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
