"""sysctl(8): facts 3.5."""

from __future__ import annotations

import pytest

FORMS = [
    ("kern.ostype", "kern.ostype: FreeBSD\n", 0),
    ("-n kern.ostype", "FreeBSD\n", 0),
    ("-e kern.ostype", "kern.ostype=FreeBSD\n", 0),
    ("-N kern.ostype", "kern.ostype\n", 0),
    ("-d kern.ostype", "kern.ostype: Operating system type\n", 0),
    ("-t kern.ostype", "kern.ostype: string\n", 0),
    ("-nt kern.maxproc", "integer\n", 0),
    ("kern.hostname=new", "kern.hostname: cellblock -> new\n", 0),
    ("'kern.hostname: new'", "kern.hostname: cellblock -> new\n", 0),
    ("-n kern.hostname='\"a b\"'", "cellblock -> a b\n", 0),
    ("kern.features", "kern.features.vimage: 1\nkern.features.inet: 1\nkern.features.inet6: 1\n"
     "kern.features.racct: 1\nkern.features.rctl: 1\n", 0),
    ("security.bsd.see_other_uids=0x0", "security.bsd.see_other_uids: 1 -> 0\n", 0),
    ("no.such", "sysctl: unknown oid 'no.such'\n", 1),
    ("no.such no.other kern.ostype", "sysctl: unknown oid 'no.such'\nsysctl: unknown oid 'no.other'\n"
     "kern.ostype: FreeBSD\n", 2),
    ("-i no.such", "", 0),
    ("-q no.such", "", 1),
    ("kern=1", "sysctl: oid 'kern' isn't a leaf node\n", 1),
    ("kern.ostype=x", "sysctl: oid 'kern.ostype' is read only\n", 1),
    ("kern.racct.enable=1", "sysctl: oid 'kern.racct.enable' is a read only tunable\n"
     "sysctl: Tunable values are set in /boot/loader.conf\n", 1),
    ("security.bsd.see_other_uids=abc", "sysctl: invalid integer 'abc'\n", 1),
    ("security.bsd.see_other_uids=", "sysctl: empty numeric value\n", 1),
    ("kern.features.vimage", "kern.features.vimage: 1\n", 0),
    ("kern.version", "kern.version: FreeBSD 14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024\n"
     "    root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC\n\n", 0),
    ("kern.boottime", "kern.boottime: { sec = 1709294400, usec = 0 } Fri Mar  1 12:00:00 2024\n", 0),
    ("-nN kern.ostype", "usage: sysctl [-bdeFhilNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...\n"
     "       sysctl [-bdeFhlNnoqTtWx] [ -B <bufsize> ] -a\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("words", "output", "status"), FORMS, ids=[words for words, _, _ in FORMS])
def test_forms_and_errors(sh, words: str, output: str, status: int) -> None:
    """To the byte; the status is the number of arguments that failed."""
    assert sh(f"sysctl {words}") == (output, status)


def test_a_file_of_settings_names_the_line(sh) -> None:
    """-f: comments are skipped, errors end in the line's number."""
    script = "printf '# c\\n\\nkern.hostname=a # b\\nno.such=1\\nkern.ostype=x\\n' > /tmp/f; sysctl -f /tmp/f"
    assert sh(script) == (
        "kern.hostname: cellblock -> a\nsysctl: unknown oid 'no.such' at line 4\n"
        "sysctl: oid 'kern.ostype' is read only at line 5\n",
        2,
    )


def test_security_jail_on_the_host(sh) -> None:
    """The old defaults; a jail made by jail -c ignores all but enforce_statfs."""
    script = """
    for o in jailed vnet jail_max_af_ips set_hostname_allowed socket_unixiproute_only sysvipc_allowed \
        allow_raw_sockets chflags_allowed mount_allowed mlock_allowed mount_devfs_allowed \
        enforce_statfs devfs_ruleset; do
        sysctl -n security.jail.$o; done
    sysctl -q security.jail.allow_raw_sockets=1 security.jail.enforce_statfs=1
    jail -c name=a persist; jls allow.raw_sockets enforce_statfs
    sysctl security.jail.devfs_ruleset=4
    """
    assert sh(script) == (
        "0\n0\n255\n1\n1\n0\n0\n0\n0\n0\n0\n2\n0\n"
        "security.jail.allow_raw_sockets: 0 -> 1\nsecurity.jail.enforce_statfs: 2 -> 1\n"
        "false 1\nsysctl: oid 'security.jail.devfs_ruleset' is read only\n",
        1,
    )


def test_security_jail_inside_shows_the_jails_own(sh) -> None:
    """The permissions that the jail holds."""
    script = """
    jail -c name=a allow.raw_sockets allow.socket_af allow.mount vnet persist
    jexec a sysctl -n security.jail.jailed security.jail.vnet security.jail.allow_raw_sockets \
        security.jail.socket_unixiproute_only security.jail.mount_allowed security.jail.chflags_allowed
    """
    assert sh(script) == ("1\n1\n1\n0\n1\n0\n", 0)


def test_the_parameters_describe_themselves(sh) -> None:
    """sysctl -d security.jail.param lists every parameter."""
    script = "sysctl -d security.jail.param.ip4 security.jail.param.name; sysctl -n security.jail.param.name"
    assert sh(script) == (
        "security.jail.param.ip4.: Jail IPv4 address virtualization\n"
        "security.jail.param.ip4.addr: Jail IPv4 addresses\n"
        "security.jail.param.ip4.saddrsel: Do (not) use IPv4 source address selection rather than the primary jail "
        "IPv4 address.\n"
        "security.jail.param.name: Jail name\n256\n",
        0,
    )
