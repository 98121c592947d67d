"""Which addresses a jail's sockets get: facts 2.6 (netinet/in_jail.c)."""

from __future__ import annotations

import pytest

from simbsd.netinet.in_jail import (
    can_prison_ip4,
    prison_check_af,
    prison_check_ip4,
    prison_equal_ip,
    prison_get_ip4,
    prison_if,
    prison_local_ip4,
    prison_remote_ip4,
    prison_saddrsel_ip4,
)
from simbsd.sys.errno import Errno
from simbsd.sys.event import AddressRewritten
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_LINK, AF_NETLINK, AF_ROUTE, AF_UNIX

ANY, LOOPBACK = 0, 0x7F000001
ONE, TWO, OTHER = 0x0A000001, 0x0A000002, 0x0A000009


@pytest.fixture
def creds(host):
    """Credentials of the host and of a jail of each sort."""
    jails = {
        "one": {"ip4__addr": [ONE]}, "many": {"ip4__addr": [TWO, OTHER, ONE + 0x100]}, "none": {}, "free": {"ip4": 2},
        "vnet": {"vnet": 1}, "primary": {"ip4__addr": [ONE + 0x200], "ip4__saddrsel": False},
    }  # fmt: skip
    host.creds = {name: host.inmate(host.jail(name=name, **params)).p_ucred for name, params in jails.items()}
    host.creds["host"] = host.root.p_ucred
    return host


def bound(host, name: str, addr: int, rule=prison_local_ip4) -> int | str:
    try:
        return rule(host.kernel, host.root, host.creds[name], addr)
    except Errno as error:
        return error.name


@pytest.mark.parametrize(
    ("jail", "asked", "got"),
    [
        ("one", ANY, ONE), ("one", LOOPBACK, ONE), ("one", ONE, ONE), ("one", OTHER, "EADDRNOTAVAIL"),
        ("many", ANY, ANY), ("many", LOOPBACK, TWO), ("many", OTHER, OTHER), ("many", ONE, "EADDRNOTAVAIL"),
        ("none", ANY, "EAFNOSUPPORT"), ("none", LOOPBACK, "EAFNOSUPPORT"),
        ("free", ANY, ANY), ("free", LOOPBACK, LOOPBACK), ("free", OTHER, OTHER),
        ("vnet", OTHER, OTHER), ("host", OTHER, OTHER),
    ],
)  # fmt: skip
def test_binding(creds, jail: str, asked: int, got: int | str) -> None:
    assert bound(creds, jail, asked) == got


@pytest.mark.parametrize(
    ("jail", "asked", "got"),
    [("one", LOOPBACK, ONE), ("one", OTHER, OTHER), ("many", LOOPBACK, TWO), ("none", OTHER, "EAFNOSUPPORT"),
     ("free", LOOPBACK, LOOPBACK), ("host", LOOPBACK, LOOPBACK)],
)  # fmt: skip
def test_connecting(creds, jail: str, asked: int, got: int | str) -> None:
    assert bound(creds, jail, asked, prison_remote_ip4) == got


def test_a_rewritten_address_is_announced_and_an_unchanged_one_is_not(creds) -> None:
    creds.kernel.events.clear()
    bound(creds, "one", LOOPBACK)
    bound(creds, "one", ONE)
    bound(creds, "many", OTHER)
    [event] = [e for e in creds.kernel.events if isinstance(e, AddressRewritten)]
    assert (event.pid, event.before, event.after) == (creds.root.p_pid, "127.0.0.1", "10.0.0.1")


def test_the_primary_address_and_source_selection(creds) -> None:
    assert {name: prison_saddrsel_ip4(cred) for name, cred in creds.creds.items()} == {
        "one": None, "many": None, "none": None, "free": None, "vnet": None, "host": None, "primary": ONE + 0x200,
    }  # fmt: skip
    assert [prison_get_ip4(creds.creds[name]) for name in ("one", "many", "free", "host")] == [ONE, TWO, ANY, ANY]
    with pytest.raises(Errno):
        prison_get_ip4(creds.creds["none"])


def test_own_addresses_are_found_among_many(creds) -> None:
    owned = [addr for addr in range(ONE - 2, ONE + 0x300) if can_prison_ip4(creds.creds["many"], addr)]
    assert owned == [TWO, OTHER, ONE + 0x100]
    prison_check_ip4(creds.creds["many"], OTHER)
    with pytest.raises(Errno) as caught:
        prison_check_ip4(creds.creds["many"], ONE)
    assert caught.value.name == "EADDRNOTAVAIL"


@pytest.mark.parametrize(
    ("jail", "families"),
    [("one", [AF_UNIX, AF_INET, AF_ROUTE, AF_NETLINK]), ("none", [AF_UNIX, AF_ROUTE, AF_NETLINK]),
     ("vnet", [AF_UNIX, AF_INET, AF_INET6, AF_ROUTE, AF_NETLINK, AF_LINK]),
     ("host", [AF_UNIX, AF_INET, AF_INET6, AF_ROUTE, AF_NETLINK, AF_LINK])],
)  # fmt: skip
def test_address_families(creds, jail: str, families: list[int]) -> None:
    every = (AF_UNIX, AF_INET, AF_INET6, AF_ROUTE, AF_NETLINK, AF_LINK)
    for family in families:
        prison_check_af(creds.creds[jail], family)
    for family in [other for other in every if other not in families]:
        with pytest.raises(Errno) as caught:
            prison_check_af(creds.creds[jail], family)
        assert caught.value.name == "EAFNOSUPPORT"


def test_interface_addresses_are_filtered_for_a_jail_that_shares_the_stack(creds) -> None:
    seen = {name: prison_if(cred, AF_INET, ONE) for name, cred in creds.creds.items()}
    assert [name for name, visible in seen.items() if visible] == ["one", "free", "vnet", "host"]


def test_jails_that_share_a_list_have_equal_restrictions(host) -> None:
    warden = host.inmate(host.jail(name="a", children__max=2, ip4__addr=[ONE]))
    host.jail(warden, name="same", ip4=2)
    host.jail(warden, name="own", ip4__addr=[ONE])
    a, same, own = (host.kernel.allprison[host.get(name)["jid"]] for name in ("a", "a.same", "a.own"))
    assert (prison_equal_ip(a, same, AF_INET), prison_equal_ip(a, own, AF_INET)) == (True, False)
