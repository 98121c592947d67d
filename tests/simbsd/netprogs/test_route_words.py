"""route reads its words as route(8) does, and refuses with the real text and status."""

from __future__ import annotations

import asyncio

import pytest

from simbsd.sbin.route.request import USAGE, Parser, Refused, Request, parse_fibs
from simbsd.sys.vnet import RTF_GATEWAY, RTF_HOST, RTF_STATIC, RTF_UP
from tests.simbsd.netprogs.records import ip

HOSTS = {"gate": ip("10.0.0.1")}


async def lookup(name: str) -> int | None:
    return HOSTS.get(name)


async def interfaces() -> list[str]:
    return ["em0", "lo0"]


def read(words: str, numfibs: int = 1) -> Request:
    parser = Parser("add", lookup, interfaces)
    parser.numfibs = numfibs
    return asyncio.run(parser.parse(words.split()))


def refusal(words: str, numfibs: int = 1) -> tuple[int, tuple[str, ...]]:
    with pytest.raises(Refused) as caught:
        read(words, numfibs)
    return caught.value.status, caught.value.lines


def test_default_is_a_net_route_of_length_zero() -> None:
    request = read("default 10.0.0.1")
    assert (request.dest, request.plen, request.gateway, request.host) == (0, 0, ip("10.0.0.1"), False)
    assert request.flags == RTF_STATIC | RTF_UP | RTF_GATEWAY
    assert request.fibs == [0]


def test_a_plain_address_is_a_host_route() -> None:
    request = read("1.2.3.4 gate")
    assert (request.dest, request.plen, request.gateway, request.host) == (
        ip("1.2.3.4"),
        32,
        ip("10.0.0.1"),
        True,
    )
    assert request.flags & RTF_HOST


@pytest.mark.parametrize(
    ("words", "plen", "host"),
    [
        ("10.1.0.0/16 10.0.0.1", 16, False),
        ("-net 10.1.0.0/16 10.0.0.1", 16, False),
        ("-net 10.1.0.0 10.0.0.1", 32, False),
        ("-net 10.1.0.0 10.0.0.1 255.255.0.0", 16, False),
        ("-net 10.1.0.0 -netmask 255.255.0.0 10.0.0.1", 16, False),
        ("10.1.0.0 10.0.0.1 -prefixlen 16", 16, False),
        ("10.1.0.1 10.0.0.1 -prefixlen 32", 32, True),
        ("-host 10.1.0.0 10.0.0.1", 32, True),
        ("-dst 10.1.0.0/16 -gateway 10.0.0.1", 16, False),
    ],
)
def test_masks(words: str, plen: int, host: bool) -> None:
    request = read(words)
    assert (request.plen, request.host, request.gateway) == (plen, host, ip("10.0.0.1"))


def test_what_is_printed_of_a_prefix_is_what_stands_before_the_slash() -> None:
    assert read("10.1.0.0/16 10.0.0.1").dest_text == "10.1.0.0"


def test_an_interface_takes_the_place_of_a_gateway() -> None:
    request = read("-net 10.1.0.0/16 -interface em0")
    assert (request.ifname, request.gateway, request.flags & RTF_GATEWAY) == ("em0", None, 0)


def test_flags() -> None:
    assert read("1.2.3.4 10.0.0.1 -blackhole").flags & 0x1000
    assert read("1.2.3.4 10.0.0.1 -reject").flags & 0x8
    assert not read("1.2.3.4 10.0.0.1 -nostatic").flags & RTF_STATIC


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("foo 10.0.0.1", (68, ("bad address: foo",))),
        ("default bar", (68, ("bad address: bar",))),
        ("x/8 10.0.0.1", (68, ("bad address: x",))),
        ("10.0.0.0/40 10.0.0.1", (68, ("bad mask length: 40",))),
        ("10/8 10.0.0.1", (68, ("malformed address, bits set after mask; 10 means 0.0.0.10",))),
        ("10.0.0.0/8 -interface em9", (65, ("interface 'em9' does not exist",))),
        ("", (64, ("destination parameter required", USAGE))),
        ("-bogus 1.2.3.4", (64, ("bad keyword: bogus", USAGE))),
        ("default 10.0.0.1 -fib 9", (64, ("invalid fib number: 9",))),
        ("default 10.0.0.1 -fib", (64, (USAGE,))),
        ("10.0.0.0 10.0.0.1 -prefixlen 33", (64, ("33: invalid prefixlen",))),
        ("10.0.0.0 10.0.0.1 -mtu big", (64, ("big: Invalid argument",))),
    ],
)
def test_refusals(words: str, answer: tuple[int, tuple[str, ...]]) -> None:
    assert refusal(words) == answer


def test_lists_of_fibs() -> None:
    assert parse_fibs("all", 3, 0) == [0, 1, 2]
    assert parse_fibs("default", 3, 2) == [2]
    assert parse_fibs("0,2", 3, 0) == [0, 2]
    assert parse_fibs("0-2", 3, 0) == [0, 1, 2]
    assert parse_fibs("2-1", 3, 0) is None
    assert parse_fibs("3", 3, 0) is None
    assert parse_fibs("x", 3, 0) is None
