"""10,000 plain jails by a shell loop, and what one costs early and late."""

from __future__ import annotations

import time

from benchmarks.bar import Bar
from simbsd.limits import Limits
from simbsd.machine import Machine


def loop(first: int, last: int) -> bytes:
    """A shell loop that makes jails number ``first`` + 1 to ``last``."""
    return (f"i={first}; while [ $i -lt {last} ]; do i=$((i+1)); jail -c name=j$i path=/ persist; done\n").encode()


def main() -> None:
    """Time the whole loop, then the first and the last thousand."""
    machine = Machine(ttys=0, watched=False, limits=Limits())
    begin = time.perf_counter()
    costs = []
    for start in range(0, 10_000, 1000):
        before = time.perf_counter()
        _, status = machine.script(loop(start, start + 1000))
        assert status == 0
        costs.append(time.perf_counter() - before)
    print(Bar("10,000 plain jails by a sh loop, CPython", "s", 10).line(time.perf_counter() - begin))
    print(Bar("cost of the last thousand against the first", "times", 2).line(costs[-1] / costs[0]))
    assert len(machine.kernel.allprison) == 10_001
