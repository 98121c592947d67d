"""Facts 1.4 to 1.6: the order in which jail(8) works, what a new jail is like, what each allow.* lets through.

The texts of 1.1 to 1.3 are in tests/simbsd/jail: test_jail_command_line.py, test_jail_options.py, test_jail_conf.py.
"""

from __future__ import annotations

import pytest

ORDER = """cat >/etc/jail.conf <<'E'
foo {
  path = /;
  exec.prepare = "echo prepare"; exec.prestart = "echo prestart"; exec.created = "echo created";
  exec.start = "echo start"; exec.poststart = "echo poststart"; exec.prestop = "echo prestop"; exec.stop = "echo stop";
  exec.poststop = "echo poststop"; exec.release = "echo release"; persist;
}
E
"""


def test_start_and_stop_in_order(sh) -> None:
    """Facts 1.4: nothing of exec.* is left out, and what jail(8) says stands where the kernel call is."""
    assert sh(ORDER + "jail -c foo; echo --; jail -r foo") == (
        "prepare\nprestart\nfoo: created\ncreated\nstart\npoststart\n--\n"
        "prestop\nstop\nfoo: removed\npoststop\nrelease\n",
        0,
    )


def test_a_failed_start_is_walked_back_without_the_stop_commands(sh) -> None:
    """Facts 1.4: removal is told, exec.poststop and exec.release do not run."""
    script = ORDER + "echo 'foo { exec.start += false; }' >>/etc/jail.conf; jail -c foo"
    assert sh(script.replace("\nfoo {", "\n* {")) == (
        "prepare\nprestart\nfoo: created\ncreated\nstart\njail: foo: false: failed\nfoo: removed\n",
        1,
    )


def test_verbose_tells_each_command(sh) -> None:
    """Facts 1.2: run command, run command in jail, jail_set with the parameters."""
    script = (
        "echo 'foo { path = /; persist; exec.prestart = true; exec.start = true; }' >/etc/jail.conf; jail -v -c foo"
    )
    assert sh(script) == (
        "foo: run command: true\nfoo: jail_set(JAIL_CREATE) name=foo path=/ persist\nfoo: created\n"
        "foo: run command in jail: true\n",
        0,
    )


DEFAULTS = [
    ("jid", "1"),
    ("name", "1"),
    ("path", "/"),
    ("parent", "0"),
    ("dying", "false"),
    ("persist", "true"),
    ("securelevel", "-1"),
    ("enforce_statfs", "2"),
    ("devfs_ruleset", "0"),
    ("children.max", "0"),
    ("children.cur", "0"),
    ("host", "new"),
    ("host.hostname", '""'),
    ("host.domainname", '""'),
    ("host.hostuuid", "00000000-0000-0000-0000-000000000000"),
    ("host.hostid", "0"),
    ("ip4", "disable"),
    ("ip6", "disable"),
    ("ip4.addr", "-"),
    ("ip6.addr", "-"),
    ("ip4.saddrsel", "true"),
    ("ip6.saddrsel", "true"),
    ("vnet", "inherit"),
    ("sysvmsg", "disable"),
    ("allow.set_hostname", "true"),
    ("allow.reserved_ports", "true"),
    ("allow.suser", "true"),
    ("allow.unprivileged_proc_debug", "true"),
    ("allow.raw_sockets", "false"),
    ("allow.chflags", "false"),
    ("allow.mount", "false"),
    ("allow.quotas", "false"),
    ("allow.socket_af", "false"),
    ("allow.mlock", "false"),
    ("allow.read_msgbuf", "false"),
    ("allow.nfsd", "false"),
    ("allow.sysvipc", "false"),
]


@pytest.mark.parametrize(("name", "value"), DEFAULTS, ids=[name for name, _ in DEFAULTS])
def test_defaults_of_a_new_jail(sh, name: str, value: str) -> None:
    """Facts 1.5 and 1.6."""
    assert sh(f"jail -c path=/ persist; jls -j 1 {name}") == (f"{value}\n", 0)


