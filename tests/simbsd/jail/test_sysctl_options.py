"""sysctl(8): how values, types and formats are shown, files read, numbers checked (sbin/sysctl/sysctl.c)."""

from __future__ import annotations

import pytest

SHOWN = [
    ("kern.ostype", "kern.ostype: FreeBSD\n"),
    ("-n kern.ostype", "FreeBSD\n"),
    ("-e kern.ostype", "kern.ostype=FreeBSD\n"),
    ("-t kern.ostype", "kern.ostype: string\n"),
    ("-d kern.ostype", "kern.ostype: Operating system type\n"),
    ("-t -d kern.ostype", "kern.ostype: string: Operating system type\n"),
    ("-d -t kern.ostype", "kern.ostype: string: Operating system type\n"),
    ("-n -t -d kern.ostype", "string: Operating system type\n"),
    ("-F kern.ostype kern.securelevel", "kern.ostype: A\nkern.securelevel: I\n"),
    ("-tFd kern.ostype", "kern.ostype: string: A: Operating system type\n"),
    ("-tF vm.loadavg kern.boottime", "vm.loadavg: opaque: S,loadavg\nkern.boottime: opaque: S,timeval\n"),
    ("-l kern.ostype kern.securelevel", "kern.ostype: 8: FreeBSD\nkern.securelevel: 4: -1\n"),
    ("-x kern.osreldate kern.securelevel security.jail.jailed",
     "kern.osreldate: 0x00155ebb\nkern.securelevel: 0xffffffff\nsecurity.jail.jailed: 0000000000\n"),
    ("-h kern.osreldate", "kern.osreldate: 1400507\n"),
    ("-b kern.ostype", "FreeBSD\0"),
    ("-B 4 kern.ostype kern.securelevel", "kern.securelevel: -1\n"),
    ("-N kern.ostype", "kern.ostype\n"),
    ("-q nope.nope kern.ostype", "kern.ostype: FreeBSD\n"),
    ("-w kern.domainname=d", "kern.domainname:  -> d\n"),
    ("kern.domainname='\"two words\"'", "kern.domainname:  -> two words\n"),
    ("'kern.domainname: d'", "kern.domainname:  -> d\n"),
    ("kern.securelevel=0x1", "kern.securelevel: -1 -> 1\n"),
]  # fmt: skip
REFUSED = [
    ("kern.securelevel=1,2", "kern.securelevel: -1\nsysctl: kern.securelevel=1,2: Invalid argument\n", 1),
    ("kern.securelevel=1x", "sysctl: invalid integer '1x'\n", 1),
    ("kern.securelevel=99999999999999999999", "sysctl: invalid integer '99999999999999999999'\n", 1),
    ("kern.securelevel=08", "sysctl: invalid integer '08'\n", 1),
    ("kern.securelevel=", "sysctl: empty numeric value\n", 1),
    ("nope=1 kern.nope security=1 kern.ostype=x",
     "sysctl: unknown oid 'nope'\nsysctl: unknown oid 'kern.nope'\nsysctl: oid 'security' isn't a leaf node\n"
     "sysctl: oid 'kern.ostype' is read only\n", 4),
    ("-f /nope", "sysctl: /nope: No such file or directory\n", 66),
]  # fmt: skip
USAGE = """\
usage: sysctl [-bdeFhilNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...
       sysctl [-bdeFhlNnoqTtWx] [ -B <bufsize> ] -a
"""


@pytest.mark.parametrize(("words", "output"), SHOWN, ids=[words for words, _ in SHOWN])
def test_what_is_shown(sh, words: str, output: str) -> None:
    """The first eight are sbin/sysctl/tests/sysctl_test.sh's."""
    assert sh(f"sysctl {words}") == (output, 0 if "nope" not in words else 1)


@pytest.mark.parametrize(("words", "output", "status"), REFUSED, ids=[words for words, _, _ in REFUSED])
def test_what_is_refused(sh, words: str, output: str, status: int) -> None:
    """The status counts the arguments that failed."""
    assert sh(f"sysctl {words}") == (output, status)


@pytest.mark.parametrize("words", ["", "-N -n kern.ostype", "-N -l kern.ostype", "-y"])
def test_usage(sh, words: str) -> None:
    output, status = sh(f"sysctl {words}")
    assert (output.removeprefix("sysctl: illegal option -- y\n"), status) == (USAGE, 1)


def test_a_file_holds_comments_and_quotes(sh) -> None:
    """A # in quotes or after a backslash is none; messages tell the line; -T and -W set nothing."""
    script = """cat >/tmp/f <<'E'
kern.domainname = "a#b" # c
# nothing
  kern.domainname=y\\#z # d
nope=1
kern.domainname='single' trailing
E
    sysctl -f /tmp/f; echo $?; sysctl -T -f /tmp/f 2>&1 | head -1
    """
    assert sh(script) == (
        "kern.domainname:  -> a#b\nkern.domainname: a#b -> y\\#z\nsysctl: unknown oid 'nope' at line 4\n"
        "kern.domainname: y\\#z -> single' trailing\n1\nsysctl: Can't set variables when using -T or -W\n",
        0,
    )
