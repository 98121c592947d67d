"""100,000 generated command lines, keys and signals: how many a second, and how many raise an exception (none may)."""

from __future__ import annotations

import time

from benchmarks.bar import Bar
from tests.simbsd.fuzz.fuzzer import Fuzzer

LINES = 100_000
SEED = 20_260
SHOWN = 10


def main() -> None:
    """Run the fuzzer for its whole length; print speed, count, and the first findings."""
    fuzzer = Fuzzer(SEED)
    begin = time.perf_counter()
    while fuzzer.lines < LINES:
        fuzzer.one()
    print(Bar(f"{LINES:,} fuzzed command lines", "/s", 50, less=False).line(LINES / (time.perf_counter() - begin)))
    print(Bar("internal errors in them", "errors", 0).line(len(fuzzer.findings)))
    for finding in fuzzer.findings[:SHOWN]:
        print(f"{finding.what}\n    at {finding.where}\n    line {ascii(finding.line)[:200]}")
