"""getent(1): usr.bin/getent/getent.c."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

DATABASES = " ethers group hosts netgroup networks passwd protocols rpc services shells utmpx\n"
USAGE = "Usage: getent database [key ...]\n       database may be one of:\n\t" + DATABASES


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("passwd root 65534", "root::0:0:Charlie &:/root:/bin/sh\n"
         "nobody:*:65534:65534:Unprivileged user:/nonexistent:/usr/sbin/nologin\n", 0),
        ("group wheel", "wheel:*:0:root\n", 0),
        ("group 65533 nosuch wheel", "nogroup:*:65533\n", 2),
        ("hosts localhost", "::1               localhost  localhost.my.domain\n"
                            "127.0.0.1         localhost  localhost.my.domain\n", 0),
        ("hosts 127.0.0.1", "127.0.0.1         localhost  localhost.my.domain\n", 0),
        ("hosts www.freebsd.org", "2001:db8:0:10::80  web.freebsd.org  www.freebsd.org\n"
                                  "192.0.2.80        web.freebsd.org  www.freebsd.org\n", 0),
        ("hosts nosuch.example", "", 2),
        ("services ssh", "ssh                  22/tcp\n", 0),
        ("services domain/udp 443/tcp", "domain               53/udp\nhttps               443/tcp\n", 0),
        ("services nosuch", "", 2),
        ("protocols tcp 17", "tcp                   6  TCP\nudp                  17  UDP\n", 0),
        ("shells /bin/sh", "/bin/sh\n", 0),
        ("ethers", "Enumeration not supported on ethers\n", 3),
        ("netgroup", "Enumeration not supported on netgroup\n", 3),
        ("rpc nfs", "", 2),
        ("utmpx", "Usage: getent utmpx active | lastlogin | log [filename]\n", 1),
        ("nosuch", "Unknown database: nosuch\n" + USAGE, 1),
        ("", USAGE, 1),
    ],
)  # fmt: skip
def test_entries_and_refusals(command: str, output: str, status: int) -> None:
    found, ended = Machine(ttys=0, watched=False).script(f"getent {command}".encode())
    assert (found.decode(), ended) == (output, status)


def test_all_entries_come_in_the_file_s_order() -> None:
    machine = Machine(ttys=0, watched=False)
    assert machine.script(b"getent group | cut -d: -f1 | head -3")[0] == b"wheel\ndaemon\nkmem\n"
    assert machine.script(b"getent hosts | head -1")[0] == b"::1               localhost  localhost.my.domain\n"
    assert machine.script(b"getent services | sed -n '/^http /p'")[0].startswith(b"http                 80/tcp")
