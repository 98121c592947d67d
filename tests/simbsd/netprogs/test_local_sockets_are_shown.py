"""nc -U, sockstat -u and netstat -f unix: local sockets on the host, in jails, and shared between them.

Formats: usr.bin/sockstat/sockstat.c (displaysock), usr.bin/netstat/unix.c, contrib/netcat/netcat.c.
"""

from __future__ import annotations

import re

HEADER = "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
NETSTAT = (
    "Active UNIX domain sockets\nAddress          Type   Recv-Q Send-Q            Inode             Conn"
    "             Refs          Nextref Addr\n"
)


def shape(text: str) -> str:
    """Process ids are the machine's own."""
    return re.sub(r"\[\d+ ", "[PID ", re.sub(r"(nc|sh) {9,10} *\d+ ", r"\1           PID ", text))


def test_a_listener_then_bytes_then_a_name_left_behind(sh) -> None:
    script = """
        nc -lU /tmp/s >/tmp/got &
        sleep 1
        ls -l /tmp/s; sockstat -u
        echo hello | nc -NU /tmp/s
        wait; cat /tmp/got
        nc -U /tmp/s; echo $?
        nc -lU /tmp/s; echo $?
    """
    assert shape(sh(script)[0]) == (
        "srwxr-xr-x  1 root wheel 0 Mar  1 12:00 /tmp/s\n"
        f"{HEADER}root     nc           PID 3   stream /tmp/s\n"
        "hello\n1\nnc: Address already in use\n1\n"
    )


def test_both_ends_are_shown(sh) -> None:
    script = """
        nc -lU /tmp/s &
        sleep 1
        (sleep 3) | nc -NU /tmp/s &
        sleep 1
        sockstat -uq; sockstat -ulq; netstat -f unix
        wait
    """
    addresses = "fffff8000300(0[0-9a-f]{3})"
    out, _ = sh(script)
    assert re.sub(addresses, "PCB", re.sub("fffff800050[0-9a-f]{5}", "VNODE", shape(out))) == (
        "root     nc           PID 3   stream -> /tmp/s\n"
        "root     nc           PID 3   stream /tmp/s\n"
        "root     nc           PID 4   stream /tmp/s -> [PID 3]\n"
        "root     nc           PID 3   stream /tmp/s\n" + NETSTAT
        + "PCB stream      0      0                0 PCB                0                0 /tmp/s\n"
        "PCB stream      0      0                0 PCB                0                0\n"
        "PCB stream      0      0 VNODE                0                0                0 /tmp/s\n"
    )


def test_datagrams(sh) -> None:
    script = """
        nc -kluU /tmp/d >/tmp/got &
        sleep 1
        echo one | nc -w 1 -uU /tmp/d
        sockstat -uq
        kill $!; cat /tmp/got; ls /tmp
    """
    assert shape(sh(script)[0]) == "root     nc           PID 3   dgram  /tmp/d\none\nd\ngot\n"


def test_jails_meet_through_a_shared_directory(sh) -> None:
    """Two jails and one nullfs: prison_check stands between their processes, not between their sockets."""
    script = """
        mkdir -p /shared /usr/jails/a /usr/jails/b
        for j in a b; do
            for d in bin lib libexec usr tmp dev; do mkdir /usr/jails/$j/$d; done
            for d in bin lib libexec usr; do mount -t nullfs -o ro /$d /usr/jails/$j/$d; done
            mount -t nullfs /shared /usr/jails/$j/tmp
            jail -c name=$j path=/usr/jails/$j persist
        done
        jexec a nc -lU /tmp/door >/got &
        sleep 1
        jexec b sockstat -uq
        (sleep 2; echo from b) | jexec b nc -NU /tmp/door &
        sleep 1
        jexec b sockstat -uqn; echo --; jexec a sockstat -uqn; echo --; sockstat -uq
        umount /usr/jails/a/tmp
        wait; cat /got
    """
    assert shape(sh(script)[0]) == (
        "0        nc           PID 3   stream -> ??\n--\n"
        "0        nc           PID 3   stream /tmp/door\n0        nc           PID 4   stream /tmp/door -> ??\n--\n"
        "root     nc           PID 3   stream -> /tmp/door\n"
        "root     nc           PID 3   stream /tmp/door\n"
        "root     nc           PID 4   stream /tmp/door -> [PID 3]\n"
        "umount: unmount of /usr/jails/a/tmp failed: Device busy\n"
        "from b\n"
    )


def test_refusals(sh) -> None:
    script = f"""
        nc -lU /nope/s; echo $?
        nc -lU /tmp/{"x" * 100}; echo $?
        nc -U /etc/passwd; echo $?
        nc -luU /tmp/d & sleep 1
        nc -U /tmp/d; echo $?
        nc -U; echo $?
    """
    assert sh(script)[0].partition("usage")[0] == (
        "nc: No such file or directory\n1\nnc: File name too long\n1\n1\n1\n"
    )
