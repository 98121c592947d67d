"""Commands of root in a plain jail that the kernel refuses: facts 2.7."""

from __future__ import annotations

import pytest

DENIED = [
    ("kldload pf", "kldload: can't load pf: Operation not permitted\n"),
    ("sysctl kern.maxprocperuid=1",
     "kern.maxprocperuid: 1800\nsysctl: kern.maxprocperuid=1: Operation not permitted\n"),
    ("sysctl kern.ostype=x", "sysctl: oid 'kern.ostype' is read only\n"),
    ("sysctl kern.maxproc=1", "sysctl: oid 'kern.maxproc' is a read only tunable\n"
     "sysctl: Tunable values are set in /boot/loader.conf\n"),
    ("hostname x", "hostname: sethostname: Operation not permitted\n"),
    ("date 202401010000", "date: settimeofday (timeval): Operation not permitted\n"),
    ("dmesg", "dmesg: sysctl kern.msgbuf: Operation not permitted\n"),
    ("kill 1", "kill: 1: No such process\n"),
    ("jail -c name=x persist", "jail: jail_set: Operation not permitted\n"),
    ("sysctl security.jail.mount_allowed=1",
     "security.jail.mount_allowed: 0\nsysctl: security.jail.mount_allowed=1: Operation not permitted\n"),
    ("sysctl kern.securelevel=-2", "kern.securelevel: -1\nsysctl: kern.securelevel=-2: Operation not permitted\n"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output"), DENIED, ids=[command for command, _ in DENIED])
def test_refused_in_a_jail(sh, command: str, output: str) -> None:
    """Facts 2.7, to the byte; status 1."""
    assert sh(f"jail -c name=a allow.noset_hostname persist\njexec a {command}\n") == (output, 1)


def test_a_jail_may_change_what_is_its_own(sh) -> None:
    """Facts 2.5: sysctls with a value for each jail."""
    script = """
    jail -c name=a persist; id=`sysctl -n kern.hostid`
    jexec a sh -c 'hostname in; sysctl kern.domainname=dom kern.hostuuid=x kern.hostid=7 kern.securelevel=1'
    jexec a sysctl -n kern.hostname kern.domainname kern.hostuuid kern.hostid kern.securelevel
    sysctl -n kern.hostname kern.securelevel; [ `sysctl -n kern.hostid` = $id ] && echo same
    jexec a sysctl kern.securelevel=0
    """
    assert sh(script) == (
        "kern.domainname:  -> dom\nkern.hostuuid: 00000000-0000-0000-0000-000000000000 -> x\nkern.hostid: 0 -> 7\n"
        "kern.securelevel: -1 -> 1\nin\ndom\nx\n7\n1\ncellblock\n-1\nsame\n"
        "kern.securelevel: 1\nsysctl: kern.securelevel=0: Operation not permitted\n",
        1,
    )


def test_release_numbers_are_the_jails(sh) -> None:
    """Facts 3.6: uname -r and -K show the jail's."""
    script = """
    jail -c name=a osrelease=13.2-RELEASE osreldate=1302001 host.hostname=www persist; jexec a uname -nrK; uname -rK
    """
    assert sh(script) == ("www 13.2-RELEASE 1302001\n14.0-STABLE 1400507\n", 0)
