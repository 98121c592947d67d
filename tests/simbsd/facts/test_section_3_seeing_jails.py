"""Facts 3.1 to 3.5: jls, jexec, ps, the -j options of other tools, sysctl security.jail.*, beside tests/simbsd/jail."""

from __future__ import annotations

import pytest

TWO = (
    "jail -c name=www path=/ host.hostname=www.example.org ip4.addr=10.0.2.15 persist\n"
    "jail -c name=db path=/var host.hostname=db persist\n"
)
JLS = [
    ("jls -j x", '   JID  IP Address      Hostname                      Path\njls: jail "x" not found\n', 1),
    ("jls -j 9", "   JID  IP Address      Hostname                      Path\njls: jail 9 not found\n", 1),
    ("jls nope", "jls: unknown parameter: nope\n", 1),
    ("jls linux", "jls: unknown parameter: linux\n", 1),
    ("jls -x", "jls: illegal option -- x\njls: usage: jls [-dhNnqv] [-j jail] [param ...]\n", 1),
    (
        "jls",
        "   JID  IP Address      Hostname                      Path\n"
        "     1  10.0.2.15       www.example.org               /\n"
        "     2                  db                            /var\n",
        0,
    ),
    (
        "jls -N",
        " JID             IP Address      Hostname                      Path\n"
        " www             10.0.2.15       www.example.org               /\n"
        " db                              db                            /var\n",
        0,
    ),
    ("jls jid name ip4.addr", "1 www 10.0.2.15\n2 db -\n", 0),
    ("jls -h jid ip4.addr", "jid ip4.addr\n1 10.0.2.15\n2 -\n", 0),
    (
        "jls -n jid ip4.addr persist allow.raw_sockets",
        "jid=1 ip4.addr=10.0.2.15 persist allow.noraw_sockets\njid=2 ip4.addr= persist allow.noraw_sockets\n",
        0,
    ),
    ("jls -q host.domainname ip4.addr", '"" 10.0.2.15\n"" ""\n', 0),
    ("jls -s name ip4.addr", "name=www\nname=db\n", 0),
    ("jail -r www db >/dev/null; jls", "   JID  IP Address      Hostname                      Path\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), JLS, ids=[case[0] for case in JLS])
def test_jls(sh, script: str, output: str, status: int) -> None:
    """Facts 3.1."""
    assert sh(TWO + script) == (output, status)


JEXEC = [
    ("jexec", "usage: jexec [-l] [-u username | -U username] jail [command ...]\n", 1),
    ("jexec -u a -U b www ls", "usage: jexec [-l] [-u username | -U username] jail [command ...]\n", 1),
    ("cd /etc; jexec www pwd", "/\n", 0),
    ("jexec x ls", 'jexec: jail "x" not found\n', 1),
    ("jexec 9 ls", "jexec: jail 9 not found\n", 1),
    ("chroot -u nobody / jexec www ls", "jexec: jail_attach(1): Operation not permitted\n", 1),
    ("jexec www foo", "jexec: execvp: foo: No such file or directory\n", 1),
    ("SHELL=/bin/csh jexec www", "jexec: execlp: /bin/csh: No such file or directory\n", 1),
    ("jexec -u bob www ls", "jexec: bob: no such user\n", 1),
    ("jexec -U bob www ls", "jexec: bob: no such user\n", 1),
    ("jexec www sh -c 'exit 7'", "", 7),
    ("X=kept jexec www sh -c 'echo $X $HOME'", "kept /root\n", 0),
    (
        "X=lost jexec -l www sh -c 'echo $X $HOME; pwd; echo $PATH'",
        "/root\n/root\n/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), JEXEC, ids=[case[0] for case in JEXEC])
def test_jexec(sh, script: str, output: str, status: int) -> None:
    """Facts 3.2."""
    assert sh(TWO + script) == (output, status)


def test_ps_in_a_jail(sh) -> None:
    """Facts 3.3: J is the last letter of STAT; a bad jail lists nothing; header only and 1 when nothing is selected."""
    assert sh(TWO + "ps -J x") == ("ps: Invalid jail id: x\n", 1)
    assert sh(TWO + "ps -J www") == ("PID TT  STAT TIME COMMAND\n", 1)
    assert sh(TWO + "ps -o jid= -o jail= -p 1") == ("0 -\n", 0)
    out, _ = sh(TWO + "jexec www sleep 50 & sleep 1; ps -o stat,jid,jail,comm -J www; kill $!")
    assert out == "STAT JID JAIL COMMAND\nSJ     1 www  sleep\n"
    out, _ = sh(TWO + "jexec www ps -ax -o jid= -o jail= -o comm=")
    assert [line.split()[-1] for line in out.splitlines()] == ["ps"]


def test_ps_keywords_are_listed_when_none_is_valid(sh) -> None:
    """Facts 3.3."""
    out, status = sh("ps -o nope")
    assert status == 1
    assert out.startswith("ps: nope: keyword not found\nps: no valid keywords; valid keywords:\n")


TOOLS = [
    ("ifconfig -j x", "ifconfig: jail not found: No such file or directory\n", 1),
    ("route -j x get 10.0.2.2", "route: Jail not found\n", 1),
    ("netstat -j x -rn", "netstat: Jail not found\n", 1),
    ("sockstat -j x", 'sockstat: jail_getid: jail "x" not found\n', 1),
    ("killall -j x sh", 'killall: jail "x" not found\n', 1),
    ("pkill -j x sh", "pkill: Invalid jail ID or name `x'\n", 2),
    ("pgrep -j none nothing", "", 1),
    ("chroot -u nobody / ifconfig -j www", "ifconfig: cannot attach to jail: permission denied\n", 1),
    ("chroot -u nobody / route -j www get 10.0.2.2", "route: Cannot attach to jail\n", 1),
    ("chroot -u nobody / netstat -j www -rn", "netstat: Cannot attach to jail\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), TOOLS, ids=[case[0] for case in TOOLS])
def test_tools_with_a_jail_option(sh, script: str, output: str, status: int) -> None:
    """Facts 3.4."""
    out, code = sh(TWO + script)
    assert (out.partition("\n")[0] + "\n" if output else out, code) == (output, status)


def test_sockstat_prints_columns_by_its_formats(sh) -> None:
    """Facts 3.4: header and row widths."""
    out, _ = sh("nc -l 127.0.0.1 80 & sleep 1; sockstat -4l; kill $!")
    header, row = out.splitlines()
    assert header == "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      "
    user, command, pid, fd, proto, local, foreign = row.split()
    assert row == f"{user:<8} {command:<10} {pid:>5} {fd:<3} {proto:<6} {local:<21} {foreign}"
    assert (user, command, fd, proto, local, foreign) == ("root", "nc", "3", "tcp4", "127.0.0.1:80", "*:*")


SYSCTL = [
    ("security.jail.jailed", "0", "1"),
    ("security.jail.vnet", "0", "0"),
    ("security.jail.jail_max_af_ips", "255", "255"),
    ("security.jail.set_hostname_allowed", "1", "1"),
    ("security.jail.socket_unixiproute_only", "1", "1"),
    ("security.jail.sysvipc_allowed", "0", "0"),
    ("security.jail.allow_raw_sockets", "0", "0"),
    ("security.jail.chflags_allowed", "0", "0"),
    ("security.jail.mount_allowed", "0", "0"),
    ("security.jail.mlock_allowed", "0", "0"),
    ("security.jail.mount_devfs_allowed", "0", "0"),
    ("security.jail.mount_procfs_allowed", "0", "0"),
    ("security.jail.mount_tmpfs_allowed", "0", "0"),
    ("security.jail.enforce_statfs", "2", "2"),
    ("security.jail.devfs_ruleset", "0", "0"),
    ("kern.features.vimage", "1", "1"),
]


@pytest.mark.parametrize(("name", "host", "inside"), SYSCTL, ids=[case[0] for case in SYSCTL])
def test_security_jail(sh, name: str, host: str, inside: str) -> None:
    """Facts 3.5."""
    assert sh(f"{TWO}sysctl {name}; jexec www sysctl -n {name}") == (f"{name}: {host}\n{inside}\n", 0)


def test_a_file_system_brings_its_permission_and_leaves_it(sh) -> None:
    """Facts 3.5: one for each jail-friendly type that has been loaded (vfs_init.c: vfs_register, prison_add_vfs)."""
    name = "security.jail.mount_nullfs_allowed"
    assert sh(f"sysctl {name}; kldload nullfs; sysctl {name}; kldunload nullfs; sysctl {name}; mount") == (
        f"sysctl: unknown oid '{name}'\n{name}: 0\n{name}: 0\n"
        "/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)\ndevfs on /dev (devfs)\n",
        0,
    )


def test_vnet_is_one_inside_a_jail_with_a_stack(sh) -> None:
    """Facts 3.5."""
    assert sh("jail -c name=v vnet persist; jexec v sysctl -n security.jail.vnet") == ("1\n", 0)


FORMS = [
    ("sysctl kern.ostype", "kern.ostype: FreeBSD\n", 0),
    ("sysctl -n kern.ostype", "FreeBSD\n", 0),
    ("sysctl -e kern.ostype", "kern.ostype=FreeBSD\n", 0),
    ("sysctl -N kern.ostype", "kern.ostype\n", 0),
    ("sysctl x.y", "sysctl: unknown oid 'x.y'\n", 1),
    ("sysctl -i x.y", "", 0),
    ("sysctl x.y kern.ostype z.z", "sysctl: unknown oid 'x.y'\nkern.ostype: FreeBSD\nsysctl: unknown oid 'z.z'\n", 2),
    ("sysctl kern.hostname=new", "kern.hostname: cellblock -> new\n", 0),
    ("sysctl kern.ostype=x", "sysctl: oid 'kern.ostype' is read only\n", 1),
    (
        "sysctl kern.maxproc=5",
        "sysctl: oid 'kern.maxproc' is a read only tunable\nsysctl: Tunable values are set in /boot/loader.conf\n",
        1,
    ),
    ("sysctl security.jail=1", "sysctl: oid 'security.jail' isn't a leaf node\n", 1),
    ("sysctl net.inet.ip.ttl=abc", "sysctl: invalid integer 'abc'\n", 1),
    ("sysctl net.inet.ip.ttl=", "sysctl: empty numeric value\n", 1),
    ("sysctl net.inet.ip.forwarding=1", "net.inet.ip.forwarding: 0 -> 1\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), FORMS, ids=[case[0] for case in FORMS])
def test_sysctl(sh, script: str, output: str, status: int) -> None:
    """Facts 3.5: forms and errors."""
    assert sh(script) == (output, status)
