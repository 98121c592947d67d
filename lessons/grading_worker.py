"""A grading worker: replays journals in a process of its own, under limits.

Started by lessons/grading_process.py as

    python -m lessons.grading_worker CURRICULUM MEMORY CPU [BUNDLE]

Reads jobs from standard input and writes answers to standard output, each one JSON object after its length
(four bytes, big endian). No Django, no database, no secrets in here: only lab, simbsd and the curriculum.
What goes wrong beyond a refusal ends the process; the parent starts another.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import struct
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
IDLE = 0.02  # seconds without a job after which there is time to clean up
YOUNG = 50_000  # objects made before the collector looks at them; most of a job's live as long as its machine


def main(curriculum: str, memory: int, cpu: int, bundle: str | None) -> int:
    # Whatever else prints must not end up between two answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_process(memory)
    if bundle:
        sys.path.insert(0, bundle)
    from lab.course.lesson_file import load_catalogue

    catalogue = load_catalogue(Path(curriculum))
    spare_collector()
    write(answers, {"ready": True})
    while (job := read(sys.stdin.buffer)) is not None:
        limit_job(cpu)
        try:
            answer = grade(catalogue, job)
        except MemoryError:
            write(answers, {"refused": "memory"})
            return 1  # the heap may be in pieces: start afresh
        write(answers, answer)
        if not select.select([sys.stdin], [], [], IDLE)[0]:
            gc.collect()  # nobody waits for it
    return 0


def grade(catalogue: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Replays one attempt at a lesson, or at a `plan` that is no lesson's; a journal that cannot be replayed is an
    answer, not an exception.
    """
    from lab import grade as grading
    from lab import journal
    from lab.course import plan

    wanted = plan.parse(job["plan"]) if "plan" in job else catalogue.lesson(job["lesson"]).plan(job["seed"])
    if job.get("draw"):
        return drawn(wanted, job["journal"])
    try:
        verdict = grading.grade_plan(wanted, job["seed"], job["engine"], journal.parse(job["journal"]))
    except journal.JournalError as error:
        return {"done": False, "checks": {}, "error": str(error), "reasons": {}, "diverged": False}
    return asdict(verdict)


def drawn(wanted: Any, given: object) -> dict[str, Any]:
    """The elements of the network graph at a journal's end; why there are none, if so."""
    from lab import journal
    from lab.graph.network import network
    from lab.replay import ReplayError, replay
    from lab.session import SessionError

    try:
        session = replay(journal.parse(given), wanted, watched=False)
    except (journal.JournalError, ReplayError, SessionError) as error:
        return {"error": str(error)}
    return {"network": [element.dump() for element in network(session.machine.kernel).values()]}


def spare_collector() -> None:
    """What has been loaded stays: the collector of garbage no longer looks at it, and looks at new objects less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)


def limit_process(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def limit_job(seconds: int) -> None:
    """Lets the process use that much more processor time; SIGXCPU ends it after that."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def read(stream: BinaryIO) -> dict[str, Any] | None:
    """The next job, or None when the parent has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    job: dict[str, Any] = json.loads(stream.read(LENGTH.unpack(head)[0]))
    return job


def write(stream: BinaryIO, answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None))
