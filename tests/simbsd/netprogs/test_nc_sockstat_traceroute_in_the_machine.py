"""nc carries bytes both ways; sockstat and netstat see its sockets; traceroute reaches its host (facts 4.9, 3.4)."""

from __future__ import annotations

import re

import pytest

HEADER = "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"


def shape(text: str) -> str:
    """Process ids, ports that the kernel chose and times are the machine's own."""
    text = re.sub(r"nc         +\d+ ", "nc           PID ", text)
    return re.sub(r"\d+\.\d{3} ms", "T ms", text)


def test_a_connection_from_listen_to_time_wait(sh) -> None:
    script = """
        nc -l 127.0.0.1 8080 >/tmp/got &
        sleep 1
        sockstat -4l; netstat -an
        echo hello | nc -N 127.0.0.1 8080
        wait
        cat /tmp/got
        netstat -an; sockstat -4q
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        HEADER + "root     nc           PID 3   tcp4   127.0.0.1:8080        *:*\n"
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 127.0.0.1.8080         *.*                    LISTEN     \n"
        "hello\n"
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 127.0.0.1.10000        127.0.0.1.8080         TIME_WAIT  \n"
        "?        ?          ?     ?   tcp4   127.0.0.1:10000       127.0.0.1:8080\n",
        0,
    )


def test_bytes_go_both_ways(sh) -> None:
    script = """
        echo from the server | nc -l 127.0.0.1 8080 >/tmp/server &
        sleep 1
        echo from the client | nc -N 127.0.0.1 8080
        wait; cat /tmp/server
    """
    assert sh(script) == ("from the server\nfrom the client\n", 0)


def test_scanning(sh) -> None:
    script = """
        nc -l 127.0.0.1 80 </dev/null & sleep 1
        nc -z -v 127.0.0.1 79-81; echo $?
        nc -z 127.0.0.1 81; echo $?
        nc -n -v 127.0.0.1 81; echo $?
    """
    assert sh(script) == (
        "nc: connect to 127.0.0.1 port 79 (tcp) failed: Connection refused\n"
        "Connection to 127.0.0.1 80 port [tcp/http] succeeded!\n"
        "nc: connect to 127.0.0.1 port 81 (tcp) failed: Connection refused\n"
        "0\n1\nnc: connect to 127.0.0.1 port 81 (tcp) failed: Connection refused\n1\n",
        0,
    )


def test_keeping_on_listening(sh) -> None:
    script = """
        nc -kl 7777 >/tmp/all & sleep 1
        for word in a b c; do echo $word | nc -N 127.0.0.1 7777; sleep 1; done
        kill $!; cat /tmp/all
    """
    assert sh(script) == ("a\nb\nc\n", 0)


def test_datagrams(sh) -> None:
    script = """
        nc -w 2 -ul 127.0.0.1 5353 >/tmp/all & sleep 1
        sockstat -q -P udp
        echo one | nc -u -w 1 127.0.0.1 5353
        wait; cat /tmp/all
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        "root     nc           PID 3   udp4   127.0.0.1:5353        *:*\none\n",
        0,
    )


def test_verbose_listening_reports_the_caller(sh) -> None:
    script = "nc -v -n -l 8081 >/dev/null & sleep 1; echo x | nc -N -p 2000 127.0.0.1 8081; wait"
    assert sh(script) == ("Connection from 127.0.0.1 2000 received!\n", 0)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("-l 9.9.9.9 80", "nc: Can't assign requested address\n"),
        ("nosuch 80", "nc: getaddrinfo: Name does not resolve\n"),
        ("-n localhost 80", "nc: getaddrinfo: Name does not resolve\n"),
        ("-l 127.0.0.1 nosuch", "nc: getaddrinfo: Service was not recognized for socket type\n"),
        ("127.0.0.1 http", "nc: port number invalid: http\n"),
        ("-v -w 1 10.0.2.99 80", "nc: connect to 10.0.2.99 port 80 (tcp) failed: Operation timed out\n"),
        ("-s 9.9.9.9 127.0.0.1 80", "nc: bind failed: Can't assign requested address\n"),
    ],
)
def test_nc_failures(sh, command: str, text: str) -> None:
    assert sh(f"nc {command}") == (text, 1)


