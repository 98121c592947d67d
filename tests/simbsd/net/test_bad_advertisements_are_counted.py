"""What is wrong with an advertisement of CARP is counted, seen by watchers, told at net.inet.carp.log 2, and moves
nobody (sys/netinet/ip_carp.c: carp_input, carp6_input, carp_input_c).
"""

from __future__ import annotations

from hmac import digest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nethost import SECOND, NetHost, ip4

from simbsd.net.bpf_wire import carp_bytes, in_cksum
from simbsd.sys.carp import BACKUP, CarpRecord, CarpSoftc
from simbsd.sys.in6 import in6_setscope, inet_pton6
from simbsd.sys.mbuf import ETHERTYPE_IP, ETHERTYPE_IPV6, Carp, Ether, Ip, Ip6, Mbuf
from simbsd.sys.socketvar import AF_INET6
from simbsd.sys.vnet import Ifnet

VHID, SHARED = 7, "10.0.0.1"
GROUP6 = inet_pton6("ff02::12") or 0
SHARED6, NEAR6 = (inet_pton6(text) or 0 for text in ("2001:db8::1", "fe80::5"))


def backup(net: NetHost, log: int = 2) -> tuple[Ifnet, CarpSoftc]:
    """A stack whose virtual host 7 with one address of each family waits for its master; the cable's other end."""
    net.kernel.modules["carp"] = 3
    vnet = net.vnet()
    vnet.vnet_sysctls["net.inet.carp.log"] = log
    a, b = net.cable(net.vnet0, vnet)
    net.ioctl("SIOCSIFFLAGS", a, 1, 0)
    net.address(vnet, b, "10.0.0.2/24")
    net.netlink("CARP_NL_CMD_SET", vnet, name=b, carp=CarpRecord(VHID, key=b"secret"))
    net.netlink("RTM_NEWADDR", vnet, name=b, addr=ip4(SHARED), plen=24, vhid=VHID)
    net.netlink("RTM_NEWADDR", vnet, name=b, family=AF_INET6, addr=SHARED6, plen=64, vhid=VHID)
    net.run(2 * SECOND)
    ifp = net.ifp(b, vnet)
    return net.ifp(a), ifp.if_carp.cif_vrs[0]


def good(advskew: int = 0, counter: int = 5, vhid: int = VHID) -> Carp:
    """An advertisement as another host with the same password and addresses makes it, by RFC 2104."""
    body = bytes((2, 1, vhid)) + ip4(SHARED).to_bytes(4, "big") + SHARED6.to_bytes(16, "big")
    return Carp(vhid, 1, advskew, counter, digest(b"secret", body + counter.to_bytes(8, "big"), "sha1"))


def mended(data: bytes) -> bytes:
    """With the sum that is right for what it says now."""
    plain = data[:6] + b"\0\0" + data[8:]
    return plain[:6] + in_cksum(plain[:36]).to_bytes(2, "big") + plain[8:]


def altered(at: int, value: int) -> bytes:
    data = bytearray(carp_bytes(good()))
    data[at] = value
    return mended(bytes(data))


def send(net: NetHost, ifp: Ifnet, data: bytes, six: bool = False, ttl: int = 255) -> list[str]:
    """Put an advertisement on the cable; why it ended, if it did."""
    packet: Ip | Ip6 = Ip(ip4("10.0.0.3"), ip4("224.0.0.18"), 112, ttl, data, 20 + len(data))
    group, kind = b"\1\0\x5e\0\0\x12", ETHERTYPE_IP
    if six:
        packet = Ip6(NEAR6, GROUP6, 112, ttl, data, 40 + len(data))
        group, kind = b"\x33\x33\0\0\0\x12", ETHERTYPE_IPV6
    frame = Ether(group, b"\0\0\x5e\0\1\7", kind, packet)
    m = Mbuf(net.kernel.lastpacket, frame, None, True, 0, 14 + packet.length)
    seen = net.hops(lambda: ifp.if_transmit(net.kernel, ifp, m), 1000)
    return [where for _, where in seen if " > " not in where]


