"""One idle virtual hour of 100 vnets."""

from __future__ import annotations

from benchmarks.bar import Bar, median
from simbsd.machine import Machine

HOUR = 3_600_000_000
SCRIPT = (
    b"i=0\nwhile [ $i -lt 100 ]; do\nifconfig epair$i create up\n"
    b"jail -c name=j$i vnet persist vnet.interface=epair${i}b\n"
    b"jexec j$i ifconfig epair${i}b 10.0.$i.1/24 up\ni=$((i+1))\ndone\n"
)


def main() -> None:
    """Let hours pass on a machine that has nothing to do."""
    machine = Machine(ttys=1, watched=False)
    _, status = machine.script(SCRIPT)
    assert status == 0
    print(Bar("one idle virtual hour of 100 vnets", "ms", 50).line(median(lambda: machine.advance(HOUR)) * 1000))