def test_a_port_in_use(sh) -> None:
    script = "nc -l 127.0.0.1 80 & sleep 1; sockstat -ql -p 80 | grep -c nc; sockstat -ql -p 81 | grep -c nc; kill $!"
    assert sh(script) == ("1\n0\n", 0)


def test_sockstat_of_a_jail_that_is_not_there(sh) -> None:
    assert sh("sockstat -j x") == ('sockstat: jail_getid: jail "x" not found\n', 1)


def test_traceroute_of_an_own_address(sh) -> None:
    out, status = sh("traceroute -n 127.0.0.1; traceroute -q 1 localhost; traceroute -I -q 2 10.0.2.15")
    assert (shape(out), status) == (
        "traceroute to 127.0.0.1 (127.0.0.1), 64 hops max, 40 byte packets\n"
        " 1  127.0.0.1  T ms  T ms  T ms\n"
        "traceroute to localhost (127.0.0.1), 64 hops max, 40 byte packets\n"
        " 1  localhost (127.0.0.1)  T ms\n"
        "traceroute to 10.0.2.15 (10.0.2.15), 64 hops max, 40 byte packets\n"
        " 1  10.0.2.15 (10.0.2.15)  T ms  T ms\n",
        0,
    )


def test_traceroute_of_nobody(sh) -> None:
    assert sh("traceroute nosuch") == ("traceroute: unknown host nosuch\n", 1)
    assert sh("traceroute -n -q 1 -m 2 -w 1 10.0.2.77") == (
        "traceroute to 10.0.2.77 (10.0.2.77), 2 hops max, 40 byte packets\n 1  *\n 2  *\n", 0,
    )  # fmt: skip


def test_traceroute_without_a_route(sh) -> None:
    assert sh("route -q delete default; traceroute 192.0.2.1") == (
        "traceroute: findsaddr: failed to connect to peer for src addr selection.\n", 1,
    )  # fmt: skip


def test_traceroute_through_an_interface_that_is_down(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; ifconfig epair0a 10.0.0.1/24; route -q add 10.7.0.0/16 10.0.0.2
        ifconfig epair0a down; traceroute -m 1 -q 2 -w 1 -S 10.7.0.1
    """
    assert sh(script) == (
        "traceroute to 10.7.0.1 (10.7.0.1), 1 hops max, 40 byte packets\n"
        "traceroute: sendto: Network is down\n"
        " 1 traceroute: wrote 10.7.0.1 40 chars, ret=-1\n"
        " *traceroute: sendto: Network is down\n"
        "traceroute: wrote 10.7.0.1 40 chars, ret=-1\n"
        " * (100% loss)\n",
        0,
    )


def test_probes_of_other_protocols(sh) -> None:
    """contrib/traceroute/traceroute.c: protos, setproto. A host answers TCP by TCP, which traceroute does not hear."""
    script = """
        tcpdump -nt -c 1 -i em0 tcp 2>/dev/null & sleep 1
        traceroute -n -q 1 -w 1 -P tcp -p 79 -m 4 192.0.2.81 2>/dev/null; wait
        for proto in gre udplite 89; do traceroute -n -q 1 -P $proto -m 2 192.0.2.81 2>/dev/null; done
        traceroute -P nosuch 10.0.2.2; traceroute -P 300 10.0.2.2; traceroute -P tcp 10.0.2.2 39; traceroute 10.0.2.2 27
    """
    out = re.sub(r"\d+\.\d+ ms", "N ms", sh(script)[0])
    hops = " 1  10.0.2.2  N ms\n 2  198.51.100.1  N ms\n"
    packet = next(line for line in out.splitlines() if line.startswith("IP "))
    assert re.fullmatch(r"IP 10\.0\.2\.15\.\d+ > 192\.0\.2\.81\.80: Flags \[S\], seq \d+, win 0, length 0", packet)
    assert out.replace(packet + "\n", "") == (
        f"{hops} 3  203.0.113.2  N ms\n 4  *\n{hops}{hops}{hops}"
        'traceroute: "nosuch" bad value for proto number\ntraceroute: proto number must be <= 255\n'
        "traceroute: packet length must be > 39\ntraceroute: packet length must be > 27\n"
    )
