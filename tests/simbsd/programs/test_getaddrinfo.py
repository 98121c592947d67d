"""getaddrinfo(1): usr.bin/getaddrinfo/getaddrinfo.c, and the table explore[] of lib/libc/net/getaddrinfo.c."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

# the host's policies (rc.d/ip6addrctl) put IPv4 first: 100 to 50 (getaddrinfo.c: comp_dst)
BOTH = (
    "dgram inet udp 127.0.0.1 0\nstream inet tcp 127.0.0.1 0\nseqpacket inet sctp 127.0.0.1 0\n"
    "dgram inet6 udp ::1 0\nstream inet6 tcp ::1 0\nseqpacket inet6 sctp ::1 0\n"
)


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("localhost", BOTH, 0),
        ("-f inet -t stream -s http localhost", "stream inet tcp 127.0.0.1 80\n", 0),
        ("-f inet -t raw 127.0.0.1", "raw inet ip 127.0.0.1 0\n", 0),
        ("-f inet -s domain/udp 192.0.2.9", "dgram inet udp 192.0.2.9 53\n", 0),
        ("-P -f inet6 -s 80/tcp", "stream inet6 tcp :: 80\n", 0),
        ("-c -t stream ::1", "canonname ::1\nstream inet6 tcp ::1 0\n", 0),
        ("-c -f inet -t stream www.freebsd.org", "canonname web.freebsd.org\nstream inet tcp 192.0.2.80 0\n", 0),
        ("nosuch.example", "getaddrinfo: Name does not resolve\n", 1),
        ("-n localhost", "getaddrinfo: Name does not resolve\n", 1),
        ("-s nosuch localhost", "getaddrinfo: Service was not recognized for socket type\n", 1),
        ("-t raw -s 80 localhost", "getaddrinfo: Service was not recognized for socket type\n", 1),
        ("-N -s http localhost", "getaddrinfo: Name does not resolve\n", 1),
    ],
)
def test_addresses_and_refusals(command: str, output: str, status: int) -> None:
    found, ended = Machine(ttys=0, watched=False).script(f"getaddrinfo {command}".encode())
    assert (found.decode(), ended) == (output, status)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("-f x25 a", "getaddrinfo: invalid address family: x25\n"),
        ("-t none a", "getaddrinfo: invalid socket type: none\n"),
        ("-p none a", "getaddrinfo: invalid protocol: none\n"),
        ("", ""),
        ("a b", ""),
    ],
)
def test_a_senseless_command_line_gets_the_usage(command: str, told: str) -> None:
    found, ended = Machine(ttys=0, watched=False).script(f"getaddrinfo {command}".encode())
    usage = (
        "Usage: getaddrinfo [-f <family>] [-p <protocol>] [-t <socktype>] [-s <service>]\n   [-cnNP] [<hostname>]\n"
    )
    assert (found.decode(), ended) == (told + usage, 1)
