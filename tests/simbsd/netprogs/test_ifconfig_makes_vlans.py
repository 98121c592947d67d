"""ifconfig and vlan interfaces in the machine: every form of making one, every refusal (facts 4.3, 4.4, ifvlan.c)."""

from __future__ import annotations

import re

import pytest

PREPARE = """
    ifconfig epair create >/dev/null; ifconfig bridge0 create
    ifconfig vlan0 create vlan 42 vlandev epair0a; ifconfig vlan1 create
"""
JAIL = "ifconfig em0.42 create; jail -c name=a vnet persist path=/ vnet.interface=em0.42 >/dev/null\n"


def shape(text: str) -> str:
    """Addresses of epairs are the machine's own."""
    return re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0", "02:M:0", text)


def test_a_vlan_interface_whole(sh) -> None:
    script = "ifconfig epair create >/dev/null; ifconfig vlan create vlandev epair0a vlan 42 inet 10.0.0.1/24"
    out, status = sh(f"{script}; ifconfig vlan0")
    assert (shape(out), status) == (
        "vlan0\n"
        "vlan0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=0\n"
        "\tether 02:M:0a\n"
        "\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255\n"
        "\tgroups: vlan\n"
        "\tvlan: 42 vlanproto: 802.1q vlanpcp: 0 parent interface: epair0a\n"
        "\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n",
        0,
    )


def test_without_a_parent_it_is_nothing_yet(sh) -> None:
    assert sh("ifconfig vlan create; ifconfig vlan0 up; ifconfig vlan0") == (
        "vlan0\n"
        "vlan0: flags=8003<UP,BROADCAST,MULTICAST> metric 0 mtu 1500\n"
        "\toptions=0\n"
        "\tether 00:00:00:00:00:00\n"
        "\tgroups: vlan\n"
        "\tvlan: 0 vlanproto: 0x0000 vlanpcp: 0 parent interface: <none>\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n",
        0,
    )


def test_it_can_do_what_its_parent_can_with_tags(sh) -> None:
    assert sh("ifconfig em0.42 create; ifconfig em0.42 | grep -v nd6") == (
        "em0.42: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=4000503<RXCSUM,TXCSUM,TSO4,LRO,MEXTPG>\n"
        "\tether 08:00:27:8a:11:02\n"
        "\tgroups: vlan\n"
        "\tvlan: 42 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n"
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n"
        "\tstatus: active\n",
        0,
    )


def test_every_form_of_making_one(sh) -> None:
    script = """
        ifconfig vlan create
        ifconfig vlan0 vlan 7 vlandev em0
        ifconfig vlan create vlan 8 vlandev em0 vlanproto 802.1ad
        ifconfig vlan42 create vlan 42 vlandev em0
        ifconfig em0.5 create
        ifconfig em0.6 create vlan 6 vlandev em0 vlanproto qinq
        ifconfig em0.5.42 create
        ifconfig vlan create name uplink vlan 9 vlandev em0
        ifconfig vlan create
        ifconfig -l
        ifconfig -a | grep -e vlan: -e mtu | grep -v lo0
    """
    assert sh(script) == (
        "vlan0\n"
        "vlan1\n"
        "uplink\n"
        "vlan3\n"
        "em0 lo0 vlan0 vlan1 vlan42 em0.5 em0.6 em0.5.42 uplink vlan3\n"
        "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "vlan0: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 7 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n"
        "vlan1: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 8 vlanproto: 802.1ad vlanpcp: 0 parent interface: em0\n"
        "vlan42: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 42 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n"
        "em0.5: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 5 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n"
        "em0.6: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 6 vlanproto: 802.1ad vlanpcp: 0 parent interface: em0\n"
        "em0.5.42: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1496\n"
        "\tvlan: 42 vlanproto: 802.1q vlanpcp: 0 parent interface: em0.5\n"
        "uplink: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 9 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n"
        "vlan3: flags=8002<BROADCAST,MULTICAST> metric 0 mtu 1500\n"
        "\tvlan: 0 vlanproto: 0x0000 vlanpcp: 0 parent interface: <none>\n",
        0,
    )


