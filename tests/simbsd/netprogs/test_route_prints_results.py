"""route's result lines and its answer to get are FreeBSD 14's to the byte (facts 4.5)."""

from __future__ import annotations

import pytest

from simbsd.lib.inet import inet_ntoa
from simbsd.sbin.route.request import Request
from simbsd.sbin.route.text import flushed_text, get_text, netname, result_text
from simbsd.sys.errno import EADDRINUSE, EBUSY, EEXIST, EINVAL, ENOBUFS, EPERM, ESRCH
from simbsd.sys.records import RouteRecord
from tests.simbsd.netprogs.records import HOST_TABLE, ip, route

DEFAULT = Request("add", dest_text="default", gateway_text="10.0.0.1", fibs=[0])


def test_success_names_the_fib_only_when_there_are_several() -> None:
    assert result_text(DEFAULT, {0: 0}, 1) == "add net default: gateway 10.0.0.1\n"
    assert result_text(DEFAULT, {0: 0}, 2) == "add net default: gateway 10.0.0.1 fib 0\n"


def test_success_in_several_fibs_is_one_line() -> None:
    request = Request("add", dest_text="default", gateway_text="10.0.0.1", fibs=[0, 1, 2])
    assert result_text(request, {0: 0, 1: EEXIST, 2: 0}, 3) == (
        "add net default: gateway 10.0.0.1 fib 0,2\n"
        "add net default: gateway 10.0.0.1 fib 1: route already in table\n"
    )


@pytest.mark.parametrize(
    ("errno", "reason"),
    [
        (EEXIST, "route already in table"),
        (ESRCH, "not in table"),
        (EBUSY, "entry in use"),
        (ENOBUFS, "not enough memory"),
        (EADDRINUSE, "gateway uses the same route"),
        (EINVAL, "Invalid argument"),
        (EPERM, "Operation not permitted"),
    ],
)
def test_failure_names_the_fib_and_the_reason(errno: int, reason: str) -> None:
    assert result_text(DEFAULT, {0: errno}, 1) == f"add net default: gateway 10.0.0.1 fib 0: {reason}\n"


def test_deleting_a_host_without_a_gateway() -> None:
    request = Request("delete", dest_text="9.9.9.9", host=True, fibs=[0])
    assert result_text(request, {0: ESRCH}, 1) == "delete host 9.9.9.9 fib 0: not in table\n"


def test_get_of_a_connected_prefix() -> None:
    assert get_text(ip("10.0.2.2"), HOST_TABLE[1], 0, True, {}) == (
        "   route to: 10.0.2.2\n"
        "destination: 10.0.2.0\n"
        "       mask: 255.255.255.0\n"
        "        fib: 0\n"
        "  interface: em0\n"
        "      flags: <UP,DONE,PINNED>\n"
        " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
        "       0         0         0         0      1500         1         0 \n"
    )


def test_get_through_a_gateway_by_names() -> None:
    names = {ip("10.0.2.2"): "gate", ip("8.8.8.8"): "resolver"}
    assert get_text(ip("8.8.8.8"), HOST_TABLE[0], 1, False, names) == (
        "   route to: resolver\n"
        "destination: default\n"
        "       mask: default\n"
        "    gateway: gate\n"
        "        fib: 1\n"
        "  interface: em0\n"
        "      flags: <UP,GATEWAY,DONE,STATIC>\n"
        " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
        "       0         0         0         0      1500         1         0 \n"
    )


def test_get_of_an_own_address_has_no_mask() -> None:
    own = route("10.0.2.15/32", None, 0x100805, "lo0", 2, mtu=16384)
    assert get_text(ip("10.0.2.15"), own, 0, True, {}).splitlines()[1:5] == [
        "destination: 10.0.2.15",
        "        fib: 0",
        "  interface: lo0",
        "      flags: <UP,HOST,DONE,STATIC,PINNED>",
    ]


def flushed(record: RouteRecord) -> str:
    return flushed_text(record, 0, inet_ntoa)


def test_flushed_routes_are_cut_to_their_columns() -> None:
    assert flushed(HOST_TABLE[0]) == "default              10.0.2.2             -fib 0   done\n"
    assert flushed(route("10.1.0.0/16", "10.0.2.2", 0x803, "em0", 1)) == (
        "10.1                 10.0.2.2             -fib 0   done\n"
    )
    assert flushed(route("1.2.3.4/32", "10.0.2.2", 0x807, "em0", 1)) == (
        "1.2.3.4              10.0.2.2             -fib 0   done\n"
    )


def test_networks_lose_their_zero_octets() -> None:
    assert [netname(ip(text)) for text in ("0.0.0.0", "10.0.0.0", "10.1.0.0", "10.1.2.0", "10.1.2.3")] == [
        "default", "10", "10.1", "10.1.2", "10.1.2.3",
    ]  # fmt: skip
