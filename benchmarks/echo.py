"""Echo round trips per second across one bridge with 50 hosts."""

from __future__ import annotations

import time

from benchmarks.bar import Bar
from simbsd.machine import Machine

HOSTS, COUNT = 50, 400
SETUP = "".join(
    f"ifconfig epair{n} create up\nifconfig bridge0 addm epair{n}a\n"
    f"jail -c name=h{n} vnet persist vnet.interface=epair{n}b\n"
    f"jexec h{n} ifconfig epair{n}b inet 10.0.0.{n + 1}/24 up\n"
    for n in range(HOSTS)
)
PINGS = "".join(f"jexec h{n} ping -q -f -c {COUNT} 10.0.0.{(n + 1) % HOSTS + 1} > /dev/null &\n" for n in range(HOSTS))


def main() -> None:
    """Build, then time the pings: requests and replies through sockets, ARP, bridge and back."""
    machine = Machine(ttys=0, watched=False)
    output, status = machine.script(("ifconfig bridge0 create up\n" + SETUP).encode())
    assert status == 0, output[-300:]
    begin = time.perf_counter()
    output, status = machine.script((PINGS + "wait\n").encode())
    seconds = time.perf_counter() - begin
    assert status == 0, output[-300:]
    bar = Bar("echo round trips across one bridge, 50 hosts, CPython", "per s", 30_000, less=False)
    print(bar.line(HOSTS * COUNT / seconds))
