"""ifconfig's description of an interface is FreeBSD 14's to the byte (facts 4.4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simbsd.sbin.ifconfig.options import Arguments
from simbsd.sbin.ifconfig.status import bridge_addresses, interface_text, shows
from simbsd.sys.records import BridgeAddrRecord, BridgeMemberRecord, BridgeRecord
from tests.simbsd.netprogs.records import BRIDGE, EM0, EPAIR, LO0, inet, ip, mac

MEMBERS = (BridgeMemberRecord("epair0a", 5, 0x143, 128, 2000),)
PARAMETERS = BridgeRecord(bytes(8), bytes(8), 32768, 32768, 2, 15, 20, 6, 2000, 1200, 0, 0, MEMBERS)


def text(link, arguments=None, bridge=None, names=None) -> str:
    return interface_text(link, arguments or Arguments(all=True), bridge, names or {})


def test_loopback() -> None:
    assert text(LO0) == (
        "lo0: flags=1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 16384\n"
        "\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n"
        "\tinet 127.0.0.1 netmask 0xff000000\n"
        "\tgroups: lo\n"
        "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n"
    )


def test_fresh_epair_is_running_but_not_up() -> None:
    assert text(EPAIR) == (
        "epair0a: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tether 02:d6:1a:7b:2c:0a\n"
        "\tgroups: epair\n"
        "\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
    )


def test_network_card() -> None:
    assert text(EM0) == (
        "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=48505bb<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,LRO,VLAN_HWFILTER,"
        "VLAN_HWTSO,HWSTATS,MEXTPG>\n"
        "\tether 08:00:27:8a:11:02\n"
        "\tinet 10.0.2.15 netmask 0xffffff00 broadcast 10.0.2.255\n"
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
    )


def test_bridge_lists_its_members() -> None:
    assert text(BRIDGE, bridge=PARAMETERS) == (
        "bridge0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=0\n"
        "\tether 58:9c:fc:10:5e:21\n"
        "\tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15\n"
        "\tmaxage 20 holdcnt 6 proto rstp maxaddr 2000 timeout 1200\n"
        "\troot id 00:00:00:00:00:00 priority 32768 ifcost 0 port 0\n"
        "\tmember: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>\n"
        "\t        ifmaxaddr 0 port 5 priority 128 path cost 2000\n"
        "\tgroups: bridge\n"
        "\tnd6 options=9<PERFORMNUD,IFDISABLED>\n"
    )


def test_description_fib_and_extra_groups() -> None:
    link = replace(EPAIR, description="to the lab", fib=1, groups=("epair", "web"), nd6_flags=0, metric=3)
    assert text(link) == (
        "epair0a: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 3 mtu 1500\n"
        "\tdescription: to the lab\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tether 02:d6:1a:7b:2c:0a\n"
        "\tgroups: epair web\n"
        "\tfib: 1\n"
        "\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n"
        "\tstatus: active\n"
    )


@pytest.mark.parametrize(
    ("address", "flags", "formats", "line"),
    [
        (inet("10.0.0.1/24", "10.0.0.255"), 0x3, {"inet": "cidr"}, "inet 10.0.0.1/24 broadcast 10.0.0.255"),
        (
            inet("10.0.0.1/24", "10.0.0.255"),
            0x3,
            {"inet": "dotted"},
            "inet 10.0.0.1 netmask 255.255.255.0 broadcast 10.0.0.255",
        ),
        (inet("10.0.0.9/32", "10.0.0.9"), 0x3, {}, "inet 10.0.0.9 netmask 0xffffffff broadcast 10.0.0.9"),
        (inet("0.0.0.1/0", "255.255.255.255"), 0x3, {}, "inet 0.0.0.1 netmask 0x0"),
        (inet("10.0.0.1/30", dst="10.0.0.2"), 0x11, {}, "inet 10.0.0.1 --> 10.0.0.2 netmask 0xfffffffc"),
    ],
)
def test_address_lines(address, flags: int, formats: dict[str, str], line: str) -> None:
    link = replace(EPAIR, flags=flags, addrs=(address,))
    arguments = Arguments(all=True, formats=formats, family="inet")
    assert text(link, arguments).splitlines()[2:] == [f"\t{line}"]


def test_ether_formats() -> None:
    for form, shown in (
        ("dash", "02-d6-1a-7b-2c-0a"),
        ("dotted", "02d6.1a7b.2c0a"),
        ("colon", "02:d6:1a:7b:2c:0a"),
    ):
        arguments = Arguments(all=True, formats={"ether": form}, family="ether")
        assert text(EPAIR, arguments).splitlines()[2:] == [f"\tether {shown}"]


def test_names_for_addresses_when_asked_for() -> None:
    arguments = Arguments(all=True, family="inet")
    assert text(LO0, arguments, names={ip("127.0.0.1"): "localhost"}).splitlines()[2] == (
        "\tinet localhost netmask 0xff000000"
    )


def test_bridge_address_table() -> None:
    learned = BridgeAddrRecord(mac("02:d6:1a:7b:2c:0a"), 0, "epair0a", 1184, 0)
    static = BridgeAddrRecord(mac("02:00:00:00:00:01"), 0, "epair1a", 0, 1)
    assert bridge_addresses([learned, static]) == (
        "02:d6:1a:7b:2c:0a Vlan0 epair0a 1184 flags=0<>\n02:00:00:00:00:01 Vlan0 epair1a 0 flags=1<STATIC>\n"
    )
    assert bridge_addresses([]) == ""


def shown(**filters: object) -> list[str]:
    arguments = Arguments(**filters)
    return [link.name for link in (EM0, LO0, BRIDGE, EPAIR) if shows(arguments, link)]


def test_filters_of_a_listing() -> None:
    assert shown() == ["em0", "lo0", "bridge0", "epair0a"]
    assert shown(uponly=True) == ["em0", "lo0", "bridge0"]
    assert shown(downonly=True) == ["epair0a"]
    assert shown(family="inet") == ["em0", "lo0"]
    assert shown(family="ether") == ["em0", "bridge0", "epair0a"]
    assert shown(family="link") == []
    assert shown(matchgroup="epair") == ["epair0a"]
    assert shown(matchgroup="*l*") == ["em0", "lo0", "bridge0", "epair0a"]
    assert shown(nogroup="lo") == ["em0", "bridge0", "epair0a"]
    assert shown(ifname="lo0") == ["lo0"]
