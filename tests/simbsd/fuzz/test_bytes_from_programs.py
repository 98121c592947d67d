"""Whatever bytes a program writes to a tun or a tap on a bridge, nothing raises, every packet ends somewhere, and what
is malformed is counted on the way to where a protocol found fault with it (ip_input: ips_total comes first).
"""

from __future__ import annotations

import random
import struct
from collections import ChainMap

import pytest

from simbsd.lib.unistd import open, write
from simbsd.machine import Machine
from simbsd.sys.event import PacketHop

WRITES = 150
BAD = ("ips_badsum", "ips_toosmall", "ips_tooshort", "ips_badhlen", "ips_badlen", "ips_badvers")
BAD_UDP = ("udps_hdrops", "udps_badlen", "udps_badsum")
SETUP = """ifconfig tun create
ifconfig tap create
ifconfig bridge create
ifconfig bridge0 inet 10.0.0.1/24 addm tap0 up
ifconfig tun0 inet 10.0.0.2 10.0.0.3 up
ifconfig tap0 up
sysctl net.inet.ip.forwarding=1
"""


def packet(rng: random.Random) -> bytes:
    """Mostly an IPv4 header with a right sum and something behind it; sometimes anything."""
    data = bytearray(rng.randbytes(rng.randint(1, 90)))
    if len(data) >= 20 and rng.random() < 0.8:
        data[0], data[2:4], data[6:8] = 0x45, len(data).to_bytes(2, "big"), bytes(2)
        data[9] = rng.choice((1, 6, 17, 4, 41, 97, rng.randint(0, 255)))
        data[10:20] = bytes(2) + bytes((10, 0, 0, rng.randint(1, 3), 10, 0, 0, rng.choice((1, 2, 255))))
        total = sum(struct.unpack(">10H", bytes(data[:20])))
        total = (total >> 16) + (total & 0xFFFF)
        data[10:12] = (~(total + (total >> 16)) & 0xFFFF).to_bytes(2, "big")
    return bytes(data)


def frame(rng: random.Random) -> bytes:
    """A frame of some kind with something inside."""
    dst = rng.choice((b"\xff" * 6, rng.randbytes(6), b"\x01\x80\xc2\0\0\0"))
    kind = rng.choice((0x800, 0x806, 0x8100, 0x88A8, 0x86DD, 0x8809, rng.randint(0, 65535)))
    return dst + rng.randbytes(6) + kind.to_bytes(2, "big") + packet(rng)


async def writer(argv: list[str], envp: dict[str, str]) -> int:
    """Write to the device; in ping's place."""
    rng, fd = random.Random(int(argv[2])), await open(argv[1], 1)
    for _ in range(WRITES):
        await write(fd, frame(rng) if "tap" in argv[1] else packet(rng))
    return 0


@pytest.mark.parametrize("seed", range(4))
def test_anything_may_be_written(seed: int) -> None:
    machine = Machine(ttys=0)
    machine.kernel.programs = ChainMap({"ping": writer}, machine.kernel.programs)  # type: ignore[arg-type]
    machine.script((SETUP + f"ping /dev/tun0 {seed} &\nping /dev/tap0 {seed}\nwait\nsleep 1\n").encode())
    stats, kernel = machine.kernel.vnet0.vnet_stats, machine.kernel
    assert kernel.ifnets[3].if_ipackets == WRITES
    assert stats["ip.ips_total"] >= sum(stats.get(f"ip.{name}", 0) for name in BAD) > 0
    assert stats["udp.udps_ipackets"] >= sum(stats.get(f"udp.{name}", 0) for name in BAD_UDP) > 0
    assert kernel.netisrq == []
    assert all(event.why for event in kernel.events if isinstance(event, PacketHop) and event.fate == "dropped")
