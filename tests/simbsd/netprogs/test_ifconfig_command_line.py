"""ifconfig's options are read in order, and nonsense gives the usage."""

from __future__ import annotations

import pytest

from simbsd.sbin.ifconfig.addresses import default_plen
from simbsd.sbin.ifconfig.options import USAGE, Arguments, UsageError, parse
from tests.simbsd.netprogs.records import ip


def test_nothing_means_all() -> None:
    assert parse([], []) == Arguments(all=True)


def test_an_interface_and_its_words() -> None:
    assert parse([], ["em0", "inet", "10.0.0.1/24"]) == Arguments(ifname="em0", words=["inet", "10.0.0.1/24"])


def test_a_family_limits_a_listing() -> None:
    assert parse([("l", "")], ["ether"]) == Arguments(namesonly=True, family="ether")


def test_a_group_is_a_filter_after_a_and_a_listing_alone() -> None:
    assert parse([("a", ""), ("g", "epair")], []).matchgroup == "epair"
    assert parse([("g", "epair"), ("a", "")], []).group == "epair"


def test_formats_come_from_the_environment_and_the_option() -> None:
    arguments = parse([("f", "inet:cidr,nonsense,ether:")], [], "inet:dotted,addr:host")
    assert arguments.formats == {"inet": "cidr", "addr": "host"}
    assert arguments.skipped == ["nonsense", "ether:"]


@pytest.mark.parametrize(
    ("options", "operands"),
    [
        ([("?", "x")], []),
        ([("l", ""), ("a", "")], []),
        ([("l", ""), ("m", "")], []),
        ([("u", ""), ("d", "")], ["em0"]),
        ([("a", "")], ["inet", "up"]),
        ([("G", "lo")], []),
    ],
)
def test_nonsense_gives_the_usage(options: list[tuple[str, str]], operands: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(options, operands)
    assert caught.value.message == ""


def test_an_unknown_family_is_named_first() -> None:
    with pytest.raises(UsageError) as caught:
        parse([("a", "")], ["foo"])
    assert caught.value.message == "Address family 'foo' unknown."


def test_the_usage_has_its_five_forms() -> None:
    assert [line.strip().startswith("ifconfig") for line in USAGE.splitlines()] == [
        True,
        False,
        True,
        True,
        True,
        True,
    ]


def test_the_default_mask_counts_host_bits() -> None:
    assert [default_plen(ip(text)) for text in ("10.0.0.1", "172.16.0.1", "192.168.1.5")] == [24, 16, 8]
