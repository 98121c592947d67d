"""Routes: the longest prefix, several gateways, what an address brings and takes, tables by number (facts 4.5, 4.6)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from nethost import NetHost, ip4

from simbsd.net.route import MASKS, fib4_lookup, rib_add, rib_del
from simbsd.sys.vnet import RTF_UP, Nhop, Vnet


def table(net: NetHost, vnet: Vnet | None = None, fib: int = 0) -> list[tuple[str, str]]:
    """(prefix, gateway or interface) of every route, in display order."""
    records = net.netlink("RTM_GETROUTE", vnet, fib=fib)
    return [
        (
            f"{'.'.join(str(record.dst >> shift & 255) for shift in (24, 16, 8, 0))}/{record.plen}",
            record.name if record.gateway is None else hex(record.gateway),
        )
        for record in records
    ]


def test_an_address_brings_two_routes_and_takes_them_and_what_hangs_on_them(net: NetHost) -> None:
    vnet = net.vnet()
    net.cable(vnet, net.vnet0)
    net.address(vnet, "epair0a", "10.0.0.1/24")
    net.netlink("RTM_NEWROUTE", vnet, dst=0, plen=0, gateway=ip4("10.0.0.9"), flags=0x800)
    assert table(net, vnet) == [("0.0.0.0/0", "0xa000009"), ("10.0.0.0/24", "epair0a"), ("10.0.0.1/32", "lo0")]
    net.netlink("RTM_DELADDR", vnet, name="epair0a", addr=ip4("10.0.0.1"))
    assert table(net, vnet) == []


def test_an_equal_prefix_on_another_interface_inherits_the_route(net: NetHost) -> None:
    vnet = net.vnet()
    for _ in range(2):
        net.cable(vnet, net.vnet0)
    net.address(vnet, "epair0a", "10.0.0.1/24")
    net.address(vnet, "epair1a", "10.0.0.2/24")
    own = [("10.0.0.1/32", "lo0"), ("10.0.0.2/32", "lo0")]
    assert table(net, vnet) == [("10.0.0.0/24", "epair0a"), *own]
    net.ioctl("SIOCSIFFLAGS", "epair0a", 0, 1, vnet=vnet)
    assert table(net, vnet) == [("10.0.0.0/24", "epair1a"), *own]


def test_more_gateways_for_one_prefix_share_the_flows(net: NetHost) -> None:
    vnet, dst = net.vnet(), ip4("192.0.2.0")
    net.cable(vnet, net.vnet0)
    net.address(vnet, "epair0a", "10.0.0.1/24")
    for last in (8, 9):
        net.netlink("RTM_NEWROUTE", vnet, dst=dst, plen=24, gateway=ip4(f"10.0.0.{last}"), flags=0x800)
    chosen = []
    for host in range(64):
        nhop = fib4_lookup(vnet, 0, dst + host, ip4("10.0.0.1"))
        assert nhop is not None
        assert nhop.nh_gateway is not None
        chosen.append(nhop.nh_gateway & 255)
    assert sorted(dict.fromkeys(chosen)) == [8, 9]
    net.netlink("RTM_DELROUTE", vnet, dst=dst, plen=24, gateway=ip4("10.0.0.8"))
    assert [gateway for prefix, gateway in table(net, vnet) if prefix == "192.0.2.0/24"] == ["0xa000009"]


def test_refusals(net: NetHost) -> None:
    def new(**attributes: object) -> str:
        return net.refused(lambda: net.netlink("RTM_NEWROUTE", **({"flags": 0x800} | attributes)))

    net10 = ip4("10.0.2.0")
    assert new(dst=0, plen=0, gateway=ip4("9.9.9.9")) == "EINVAL"
    assert new(dst=0, plen=0, gateway=ip4("10.0.2.2")) == "EEXIST"
    assert new(dst=net10, plen=24, gateway=ip4("10.0.2.2")) == "EEXIST"
    assert new(dst=ip4("192.0.2.0"), plen=24, gateway=ip4("10.0.2.2"), change=True) == "ESRCH"
    assert new(dst=net10, plen=24, gateway=ip4("10.0.2.2"), change=True) == "EEXIST"
    assert new(dst=0, plen=0, gateway=ip4("10.0.2.2"), fib=1) == "EINVAL"
    assert net.refused(lambda: net.netlink("RTM_DELROUTE", dst=net10, plen=24)) == "EADDRINUSE"
    assert net.refused(lambda: net.netlink("RTM_DELROUTE", dst=net10, plen=25)) == "ESRCH"
    assert net.refused(lambda: net.netlink("RTM_DELROUTE", dst=0, plen=0, gateway=ip4("10.0.2.3"))) == "ESRCH"
    assert net.refused(lambda: net.netlink("RTM_NEWNEXTHOP")) == "EOPNOTSUPP"


Routes = list[tuple[int, int]]


@settings(max_examples=60, deadline=None)
@given(
    routes=st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 32)), max_size=40),
    gone=st.lists(st.integers(0, 39), max_size=20),
    asked=st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=30),
)
def test_the_longest_prefix_is_found_as_by_trying_all(routes: Routes, gone: list[int], asked: list[int]) -> None:
    net = NetHost()
    vnet = net.vnet()
    hops = []
    for low, plen in routes:
        dst = low * 0x10001 & MASKS[plen]
        if not any((hop.rt_dst, hop.rt_plen) == (dst, plen) for hop in hops):
            hops.append(Nhop(dst, plen, RTF_UP, vnet.vnet_lo))
            rib_add(vnet.vnet_fibs[0], hops[-1])
    for round_ in range(2):
        for low in asked:
            address = low * 0x10001 & 0xFFFFFFFF
            fitting = [hop for hop in hops if (address ^ hop.rt_dst) & MASKS[hop.rt_plen] == 0]
            best = max(fitting, key=lambda hop: hop.rt_plen, default=None)
            assert fib4_lookup(vnet, 0, address) is best
        if round_ == 0:
            for number in gone:
                if number < len(hops):
                    rib_del(vnet.vnet_fibs[0], hops.pop(number))
