"""lagg: one interface over several; it takes over, shares, refuses, and gives back what it took."""

from __future__ import annotations

from simbsd.machine import Machine

TWO = """\
ifconfig epair0 create > /dev/null; ifconfig epair1 create > /dev/null
for i in epair0a epair1a; do ifconfig $i up; done
jail -c name=o vnet path=/ vnet.interface=epair0b vnet.interface=epair1b persist
for i in epair0b epair1b; do ifconfig -j o $i up; done
ifconfig lagg0 create laggproto failover laggport epair0a laggport epair1a 192.0.2.1/24
ifconfig -j o lagg0 create laggproto failover laggport epair0b laggport epair1b 192.0.2.2/24
"""
PING = "ping -qc 4 -t 6 192.0.2.2 | grep transmitted\n"
ALL = "4 packets transmitted, 4 packets received, 0.0% packet loss\n"


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script((TWO + script).encode(), 600_000_000)[0].decode()


def test_ifconfig_shows_protocol_and_ports() -> None:
    assert said("ifconfig lagg0 | grep -v ether") == (
        "lagg0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tinet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255\n"
        "\tlaggproto failover lagghash l2,l3,l4\n"
        "\tlaggport: epair0a flags=5<MASTER,ACTIVE>\n"
        "\tlaggport: epair1a flags=0<>\n"
        "\tgroups: lagg\n"
        "\tmedia: Ethernet autoselect\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
    )


def test_verbose_shows_options_and_statistics() -> None:
    text = said(
        "ifconfig lagg0 laggproto roundrobin rr_limit 3 use_flowid; ifconfig -v lagg0 | sed -n '/laggproto/,/epair1a/p'"
    )
    assert text == (
        "\tlaggproto roundrobin lagghash l2,l3,l4\n"
        "\tlagg options:\n"
        "\t\tflags=5<USE_FLOWID,USE_NUMA>\n"
        "\t\tflowid_shift: 16\n"
        "\t\trr_limit: 3\n"
        "\tlagg statistics:\n"
        "\t\tactive ports: 2\n"
        "\t\tflapping: 0\n"
        "\tlaggport: epair0a flags=4<ACTIVE>\n"
        "\tlaggport: epair1a flags=4<ACTIVE>\n"
    )


def test_a_failover_link_takes_over_when_both_sides_see_it() -> None:
    text = said(
        PING + "ifconfig epair0a down; " + PING + "ifconfig -j o epair0b down; " + PING
        + "ifconfig lagg0 | grep laggport"
    )  # fmt: skip
    assert text == (
        ALL + "4 packets transmitted, 0 packets received, 100.0% packet loss\n" + ALL
        + "\tlaggport: epair0a flags=1<MASTER>\n\tlaggport: epair1a flags=4<ACTIVE>\n"
    )  # fmt: skip


def test_without_a_port_that_is_up_nothing_is_sent() -> None:
    text = said(
        "arp -s 192.0.2.2 00:00:5e:00:53:01; for i in epair0a epair1a; do ifconfig $i down; done\n"
        "ifconfig lagg0 | grep status; ping -c1 192.0.2.2"
    )
    assert "status: no carrier" in text
    assert "ping: sendto: Network is down" in text


def test_roundrobin_takes_turns() -> None:
    """An ARP request and four echo requests: three by the first port, after the address was announced there, two by
    the second.
    """
    text = said(
        "ifconfig -j o lagg0 laggproto roundrobin; ifconfig lagg0 laggproto roundrobin\n"
        + PING
        + "for i in epair0a epair1a; do netstat -nI $i | awk 'NR == 2 { print $8 }'; done"
    )
    assert text == ALL + "4\n2\n"