PARAMETERS = [
    ("jail -c name=a persist; jail -r a; jail -c name=b persist; jls jid", "2\n", 0),
    ("jail -c jid=7 persist; jail -c name=b persist; jls jid name", "1 b\n7 7\n", 0),
    ("jail -c name=7 persist; jls jid name", "7 7\n", 0),
    ("jail -c name=a vnet persist; jls ip4 ip6 vnet", "inherit inherit new\n", 0),
    (
        "jail -c name=a ip4.addr=10.0.0.9,10.0.0.8,10.0.0.7 persist; jls ip4 ip4.addr; jls -n ip4.addr",
        "disable 10.0.0.9,10.0.0.7,10.0.0.8\nip4.addr=10.0.0.9,10.0.0.7,10.0.0.8\n",
        0,
    ),
    ("jail -c name=a ip4.addr=10.0.0.1,10.0.0.1 persist", "jail: jail_set: Invalid argument\n", 1),
    ("jail -c name=a ip4.addr=255.255.255.255 persist", "jail: jail_set: Invalid argument\n", 1),
    (
        "jail -c name=a ip4.addr=10.0.0.1,10.0.0.2 persist; jail -m name=a ip4.addr=10.0.0.5; jls ip4.addr",
        "10.0.0.5\n",
        0,
    ),
    (
        "jail -c name=a ip4=inherit persist; jail -m name=a ip4.addr=10.0.0.5",
        "jail: ip4 cannot be changed after creation\n",
        1,
    ),
    ("jail -c name=a host=inherit persist; jexec a hostname new; hostname", "new\n", 0),
    ("jail -c name=a host.domainname=d persist; jls host host.domainname", "new d\n", 0),
    (
        "jail -c name=a securelevel=1 persist; jail -m name=a securelevel=0; jls securelevel; "
        "jexec a sysctl kern.securelevel=-1",
        "0\nkern.securelevel: 0\nsysctl: kern.securelevel=-1: Operation not permitted\n",
        1,
    ),
    (
        "jail -c name=a children.max=2 securelevel=1 persist; jexec a jail -c name=b securelevel=0 persist",
        "jail: jail_set: Operation not permitted\n",
        1,
    ),
    (
        "jail -c name=a children.max=2 persist; jexec a jail -c name=b children.max=2 persist",
        "jail: jail_set: Operation not permitted\n",
        1,
    ),
    (
        "jail -c name=a children.max=1 persist; jexec a jail -c name=b persist; jexec a jail -c name=c persist",
        "jail: prison limit exceeded\n",
        1,
    ),
    (
        "jail -c name=a children.max=1 persist; jexec a jail -c name=b persist; jls name parent children.cur; "
        "jexec a jls name parent",
        "a 0 1\na.b 1 0\nb 0\n",
        0,
    ),
    ("jail -c name=a children.max=1 persist; jail -c name=a.b persist; jail -m jid=1 name=z; jls name", "z\nz.b\n", 0),
    ("jexec 0 ls", "jexec: jail_attach(0): Invalid argument\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), PARAMETERS, ids=[case[0] for case in PARAMETERS])
def test_parameters(sh, script: str, output: str, status: int) -> None:
    """Facts 1.5, 2.2 and 2.3."""
    assert sh(script) == (output, status)


ALLOW = [
    ("", "hostname x; hostname", "x\n", 0),
    ("allow.noset_hostname", "hostname x", "hostname: sethostname: Operation not permitted\n", 1),
    ("ip4=inherit allow.noreserved_ports", "nc -l 127.0.0.1 80", "nc: Permission denied\n", 1),
    ("ip4=inherit allow.noreserved_ports", "nc -l 127.0.0.1 8080 & sleep 1; kill $!", "", 0),
    ("allow.nosuser", "chown nobody /tmp/f", "chown: /tmp/f: Operation not permitted\n", 1),
    ("ip4=inherit", "ping -c 1 127.0.0.1", "ping: ssend socket: Operation not permitted\n", 71),
    ("ip4=inherit allow.raw_sockets", "ping -qc 1 127.0.0.1 >/dev/null", "", 0),
    (
        "vnet",
        "ping -qc 1 127.0.0.1",
        "ping: sendto: No route to host\nPING 127.0.0.1 (127.0.0.1): 56 data bytes\n\n"
        "--- 127.0.0.1 ping statistics ---\n1 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    ),
    ("allow.chflags", "chflags schg /tmp/f; chflags noschg /tmp/f", "", 0),
    ("allow.mount allow.mount.tmpfs", "mount -t tmpfs tmpfs /mnt", "mount: tmpfs: Operation not permitted\n", 1),
    (
        "allow.mount allow.mount.tmpfs enforce_statfs=1",
        "mount -t tmpfs tmpfs /mnt; mount | tail -1",
        "tmpfs on /mnt (tmpfs, local)\n",
        0,
    ),
    ("allow.mount enforce_statfs=1", "mount -t tmpfs tmpfs /mnt", "mount: tmpfs: Operation not permitted\n", 1),
    ("allow.read_msgbuf", "dmesg >/dev/null", "", 0),
]


@pytest.mark.parametrize(("words", "command", "output", "status"), ALLOW)
def test_permissions(sh, words: str, command: str, output: str, status: int) -> None:
    """Facts 1.6."""
    script = f"touch /tmp/f; jail -c name=a path=/ persist {words}; jexec a sh -c '{command}'"
    assert sh(script) == (output, status)


def test_what_a_parent_loses_its_children_lose(sh) -> None:
    """Facts 1.6: and a child never holds what its parent lacks."""
    script = """
    jail -c name=a children.max=3 allow.raw_sockets persist; jail -c name=a.b allow.raw_sockets persist
    jls -j a.b allow.raw_sockets; jail -m name=a allow.noraw_sockets; jls -j a.b allow.raw_sockets
    jexec a jail -c name=c allow.chflags persist
    """
    assert sh(script) == ("true\nfalse\njail: jail_set: Operation not permitted\n", 1)