def test_tag_priority_and_parent_are_changed(sh) -> None:
    script = f"""{PREPARE}
        ifconfig vlan0 vlan 43; ifconfig vlan0 vlanpcp 5; ifconfig vlan0 | grep vlan:
        ifconfig vlan0 vlanproto 802.1AD; ifconfig vlan0 | grep vlan:
        ifconfig vlan0 -vlandev; ifconfig vlan0 | grep -e flags -e vlan:
        ifconfig vlan0 vlan 9 vlandev epair0b up; ifconfig vlan0 | grep -e flags -e vlan:
        ifconfig vlan0 -vlandev epair0b
    """
    assert sh(script) == (
        "\tvlan: 43 vlanproto: 802.1q vlanpcp: 5 parent interface: epair0a\n"
        "\tvlan: 43 vlanproto: 802.1ad vlanpcp: 5 parent interface: epair0a\n"
        "vlan0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> metric 0 mtu 1500\n"
        "\tvlan: 0 vlanproto: 0x0000 vlanpcp: 5 parent interface: <none>\n"
        "vlan0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tvlan: 9 vlanproto: 802.1q vlanpcp: 0 parent interface: epair0b\n",
        0,
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("vlan5 create vlan 5 vlandev x", "SIOCIFCREATE2 (vlan5): Device not configured"),
        ("x.5 create", "SIOCIFCREATE2 (x.5): Invalid argument"),
        ("vlan07 create", "SIOCIFCREATE2 (vlan07): Device not configured"),
        ("vlan create vlan 42 vlandev epair0a", "interface vlan already exists"),
        ("vlan7 create vlan 42 vlandev epair0a", "interface vlan7 already exists"),
        ("vlan7 create vlan 42 vlandev epair0a vlanproto 802.1ad", "interface vlan7 already exists"),
        ("epair0a.42 create", "interface epair0a.42 already exists"),
        ("vlan0 create", "interface vlan0 already exists"),
        ("vlan create vlan 5 vlandev bridge0", "SIOCIFCREATE2 (vlan): Protocol not supported"),
        ("lo0.5 create", "SIOCIFCREATE2 (lo0.5): Protocol not supported"),
        ("vlan1 vlan 5 vlandev lo0", "SIOCSETVLAN: Protocol not supported"),
        ("vlan create vlan 5", "must specify a parent device for vlan create"),
        ("vlan create vlandev em0", "must specify a tag for vlan create"),
        ("vlan1 vlan 5", "both vlan and vlandev must be specified"),
        ("vlan1 vlandev em0", "both vlan and vlandev must be specified"),
        ("vlan1 vlandev em0 vlan 5", "both vlan and vlandev must be specified"),  # the parent is forgotten
        ("vlan0 vlandev em0", "both vlan and vlandev must be specified"),
        ("vlan0 vlan 42 vlandev em0", "SIOCSETVLAN: Device busy"),
        ("vlan1 vlan 42 vlandev epair0a", "SIOCSETVLAN: File exists"),
        ("vlan1 vlan 5 vlandev x", "SIOCSETVLAN: No such file or directory"),
        ("vlan1 vlan 5 vlandev vlan1", "SIOCSETVLAN: Invalid argument"),
        ("vlan0 vlan 4095", "SIOCSETVLAN: Invalid argument"),
        ("vlan create vlan 0 vlandev em0", "SIOCIFCREATE2 (vlan): Invalid argument"),
        ("vlan0 vlan 65536", "value for vlan out of range"),
        ("vlan0 vlan -1", "value for vlan out of range"),
        ("vlan0 vlan 4x", "invalid value for vlan"),
        ("vlan0 vlan", "'vlan' requires argument"),
        ("em0.0 create", "invalid vlan tag"),
        ("em0.x create", "invalid vlan tag"),
        ("em0. create", "invalid vlan tag"),
        ("em0.4095 create", "invalid vlan tag"),
        ("em0.5 create vlan 6", "ambiguous vlan specification"),
        ("em0.5 create vlandev epair0b", "ambiguous vlan specification"),
        ("vlan0 vlanproto ipx", "invalid value for vlanproto"),
        ("vlan0 vlanpcp 8", "value for vlanpcp out of range"),
        ("vlan0 vlanpcp x", "invalid value for vlanpcp"),
        ("em0 -vlandev", "SIOCGETVLAN: Invalid argument"),
        ("em0 vlanpcp 3", "SIOCSVLANPCP: Invalid argument"),
        ("vlan0 mtu 1501", "ioctl SIOCSIFMTU (set mtu): Invalid argument"),
        ("vlan1 mtu 1400", "ioctl SIOCSIFMTU (set mtu): Invalid argument"),
        ("vlan0.7 create mtu 1497", "ioctl SIOCSIFMTU (set mtu): Invalid argument"),
    ],
)
def test_refusals(sh, command: str, text: str) -> None:
    assert sh(f"{PREPARE}ifconfig {command}") == (f"ifconfig: {text}\n", 1)


