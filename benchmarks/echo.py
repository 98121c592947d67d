"""Echo round trips per second across one bridge with 50 hosts: a program sends a request, waits for the reply, and goes
on.

The program does what ping(8) must and no more: one sendto(2) and one recvfrom(2) a trip, through raw sockets, IP, ARP,
epairs and bridge. It stands in ping's place for the run.
"""

from __future__ import annotations

import time
from collections import ChainMap

from benchmarks.bar import Bar
from simbsd.lib.inet import inet_aton
from simbsd.lib.socket import recvfrom, sendto, socket
from simbsd.machine import Machine
from simbsd.sys.mbuf import Icmp
from simbsd.sys.socketvar import AF_INET, SOCK_RAW

HOSTS, COUNT = 50, 400
ECHO, REPLY, PROTO_ICMP = 8, 0, 1
SETUP = "ifconfig bridge0 create up\n" + "".join(
    f"ifconfig epair{n} create up\nifconfig bridge0 addm epair{n}a\n"
    f"jail -c name=h{n} vnet persist vnet.interface=epair{n}b\n"
    f"jexec h{n} ifconfig epair{n}b inet 10.0.0.{n + 1}/24 up\n"
    f"jexec h{n} sysctl net.inet.icmp.icmplim=0\n"
    for n in range(HOSTS)
)
TRIPS = "".join(f"jexec h{n} ping 10.0.0.{(n + 1) % HOSTS + 1} &\n" for n in range(HOSTS))


async def trips(argv: list[str], envp: dict[str, str]) -> int:
    """COUNT round trips to the address."""
    address = inet_aton(argv[1])
    fd = await socket(AF_INET, SOCK_RAW, PROTO_ICMP)
    for number in range(COUNT):
        await sendto(fd, Icmp(ECHO, 0, 1, number, bytes(56)), (address, 0))  # type: ignore[arg-type]
        while True:
            packet, _ = await recvfrom(fd, 65536)
            if packet.payload.type == REPLY:
                break
    return 0


def rate() -> float:
    """Build, then time the trips: so many a second."""
    machine = Machine(ttys=0, watched=False)
    output, status = machine.script(SETUP.encode())
    assert status == 0, output[-300:]
    machine.kernel.programs = ChainMap({"ping": trips}, machine.kernel.programs)  # type: ignore[arg-type]
    begin = time.perf_counter()
    output, status = machine.script((TRIPS + "wait\n").encode())
    seconds = time.perf_counter() - begin
    assert (output, status) == (b"", 0), output[-300:]
    return HOSTS * COUNT / seconds


def main() -> None:
    """Once; `python -m benchmarks peers` compares with ns.py in the same run."""
    bar = Bar("echo round trips across one bridge, 50 hosts, CPython", "per s", 30_000, less=False)
    print(bar.line(rate()))


if __name__ == "__main__":
    main()
