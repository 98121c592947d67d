"""The shell: a loop with arithmetic, and FreeBSD's own scripts that are in scope."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.bar import Bar, median
from simbsd.machine import Machine

LOOP = b"i=0; for n in $(jot 10000); do i=$((i + n * 2 % 7)); done; echo $i\n"


def loop() -> None:
    """10,000 rounds of a for loop, with the machine booted before."""
    _, status = Machine(ttys=0, watched=False).script(LOOP)
    assert status == 0


def main() -> None:
    """Time the loop; with FBSD naming a source tree, every case of tiers A and B too."""
    print(Bar("sh: 10,000 rounds of for with arithmetic, the boot included", "s", 1).line(median(loop)))
    tree = os.environ.get("FBSD", "")
    if not tree:
        print("FBSD=/path/to/freebsd-src also times FreeBSD's scripts of tiers A and B")
        return
    from tools.conformance import SCRIPTS, rows_of

    begin = time.perf_counter()
    rows = [row for name, tiers in SCRIPTS.items() if tiers.get("*") != "T" for row in rows_of(Path(tree), name, "AB")]
    figure = time.perf_counter() - begin
    failed = [row for row in rows if row.result.result == "failed"]
    name = f"{len(rows)} cases of tiers A and B of FreeBSD's tests ({len(failed)} failed), one core"
    print(Bar(name, "s", 60).line(figure))
    for row in failed:
        print(f"failed: {row.script}: {row.result}")