def test_one_that_carries_others_is_not_destroyed(sh) -> None:
    script = "ifconfig em0.5 create; ifconfig em0.5.6 create; ifconfig em0.5 destroy"
    assert sh(script) == ("ifconfig: SIOCIFDESTROY: Device busy\n", 1)
    assert sh(f"{script} 2>/dev/null; ifconfig em0.5.6 destroy; ifconfig em0.5 destroy; ifconfig -l") == (
        "em0 lo0\n", 0,
    )  # fmt: skip


def test_in_a_jail_its_tag_is_neither_seen_nor_changed(sh) -> None:
    out, status = sh(
        f"{JAIL} jexec a ifconfig em0.42; jexec a ifconfig em0.42 vlan 5 vlandev em0; jexec a ifconfig em0.42 -vlandev;"
        "jexec a ifconfig em0.42 vlanpcp 3; jexec a ifconfig em0.42 vlan 5; jail -r a; ifconfig em0.42 | grep vlan:"
    )
    assert (out, status) == (
        "em0.42: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=4000503<RXCSUM,TXCSUM,TSO4,LRO,MEXTPG>\n"
        "\tether 08:00:27:8a:11:02\n"
        "\tgroups: vlan\n"
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
        "ifconfig: SIOCGETVLAN: Operation not permitted\n"
        "ifconfig: SIOCSVLANPCP: Operation not permitted\n"
        "ifconfig: both vlan and vlandev must be specified\n"
        "\tvlan: 42 vlanproto: 802.1q vlanpcp: 0 parent interface: em0\n",
        0,
    )


def test_a_jail_makes_its_own(sh) -> None:
    script = """
        ifconfig epair create >/dev/null
        jail -c name=a vnet persist path=/ vnet.interface=epair0b >/dev/null
        jexec a ifconfig vlan create vlan 5 vlandev epair0b; jexec a ifconfig vlan0 vlanpcp 3 vlan 6
        jexec a ifconfig vlan0 | grep vlan:; ifconfig -l; jexec a ifconfig -l
        jail -c name=p persist path=/ ip4.addr=10.0.2.15 >/dev/null; jexec p ifconfig vlan create
    """
    assert sh(script) == (
        "vlan0\n"
        "\tvlan: 6 vlanproto: 802.1q vlanpcp: 3 parent interface: epair0b\n"
        "em0 lo0 epair0a\n"
        "lo0 epair0b vlan0\n"
        "ifconfig: SIOCIFCREATE2 (vlan): Operation not permitted\n",
        1,
    )


def test_arp_calls_it_a_vlan(sh) -> None:
    out, status = sh(f"{PREPARE} ifconfig vlan0 10.0.0.1/24; arp -an | grep vlan")
    assert (shape(out), status) == ("? (10.0.0.1) at 02:M:0a on vlan0 permanent [vlan]\n", 0)
