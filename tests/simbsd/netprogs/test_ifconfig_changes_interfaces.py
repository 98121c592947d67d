"""ifconfig in the machine: what each word does, and the text and status of each refusal (facts 4.3)."""

from __future__ import annotations

import pytest


def test_creating_prints_the_name_only_when_it_differs(sh) -> None:
    script = """
        ifconfig epair create
        ifconfig epair5 create
        ifconfig bridge0 create
        ifconfig bridge create
        ifconfig lo1 create inet 127.0.0.2/8
        ifconfig em0 name wire
        ifconfig wire name wire
        ifconfig wire name em0
        ifconfig -l
    """
    assert sh(script) == (
        "epair0a\nepair5a\nbridge1\nwire\nwire\nem0\nem0 lo0 epair0a epair0b epair5a epair5b bridge0 bridge1 lo1\n", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("epair9a", "interface epair9a does not exist"),
        ("epair9a up", "interface epair9a does not exist"),
        ("foo create", "SIOCIFCREATE2 (foo): Invalid argument"),
        ("epair9a create", "SIOCIFCREATE2 (epair9a): Invalid argument"),
        ("epair05 create", "SIOCIFCREATE2 (epair05): Invalid argument"),
        ("bridge0 create", "interface bridge0 already exists"),
        ("abcdefghijklmnopq create", "abcdefghijklmnopq: cloning name too long"),
        ("em0 destroy", "SIOCIFDESTROY: Invalid argument"),
        ("lo0 destroy", "SIOCIFDESTROY: Invalid argument"),
        ("em0 name lo0", "ioctl SIOCSIFNAME (set name): File exists"),
        ("em0 name abcdefghijklmnop", "ioctl SIOCSIFNAME (set name): File name too long"),
        ("em0 name ''", "ioctl SIOCSIFNAME (set name): Invalid argument"),
        ("em0 300.1.1.1", "300.1.1.1: bad value"),
        ("em0 10.0.0.1/33", "10.0.0.1/33: bad value (width too large)"),
        ("em0 10.0.0.1/x", "10.0.0.1/x: bad value (width invalid)"),
        ("em0 bogus", "bogus: bad value"),
        ("em0 mtu", "'mtu' requires argument"),
        ("bridge0 static epair0a", "'static' requires 2 arguments"),
        ("em0 -alias 9.9.9.9", "ioctl (SIOCDIFADDR): Can't assign requested address"),
        ("em0 mtu 20", "ioctl SIOCSIFMTU (set mtu): Invalid argument"),
        ("epair0a mtu 1400", "ioctl SIOCSIFMTU (set mtu): Operation not supported"),
        ("bridge0 addm epair9a", "BRDGADD epair9a: No such file or directory"),
        ("bridge0 addm epair0a", "BRDGADD epair0a: File exists"),
        ("bridge0 addm lo0", "BRDGADD lo0: Invalid argument"),
        ("bridge1 addm epair0a", "BRDGADD epair0a: Device busy"),
        ("bridge1 addm bridge0", "BRDGADD bridge0: Invalid argument"),
        ("bridge0 deletem em0", "BRDGDEL em0: No such file or directory"),
        ("bridge0 learn em0", "unable to get bridge flags: No such file or directory"),
        ("bridge0 static epair0a 00:01:02:03:04", "epair0a: invalid address: 00:01:02:03:04"),
        ("bridge0 deladdr x", "invalid address: x"),
        ("bridge0 timeout soon", "invalid value: soon"),
        ("em0 group web1", "setifgroup: group names may not end in a digit"),
        ("em0 vnet nojail", 'jail "nojail" not found'),
        ("em0 vnet", "'vnet' requires argument"),
        ("em0 ether 02:00", "ioctl (SIOCAIFADDR): Invalid argument"),
        ("-j nojail", "jail not found: No such file or directory"),
    ],
)
def test_refusals(sh, command: str, text: str) -> None:
    prepare = (
        "ifconfig epair create >/dev/null; ifconfig bridge0 create addm epair0a; ifconfig bridge1 create\n"
    )
    assert sh(f"{prepare}ifconfig {command}") == (f"ifconfig: {text}\n", 1)


def test_a_refused_word_ends_the_command_after_those_before_it(sh) -> None:
    out, status = sh("ifconfig em0 mtu 1400 mtu 20 mtu 1300; ifconfig em0 | head -1")
    assert out == (
        "ifconfig: ioctl SIOCSIFMTU (set mtu): Invalid argument\n"
        "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1400\n"
    )
    assert status == 0


def test_create_on_what_exists_is_dropped_when_words_follow(sh) -> None:
    assert sh("ifconfig bridge0 create; ifconfig bridge0 create up; ifconfig -u -l") == (
        "em0 lo0 bridge0\n",
        0,
    )


