"""No packet ends without a word: what a stack throws away is seen by watchers, with the reason."""

from __future__ import annotations

import pytest
from nethost import NetHost, ip4

from simbsd.netinet.ip_output import ip_output
from simbsd.sys.mbuf import BSTP_ETHERADDR, TH_ACK, TH_RST, Ether, Ip, Mbuf, Tcp, Udp
from simbsd.sys.vnet import Vnet


def losses(hops: list[tuple[str, str]]) -> list[str]:
    return [where for _, where in hops if " > " not in where]


def segment(net: NetHost, one: Vnet, flags: int, dport: int = 9) -> None:
    th = Tcp(1025, dport, 1, 1, flags, 1000)
    ip_output(net.kernel, one, Ip(ip4("10.0.0.1"), ip4("10.0.0.2"), 6, 64, th, 40))


@pytest.mark.parametrize(
    ("flags", "reason"),
    [(TH_RST, "A reset for a connection that is not here."), (TH_ACK, "No program listens on TCP port 9.")],
)
def test_a_segment_for_nobody(net: NetHost, flags: int, reason: str) -> None:
    one, _ = net.pair()
    assert losses(net.hops(lambda: segment(net, one, flags)))[:1] == [reason]


def test_a_fragment_whose_others_never_come(net: NetHost) -> None:
    one, _ = net.pair()
    part = Ip(ip4("10.0.0.1"), ip4("10.0.0.2"), 17, 64, Udp(1, 2, b"x" * 16), 44, mf=True)

    def send() -> None:
        ip_output(net.kernel, one, part)
        net.run(31_000_000)

    assert losses(net.hops(send)) == ["Other fragments of the packet have not come within 30 seconds."]


def test_a_bridge_with_nowhere_to_send(net: NetHost) -> None:
    bridge = net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", bridge, 1, 0)
    vnet = net.vnet()
    a, b = net.cable(net.vnet0, vnet)
    net.ioctl("BRDGADD", bridge, a)
    net.ioctl("SIOCSIFFLAGS", a, 1, 0)
    net.address(vnet, b, "10.0.0.1/24")
    net.run(1000)
    stranger = bytes.fromhex("020000000009")
    ifp = net.ifp(b, vnet)
    frame = Ether(stranger, ifp.if_lladdr or b"", 0x0800, Ip(1, 2, 17, 64, b"", 20))
    send = net.hops(lambda: ifp.if_transmit(net.kernel, ifp, Mbuf(10_000, frame, None, False, 0, 34)))
    assert losses(send) == [f"{bridge}: no other member can take the frame."]


def test_a_member_with_a_limit_passes_nothing_from_one_address_more(sh) -> None:
    """bridge_forward: an address that cannot be learned behind such a member is denied."""
    script = """
    for i in 0 1; do ifconfig epair create >/dev/null; jail -c name=j$i vnet path=/ persist vnet.interface=epair${i}b
    ifconfig epair${i}a up; ifconfig -j j$i epair${i}b 10.8.0.$((i + 1))/24 up; done
    ifconfig bridge create >/dev/null; ifconfig bridge0 addm epair0a addm epair1a ifmaxaddr epair0a 1 up
    jexec j0 ping -qc 1 -t 2 10.8.0.2 | grep transmitted
    ifconfig -j j0 epair0b ether 02:00:00:00:00:77
    jexec j0 ping -qc 1 -t 2 10.8.0.2 | grep transmitted
    ifconfig bridge0 ifmaxaddr epair0a 2; jexec j1 arp -d 10.8.0.1 >/dev/null
    jexec j0 ping -qc 1 -t 3 10.8.0.2 | grep transmitted
    """
    one = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
    assert sh(script)[0] == one + one.replace("1 packets r", "0 packets r").replace("0.0%", "100.0%") + one


@pytest.mark.parametrize(
    ("dst", "kind", "reason"),
    [
        (BSTP_ETHERADDR, 39, "this is a bridge's word about the spanning tree, and this is a member of none"),
        (b"\xff" * 6, 0x8809, "this is an aggregated link's word to its other end, and this is a port of no lagg"),
        (b"\xff" * 6, 60, "a frame of 802.3, whose 60 bytes no protocol here takes"),
        (b"\xff" * 6, 0x9000, "no protocol here takes Ethernet type 0x9000"),
    ],
)
def test_a_frame_that_no_protocol_takes(net: NetHost, dst: bytes, kind: int, reason: str) -> None:
    one, other = net.pair()
    source, target = (next(ifp for ifp in vnet.vnet_ifnets.values() if ifp.if_type == "epair") for vnet in (one, other))
    frame = Ether(dst, source.if_lladdr or b"", kind, bytes(60))

    def send() -> None:
        source.if_transmit(net.kernel, source, Mbuf(1, frame, None, True, 0, 74))
        net.run(1_000_000)

    assert losses(net.hops(send)) == [f"{target.if_xname}: {reason}."]
