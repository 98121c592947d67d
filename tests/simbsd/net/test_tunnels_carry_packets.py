"""gif: packets inside packets between two stacks, frames between two bridges; and what keeps a tunnel from working."""

from __future__ import annotations

from simbsd.machine import Machine

PAIR = """\
jail -c name=one vnet persist; jail -c name=two vnet persist; ifconfig epair create > /dev/null
ifconfig epair0a vnet one; ifconfig epair0b vnet two
jexec one ifconfig epair0a 192.0.2.1/24; jexec two ifconfig epair0b 192.0.2.2/24
for j in one two; do jexec $j ifconfig gif create > /dev/null; done
jexec one ifconfig gif0 tunnel 192.0.2.1 192.0.2.2; jexec two ifconfig gif0 tunnel 192.0.2.2 192.0.2.1
"""
INNER = """\
jexec one ifconfig gif0 inet 10.1.0.1/24 10.1.0.2 up; jexec two ifconfig gif0 inet 10.1.0.2/24 10.1.0.1 up
"""
FRAMES = """\
for j in one two; do jexec $j ifconfig gif0 up; ifconfig -j $j bridge create up > /dev/null; done
jexec one ifconfig bridge0 addm gif0 10.1.0.1/24; jexec two ifconfig bridge0 addm gif0 10.1.0.2/24
"""
PING = "jexec one ping -qc 1 -t 3 10.1.0.2 | grep transmitted\n"
REACHED, LOST = "1 packets transmitted, 1 packets received, 0.0% packet loss", "0 packets received"


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    machine.script(b"kldload if_bridge; kldload if_epair", 1_000_000)
    return machine.script((PAIR + script).encode(), 600_000_000)[0].decode()


def test_packets_reach_the_other_end_of_a_tunnel() -> None:
    assert said(INNER + PING) == REACHED + "\n"


def test_the_tunnel_is_shown() -> None:
    assert said(INNER + "jexec one ifconfig gif0") == (
        "gif0: flags=1008051<UP,POINTOPOINT,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 1280\n"
        "\toptions=80000<LINKSTATE>\n"
        "\ttunnel inet 192.0.2.1 --> 192.0.2.2\n"
        "\tinet 10.1.0.1 --> 10.1.0.2 netmask 0xffffff00\n"
        "\tgroups: gif\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
    )


def test_on_bridges_a_tunnel_carries_frames_larger_than_the_cable_too() -> None:
    big = "jexec one ping -qc 1 -t 3 -s 1400 10.1.0.2 | grep transmitted\n"
    narrow = "ifconfig -j one epair0a mtu 900; ifconfig -j two epair0b mtu 900\n"
    assert said(FRAMES + PING + narrow + big).splitlines() == [REACHED, REACHED]


def test_without_its_tunnel_nothing_passes() -> None:
    assert LOST in said(INNER + "jexec two ifconfig gif0 deletetunnel\n" + PING)


def test_a_tunnel_through_itself_is_refused() -> None:
    script = INNER + "jexec one route add 192.0.2.2 10.1.0.2 > /dev/null\n" + PING + "dmesg | tail -1"
    assert said(script).splitlines()[-1] == "gif0: if_output recursively called too many times(2)"


def test_two_tunnels_with_the_same_ends_are_refused() -> None:
    script = "jexec one ifconfig gif create; jexec one ifconfig gif1 tunnel 192.0.2.1 192.0.2.2 2>&1"
    assert said(script).splitlines() == ["gif1", "ifconfig: SIOCSIFPHYADDR: Can't assign requested address"]


def test_what_is_no_tunnel_has_none() -> None:
    assert said("ifconfig em0 tunnel 1.1.1.1 2.2.2.2 2>&1") == "ifconfig: SIOCSIFPHYADDR: Invalid argument\n"
    assert said("jexec one ifconfig gif0 mtu 9000 2>&1") == "ifconfig: ioctl SIOCSIFMTU (set mtu): Invalid argument\n"


def test_a_listener_sees_both_packets() -> None:
    script = INNER + "(jexec one tcpdump -ni gif0 -c 1 2>/dev/null | cut -d ' ' -f 2-7) & sleep 1\n" + PING
    assert "IP 10.1.0.1 > 10.1.0.2: ICMP echo" in said(script)
