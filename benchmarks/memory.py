"""What an idle machine costs beyond the shared image."""

from __future__ import annotations

import gc
import tracemalloc

from benchmarks.bar import Bar
from simbsd.machine import Machine

MINUTE = 60_000_000
COUNT = 20


def main() -> None:
    """Boot machines to the prompt and divide."""
    first = Machine()
    first.settle(MINUTE)
    gc.collect()
    tracemalloc.start()
    machines = []
    for seed in range(COUNT):
        machine = Machine(seed=seed)
        machine.settle(MINUTE)
        machine.events()
        machine.output(0)
        machines.append(machine)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / len(machines)
    tracemalloc.stop()
    print(Bar("idle machine beyond the shared image", "kB", 1024).line(size / 1024))
