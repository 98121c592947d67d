"""1,000 vnet jails with an epair each on one bridge, by a shell loop."""

from __future__ import annotations

from benchmarks.bar import Bar, median
from simbsd.machine import Machine

SCRIPT = b"""
ifconfig bridge0 create up
i=0
while [ $i -lt 1000 ]; do
    ifconfig epair$i create up
    ifconfig bridge0 addm epair${i}a
    jail -c name=j$i vnet persist vnet.interface=epair${i}b
    i=$((i+1))
done
"""


def build() -> Machine:
    """The machine with its thousand stacks."""
    machine = Machine(ttys=0, watched=False)
    output, status = machine.script(SCRIPT)
    assert status == 0, output[-300:]
    assert len(machine.kernel.vnets) == 1001
    return machine


def main() -> None:
    """Time it."""
    seconds = median(build, runs=3)
    print(Bar("1,000 vnet jails, an epair each on one bridge, CPython", "s", 2).line(seconds))