INET = "ifconfig -f inet:cidr epair0a inet | grep inet"


def test_an_address_replaces_the_first_and_alias_adds(sh) -> None:
    script = f"""
        ifconfig epair create
        ifconfig epair0a 10.0.0.1/24
        ifconfig epair0a 10.0.1.1/24
        ifconfig epair0a inet 10.0.2.1 netmask 255.255.255.128 alias
        {INET}
        ifconfig epair0a 10.0.1.1 -alias
        ifconfig epair0a alias 10.0.3.1/32 broadcast 10.0.3.255
        {INET}
        ifconfig epair0a delete; ifconfig epair0a delete; ifconfig epair0a delete; {INET}
    """
    assert sh(script) == (
        "epair0a\n"
        "\tinet 10.0.1.1/24 broadcast 10.0.1.255\n"
        "\tinet 10.0.2.1/25 broadcast 10.0.2.127\n"
        "\tinet 10.0.2.1/25 broadcast 10.0.2.127\n"
        "\tinet 10.0.3.1/32 broadcast 10.0.3.255\n",
        1,
    )


def test_without_a_mask_there_is_a_warning_and_the_wrong_length(sh) -> None:
    assert sh(f"ifconfig epair create; ifconfig epair0a 192.168.1.5; {INET}") == (
        "epair0a\n"
        "ifconfig: WARNING: setting interface address without mask is deprecated,\n"
        "default mask may not be correct.\n"
        "\tinet 192.168.1.5/8 broadcast 192.255.255.255\n",
        0,
    )
    assert sh("ifconfig lo0 127.0.0.1; ifconfig lo0 inet | grep inet") == (
        "\tinet 127.0.0.1 netmask 0xffffff00\n",
        0,
    )


def test_bridge_words(sh) -> None:
    script = """
        ifconfig epair create
        ifconfig bridge0 create addm epair0a static epair0a 02:00:00:00:00:01 timeout 60 maxaddr 9 -discover epair0a up
        ifconfig bridge0 addr
        ifconfig bridge0 | grep 'maxage\\|member'
        ifconfig bridge0 deladdr 02:00:00:00:00:01; ifconfig bridge0 addr
        ifconfig bridge0 deletem epair0a; ifconfig bridge0 | grep -c member
    """
    out, _ = sh(script)
    assert out == (
        "epair0a\n"
        "02:00:00:00:00:01 Vlan0 epair0a 0 flags=1<STATIC>\n"
        "\tmaxage 20 holdcnt 6 proto rstp maxaddr 9 timeout 60\n"
        "\tmember: epair0a flags=141<LEARNING,AUTOEDGE,AUTOPTP>\n"
        "0\n"
    )


def test_groups_description_and_ether(sh) -> None:
    script = """
        ifconfig epair create
        ifconfig epair0a ether 02:00:00:00:00:11
        ifconfig epair0a group web description 'to the web'
        ifconfig -g web
        ifconfig epair0a
        ifconfig epair0a -group web -description
        ifconfig epair0a ether
        ifconfig -a -g web
    """
    assert sh(script) == (
        "epair0a\n"
        "epair0a\n"
        "epair0a: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tdescription: to the web\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tether 02:00:00:00:00:11\n"
        "\tgroups: epair web\n"
        "\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
        "epair0a: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tether 02:00:00:00:00:11\n",
        0,
    )


def test_a_wrong_fib_is_only_a_warning(sh) -> None:
    assert sh("ifconfig em0 fib 3; echo $?; ifconfig em0 fib x; echo $?") == (
        "ifconfig: ioctl (SIOCSIFFIB): Invalid argument\n0\nifconfig: fib x not valid: Invalid argument\n0\n", 0,
    )  # fmt: skip


def test_an_unknown_family_is_named_before_the_usage(sh) -> None:
    out, status = sh("ifconfig -a foo")
    assert out.splitlines()[:2] == [
        "ifconfig: Address family 'foo' unknown.",
        "usage: ifconfig [-j jail] [-f type:format] [-C] [-g groupname] interface address_family",
    ]
    assert status == 1


def test_listings(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; ifconfig bridge0 create
        ifconfig -l; ifconfig -l -u; ifconfig -l -d; ifconfig -l ether; ifconfig -l inet; ifconfig -C
    """
    assert sh(script) == (
        "em0 lo0 epair0a epair0b bridge0\nem0 lo0\nepair0a epair0b bridge0\nem0 epair0a epair0b bridge0\nem0 lo0\n"
        "bridge epair gif tap tun vlan lo\n", 0,
    )  # fmt: skip
