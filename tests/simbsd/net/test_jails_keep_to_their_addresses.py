"""Sockets of a jail on the host's stack: which addresses they get, what is rewritten, what is refused (facts 2.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nethost import NetHost, ip4

from simbsd.sys.event import AddressRewritten
from simbsd.sys.jail import Prison
from simbsd.sys.proc import Proc
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM
from simbsd.sys.ucred import Ucred

HOST, JAIL, OTHER = ip4("10.0.2.15"), ip4("10.0.2.50"), ip4("10.0.2.51")
LOOPBACK = ip4("127.0.0.1")


def prison(net: NetHost, number: int, addresses: list[int] | None) -> Prison:
    """A plain jail of the host, as jail_set would make it."""
    host = net.kernel.prison0
    allow = {name: name in ("suser", "reserved_ports") for name in host.pr_allow}
    made = replace(
        host, pr_id=number, pr_name=str(number), pr_parent=host, pr_owns_vnet=False, pr_ip4=addresses, pr_allow=allow,
        pr_ref=1, pr_children={}, pr_ip4_user=True, pr_ip6=[], pr_ip6_user=True,
    )  # fmt: skip
    net.kernel.allprison[number] = made
    return made


def inside(net: NetHost, jail: Prison) -> Proc:
    p = net.process()
    p.p_ucred = Ucred(0, 0, 0, (0,), 0, 0, jail)
    return p


@pytest.fixture
def shared(net: NetHost) -> NetHost:
    """The host with two more addresses."""
    for text in ("10.0.2.50/32", "10.0.2.51/32"):
        net.address(net.vnet0, "em0", text)
    return net


def bound(net: NetHost, p: Proc, address: tuple[int, int], kind: int = SOCK_STREAM) -> tuple[int, int]:
    """The local end of a socket after bind."""
    fd = net.call(p, "socket", AF_INET, kind, 0)
    net.call(p, "bind", fd, address)
    name: tuple[int, int] = net.call(p, "getsockname", fd)
    return name


def test_any_address_becomes_the_only_one(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, [JAIL]))
    assert bound(shared, p, (0, 80)) == (JAIL, 80)


def test_any_address_of_several_stays_any(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, [JAIL, OTHER]))
    assert bound(shared, p, (0, 80)) == (0, 80)


def test_loopback_becomes_the_primary_address_and_watchers_are_told(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, [JAIL]))
    assert bound(shared, p, (LOOPBACK, 80)) == (JAIL, 80)
    told = [event for event in shared.kernel.events if isinstance(event, AddressRewritten)]
    assert [(event.call, event.before, event.after) for event in told] == [("bind", "127.0.0.1", "10.0.2.50")]


def test_the_host_and_a_jail_may_hold_one_port(shared: NetHost) -> None:
    """in_pcb.c: in_pcblookup_local passes by whoever has another list of addresses (prison_equal_ip4)."""
    assert bound(shared, shared.p, (JAIL, 80)) == (JAIL, 80)
    p = inside(shared, prison(shared, 1, [JAIL]))
    assert bound(shared, p, (JAIL, 80)) == (JAIL, 80)
    assert shared.refused(lambda: bound(shared, p, (JAIL, 80))) == "EADDRINUSE"


def test_a_foreign_address_is_refused(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, [JAIL]))
    assert shared.refused(lambda: bound(shared, p, (HOST, 80))) == "EADDRNOTAVAIL"
    assert shared.refused(lambda: bound(shared, p, (OTHER, 80), SOCK_DGRAM)) == "EADDRNOTAVAIL"


def test_without_addresses_there_are_no_sockets(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, []))
    assert shared.refused(lambda: shared.call(p, "socket", AF_INET, SOCK_STREAM, 0)) == "EPROTONOSUPPORT"


def test_raw_sockets_need_leave(shared: NetHost) -> None:
    jail = prison(shared, 1, [JAIL])
    p = inside(shared, jail)
    assert shared.refused(lambda: shared.call(p, "socket", AF_INET, SOCK_RAW, 1)) == "EPERM"
    assert jail.pr_ref == 1
    jail.pr_allow["raw_sockets"] = True
    assert shared.refused(lambda: shared.call(p, "socket", AF_INET, SOCK_RAW, 1)) == "ok"
    assert jail.pr_ref == 2


def test_two_jails_and_the_host_may_all_have_port_80(shared: NetHost) -> None:
    one, two = inside(shared, prison(shared, 1, [JAIL])), inside(shared, prison(shared, 2, [OTHER]))
    assert bound(shared, one, (0, 80)) == (JAIL, 80)
    assert bound(shared, two, (0, 80)) == (OTHER, 80)
    assert bound(shared, shared.p, (0, 80)) == (0, 80)
    assert shared.refused(lambda: bound(shared, one, (0, 80))) == "EADDRINUSE"
    assert shared.refused(lambda: bound(shared, shared.p, (0, 80))) == "EADDRINUSE"


def test_a_connection_to_loopback_stays_in_the_jail(shared: NetHost) -> None:
    one, two = inside(shared, prison(shared, 1, [JAIL])), inside(shared, prison(shared, 2, [OTHER]))
    for p in (one, shared.p):
        fd = shared.call(p, "socket", AF_INET, SOCK_STREAM, 0)
        shared.call(p, "bind", fd, (0, 80))
        shared.call(p, "listen", fd, 5)
    client = shared.call(one, "socket", AF_INET, SOCK_STREAM, 0)
    shared.call(one, "connect", client, (LOOPBACK, 80))
    assert shared.call(one, "getpeername", client) == (JAIL, 80)
    assert shared.call(one, "getsockname", client)[0] == JAIL
    assert shared.call(one, "accept", 0)[1][0] == JAIL
    # another jail's loopback is its own address, where the host's wildcard listens
    client = shared.call(two, "socket", AF_INET, SOCK_STREAM, 0)
    shared.call(two, "connect", client, (LOOPBACK, 80))
    assert shared.call(two, "getpeername", client) == (OTHER, 80)
    assert shared.call(shared.p, "accept", 0)[1][0] == OTHER


def test_the_source_is_the_jails_address(shared: NetHost) -> None:
    p = inside(shared, prison(shared, 1, [JAIL]))
    fd = shared.call(p, "socket", AF_INET, SOCK_DGRAM, 0)
    shared.call(p, "connect", fd, (ip4("10.0.2.2"), 53))
    assert shared.call(p, "getsockname", fd) == (JAIL, 10000)
    shared.call(shared.p, "socket", AF_INET, SOCK_DGRAM, 0)
    shared.call(shared.p, "connect", 0, (ip4("10.0.2.2"), 53))
    assert shared.call(shared.p, "getsockname", 0) == (HOST, 10001)


def test_a_jail_sees_its_own_sockets_and_addresses_only(shared: NetHost) -> None:
    from simbsd.net.net_sysctl import SYSCTLS

    p = inside(shared, prison(shared, 1, [JAIL]))
    bound(shared, p, (0, 80))
    bound(shared, shared.p, (0, 81))
    listed = next(oid.get for oid in SYSCTLS if oid.name == "net.inet.tcp.pcblist")
    assert listed is not None
    assert [record.lport for record in listed(shared.kernel, p)] == [80]
    assert [record.lport for record in listed(shared.kernel, shared.p)] == [81, 80]
    fd = shared.call(p, "socket", 38, 3, 0)
    links = shared.call(p, "netlink", fd, "RTM_GETLINK", {})
    assert [(link.name, [address.addr for address in link.addrs]) for link in links] == [("em0", [JAIL]), ("lo0", [])]
    routes = shared.call(p, "netlink", fd, "RTM_GETROUTE", {"fib": 0})
    assert [(route.dst, route.plen) for route in routes] == [(JAIL, 32)]
    assert shared.refused(lambda: shared.call(p, "netlink", fd, "RTM_GETNEIGH", {})) == "EPERM"
