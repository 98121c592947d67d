"""What ifconfig adds with -m, -v and -D: capabilities, media to choose from, drivers' names (print_ifcaps() and
status_nl() of ifconfig_netlink.c, media_status() of ifmedia.c; em's list: e1000/if_em.c em_setup_interface).
"""

from __future__ import annotations

from simbsd.machine import Machine

EM_OPTIONS = (
    "48505bb<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,LRO,VLAN_HWFILTER,VLAN_HWTSO,HWSTATS,MEXTPG>"
)


def said(script: str) -> list[str]:
    """What a script prints."""
    return Machine(ttys=0).script(script.encode())[0].decode().splitlines()


def test_media_and_capabilities() -> None:
    assert said("ifconfig -m em0\n") == [
        "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500",
        f"\toptions={EM_OPTIONS}", f"\tcapabilities={EM_OPTIONS}", "\tether 08:00:27:8a:11:02",
        "\tinet 10.0.2.15 netmask 0xffffff00 broadcast 10.0.2.255",
        "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)", "\tstatus: active", "\tsupported media:",
        "\t\tmedia autoselect", "\t\tmedia 1000baseT", "\t\tmedia 1000baseT mediaopt full-duplex",
        "\t\tmedia 100baseTX mediaopt full-duplex", "\t\tmedia 100baseTX",
        "\t\tmedia 10baseT/UTP mediaopt full-duplex", "\t\tmedia 10baseT/UTP",
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>",
    ]  # fmt: skip
    made = "ifconfig epair create >/dev/null\nifconfig vlan create vlan 5 vlandev em0 >/dev/null\n"
    assert said(made + "for i in epair0b vlan0 lo0; do ifconfig -m $i | grep -A9 supported | grep media; done\n") == [
        "\tsupported media:", "\t\tmedia 10Gbase-T", "\tsupported media:", "\t\tmedia autoselect",
    ]  # fmt: skip


def test_a_capability_that_is_switched_off() -> None:
    """The kernel gives the two sets the wrong way round: options= stays, capabilities= is what is on."""
    lines = said("ifconfig em0 -txcsum -tso\nifconfig -m em0 | grep -E 'options=4|cap'\nifconfig em0 txcsum tso\n"
                 "ifconfig -m em0 | grep cap\n")  # fmt: skip
    assert lines == [
        f"\toptions={EM_OPTIONS}",
        "\tcapabilities=48504b9<RXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,LRO,VLAN_HWFILTER,VLAN_HWTSO,HWSTATS,"
        "MEXTPG>",
        f"\tcapabilities={EM_OPTIONS}",
    ]
    assert said("ifconfig epair create\nifconfig epair0a -vlanmtu\nifconfig epair0a -txcsum\n") == [
        "epair0a", "ifconfig: -vlanmtu: Invalid argument",
    ]  # fmt: skip


def test_the_names_that_drivers_gave() -> None:
    script = "ifconfig epair3 create\nifconfig epair3b name web >/dev/null\n"
    shown = "ifconfig -D web | tail -1\nifconfig -v lo0 | tail -1\n"
    assert said(script + shown) == ["epair3a", "\tdrivername: epair3", "\tdrivername: lo0"]
