"""Tries an item in a process of its own, under limits: started by quizzes/authoring/trying.py for one trial.

Reads `{"slug", "table", "seeds": [first, last], "seconds"}` from standard input; writes `{"tried": count, "findings":
[[key, message], ...]}`: how many seeds it came to before the seconds were over, and what does not hold. No Django, no
database, no secrets in here: only lab and simbsd.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from lab.course.toml_reader import CurriculumError, Reader
from lab.items.item_file import read_item
from lab.items.item_proof import prove
from lessons.grading_worker import limit_job, limit_process
from quizzes.authoring import MODULE


def trial(job: dict[str, Any], clock: Any = time.monotonic) -> dict[str, Any]:
    """The proof of an item for as many of the seeds as there is time, at least one; it ends at the first that fails."""
    try:
        item = read_item(Reader(f"{job['slug']}.toml", job["table"]), job["slug"], MODULE)
    except CurriculumError as error:
        return {"tried": 0, "findings": [[error.key, error.message]]}
    first, last = job["seeds"]
    end = clock() + job["seconds"]
    for seed in range(first, last):
        if findings := prove(item, seed):
            return {"tried": seed - first, "findings": [[one.key, one.message] for one in findings]}
        if clock() > end:
            return {"tried": seed - first + 1, "findings": []}
    return {"tried": last - first, "findings": []}


def main(memory: int, cpu: int) -> int:
    limit_process(memory)
    limit_job(cpu)
    job = json.load(sys.stdin)
    answer = trial(job)
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
