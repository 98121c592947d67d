"""lagg with LACP: two ends agree over real LACPDUs, use only ports that have agreed, and notice a partner's silence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.net.lacp_pdu import lacp_decode, lacp_decode_marker

TWO = """\
ifconfig epair0 create > /dev/null; ifconfig epair1 create > /dev/null
for i in epair0a epair1a; do ifconfig $i up; done
jail -c name=o vnet path=/ vnet.interface=epair0b vnet.interface=epair1b persist
for i in epair0b epair1b; do ifconfig -j o $i up; done
ifconfig lagg0 create laggproto lacp laggport epair0a laggport epair1a 192.0.2.1/24
"""
OTHER = "ifconfig -j o lagg0 create laggproto lacp laggport epair0b laggport epair1b 192.0.2.2/24\n"
PING = "ping -qc 2 -t 4 192.0.2.2 | grep transmitted\n"
PORTS = "ifconfig lagg0 | grep laggport\n"
ALL = "2 packets transmitted, 2 packets received, 0.0% packet loss\n"
AGREED = "flags=1c<ACTIVE,COLLECTING,DISTRIBUTING>"
BOTH = f"\tlaggport: epair0a {AGREED}\n\tlaggport: epair1a {AGREED}\n"


def machine() -> Machine:
    made = Machine(ttys=0)
    made.advance(1_000_000)
    return made


def said(script: str) -> str:
    return machine().script((TWO + script).encode(), 600_000_000)[0].decode()


def test_two_ends_agree_within_seconds() -> None:
    assert said(OTHER + PORTS + "sleep 10\nifconfig lagg0 | grep -v ether\n" + PING) == (
        "\tlaggport: epair0a flags=0<>\n\tlaggport: epair1a flags=0<>\n"
        "lagg0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tinet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255\n"
        "\tlaggproto lacp lagghash l2,l3,l4\n" + BOTH + "\tgroups: lagg\n"
        "\tmedia: Ethernet autoselect\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n" + ALL
    )


def test_verbose_shows_who_agreed_with_whom() -> None:
    text = said(
        "ifconfig epair0a ether 02:00:00:00:00:0a; ifconfig lagg0 laggport epair0a\n" + OTHER + "sleep 10\n"
        "m=$(ifconfig lagg0 | awk '/ether/ { print toupper($2) }' | tr : -)\n"
        "o=$(ifconfig -j o lagg0 | awk '/ether/ { print toupper($2) }' | tr : -)\n"
        "ifconfig -v lagg0 | sed -n '/laggproto/,/groups/p' | sed s/$m/MINE/ | sed s/$o/THEIRS/\n"
    )
    state = "state=3d<ACTIVITY,AGGREGATION,SYNC,COLLECTING,DISTRIBUTING>"
    assert text == (
        "\tlaggproto lacp lagghash l2,l3,l4\n"
        "\tlagg options:\n"
        "\t\tflags=14<USE_NUMA,LACP_STRICT>\n"
        "\t\tflowid_shift: 16\n"
        "\tlagg statistics:\n"
        "\t\tactive ports: 2\n"
        "\t\tflapping: 0\n"
        "\tlag id: [(8000,MINE,0112,0000,0000),\n"
        "\t\t (8000,THEIRS,0132,0000,0000)]\n"
        f"\tlaggport: epair0a {AGREED} {state}\n"
        "\t\t[(8000,MINE,0112,8000,0003),\n"
        "\t\t (8000,THEIRS,0132,8000,0004)]\n"
        f"\tlaggport: epair1a {AGREED} {state}\n"
        "\t\t[(8000,MINE,0112,8000,0005),\n"
        "\t\t (8000,THEIRS,0132,8000,0006)]\n"
        "\tgroups: lagg\n"
    )


def test_a_silent_partner_leaves_after_its_timeout() -> None:
    """Ninety seconds with the slow timeout, counted from the last LACPDU; three with the fast one, whose partner speaks
    every second.
    """
    text = said(
        OTHER + "sleep 10; ifconfig -j o epair1b down; sleep 58\n" + PORTS + "sleep 40\n" + PORTS + PING
        + "dmesg | grep epair1a.*stop; ifconfig -v lagg0 | grep flapping\n"
        "ifconfig -j o epair1b up; sleep 10\n" + PORTS
        + "ifconfig lagg0 lacp_fast_timeout; sleep 35; ifconfig -j o epair0b down; sleep 5\n" + PORTS
    )  # fmt: skip
    assert text == (
        BOTH
        + f"\tlaggport: epair0a {AGREED}\n\tlaggport: epair1a flags=0<>\n"
        + ALL
        + "epair1a: Interface stopped DISTRIBUTING, possible flapping\n\t\tflapping: 1\n"
        + BOTH
        + f"\tlaggport: epair0a flags=4<ACTIVE>\n\tlaggport: epair1a {AGREED}\n"
    )


def test_without_a_partner_nothing_is_sent() -> None:
    text = said(
        "sleep 20; arp -s 192.0.2.2 00:00:5e:00:53:01; ping -c1 192.0.2.2 2>&1 | grep sendto\n" + PORTS
        + "ifconfig -v lagg0 | grep -c DEFAULTED\n"
    )  # fmt: skip
    assert text == ("ping: sendto: Network is down\n\tlaggport: epair0a flags=0<>\n\tlaggport: epair1a flags=0<>\n2\n")


def test_ports_that_lead_to_two_partners_are_not_mixed() -> None:
    text = said(
        "ifconfig -j o lagg0 create laggproto lacp laggport epair0b up\n"
        "ifconfig -j o lagg1 create laggproto lacp laggport epair1b up\nsleep 10\n" + PORTS
        + "ifconfig -v lagg0 | grep active.ports\n"
    )  # fmt: skip
    assert text == (
        f"\tlaggport: epair0a flags=18<COLLECTING,DISTRIBUTING>\n\tlaggport: epair1a {AGREED}\n\t\tactive ports: 1\n"
    )


def test_a_link_that_is_down_or_speaks_another_protocol_has_no_clock() -> None:
    made = machine()
    made.script((TWO + OTHER + "sleep 10\nifconfig lagg0 laggproto failover; ifconfig -j o lagg0 down\n").encode())
    ticks = [one for _, _, one in made.kernel.callouts if one.c_active and "lacp" in one.c_func.__module__]
    assert ticks == []


def test_ports_come_and_go_and_the_protocol_changes() -> None:
    """The other end hears of the port that left by its silence only: it answers by it until its timeout."""
    text = said(
        OTHER + "sleep 10\nifconfig lagg0 -laggport epair0a; sleep 8\n" + PORTS + PING + "sleep 90\n" + PORTS + PING
        + "ifconfig lagg0 laggport epair0a; sleep 8\n" + PORTS
        + "for i in lagg0; do ifconfig $i laggproto roundrobin; ifconfig -j o $i laggproto roundrobin; done\n" + PING
        + "ifconfig lagg0 lacp_strict; ifconfig lagg0 laggproto lacp -lacp_strict lacp_txtest lacp_rxtest\n"
        "ifconfig -v lagg0 | grep -A1 options: ; ifconfig lagg0 destroy; ifconfig -j o lagg0 destroy; echo $?\n"
    )  # fmt: skip
    assert text == (
        f"\tlaggport: epair1a {AGREED}\n"
        + ALL.replace("2 packets r", "0 packets r").replace("0.0%", "100.0%")
        + f"\tlaggport: epair1a {AGREED}\n"
        + ALL
        + BOTH
        + ALL
        + "ifconfig: SIOCSLAGGOPTS: Invalid argument\n"
        "\tlagg options:\n\t\tflags=64<USE_NUMA,LACP_TXTEST,LACP_RXTEST>\n0\n"
    )


def test_a_tap_can_be_aggregated_while_a_program_has_it_open() -> None:
    text = said(
        "ifconfig tap0 create up; ifconfig lagg1 create laggproto lacp laggport tap0 up\n"
        "ifconfig -v lagg1 | grep -o 'state=.*'; cat /dev/tap0 > /dev/null & sleep 1\n"
        "ifconfig -v lagg1 | grep -o 'state=.*'; kill $!\n"
    )
    assert text == "state=41<ACTIVITY,DEFAULTED>\nstate=45<ACTIVITY,AGGREGATION,DEFAULTED>\n"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=130))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    assert lacp_decode(data) is None or len(data) == 110
    assert lacp_decode_marker(data) is None or len(data) == 110
