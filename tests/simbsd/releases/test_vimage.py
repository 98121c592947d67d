"""vimage(8) of release 8.0 (facts 5.2; tools/tools/vimage/vimage.c for every text and status)."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.release import RELEASES

USAGE = """\
usage: vimage [-c | -m] vname [param=value ...]
       vimage -d vname
       vimage -l[rvj] [vname]
       vimage -i vname ifname [newifname]
       vimage vname [command ...]
"""
TWO = "vimage -c v1; vimage -c v2 children.max=5 host.hostname=two; vimage v2 vimage -c inner\n"
WRONG = ["", "-c", "-c -m v", "-d -l", "-r", "-v v1", "-j v1 id", "-d", "-i v1", "-i v1 a b c", "-m v1", "-cr v"]


def test_an_unknown_letter_is_named_first(sh) -> None:
    assert sh("vimage -x", release="8.0") == ("vimage: illegal option -- x\n" + USAGE, 1)


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_line_gets_the_usage(sh, words: str) -> None:
    assert sh(f"vimage {words}", release="8.0") == (USAGE, 1)


def test_the_usage_bears_the_name_it_was_called_by(sh) -> None:
    output, status = sh("/usr/sbin/vimage", release="8.0")
    assert (output, status) == (USAGE.replace("vimage", "/usr/sbin/vimage"), 1)


LISTS = [
    ("vimage -l", "v1\nv2\n"),
    ("vimage -lr", "v1\nv2\nv2.inner\n"),
    ("vimage -l v2", "v2\n"),
    ("vimage -lr v2", "v2\nv2.inner\n"),
    ("vimage -l v", ""),
    ("vimage -l nope", ""),
    ("vimage v2 vimage -l", "inner\n"),
    ("jail -c name=plain path=/ persist; vimage -l", "v1\nv2\n"),
    ("vimage -lv v1", "v1:\n    Path: /\n    Hostname: \n    Domainname: \n    Children: 0\n"),
    (
        "vimage -lj v2",
        "v2:\n    Path: /\n    Hostname: two\n    Domainname: \n    Children: 1\n    Children limit: 5\n"
        "    CPUsetID: 4\n    JID: 2\n    PJID: 0\n"
        "    Raw sockets allowed: 1\n    All AF allowed: 1\n    Mount allowed: 1\n",
    ),
]


@pytest.mark.parametrize(("command", "output"), LISTS, ids=[case[0] for case in LISTS])
def test_lists(sh, command: str, output: str) -> None:
    assert sh(TWO + command, release="8.0") == (output, 0)


REFUSED = [
    ("vimage nope", 'Error: jail "nope" not found\n'),
    ("vimage nope id", 'Error: jail "nope" not found\n'),
    ("vimage -d nope", 'Error: jail "nope" not found\n'),
    ("vimage -m nope host.hostname=x", 'Error: jail "nope" not found\n'),
    ("vimage -i nope em0", 'Error: jail "nope" not found\n'),
    ("vimage -i v1 em7", "Error: Device not configured\n"),
    ("vimage -i 77 em0", "Error: Device not configured\n"),
    ("vimage 77 id", "Error: Invalid argument\n"),
    ("vimage -d 77", "Error: Invalid argument\n"),
    ("vimage v1 nosuch", "Error: No such file or directory\n"),
    ("vimage -c v1", 'Error: jail "v1" already exists\n'),
    ("vimage v1 vimage -c x", "Error: jail_set: Operation not permitted\n"),
    ("vimage -m v1 bad=1", "Error: unknown parameter: bad\n"),
    ("vimage -m v1 children.max=many", 'Error: children.max: non-integer value "many"\n'),
    ("chroot -u nobody / vimage -c x", "Error: jail_set: Operation not permitted\n"),
    ("chroot -u nobody / vimage v1 id", "Error: Operation not permitted\n"),
    ("vimage -m v1 allow.mlock=1", "Error: unknown parameter: allow.mlock\n"),
]


@pytest.mark.parametrize(("command", "output"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refusals(sh, command: str, output: str) -> None:
    assert sh(TWO + command, release="8.0") == (output, 1)


def test_create_modify_and_destroy_say_nothing(sh) -> None:
    script = TWO + "vimage -m v1 host.hostname=web allow.chflags=true; vimage v1 hostname; vimage -d v1; vimage -lr"
    assert sh(script, release="8.0") == ("web\nv2\nv2.inner\n", 0)


def test_interfaces_are_moved_and_count_on_from_eth0(sh) -> None:
    script = TWO + (
        "for n in 0 1 2; do ifconfig epair create >/dev/null; done\n"
        "vimage -i v1 epair0a; vimage -i v1 epair1a; vimage -i v1 epair2a lan; vimage -i v2 epair0b epair0b\n"
        "vimage -i v1 epair2b 9x; vimage v1 ifconfig -l; vimage v2 ifconfig -l; vimage -i v1 epair1b lan"
    )
    assert sh(script, release="8.0") == (
        "eth0@v1\neth1@v1\nlan@v1\nepair0b@v2\n9x@v1\nlo0 eth0 eth1 lan 9x\nlo0 epair0b\nlan0@v1\n", 0,
    )  # fmt: skip


def test_an_image_destroyed_gives_its_interfaces_back(sh) -> None:
    script = TWO + "ifconfig epair create; vimage -i v1 epair0a; vimage -d v1; ifconfig -l"
    assert sh(script, release="8.0") == ("epair0a\neth0@v1\nem0 lo0 epair0b eth0\n", 0)


def test_switching_runs_the_shell_there_and_says_so_on_a_terminal() -> None:
    machine = Machine("8.0")
    assert machine.settle(60_000_000)
    machine.output(0)
    machine.type(0, "vimage -c v1 host.hostname=one; vimage v1\r")
    machine.advance(3_000_000)
    machine.type(0, "hostname; echo $0; ifconfig -l; exit\r")
    machine.advance(3_000_000)
    shown = machine.output(0).replace("\r", "").split("\n")
    assert "Switched to vimage v1" in shown
    assert shown[shown.index("one") : shown.index("one") + 3] == ["one", "vimage", "lo0"]


def test_a_pipe_never_sees_the_word_of_the_switch(sh) -> None:
    """printf(3)'s text is still in its buffer when execlp(3) takes over."""
    assert sh(TWO + "echo 'ifconfig -l' | vimage v1", release="8.0") == ("lo0\n", 0)


