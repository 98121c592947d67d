"""The rows of sbin/ping/tests/test_ping.py that need no packets made of bytes: what ping prints, and its status.

An interface has 192.0.2.1/24 and 2001:db8::1/64, and nobody is at the other end. Times, and after ``from`` the address
of IPv4, are taken out, as redact() there takes them out.
"""

from __future__ import annotations

import itertools
import re

import pytest

from simbsd.machine import Machine

NETWORK = (
    "ifconfig epair create >/dev/null; ifconfig epair0a inet 192.0.2.1/24; "
    "ifconfig epair0a inet6 2001:db8::1/64 no_dad; ifconfig epair0b up; sleep 3\n"
)
FROM = {"4": "64 bytes from: icmp_seq={} ttl= time= ms\n", "6": "16 bytes from {}, icmp_seq={} hlim= time= ms\n"}
LOCAL = "\n--- localhost ping statistics ---\n1 packets transmitted, 1 packets received, 0.0% packet loss\n"
TRIP = "round-trip min/avg/max/stddev = /// ms\n"


def expected(option: str, count: int, address: str) -> tuple[str, int]:
    """What ``ping OPTION -cCOUNT ADDRESS`` prints; only addresses that end in 1 answer."""
    answers = address.endswith("1")
    if ":" in address:
        head = f"PING(56=40+8+8 bytes) 2001:db8::1 --> {address}\n"
        lines = [FROM["6"].format(address, number) for number in range(count)]
    else:
        head = f"PING {address} ({address}): 56 data bytes\n"
        lines = [FROM["4"].format(number) for number in range(count)]
    bells = "\a" * (count - 1) if option == "-A" and not answers else ""
    body = "".join(lines) if answers and option != "-q" else ""
    received, loss = (count, "0.0") if answers else (0, "100.0")
    tail = f"\n--- {address} ping statistics ---\n{count} packets transmitted, {received} packets received, "
    tail += f"{loss}% packet loss\n"
    return bells + head + body + tail + (TRIP if answers else ""), 0 if answers else 2


ROWS = [
    (f"ping {option} -c{count} {address}", *expected(option, count, address))
    for option, count, address in itertools.product(
        ("-A", "", "-q"), (1, 3), ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2")
    )
] + [
    (f"ping {options} localhost", f"{head}{line}{LOCAL}{TRIP}", 0)
    for options, head, line in (
        ("-4 -c1 -s56 -t1", "PING localhost: 56 data bytes\n", FROM["4"].format(0)),
        ("-6 -c1 -s8 -t1", "PING(56=40+8+8 bytes) ::1 --> ::1\n", FROM["6"].format("::1", 0)),
        ("-c1 -S127.0.0.1 -s56 -t1", "PING localhost from: 56 data bytes\n", FROM["4"].format(0)),
        ("-c1 -S::1 -s8 -t1", "PING(56=40+8+8 bytes) ::1 --> ::1\n", FROM["6"].format("::1", 0)),
    )
]  # fmt: skip


def redacted(text: str) -> str:
    """As redact() of test_ping.py."""
    for pattern, instead in (
        (r"localhost \([0-9]{1,3}(\.[0-9]{1,3}){3}\)", "localhost"),
        (r"from [0-9]{1,3}(\.[0-9]{1,3}){3}", "from"),
        (r"hlim=[0-9]*", "hlim="),
        (r"ttl=[0-9]*", "ttl="),
        (r"time=[0-9.-]*", "time="),
        (r"[0-9.]+/[0-9.]+/[0-9.]+/[0-9.]+", "///"),
    ):
        text = re.sub(pattern, instead, text)
    return text


@pytest.mark.parametrize(("command", "output", "status"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row(command: str, output: str, status: int) -> None:
    text = f"{NETWORK}{command} 2>/tmp/errors; s=$?; cat /tmp/errors; exit $s\n"
    said, ended = Machine(ttys=0, watched=False).script(text.encode())
    assert (redacted(said.decode()), ended) == (output, status)


@pytest.mark.parametrize("version", ["4", "6"])
def test_a_time_to_wait_is_a_number_in_both_families(version: str) -> None:
    said, status = Machine(ttys=0, watched=False).script(f"ping -{version} -Wx localhost".encode())
    assert (said.decode(), status) == ("ping: invalid timing interval: `x'\n", 64)
