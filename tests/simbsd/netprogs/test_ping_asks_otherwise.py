"""ping -M, -G, -g, -h, -I, -L and -T (sbin/ping/ping.c), and what answers: ip_icmp.c (icmp_input: ICMP_TSTAMP,
ICMP_MASKREQ, bmcastecho) and the multicast options of in_mcast.c.
"""

from __future__ import annotations

import re


def test_the_time_and_the_mask(sh) -> None:
    """tso is of the monotonic clock, the answers' are of the day; nobody tells masks until maskrepl is set."""
    text = sh("ping -M t -c 1 127.0.0.1; ping -M m -W 100 -c 1 127.0.0.1; sysctl -q net.inet.icmp.maskrepl=1; "
              "ping -M mask -c 1 127.0.0.1")[0]  # fmt: skip
    lines = [re.sub(r"time=\S+", "time=T", line) for line in text.splitlines()]
    assert lines[:3] == [
        "ICMP_TSTAMP", "PING 127.0.0.1 (127.0.0.1): 56 data bytes",
        "76 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=T ms tso=00:00:00 tsr=12:00:00 tst=12:00:00",
    ]  # fmt: skip
    assert "1 packets transmitted, 0 packets received, 100.0% packet loss" in lines
    assert "68 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=T ms mask=255.0.0.0" in lines


def test_nothing_is_answered_where_that_is_switched_off(sh) -> None:
    assert sh("sysctl -q net.inet.icmp.tstamprepl=0; ping -q -M time -W 100 -c 1 127.0.0.1 >/dev/null")[1] == 2


def test_a_sweep_grows_and_ends(sh) -> None:
    """Replies of less than 16 bytes of data have no time, and then none has (pr_pack: sizeof(tv1))."""
    text = sh("ping -g 16 -G 32 -h 8 -c 2 127.0.0.1")[0]
    assert text.startswith("PING 127.0.0.1 (127.0.0.1): (16 ... 32) data bytes\n")
    assert re.findall(r"^(\d+) bytes", text, re.M) == ["24", "24", "32", "32", "40", "40"]
    assert "time=" not in sh("ping -g 8 -G 24 -h 8 127.0.0.1")[0]


def test_a_group_answers_where_it_may(sh) -> None:
    script = """ifconfig epair create >/dev/null; jail -c name=a vnet persist vnet.interface=epair0b
ifconfig epair0a 10.9.0.1/24; jexec a ifconfig epair0b 10.9.0.2/24; jexec a sysctl -q net.inet.icmp.bmcastecho=1
ping -L -I 10.9.0.1 -T 3 -c 1 224.0.0.1 | sed 's/time=.*//;2q'"""
    assert sh(script)[0].splitlines()[-1] == "64 bytes from 10.9.0.2: icmp_seq=0 ttl=64 "


def test_refusals(sh) -> None:
    def said(words: str) -> tuple[str, int]:
        return sh(f"ping {words} 2>&1")

    assert said("-M t -M m 127.0.0.1") == ("ping: ICMP_TSTAMP and ICMP_MASKREQ are exclusive.\n", 64)
    assert said("-M x 127.0.0.1") == ("ping: invalid message: `x'\n", 64)
    assert said("-I em0 224.0.0.1") == ("ping: invalid multicast interface: `em0'\n", 64)
    assert said("-T 256 224.0.0.1") == ("ping: invalid multicast TTL: `256'\n", 64)
    assert said("-L 127.0.0.1") == ("ping: -I, -L, -T flags cannot be used with unicast destination\n", 64)
    assert said("-f 224.0.0.1") == ("ping: -f flag cannot be used with multicast destination\n", 64)
    assert said("-I 1.2.3.4 224.0.0.1") == ("ping: setsockopt IP_MULTICAST_IF: Can't assign requested address\n", 71)
    assert said("-g 9 127.0.0.1") == ("ping: Maximum sweep size must be specified\n", 64)
    assert said("-g 9 -G 8 127.0.0.1")[0].startswith("ping: Maximum packet size must be no less than the minimum")
    assert said("-s 9 -G 18 127.0.0.1") == ("ping: Packet size and ping sweep are mutually exclusive\n", 64)
    assert said("-G 65500 127.0.0.1") == ("ping: Invalid sweep maximum\n", 64)