BAD = {
    "badlen": (carp_bytes(good())[:35], "35 bytes of an advertisement of CARP, which has 36"),
    "badsum": (carp_bytes(good())[:-1] + b"\0", "an advertisement of CARP with a bad sum"),
    "badver": (altered(0, 0x31), "an advertisement of CARP version 3"),
    "badvhid": (carp_bytes(good(vhid=9)), "no virtual host 9 is here"),
    "badauth": (altered(15, 6), "an advertisement for virtual host 7 with another password, or other addresses"),
}
TOLD = {
    ("badlen", False): "carp_input: received len 35 < sizeof(struct carp_header) on {}",
    ("badlen", True): "carp6_input: packet size 75 too small",
    ("badsum", False): "carp_input: checksum failed on {}",
    ("badsum", True): "carp6_input: checksum failed, on {}",
    ("badver", False): "{}: invalid version 3",
    ("badver", True): "{}: invalid version 3",
    ("badauth", False): "carp_input_c: incorrect hash for VHID 7@{}",
    ("badauth", True): "carp_input_c: incorrect hash for VHID 7@{}",
}


@pytest.mark.parametrize("six", [False, True])
@pytest.mark.parametrize("counter", list(BAD))
def test_a_bad_one_is_counted_and_told(net: NetHost, counter: str, six: bool) -> None:
    far, sc = backup(net)
    name = sc.sc_carpdev.if_xname
    data, why = BAD[counter]
    assert send(net, far, data, six) == [f"{name}: {why}."]
    stats = sc.sc_carpdev.if_vnet.vnet_stats
    counted = {key: count for key, count in stats.items() if key.startswith("carp.") and count}
    assert counted == {f"carp.carps_ipackets{'6' if six else ''}": 1, f"carp.carps_{counter}": 1}
    told = [line.rstrip("\n") for line in net.kernel.msgbuf[-1:]]
    assert (counter, six) not in TOLD or told == [TOLD[counter, six].format(name)]
    net.run(SECOND * 3 // 2)
    assert sc.sc_state != BACKUP  # nobody's timer was reset


def test_a_good_one_keeps_the_backup_waiting(net: NetHost) -> None:
    far, sc = backup(net)
    for counter in range(4):
        for six in (False, True):
            assert send(net, far, carp_bytes(good(counter=counter)), six) == []
        net.run(2 * SECOND)
    assert (sc.sc_state, sc.sc_counter) == (BACKUP, 3)


def test_from_beyond_the_link(net: NetHost) -> None:
    """IN_MULTICAST() sees the address of IPv4 in the wrong order of octets: only IPv6 is looked at."""
    far, sc = backup(net)
    why = f"{sc.sc_carpdev.if_xname}: an advertisement of CARP came from beyond this link."
    assert send(net, far, carp_bytes(good()), True, 254) == [why]
    assert send(net, far, carp_bytes(good()), False, 254) == []
    assert sc.sc_carpdev.if_vnet.vnet_stats["carp.carps_badttl"] == 1


def test_without_leave_or_virtual_host(net: NetHost) -> None:
    far, sc = backup(net)
    vnet = sc.sc_carpdev.if_vnet
    vnet.vnet_sysctls["net.inet.carp.allow"] = 0
    assert send(net, far, carp_bytes(good())) == [f"{sc.sc_carpdev.if_xname}: net.inet.carp.allow is 0 in this stack."]
    plain = net.vnet()
    a, b = net.cable(net.vnet0, plain)
    net.ioctl("SIOCSIFFLAGS", a, 1, 0)
    net.address(plain, b, "10.0.0.2/24")
    net.netlink("RTM_NEWADDR", plain, name=b, family=AF_INET6, addr=SHARED6, plen=64)
    net.ifp(b, plain).if_multiaddrs[in6_setscope(GROUP6, net.ifp(b, plain).if_index)] = 1
    assert send(net, net.ifp(a), carp_bytes(good()))[-1] == (
        f"{b} has no virtual host, and does not listen to CARP's group."
    )
    assert plain.vnet_stats["ip.ips_notmember"] == 1
    assert send(net, net.ifp(a), carp_bytes(good()), True) == [
        f"{b}: an advertisement of CARP where there is no virtual host."
    ]
    assert plain.vnet_stats["carp.carps_badif"] == 1


@given(st.binary(max_size=48), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_comes_nothing_raises(data: bytes, six: bool, whole: bool) -> None:
    net = NetHost()
    far, sc = backup(net, 1)
    body = mended(bytes((0x21, VHID)) + data.ljust(34, b"\0")) if whole else data
    send(net, far, body, six)
    assert sc.sc_state == BACKUP
    assert sc.sc_init_counter
