"""Echoes in larger networks: across a chain of ten routers, across one bridge as the stacks become more, and a sweep of
254 hosts; then the bars of networks in a browser (benchmarks/networks_browser.py).

The program that asks is benchmarks/echo.py's, in ping(8)'s place; the sweep is done by ping(8) itself, a process each.
"""

from __future__ import annotations

import time
from collections import ChainMap

from benchmarks.bar import Bar, plain
from benchmarks.echo import trips
from simbsd.machine import Machine

ROUTERS, CROSSINGS = 10, 2000
SIZES = (10, 100, 1000)
HOSTS = 254
COUNT = 400  # round trips that the program makes

# r0 and r11 are the ends; r0 - r1 - ... - r11, cable n is 10.0.n.0/24 with .1 on its left and .2 on its right
CHAIN = "".join(
    f"ifconfig epair{n} create up\n" for n in range(ROUTERS + 1)
) + "".join(
    f"jail -c name=r{n} vnet persist"
    + (f" vnet.interface=epair{n - 1}b" if n else "") + (f" vnet.interface=epair{n}a" if n <= ROUTERS else "") + "\n"
    + (f"jexec r{n} ifconfig epair{n - 1}b inet 10.0.{n - 1}.2/24 up\n" if n else "")
    + (f"jexec r{n} ifconfig epair{n}a inet 10.0.{n}.1/24 up\n" if n <= ROUTERS else "")
    + f"jexec r{n} sysctl -q net.inet.ip.forwarding=1 net.inet.icmp.icmplim=0\n"
    + "".join(f"jexec r{n} route -q add 10.0.{far}.0/24 10.0.{n}.2\n" for far in range(n + 1, ROUTERS + 1))
    + "".join(f"jexec r{n} route -q add 10.0.{far}.0/24 10.0.{n - 1}.1\n" for far in range(n - 1))
    for n in range(ROUTERS + 2)
)  # fmt: skip


def _bridge(hosts: int) -> str:
    return (
        "ifconfig bridge0 create inet 10.1.255.254/16 up\nsysctl -q net.inet.icmp.icmplim=0\ni=0\n"
        f"while [ $i -lt {hosts} ]; do\n"
        "ifconfig epair$i create up\nifconfig bridge0 addm epair${i}a\n"
        "jail -c name=h$i vnet persist vnet.interface=epair${i}b\n"
        "jexec h$i ifconfig epair${i}b inet 10.1.$((i/250)).$((i%250+1))/16 up\n"
        "jexec h$i sysctl -q net.inet.icmp.icmplim=0\ni=$((i+1))\ndone\n"
    )


def _machine(setup: str) -> Machine:
    machine = Machine(ttys=0, watched=False)
    output, status = machine.script(setup.encode())
    assert status == 0, output[-300:]
    return machine


def _rate(machine: Machine, jail: str, address: str, runs: int) -> float:
    """Round trips a second that the program makes from a jail, one after the other."""
    programs = machine.kernel.programs
    machine.kernel.programs = ChainMap({"ping": trips}, programs)  # type: ignore[arg-type]
    begin = time.perf_counter()
    output, status = machine.script(f"jexec {jail} ping {address}\n".encode() * runs)
    seconds = time.perf_counter() - begin
    machine.kernel.programs = programs
    assert (output, status) == (b"", 0), output[-300:]
    return runs * COUNT / seconds


def main() -> None:
    """Build each network, and time it."""
    rate = _rate(_machine(CHAIN), "r0", f"10.0.{ROUTERS}.2", CROSSINGS // COUNT)
    print(plain(f"echo round trips across a chain of {ROUTERS} routers, CPython", rate, "per s"))
    print(plain("... that is, frames over a cable", rate * 2 * (ROUTERS + 1), "per s"))
    rates = {}
    for size in SIZES:
        rates[size] = _rate(_machine(_bridge(size)), "h0", f"10.1.{(size - 1) // 250}.{(size - 1) % 250 + 1}", 5)
        print(plain(f"echo round trips across one bridge with {size} vnets, CPython", rates[size], "per s"))
    print(Bar("... the most of these over the least", "times", 2).line(max(rates.values()) / min(rates.values())))
    machine = _machine(_bridge(HOSTS))
    ask = "ping -qc 1 10.1.$((i/250)).$((i%250+1)) >/dev/null || echo $i"
    sweep = f"i=0\nwhile [ $i -lt {HOSTS} ]; do {ask}; i=$((i+1)); done\n"
    begin = time.perf_counter()
    output, status = machine.script(sweep.encode())
    seconds = time.perf_counter() - begin
    assert (output, status) == (b"", 0), output[-300:]
    print(plain(f"a sweep of {HOSTS} hosts, a ping each, CPython", seconds, "s"))
    from benchmarks import networks_browser

    networks_browser.main()
