"""What others do with the same task on this machine: Linux network namespaces, and ns.py, a simulator from PyPI.

Each row is measured where that is possible; where it is not, the row says why. Nothing is installed: ns.py is found if
the Python that runs this has it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from importlib.util import find_spec

from benchmarks.bar import absent, plain

NAMESPACES = 100
ECHOES = 20_000
PACKETS = 30_000

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
    """ns.py: packets from a source over a wire to a sink, as many as one run of the echo benchmark has frames."""
    what = "packets a second over one wire, ns.py (a simulator from PyPI)"
    if find_spec("ns") is None or find_spec("simpy") is None:
        print(absent(what, "ns.py is not installed (pip install ns.py simpy)"))
        return
    import simpy
    from ns.packet.dist_generator import DistPacketGenerator
    from ns.packet.sink import PacketSink
    from ns.port.wire import Wire

    env = simpy.Environment()
    source = DistPacketGenerator(env, "source", lambda: 1.0, lambda: 98.0, finish=PACKETS)
    source.out = Wire(env, lambda: 0.00002)
    source.out.out = PacketSink(env)
    begin = time.perf_counter()
    env.run(until=PACKETS + 1)
    print(plain(what, PACKETS / (time.perf_counter() - begin), "per s"))


def main() -> None:
    """A row for each of them."""
    linux()
    simulator()
