"""Facts 7: what the Jails paper says of its jail, tried on release 4.0, and what of it changed later (facts 10).

The list of what root may not do is in tests/simbsd/releases/test_the_papers_jail.py.
"""

from __future__ import annotations

import pytest

WWW = "jail / www 10.0.2.15 /bin/sh -c"


def test_every_descendant_is_in_the_jail_and_none_leaves(sh) -> None:
    """Section 4."""
    inner = 'read line </proc/curproc/status; echo ${line##* }'
    script = f"mount -t procfs proc /proc; echo '{inner}' >/tmp/s; {WWW} 'sh -c \"sh /tmp/s\"'"
    assert sh(script, release="4.0") == ("www\n", 0)


def test_each_call_makes_another_jail_and_there_is_no_way_into_an_old_one(sh) -> None:
    """Section 4: two jails of one name and address do not see each other."""
    script = f"{WWW} 'sleep 9' & sleep 1; {WWW} 'pgrep sleep; pkill sleep; echo $?'; pkill sleep; echo $?"
    assert sh(script, release="4.0") == ("1\n0\n", 0)


def test_a_wildcard_is_the_jails_address(sh) -> None:
    """Sections 4 and 6: in_pcbbind asks prison_ip."""
    script = f"{WWW} 'nc -l 0.0.0.0 99 >/tmp/got & sleep 1; echo hello | nc -N 127.0.0.1 99; wait; cat /tmp/got'"
    assert sh(script, release="4.0") == ("hello\n", 0)


def test_the_host_has_the_other_addresses(sh) -> None:
    script = (
        f"ifconfig em0 alias 10.0.2.16/32; {WWW} 'nc -l 0.0.0.0 99' & sleep 1\n"
        "nc -zw1 10.0.2.16 99; echo $?; nc -z 10.0.2.15 99 2>/dev/null; echo $?"
    )
    assert sh(script, release="4.0")[0] == "1\n0\n"


def test_root_reads_any_file_and_changes_owners_inside(sh) -> None:
    """Section 5, permitted."""
    reads = "head -1 /etc/master.passwd | cut -c1-4"
    script = f"{WWW} '{reads}; touch /tmp/f; chown alice:alice /tmp/f; rm /tmp/f && echo gone'"
    assert sh(script, release="4.0") == ("root\ngone\n", 0)


MAKE = "jail -c name=w path=/ persist"
LATER = [
    ("more addresses", "ip4.addr=10.0.2.15,10.0.2.16; jls -j w ip4.addr", "10.0.2.15,10.0.2.16\n"),
    ("raw sockets", "ip4.addr=10.0.2.15 allow.raw_sockets; jexec w ping -qc1 10.0.2.15 >/dev/null; echo $?", "0\n"),
    ("a jail's id", "; jls jid", "1\n"),
    ("a jail's end", "; jail -r w; jls jid", ""),
]


@pytest.mark.parametrize(("script", "output"), [case[1:] for case in LATER], ids=[case[0] for case in LATER])
def test_future_directions_that_came_true(sh, script: str, output: str) -> None:
    """Section 8."""
    assert sh(f"{MAKE} {script}") == (output, 0)
