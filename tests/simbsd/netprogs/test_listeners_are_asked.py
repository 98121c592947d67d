"""Questions of MLDv2 are answered; messages about groups that alert no router, or come from afar, end (icmp6.c:
icmp6_input, mld6.c: mld_v2_input_query). The router's frames are written to a tap by a program.
"""

from __future__ import annotations

from collections import ChainMap

from simbsd.lib.unistd import nanosleep, open, write
from simbsd.machine import Machine
from simbsd.sys.in6 import inet_pton6
from simbsd.usr_sbin.tcpdump.packet import in_cksum

SRC, DST = inet_pton6("fe80::99") or 0, inet_pton6("ff02::1") or 0
ALERT, PADDING = b"\5\2\0\0", b"\1\0"
SETUP = "ifconfig tap create >/dev/null; ifconfig tap0 inet6 2001:db8:7::1/64 no_dad up; sleep 1\n"


def question(alert: bytes, hlim: int = 1) -> bytes:
    """A frame: Ethernet, IPv6, options for every hop, a general question of version 2."""
    body = bytes((130, 0, 0, 0)) + (1000).to_bytes(2, "big") + bytes(2 + 16) + b"\2\x7d\0\0"
    addresses = SRC.to_bytes(16, "big") + DST.to_bytes(16, "big")
    check = in_cksum(addresses + len(body).to_bytes(4, "big") + b"\0\0\0\x3a" + body)
    body = body[:2] + check.to_bytes(2, "big") + body[4:]
    hops = (b"\x3a\0" + alert + PADDING).ljust(8, b"\0")
    head = b"\x60\0\0\0" + (8 + len(body)).to_bytes(2, "big") + bytes((0, hlim)) + addresses
    return b"\x33\x33\0\0\0\1" + b"\2\0\0\0\0\x99" + b"\x86\xdd" + head + hops + body


async def _router(argv: list[str], envp: dict[str, str]) -> int:
    """Ask by the tap, in one of three ways."""
    fd = await open("/dev/tap0", 2)
    ways = {"well": question(ALERT), "mute": question(b"\1\2\0\0"), "afar": question(ALERT, 64)}
    await nanosleep(3_000_000)
    await write(fd, ways[argv[1]])
    await nanosleep(3_000_000)
    return 0


def answers(way: str) -> list[str]:
    """What goes out of the tap within two seconds of a question."""
    machine = Machine(ttys=0)
    machine.kernel.programs = ChainMap({"true": _router}, machine.kernel.programs)  # type: ignore[arg-type]
    script = SETUP + f"/usr/bin/true {way} & sleep 2; tcpdump -nv -i tap0 ip6 >/tmp/seen 2>/dev/null & sleep 3\n"
    script += "kill %2; sleep 1; grep -o 'listener .*' /tmp/seen\n"
    return machine.script(script.encode())[0].decode().splitlines()


def test_a_question_is_answered_with_all_groups_of_the_link() -> None:
    asked, told = answers("well")
    assert asked == "listener query v2 [max resp delay=1000] [gaddr :: robustness=2 qqi=125]"
    assert told.startswith("listener report v2, 2 group record(s) [gaddr ff02::1:ff00:1 is_ex, 0 source(s)] [gaddr ")


def test_without_an_alert_or_from_afar_nothing_is_answered() -> None:
    assert len(answers("mute")) == len(answers("afar")) == 1
