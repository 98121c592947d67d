"""nc -x, -X and -P: what is asked of a proxy and what comes of its answers (contrib/netcat/socks.c)."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

HELLO = b"hello\n"


def asked(port: int, answer: str, command: str) -> tuple[str, bytes]:
    """What nc says against a proxy that gives one answer, and what the proxy was sent."""
    machine = Machine(ttys=0)
    proxy = f"printf '{answer}' | nc -Nl {port} >/tmp/asked &\nsleep 1\n"
    said = machine.script(f"{proxy}{{ echo hello | nc -N {command}; }} 2>&1\nwait\n".encode())[0].decode()
    return said, machine.script(b"cat /tmp/asked")[0]


def test_socks_5_leaves_the_name_to_the_proxy() -> None:
    assert asked(1080, r"\005\000\005\000\000\001\001\002\003\004\000\120answer\n", "-x 127.0.0.1 example.org 80") == (
        "answer\n",
        b"\x05\x01\x00" + b"\x05\x01\x00\x03\x0bexample.org\x00\x50" + HELLO,
    )


@pytest.mark.parametrize(
    ("host", "address"), [("10.0.2.9", b"\x01\x0a\x00\x02\x09"), ("::1", b"\x04" + bytes(15) + b"\x01")]
)
def test_socks_5_takes_addresses_by_number(host: str, address: bytes) -> None:
    answer = r"\005\000\005\000\000\001\001\002\003\004\000\120"
    greeting = b"\x05\x01\x00" + b"\x05\x01\x00"
    assert asked(9, answer, f"-x 127.0.0.1:9 {host} 443") == ("", greeting + address + b"\x01\xbb" + HELLO)


def test_socks_4_is_given_an_address() -> None:
    assert asked(1080, r"\000\132\000\000\000\000\000\000answer\n", "-v -X 4 -x 127.0.0.1 10.0.2.9 80") == (
        "Connection to 10.0.2.9 80 port [tcp/http] succeeded!\nanswer\n",
        b"\x04\x01\x00\x50\x0a\x00\x02\x09\x00" + HELLO,
    )


def test_connect_of_http() -> None:
    answer = r"HTTP/1.1 200 Ok\r\nServer: x\r\n\r\nanswer\n"
    assert asked(3128, answer, "-X connect -x 127.0.0.1 www.example.org 443") == (
        "answer\n",
        b"CONNECT www.example.org:443 HTTP/1.0\r\n\r\n" + HELLO,
    )


@pytest.mark.parametrize(
    ("answer", "options", "message"),
    [
        (r"\005", "", "read failed (1/3): Broken pipe"),
        (r"\005\377", "", "authentication method negotiation failed"),
        (r"\005\000\005\005\000\001", "", "connection failed, SOCKS error 5"),
        (r"\005\000\005\000\000\003", "", "connection failed, unsupported address type"),
        (r"\000\133\000\000\000\000\000\000", "-X 4", "connection failed, SOCKS error 91"),
        (r"HTTP/1.0 403 Forbidden\r\n\r\n", "-X connect", 'Proxy error: "HTTP/1.0 403 Forbidden"'),
        (r"HTTP/1.0 407 Who\r\n\r\n", "-X connect", 'Proxy error: "HTTP/1.0 407 Who"'),
        ("HTTP", "-X Connect", "proxy read: Broken pipe"),
    ],
)
def test_refusals_of_a_proxy(answer: str, options: str, message: str) -> None:
    assert asked(99, answer, f"{options} -x 127.0.0.1:99 10.0.2.9 80")[0] == f"nc: {message}\n"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("nc -X 6 -x h a 1", "unsupported proxy protocol"),
        ("nc -u -x h a 1", "no proxy support for UDP mode"),
        ("nc -l -x h 1", "no proxy support for listen"),
        ("nc -U -x h /tmp/s", "no proxy support for unix sockets"),
        ("nc -6 -x h a 1", "no proxy support for IPv6"),
        ("nc -s 10.0.2.15 -x h a 1", "no proxy support for local source address"),
        ("nc -v -x 127.0.0.1 a 1", "connect to 127.0.0.1 port 1080 (tcp) failed: Connection refused"),
    ],
)
def test_what_no_proxy_does(command: str, message: str) -> None:
    assert Machine(ttys=0).script(f"{command} 2>&1\necho $?".encode())[0].decode() == f"nc: {message}\n1\n"


def test_a_password_is_asked_for_at_a_terminal_alone() -> None:
    script = r"""
        printf 'HTTP/1.0 407 Who\r\n\r\n' | nc -kl 3128 >/tmp/asked & sleep 1
        nc -P me -X connect -x 127.0.0.1 www.example.org 443 2>&1; echo $?
    """
    assert Machine(ttys=0).script(script.encode())[0].decode() == "nc: Unable to read proxy passphrase\n1\n"
