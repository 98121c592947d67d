"""Facts 2.2, 2.3, 2.5 and 2.6: life and hierarchy of jails, what they see, and whose addresses they use.

The privileges of 2.4 are in tests/simbsd/jail/test_privileges.py, the socket calls of 2.6 in
tests/simbsd/net/test_jails_keep_to_their_addresses.py.
"""

from __future__ import annotations

import pytest

TWO = (
    "jail -c name=a path=/ children.max=2 ip4.addr=10.0.2.15 persist\n"
    "jail -c name=b path=/ ip4.addr=10.0.2.16,10.0.2.17 persist\n"
)
LIFE = [
    ("jail -c name=x command=sleep 2 & sleep 1; jls -j x name; wait; jls -j x name", 'x\njls: jail "x" not found\n', 1),
    ("jail -c name=x persist; jail -m name=x nopersist; jls -j x name", 'jls: jail "x" not found\n', 1),
    ("jail -c name=x persist; jexec x sleep 99 & sleep 1; jail -r x; wait $!; echo $?", "143\n", 0),
    ("jail -c name=x children.max=2 persist; jail -c name=x.y persist; jail -r x; jls name", "a\nb\n", 0),
    ("jail -m name=a children.max=0; jexec a jail -c name=c persist", "jail: jail_set: Operation not permitted\n", 1),
    ("jail -c name=a.c ip4.addr=10.9.9.9 persist", "jail: jail_set: Operation not permitted\n", 1),
    ("jail -c name=a.c ip4.addr=10.0.2.15 persist; jexec a jls jid name ip4.addr", "3 c 10.0.2.15\n", 0),
    (
        "jail -m name=a securelevel=2; jail -c name=a.c securelevel=1 persist",
        "jail: jail_set: Operation not permitted\n",
        1,
    ),
    ("jail -c name=a.c persist; jail -m name=a securelevel=2; jls -j a.c securelevel", "2\n", 0),
    (
        "jail -c name=v vnet children.max=1 persist; jexec v jail -c name=w persist; jexec v jexec w ifconfig -l",
        "lo0\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), LIFE, ids=[case[0] for case in LIFE])
def test_life_and_hierarchy(sh, script: str, output: str, status: int) -> None:
    """Facts 2.2 and 2.3."""
    assert sh(TWO + script) == (output, status)


SEEN = [
    ("jexec b sleep 9 & sleep 1; jexec a pkill sleep; echo $?; pkill sleep; echo $?", "1\n0\n", 0),
    ("jail -c name=a.c path=/ persist; jexec a.c sleep 9 & sleep 1; jexec a pkill sleep; echo $?", "0\n", 0),
    ("jexec a sleep 9 & sleep 1; jexec a sh -c 'kill -9 -1; echo on'; pgrep sleep; pgrep -ax init", "on\n1\n", 0),
    ("jexec a ifconfig -l", "em0 lo0\n", 0),
    ("jexec a ifconfig lo0 | grep inet", "", 1),
    ("jexec a mount", "/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)\n", 0),
    (
        "mkdir /j; mount -t tmpfs tmpfs /j; mkdir /j/d; mount -t tmpfs tmpfs /j/d; populate=1; "
        "jail -c name=e path=/j enforce_statfs=1 persist; jls -j e path",
        "/j\n",
        0,
    ),
    ("jexec a hostname in; hostname; jexec a sysctl -n kern.hostname; jexec b hostname", "cellblock\nin\n\n", 0),
    (
        "jexec a id -u; jexec a sh -c 'echo $$ >/tmp/pid'; [ $(cat /tmp/pid) -gt 800 ] && echo not virtual",
        "0\nnot virtual\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), SEEN, ids=[case[0] for case in SEEN])
def test_visibility(sh, script: str, output: str, status: int) -> None:
    """Facts 2.5."""
    assert sh(TWO + script) == (output, status)


def test_a_process_outside_does_not_exist_inside(sh) -> None:
    """Facts 2.5: ESRCH, never EPERM."""
    assert sh(
        f"{TWO} sleep 9 & p=$!; jexec a kill $p 2>/tmp/e; s=$?\n"
        '[ "$(cat /tmp/e)" = "kill: $p: No such process" ]; echo $? $s'
    ) == (
        "0 1\n",
        0,
    )


BOUND = [
    ("jexec a nc -l 80 & sleep 1; netstat -an -f inet | grep -c 10.0.2.15.80; kill $!", "1\n", 0),
    (
        "ifconfig em0 alias 10.0.2.16/32; jexec b nc -l 80 & sleep 1; netstat -an -f inet | grep -c '[*].80 '; kill $!",
        "1\n",
        0,
    ),
    ("jexec a nc -l 127.0.0.1 80 & sleep 1; netstat -an -f inet | grep -c 10.0.2.15.80; kill $!", "1\n", 0),
    ("jexec a nc -l 10.9.9.9 80", "nc: Can't assign requested address\n", 1),
    ("jail -c name=n persist; jexec n nc -l 127.0.0.1 80", "nc: Protocol not supported\n", 1),
    (
        "jail -c name=i ip4=inherit persist; jexec i nc -l 127.0.0.1 80 & sleep 1; netstat "
        "-an -f inet | grep -c 127.0.0.1.80; kill $!",
        "1\n",
        0,
    ),
    ("jail -c name=c ip4.addr=10.0.2.15 persist; echo $?", "0\n", 0),
    ("jail -c name=c ip4.addr=10.0.2.16,10.0.2.17 persist", "jail: IPv4 addresses clash\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), BOUND, ids=[case[0] for case in BOUND])
def test_addresses(sh, script: str, output: str, status: int) -> None:
    """Facts 2.6."""
    assert sh(TWO + script) == (output, status)
