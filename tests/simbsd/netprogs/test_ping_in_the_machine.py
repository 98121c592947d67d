"""ping in the machine: replies, silence, errors, signals and exit statuses (facts 4.8)."""

from __future__ import annotations

import re

from simbsd.machine import Machine

MINUTE = 60_000_000


def shape(text: str) -> str:
    """Times are the machine's own; their form is not."""
    return re.sub(r"\d+\.\d{3}", "T", text)


def test_replies(sh) -> None:
    out, status = sh("ping -c 2 127.0.0.1")
    assert (shape(out), status) == (
        "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n"
        "64 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=T ms\n"
        "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms\n"
        "\n"
        "--- 127.0.0.1 ping statistics ---\n"
        "2 packets transmitted, 2 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n",
        0,
    )


def test_quiet_once_and_small(sh) -> None:
    script = "ping -q -c 1 127.0.0.1; ping -o -s 4 localhost; ping -c 1 -S 10.0.2.15 -H 127.0.0.1"
    out, status = sh(script)
    assert (shape(out), status) == (
        "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n"
        "\n"
        "--- 127.0.0.1 ping statistics ---\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n"
        "PING localhost (127.0.0.1): 4 data bytes\n"
        "12 bytes from 127.0.0.1: icmp_seq=0 ttl=64\n"
        "\n"
        "--- localhost ping statistics ---\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "PING 127.0.0.1 (127.0.0.1) from 10.0.2.15: 56 data bytes\n"
        "64 bytes from localhost (127.0.0.1): icmp_seq=0 ttl=64 time=T ms\n"
        "\n"
        "--- 127.0.0.1 ping statistics ---\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n",
        0,
    )


def test_flood_draws_dots_and_takes_them_back(sh) -> None:
    out, status = sh("ping -f -c 3 127.0.0.1")
    head, _, tail = out.partition("\n")
    assert (head, status) == ("PING 127.0.0.1 (127.0.0.1): 56 data bytes", 0)
    assert tail.startswith(".\b.\b.\b\n--- 127.0.0.1 ping statistics ---\n")


def test_silence(sh) -> None:
    assert sh("ping -c 1 10.0.2.77") == (
        "PING 10.0.2.77 (10.0.2.77): 56 data bytes\n"
        "\n"
        "--- 10.0.2.77 ping statistics ---\n"
        "1 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    )


def test_a_host_that_does_not_answer_arp_is_down_after_five_tries(sh) -> None:
    out, status = sh("ping -t 8 10.0.2.77 2>&1 >/dev/null")
    assert (out, status) == ("ping: sendto: Host is down\n" * 3, 2)


def test_no_route(sh) -> None:
    out, status = sh("route -q delete default; ping -c 2 192.0.2.1")
    # the header waits in the buffer of a pipe; errors do not
    assert (out, status) == (
        "ping: sendto: No route to host\n"
        "ping: sendto: No route to host\n"
        "PING 192.0.2.1 (192.0.2.1): 56 data bytes\n"
        "\n"
        "--- 192.0.2.1 ping statistics ---\n"
        "2 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    )


def test_names_and_addresses_that_do_not_exist(sh) -> None:
    assert sh("ping -c 1 nosuch") == (
        "ping: cannot resolve nosuch: Name does not resolve\n",
        68,
    )
    assert sh("ping -4 -c 1 nosuch") == ("ping: cannot resolve nosuch: Unknown host\n", 68)
    assert sh("ping -c 1 -S 9.9.9.9 127.0.0.1") == ("ping: bind: Can't assign requested address\n", 1)
    assert sh("echo 'hosts: files' >/etc/nsswitch.conf; ping -c 1 nosuch") == (
        "ping: cannot resolve nosuch: Name does not resolve\n", 68,
    )  # fmt: skip


def test_the_interval_is_kept(sh) -> None:
    out, _ = sh("date +%s; ping -q -i 2 -c 4 127.0.0.1 >/dev/null; date +%s")
    first, last = (int(line) for line in out.split())
    assert last - first == 6


def test_interrupt_prints_the_statistics() -> None:
    machine = Machine()
    assert machine.settle(MINUTE)
    machine.output(0)
    machine.type(0, "ping 127.0.0.1\n")
    machine.advance(2_500_000)
    machine.interrupt(0)
    machine.advance(1_000_000)
    machine.type(0, "echo $?\n")
    machine.settle(MINUTE)
    lines = shape(machine.output(0)).replace("\r", "").split("\n")
    start = lines.index("PING 127.0.0.1 (127.0.0.1): 56 data bytes")
    assert lines[start + 1 : start + 8] == [
        "64 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=T ms",
        "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms",
        "64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=T ms",
        "^C",
        "--- 127.0.0.1 ping statistics ---",
        "3 packets transmitted, 3 packets received, 0.0% packet loss",
        "round-trip min/avg/max/stddev = T/T/T/T ms",
    ]
    assert "0" in lines[start + 8 :]


def test_siginfo_prints_the_statistics_so_far(sh) -> None:
    out, status = sh(
        "ping -q 127.0.0.1 >/dev/null & sleep 1.5; kill -INFO $!; sleep 1; kill -INT $!; wait $!"
    )
    assert (shape(out), status) == (
        "\n--- 127.0.0.1 ping statistics ---\n"
        "2 packets transmitted, 2 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n",
        0,
    )
