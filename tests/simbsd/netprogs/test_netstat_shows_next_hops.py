"""netstat -o and -O: next hops and their groups, as usr.bin/netstat/nhops.c and nhgrp.c print them, with the numbers
that sys/net/route/nhop.c and nhgrp.c give.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.net.nhgrp import RIB_MAX_MPATH_WIDTH, compile_nhgrp

WAYS = """\
route -q add -net 192.0.2.0/24 10.0.2.3
route -q add -net 192.0.2.0/24 10.0.2.4 -weight 2
route -q add -net 203.0.113.0/24 10.0.2.3
"""


def said(script: str) -> str:
    """What a script prints."""
    return Machine(ttys=0).script(script.encode())[0].decode()


def test_next_hops_by_number() -> None:
    assert said("netstat -on4") == """\
Nexthop data

Internet:
Idx   IFA                Gateway            Flags     Netif  Refcnt
1     127.0.0.1          lo0/resolve        H           lo0     1\x20
2     10.0.2.15          em0/resolve                    em0     1\x20
3     127.0.0.1          lo0/resolve        HS          lo0     1\x20
4     10.0.2.15          10.0.2.2           GS          em0     1\x20
"""


def test_the_wide_table_names_the_interface_of_an_own_address() -> None:
    assert said("netstat -onW4") == """\
Nexthop data

Internet:
Idx   Type         IFA                Gateway             Flags      Use Mtu         Netif     Addrif Refcnt Prepend
1       v4/resolve 127.0.0.1          lo0/resolve        H             0  16384        lo0               1\x20
2       v4/resolve 10.0.2.15          em0/resolve                      0   1500        em0               1\x20
3       v4/resolve 127.0.0.1          lo0/resolve        HS            0  16384        lo0       em0     1\x20
4            v4/gw 10.0.2.15          10.0.2.2           GS            0   1500        em0               1\x20
"""


def test_next_hops_of_ipv6() -> None:
    assert said("netstat -on6").splitlines()[2:] == [
        "Internet6:",
        "Idx   IFA                           Gateway                       Flags     Netif  Refcnt",
        "1     ::1                           lo0/resolve                   HS          lo0     1 ",
        "2     fe80::1%lo0                   lo0/resolve                   HS          lo0     1 ",
        "3     fe80::1%lo0                   lo0/resolve                               lo0     1 ",
        "4     ::1                           lo0/resolve                   RS          lo0     4 ",
    ]


def test_a_group_has_the_next_number_and_its_weights_give_the_slots() -> None:
    assert said(WAYS + "netstat -On4") == """\
Nexthop groups data

Internet:
GrpIdx  NhIdx     Weight   Slots           Gateway     Netif  Refcnt
7         ------- ------- ------- ----------------- ---------       1
               5       1       1          10.0.2.3       em0
               6       2       2          10.0.2.4       em0
"""
    held = said(WAYS + "netstat -on4 | tail -2 | awk '{ print $1, $3, $6 }'")
    assert held == "5 10.0.2.3 2\n6 10.0.2.4 1\n"


def test_two_networks_that_lead_the_same_ways_share_a_group() -> None:
    second = "route -q add -net 203.0.113.0/24 10.0.2.4 -weight 2\nnetstat -On4 | grep -e -"
    assert said(WAYS + second) == "7         ------- ------- ------- ----------------- ---------       2\n"


def test_a_group_goes_with_its_last_but_one_way_and_leaves_its_number() -> None:
    gone = "route -q delete -net 192.0.2.0/24 10.0.2.4\nnetstat -On4\nroute -q add -net 198.51.100.0/24 10.0.2.9\n"
    assert said(WAYS + gone + "netstat -on4 | tail -1") == (
        "Nexthop groups data\n6     10.0.2.15          10.0.2.9           GS          em0     1 \n"
    )


def test_a_hosts_route_shares_no_next_hop_with_a_networks() -> None:
    hosts = "route -q add -net 192.0.2.0/24 10.0.2.3\nroute -q add 198.51.100.1 10.0.2.3\n"
    assert said(hosts + "netstat -on4 | tail -2").splitlines() == [
        "5     10.0.2.15          10.0.2.3           GS          em0     1 ",
        "6     10.0.2.15          10.0.2.3           GHS         em0     1 ",
    ]


@pytest.mark.parametrize(("letter", "heading"), [("o", "Nexthop data\n"), ("O", "")])
def test_no_table_holds_all_families(letter: str, heading: str) -> None:
    why = "netstat: sysctl: net.route.0.0.nhdump.0 estimate: Address family not supported by protocol family\n71\n"
    assert said(f"netstat -{letter} 2>&1\necho $?") == heading + why


def test_a_jail_on_a_shared_stack_sees_all_of_them() -> None:
    jail = "jail -c name=j path=/ ip4.addr=10.0.2.15 command=/usr/bin/netstat -on4 | tail -1"
    assert said(jail) == "4     10.0.2.15          10.0.2.2           GS          em0     1 \n"


def test_fields() -> None:
    hops = json.loads(said("netstat -onW4 --libxo json"))["statistics"]["route-nhop-information"]["nhop-table"]
    assert hops["rt-family"][0]["nh-entry"][2] == {
        "index": 3, "type_str": "v4/resolve", "ifa": "127.0.0.1", "gateway": "lo0/resolve", "flags": "HS",
        "rt_flags_pretty": ["host", "static"], "use": 0, "mtu": 16384, "interface-name": "lo0",
        "address-interface-name": "em0", "refcount": 1,
    }  # fmt: skip
    groups = json.loads(said(WAYS + "netstat -On4 --libxo json"))["statistics"]["route-nhgrp-information"]
    assert groups["nhgrp-table"]["rt-family"][0]["nhgrp-entry"][0]["nhop-weights"][1] == {
        "nh-index": 6, "nh-weight": 2, "nh-slots": 2, "nh-gw": "10.0.2.4", "nh-interface": "em0",
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 1000), min_size=2, max_size=10))
def test_every_slot_of_a_group_leads_somewhere(weights: list[int]) -> None:
    slots = compile_nhgrp(tuple(enumerate(weights, 1)))
    assert sum(slots) <= RIB_MAX_MPATH_WIDTH
    if sum(slots) < RIB_MAX_MPATH_WIDTH:  # the proportions are kept exactly
        assert all(slot * sum(weights) == weight * sum(slots) for slot, weight in zip(slots, weights, strict=True))
