"""sockstat -i, -U, -S and -C (usr.bin/sockstat/sockstat.c: displaysock), and nc -D, -I, -O and -S (netcat.c:
set_common_sockopts).
"""

from __future__ import annotations

PAIR = "nc -l 80 >/dev/null & sleep 1; (sleep 3) | nc -D -I 5000 -O 6000 127.0.0.1 80 & sleep 1\n"


def test_each_column_has_its_place(sh) -> None:
    """A listener has no encapsulation; ids are the simulator's own."""
    assert sh(PAIR + "sockstat -4iUsSC | cut -c 38-")[0] == """\
LOCAL ADDRESS         FOREIGN ADDRESS       ID       ENCAPS PATH STATE   CONN STATE   STACK                            CC
127.0.0.1:10000       127.0.0.1:80          2        0                   ESTABLISHED  freebsd                          cubic
*:80                  *:*                   1                            LISTEN       freebsd                          cubic
127.0.0.1:80          127.0.0.1:10000       3        0                   ESTABLISHED  freebsd                          cubic
"""  # noqa: E501


def test_buffers_are_as_large_as_asked_for(sh) -> None:
    text = sh(PAIR + "netstat -anx -p tcp | grep -o '127.0.0.1.80  *5000 *6000'")[0]
    assert text.split() == ["127.0.0.1.80", "5000", "6000"]


def test_refusals(sh) -> None:
    assert sh("nc -S 127.0.0.1 80 2>&1") == ("nc: Protocol not available\n", 1)
    assert sh("nc -I 0 127.0.0.1 80 2>&1") == ("nc: TCP receive window too small: 0\n", 1)
    assert sh("nc -O 0 127.0.0.1 80 2>&1") == ("nc: TCP send window too small: 0\n", 1)
    assert sh("nc -O x 127.0.0.1 80 2>&1") == ("", 1)  # what is no number is passed over