@pytest.mark.parametrize("release", [name for name in RELEASES if name != "8.0"])
def test_other_releases_have_no_such_program(sh, release: str) -> None:
    assert sh("vimage -l; ls /usr/sbin/vimage", release=release) == (
        "sh: vimage: not found\nls: /usr/sbin/vimage: No such file or directory\n", 1,
    )  # fmt: skip


FEW = [
    ("jail -c name=w path=/ allow.mlock persist", "jail: unknown parameter: allow.mlock\n", 1),
    ("jail -c name=w path=/ osrelease=9 persist", "jail: unknown parameter: osrelease\n", 1),
    ("jail -c name=w path=/ persist; jls -j w -n name osrelease", "name=w\n", 0),
    ("sysctl -d security.jail.param.allow.mlock", "sysctl: unknown oid 'security.jail.param.allow.mlock'\n", 1),
    (
        "jail -c name=w path=/ allow.mount persist; jexec w mount -t tmpfs t /mnt",
        "mount: t: Operation not supported by device\n",
        1,
    ),
    ("route add default 10.0.2.9", "add net default: gateway 10.0.2.9 fib 0: route already in table\n", 1),
    ("route add default 10.0.2.9; route change default 10.0.2.9", None, 0),
]


@pytest.mark.parametrize(("script", "output", "status"), FEW, ids=[case[0] for case in FEW])
def test_the_kernel_of_8_has_fewer_jail_parameters(sh, script: str, output: str | None, status: int) -> None:
    shown, code = sh(script, release="8.0")
    assert code == status
    assert output is None or shown == output
