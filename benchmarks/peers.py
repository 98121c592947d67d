"""What others do with the same task on this machine: Linux network namespaces, and ns.py, a simulator from PyPI.

Each row is measured where that is possible; where it is not, the row says why. Nothing is installed: ns.py is found if
the Python that runs this has it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from importlib.util import find_spec
from statistics import median

from benchmarks.bar import Bar, absent, plain
from benchmarks.echo import COUNT, HOSTS, rate

NAMESPACES = 100
ECHOES = 20_000
ROUNDS = 5
PORT_QUEUE, WIRE_SECONDS, ECHO_FRAME = 1_000, 0.00001, 98

# All in a network namespace of its own, which ends with the shell: nothing of the host's network is touched.
BUILD = (
    "set -e; mount -t tmpfs none /run; mkdir -p /run/netns; ip link add name br0 type bridge; ip link set br0 up\n"
    f"i=0; while [ $i -lt {NAMESPACES} ]; do\n"
    "ip netns add n$i; ip link add name a$i type veth peer name b$i; ip link set b$i netns n$i\n"
    "ip link set a$i master br0; ip link set a$i up\n"
    "ip -n n$i addr add 10.0.0.$((i+1))/24 dev b$i; ip -n n$i link set b$i up; i=$((i+1)); done\n"
)
ECHO = f"ip netns exec n0 ping -q -f -c {ECHOES} 10.0.0.2 | tail -1\n"


def _linux(script: str) -> tuple[float, str] | str:
    """Seconds and output of a script with namespaces of its own, or why there are none."""
    for tool in ("unshare", "ip"):
        if shutil.which(tool) is None:
            return f"no {tool}(8) here"
    begin = time.perf_counter()
    done = subprocess.run(["unshare", "-n", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return said[-1] if said else f"status {done.returncode}"
    return time.perf_counter() - begin, done.stdout


def linux() -> None:
    """The thousand stacks of the first bar, a tenth of them, made by ip(8) one at a time; then echoes between two."""
    what = f"{NAMESPACES} Linux namespaces, a veth each on one bridge, by ip"
    built = _linux(BUILD)
    print(absent(what, built) if isinstance(built, str) else plain(what, built[0], "s"))
    what = f"echo round trips between two of {NAMESPACES} Linux namespaces, ping -f"
    if shutil.which("ping") is None:
        print(absent(what, "no ping(8) here"))
        return
    asked = _linux(BUILD + ECHO) if not isinstance(built, str) else built
    if isinstance(asked, str) or isinstance(built, str):
        print(absent(what, str(asked)))
    else:
        print(plain(what, ECHOES / max(asked[0] - built[0], 1e-9), "per s"))


def simulator() -> None:
    """The echo benchmark in ns.py: the same hosts, as many trips, a wire each way, one switch whose table is given."""
    what = f"echo round trips, {HOSTS} hosts, ns.py (a simulator from PyPI)"
    if find_spec("ns") is None or find_spec("simpy") is None:
        print(absent(what, "ns.py is not installed (pip install ns.py simpy)"))
        return
    rounds = [(rate(), ns_echo()) for _ in range(ROUNDS)]
    print(plain(what, median(theirs for _, theirs in rounds), "per s"))
    ratio = Bar("the same here, times ns.py's, in turn", "times", 1, less=False)
    print(ratio.line(median(ours / theirs for ours, theirs in rounds)))


def ns_echo() -> float:
    """Round trips per second in ns.py, which knows neither ARP nor learning bridges nor programs."""
    import simpy
    from ns.packet.packet import Packet
    from ns.port.wire import Wire
    from ns.switch.switch import SimplePacketSwitch

    env = simpy.Environment()
    switch = SimplePacketSwitch(env, HOSTS, 0, PORT_QUEUE)
    switch.demux.fib = {number: number for number in range(HOSTS)}

    class Host:
        """Asks the next host, answers who asks."""

        def __init__(self, number: int) -> None:
            self.number, self.trips = number, 0
            self.out, back = Wire(env, lambda: WIRE_SECONDS), Wire(env, lambda: WIRE_SECONDS)
            self.out.out, back.out = switch, self
            switch.ports[number].out = back

        def send(self, to: int, kind: str) -> None:
            self.out.put(Packet(env.now, ECHO_FRAME, self.trips, src=self.number, flow_id=to, payload=kind))

        def put(self, packet: Packet) -> None:
            if packet.payload == "request":
                self.send(packet.src, "reply")
                return
            self.trips += 1
            if self.trips < COUNT:
                self.send((self.number + 1) % HOSTS, "request")

    hosts = [Host(number) for number in range(HOSTS)]
    for host in hosts:
        host.send((host.number + 1) % HOSTS, "request")
    begin = time.perf_counter()
    env.run()
    seconds = time.perf_counter() - begin
    assert all(host.trips == COUNT for host in hosts)
    return HOSTS * COUNT / seconds


def main() -> None:
    """A row for each of them."""
    linux()
    simulator()
