"""stf: packets of IPv6 inside IPv4 for the address that their destination holds, and what is refused or thrown away.

Texts and rules: sys/net/if_stf.c, sbin/ifconfig/ifstf.c.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nethost import NetHost, ip4

from simbsd.machine import Machine
from simbsd.net.if_stf import is_6to4, stf_getin4addr
from simbsd.netinet.ip_input import ip_input
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.if_softc import StfSoftc
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.mbuf import Encap, Icmp6, Ip, Ip6, Mbuf
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import Ifnet

# The host, 192.0.2.2, and jail o, 192.0.2.1, on a cable; o is a relay to 2001:db8:f::1.
LINK = """\
kldload if_epair if_stf
ifconfig epair0 create >/dev/null
jail -c name=o vnet persist vnet.interface=epair0b
ifconfig epair0a 192.0.2.2/24
ifconfig -j o epair0b 192.0.2.1/24
ifconfig -j o lo0 inet6 2001:db8:f::1/64 up
jexec o sysctl net.inet6.ip6.forwarding=1 >/dev/null
"""
SIX = """\
ifconfig stf0 create
ifconfig stf0 inet6 2002:c000:202::1/16
ifconfig -j o stf0 create
ifconfig -j o stf0 inet6 2002:c000:201::1/16
"""
ARRIVED = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
LOST = "1 packets transmitted, 0 packets received, 100.0% packet loss\n"


def said(script: str, before: str = LINK) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script((before + script).encode(), 600_000_000)[0].decode()


def ping(address: str, more: str = "") -> str:
    return f"ping -6 -qc 1 -t 3 {more} {address} | grep transmitted\n"


def test_ifconfig_shows_what_it_is_told() -> None:
    text = said(
        "ifconfig stf create; ifconfig stf0; ifconfig stf0 stfv4net 192.0.2.2/20 stfv4br 192.0.2.1\n"
        "ifconfig stf0 inet6 2001:db8:2020::/32; ifconfig -D stf0; ifconfig stf0 destroy; ifconfig -l\n"
    )
    assert text == (
        "stf0\n"
        "stf0: flags=0 metric 0 mtu 1280\n"
        "\toptions=0\n"
        "\tgroups: stf\n"
        "\tv4net 0.0.0.0/32 -> tv4br 0.0.0.0\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
        "stf0: flags=1000041<UP,RUNNING,LOWER_UP> metric 0 mtu 1280\n"
        "\toptions=0\n"
        "\tinet6 2001:db8:2020:: prefixlen 32\n"
        "\tgroups: stf\n"
        "\tv4net 192.0.2.2/20 -> tv4br 192.0.2.1\n"
        "\tnd6 options=101<PERFORMNUD,NO_DAD>\n"
        "\tdrivername: stf\n"
        "em0 lo0 epair0a\n"
    )


def test_6to4_reaches_its_like_and_by_a_relay_the_others() -> None:
    text = said(
        ping("2002:c000:201::1") + ping("2001:db8:f::1")
        + "route -6 add default 2002:c000:201::1; " + ping("2001:db8:f::1")
        + "netstat -I stf0 -n | awk 'NR == 2 { print $5, $8 }'\n", LINK + SIX
    )  # fmt: skip
    way = "ping: UDP connect: No route to host\nadd net default: gateway 2002:c000:201::1\n"
    assert text == f"{ARRIVED}{way}{ARRIVED}2 2\n"


def test_a_listener_sees_both_packets() -> None:
    text = said(
        "jexec o tcpdump -tn -c 1 -i stf0 2>/dev/null > /tmp/in & jexec o tcpdump -tn -c 1 -i epair0b ip proto 41 "
        "2>/dev/null > /tmp/out & jexec o tcpdump -tnv -c 1 -i epair0b proto 41 2>/dev/null > /tmp/v & sleep 1\n"
        + ping("2002:c000:201::1") + "wait; cat /tmp/in /tmp/out /tmp/v\n", LINK + SIX
    )  # fmt: skip
    inner = "IP6 2002:c000:202::1 > 2002:c000:201::1: ICMP6, echo request, id"
    lines = [line.split(", id 3")[0].partition(" id ")[0] for line in text.splitlines()]
    assert lines == [
        ARRIVED.strip(),
        inner.removesuffix(" id"),
        f"IP 192.0.2.2 > 192.0.2.1: {inner.removesuffix(' id')}",
        "IP (tos 0x0, ttl 40,",
        "    192.0.2.2 > 192.0.2.1: IP6 (hlim 64, next-header ICMPv6 (58) payload length: 16) "
        "2002:c000:202::1 > 2002:c000:201::1: [icmp6 sum ok] ICMP6, echo request,",
    ]


@pytest.mark.parametrize(
    ("net", "address", "other", "plen"),
    [("32", "2001:db8:c000:{}::1", "2001:db8:c000:201::1", 32), ("16", "2001:{}::1", "2001:201::1", 16)],
)
def test_6rd_finds_the_address_behind_its_prefix(net: str, address: str, other: str, plen: int) -> None:
    """What all have in common stands in stfv4net, and not in the address."""
    text = said(
        f"ifconfig stf0 create; ifconfig -j o stf0 create; ifconfig stf0 stfv4net 192.0.2.2/{net} stfv4br 192.0.2.1\n"
        f"ifconfig -j o stf0 stfv4net 192.0.2.1/{net}; ifconfig stf0 inet6 {address.format('202')}/{plen}\n"
        f"ifconfig -j o stf0 inet6 {address.format('201')}/{plen}; route -6 add default -interface stf0\n"
        + ping(other) + ping("fd00:f::1") + "ifconfig -j o lo0 inet6 fd00:f::1/64 alias\n" + ping("fd00:f::1")
    )  # fmt: skip
    assert text == f"add net default: gateway stf0\n{ARRIVED}{LOST}{ARRIVED}"


@pytest.mark.parametrize(
    ("command", "answer", "status"),
    [
        ("ifconfig stf create", "interface stf already exists", 1),
        ("ifconfig stf1 create", "SIOCIFCREATE2 (stf1): Invalid argument", 1),
        ("ifconfig 6to4 create", "SIOCIFCREATE2 (6to4): Invalid argument", 1),
        ("ifconfig stf0 inet 192.0.2.7/24", "ioctl (SIOCAIFADDR): Address family not supported by protocol family", 1),
        ("ifconfig stf0 inet6 2002:a00:202::1/16", "ioctl (SIOCAIFADDR): Invalid argument", 1),
        ("ifconfig stf0 inet6 2002:ac1f:202::1/16", "ioctl (SIOCAIFADDR): Invalid argument", 1),
        ("ifconfig stf0 inet6 2002:c0a8:202::1/16", "ioctl (SIOCAIFADDR): Invalid argument", 1),
        ("ifconfig stf0 inet6 2001:db8::1/65", "ioctl (SIOCAIFADDR): Invalid argument", 1),
        ("ifconfig stf0 stfv4net 192.0.2.2", "Wrong argument given", 2),
        ("ifconfig stf0 stfv4net 192.0.2.2/33", "192.0.2.2/33: bad value (prefix length too large)", 1),
        ("ifconfig stf0 stfv4net 192.0.2.2/0", "192.0.2.2/0: bad value (prefix length (null))", 1),
        ("ifconfig stf0 stfv4net 192.0.2.2/-1", "192.0.2.2/-1: bad value (prefix length too small)", 1),
        ("ifconfig stf0 stfv4net 192.0.2.2/x", "192.0.2.2/x: bad value (prefix length invalid)", 1),
        ("ifconfig stf0 stfv4net host/8", "host: bad value", 1),
        ("ifconfig stf0 stfv4br host", "host: bad value", 1),
        ("ifconfig lo0 stfv4br 192.0.2.1", "STF6RD_SBR192.0.2.1: Invalid argument", 1),
        ("ifconfig lo0 stfv4net 192.0.2.1/8", "STF6RD_SV4NET 192.0.2.1: Invalid argument", 1),
        ("su -m nobody -c 'ifconfig stf0 stfv4br 1.2.3.4'", "STF6RD_SBR1.2.3.4: Operation not permitted", 1),
        ("ifconfig stf0 mtu 1279", "ioctl SIOCSIFMTU (set mtu): Invalid argument", 1),
        ("ifconfig stf0 mtu 65516", "ioctl SIOCSIFMTU (set mtu): Invalid argument", 1),
    ],
)
def test_what_is_refused_changes_nothing(command: str, answer: str, status: int) -> None:
    text = said(f"ifconfig stf0 create; ifconfig > /tmp/a; {command}; echo $?; ifconfig | diff /tmp/a - && echo same")
    assert text == f"ifconfig: {answer}\n{status}\nsame\n"


def test_the_module_is_one_for_all_and_takes_its_interfaces_along() -> None:
    text = said(
        "jail -c name=o vnet persist; jexec o ifconfig stf create; kldload if_stf; jexec o ifconfig stf create\n"
        "ifconfig stf create; sysctl net.link.stf.permit_rfc1918=1; ifconfig stf0 inet6 2002:a00:20f::1/16\n"
        "kldunload if_stf; ifconfig -l; jexec o ifconfig -l; sysctl net.link.stf\n", ""
    )  # fmt: skip
    assert text == (
        "ifconfig: SIOCIFCREATE2 (stf): Invalid argument\n"
        "stf0\nstf0\n"
        "net.link.stf.permit_rfc1918: 0 -> 1\n"
        "em0 lo0\nlo0\n"
        "sysctl: unknown oid 'net.link.stf'\n"
    )


def host() -> tuple[NetHost, Ifnet, Ifnet]:
    """192.0.2.2 on a card, 2002:c000:202::1/16 on a stf."""
    net = NetHost()
    net.kernel.modules["if_stf"] = 3
    vnet = net.vnet()
    _, b = net.cable(net.vnet0, vnet)
    net.address(vnet, b, "192.0.2.2/24")
    net.ioctl("SIOCIFCREATE2", "stf", vnet=vnet)
    net.netlink("RTM_NEWADDR", vnet, name="stf0", family=AF_INET6, addr=six("2002:c000:202::1"), plen=16)
    return net, net.ifp(b, vnet), net.ifp("stf0", vnet)


def six(text: str) -> int:
    address = inet_pton6(text)
    assert address is not None
    return address


def arrive(
    net: NetHost, ifp: Ifnet, src: str, inner: tuple[str, str] = ("2002:c000:209::1", "2002:c000:202::1")
) -> list[str]:
    """A packet with an echo request inside comes by the card; why it ended, if it did."""
    packet = Ip6(six(inner[0]), six(inner[1]), 58, 64, Icmp6(128, 0, 1, 1, b""), 48)
    outer = Ip(ip4(src), ip4("192.0.2.2"), 41, 40, Encap(packet, 48), 68)
    seen = net.hops(lambda: ip_input(net.kernel, ifp, Mbuf(10_000, outer, ifp)), 1000)
    return [why for label, why in seen if " > " not in why and label != "arp?"]


@pytest.mark.parametrize(
    ("src", "inner", "why"),
    [
        ("127.0.0.9", (), None),
        ("192.0.2.255", (), "192.0.2.255 cannot be an end, or did not come this way"),
        ("198.51.100.1", (), "198.51.100.1 cannot be an end, or did not come this way"),
        ("192.0.2.9", ("2002:e000:1::1", ""), "2002:e000:1::1 cannot be an end, or did not come this way"),
        ("192.0.2.9", ("2002:c633:6401::1", ""), "2002:c633:6401::1 cannot be an end, or did not come this way"),
        ("192.0.2.9", ("::192.0.2.9", ""), "::192.0.2.9 cannot be an end, or did not come this way"),
        ("192.0.2.9", ("::ffff:192.0.2.9", ""), "::ffff:192.0.2.9 cannot be an end, or did not come this way"),
        ("192.0.2.9", ("", "2002:c000:203::1"), "the way to 2002:c000:203::1 leads back by this interface"),
        ("192.0.2.9", ("", "2001:db8::1"), "this stack has no route to 2001:db8::1"),
    ],
)
def test_what_pretends_is_thrown_away(src: str, inner: tuple[str, ...], why: str | None) -> None:
    net, card, stf = host()
    ends = (inner and inner[0]) or "2002:c000:209::1", (inner and inner[1]) or "2002:c000:202::1"
    ended = arrive(net, card, src, ends)
    assert ended == ([f"stf0: {why}."] if why else [f"{card.if_xname}: an address of 127.0.0.0/8 came from outside."])
    assert stf.if_ipackets == 0


def test_a_private_sender_is_none_of_6to4() -> None:
    net, card, _ = host()
    net.address(card.if_vnet, card.if_xname, "10.0.0.2/24")
    assert arrive(net, card, "10.0.0.9") == ["stf0: 10.0.0.9 is private, and no address of 6to4."]
    net.kernel.sysctls["net.link.stf.permit_rfc1918"] = 1
    assert arrive(net, card, "10.0.0.9") == []


def test_flags_turn_checks_off_and_on() -> None:
    net, card, stf = host()
    stranger = ("198.51.100.1", ("2002:c633:6401::1", "2002:c000:202::1"))
    assert arrive(net, card, *stranger) != []
    net.ioctl("SIOCSIFFLAGS", "stf0", 0x4000, 0, vnet=card.if_vnet)
    assert "stf0" not in arrive(net, card, *stranger)[0]  # the answer alone finds no way
    assert stf.if_ipackets == 1
    net.ioctl("SIOCSIFFLAGS", "stf0", 0x1000, 0, vnet=card.if_vnet)
    assert arrive(net, card, *stranger) == ["Nothing here takes protocol 41 of 198.51.100.1."]


def test_the_prefix_says_who_may_send() -> None:
    """A longer prefix than 16 bits: only who shares as much of the IPv4 address is for this stf (stf_encapcheck)."""
    net, card, _ = host()
    net.address(card.if_vnet, card.if_xname, "198.51.100.2/24")
    net.netlink("RTM_DELADDR", card.if_vnet, name="stf0", family=AF_INET6, addr=six("2002:c000:202::1"))
    net.netlink("RTM_NEWADDR", card.if_vnet, name="stf0", family=AF_INET6, addr=six("2002:c000:202::1"), plen=32)
    assert arrive(net, card, "192.0.2.9") == []
    inner = ("2002:c633:6409::1", "2002:c000:202::1")
    assert arrive(net, card, "198.51.100.9", inner) == ["Nothing here takes protocol 41 of 198.51.100.9."]


KERNEL = NetHost().kernel


@given(st.integers(0, (1 << 32) - 1), st.integers(1, 32), st.integers(1, 64))
@settings(max_examples=100, deadline=None)
def test_whoever_has_an_address_of_6rd_is_found_by_it(own: int, common: int, plen: int) -> None:
    """An address made by RFC 5969 of prefix and IPv4 address gives that address back, for every length that fits,
    unless it happens to be one of 6to4.
    """
    sc = StfSoftc(srcv4_addr=own, v4prefixlen=common)
    suffix = 32 - common if common < 32 else 32
    if plen + suffix > 64:
        return
    inside = own & (1 << suffix) - 1
    address = (0x3FFE << 112 >> 128 - plen << 128 - plen) | inside << 128 - plen - suffix
    if not is_6to4(address):
        assert stf_getin4addr(KERNEL, sc, address, plen) == own


def test_an_address_without_room_is_refused() -> None:
    net, card, _ = host()
    net.netlink("RTM_DELADDR", card.if_vnet, name="stf0", family=AF_INET6, addr=six("2002:c000:202::1"))
    with pytest.raises(Errno) as refused:
        net.netlink("RTM_NEWADDR", card.if_vnet, name="stf0", family=AF_INET6, addr=six("2001:db8::1"), plen=65)
    assert refused.value.errno == EINVAL
