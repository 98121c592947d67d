"""Media: sbin/ifconfig/ifmedia.c, net/if_media.c, and what em(4) and epair(4) offer."""

from __future__ import annotations


def test_the_card_is_set_and_says_so(sh) -> None:
    script = """
    m() { ifconfig em0 $@ && ifconfig em0 | grep media; }
    m media 100baseTX mediaopt full-duplex; m media 10baseT/UTP; m mediaopt fdx; m -mediaopt full-duplex
    m media 1000T; m media auto
    """
    assert sh(script)[0] == (
        "\tmedia: Ethernet 100baseTX <full-duplex>\n"
        "\tmedia: Ethernet 10baseT/UTP (10baseT/UTP <half-duplex>)\n"
        "\tmedia: Ethernet 10baseT/UTP <full-duplex>\n"
        "\tmedia: Ethernet 10baseT/UTP (10baseT/UTP <half-duplex>)\n"
        "\tmedia: Ethernet 1000baseT (1000baseT <full-duplex>)\n"
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n"
    )


def test_what_it_does_not_have_is_refused(sh) -> None:
    script = """
    ifconfig em0 media 40Gbase-CR4; ifconfig em0 media bla; ifconfig em0 mediaopt loopback; ifconfig em0 mediaopt x
    ifconfig em0 instance 99; ifconfig em0 mode 11a; ifconfig lo0 media autoselect; ifconfig em0 | grep media
    ifconfig epair create >/dev/null; ifconfig epair0a media autoselect; ifconfig epair0a media 10Gbase-T; echo $?
    """
    refused = "ifconfig: SIOCSIFMEDIA (media): Device not configured\n"
    assert sh(script)[0] == (
        refused + "ifconfig: unknown media subtype: bla\n" + refused + "ifconfig: unknown option: x\n"
        "ifconfig: invalid media instance: 99\n" + refused
        + "ifconfig: lo0: ifconfig_media_get_mediareq: Invalid argument\n"
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n" + refused + "0\n"
    )  # fmt: skip


def test_the_mtu_of_a_route_is_that_of_its_packets(sh) -> None:
    """ip_output.c: the next hop's MTU counts, and changes of the interface's leave a smaller one alone
    (nhops_update_ifmtu).
    """
    script = """
    route -q add -mtu 600 192.0.2.0/24 10.0.2.2; netstat -rnW | grep 192.0.2 | awk '{ print $5 }'
    ping -qc1 -D -s 1000 192.0.2.10; ping -qc1 -s 1000 192.0.2.10 | grep transmitted
    netstat -s -p ip | grep fragment; ifconfig em0 mtu 1400; netstat -rnW | grep 192.0.2 | awk '{ print $5 }'
    """
    out = sh(script)[0]
    assert "sendto: Message too long" in out
    assert "1 packets transmitted, 1 packets received, 0.0% packet loss" in out
    assert [line for line in out.splitlines() if line.isdigit()] == ["600", "600"]
    assert "\t1 output datagram fragmented\n\t2 fragments created\n" in out