def test_a_port_has_the_address_and_the_mtu_of_the_link() -> None:
    text = said(
        "for i in lagg0 epair0a epair1a; do ifconfig $i | grep ether; done | uniq | grep -c ether\n"
        "ifconfig lagg0 mtu 1400; ifconfig epair1a | grep -o 'mtu.*'; ifconfig epair1a mtu 1300\n"
        "ifconfig lagg0 -laggport epair0a; for i in lagg0 epair1a; do ifconfig $i | grep ether; done | uniq | wc -l\n"
        "ifconfig lagg0 | grep laggport"
    )
    assert text == (
        "1\nmtu 1400\nifconfig: ioctl SIOCSIFMTU (set mtu): Invalid argument\n       1\n"
        "\tlaggport: epair1a flags=5<MASTER,ACTIVE>\n"
    )


def test_what_cannot_join_is_refused_and_nothing_changes() -> None:
    text = said(
        "ifconfig lagg0 laggport gif0; ifconfig gif0 create; ifconfig lagg0 laggport gif0\n"
        "ifconfig lagg0 laggport lagg0\n"
        "ifconfig lagg1 create laggport epair1a; echo $?; ifconfig lagg0 laggport epair1a; echo $?\n"
        "ifconfig lagg0 -laggport em0; ifconfig lagg0 laggproto what; ifconfig lagg0 lagghash l2,l7\n"
        "ifconfig lagg0 rr_limit 0; ifconfig lagg0 rr_limit 2; ifconfig lagg0 lacp_strict\n"
        "ifconfig em0 laggport epair0a\n"
        "ifconfig lagg0 | grep lagg.*:"
    )
    assert text == (
        "ifconfig: lagg0 gif0: SIOCSLAGGPORT: Invalid argument\n"
        "ifconfig: lagg0 gif0: SIOCSLAGGPORT: Protocol not supported\n"
        "ifconfig: lagg0 lagg0: SIOCSLAGGPORT: Invalid argument\n"
        "ifconfig: lagg1 epair1a: SIOCSLAGGPORT: Device busy\n1\n0\n"
        "ifconfig: SIOCSLAGGDELPORT: No such file or directory\n"
        "ifconfig: Invalid aggregation protocol: what\n"
        "ifconfig: Invalid lagghash option: l7\n"
        "ifconfig: Invalid round-robin stride: 0\n"
        "ifconfig: SIOCSLAGGOPTS: Invalid argument\n"
        "ifconfig: SIOCSLAGGOPTS: Invalid argument\n"
        "ifconfig: em0 epair0a: SIOCSLAGGPORT: Invalid argument\n"
        "lagg0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\tlaggport: epair0a flags=5<MASTER,ACTIVE>\n\tlaggport: epair1a flags=0<>\n\tgroups: lagg\n"
    ).replace("\tgroups: lagg\n", "")


def test_a_destroyed_link_gives_its_ports_back() -> None:
    text = said(
        "ifconfig lagg0 promisc; ifconfig epair1a | grep -c PROMISC; ifconfig lagg0 destroy\n"
        "ifconfig epair1a | grep -c PROMISC\n"
        "ifconfig epair1a 198.51.100.1/24; ifconfig -j o lagg0 destroy; ifconfig -j o epair1b 198.51.100.2/24\n"
        + PING.replace("192.0.2.2", "198.51.100.2")
    )
    assert text == "1\n0\n" + ALL


def test_a_port_that_leaves_its_stack_leaves_the_link() -> None:
    assert said("ifconfig epair0b -vnet o; ifconfig epair0a vnet o; ifconfig lagg0 | grep laggport") == (
        "\tlaggport: epair1a flags=5<MASTER,ACTIVE>\n"
    )


def test_vlans_and_bridges_stand_on_a_link() -> None:
    text = said(
        "ifconfig vlan7 create vlan 7 vlandev lagg0; ifconfig vlan7 10.7.0.1/24\n"
        "ifconfig -j o vlan7 create vlan 7 vlandev lagg0; ifconfig -j o vlan7 10.7.0.2/24\n"
        + PING.replace("192.0.2.2", "10.7.0.2")
        + "ifconfig bridge0 create; ifconfig bridge0 addm lagg0 up; ifconfig bridge0 | grep -o 'member: lagg0'; " + PING
    )  # fmt: skip
    assert text == ALL + "member: lagg0\n" + ALL
