"""inet_aton and its kin accept and give what FreeBSD's libc does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simbsd.lib.inet import (
    ether_aton,
    ether_ntoa,
    inet_aton,
    inet_ntoa,
    link_addr,
    plen_to_mask,
    strtoul,
)
from simbsd.sys.strtol import atoi


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.1", "10.0.0.1"),
        ("10.1.2", "10.1.0.2"),
        ("10", "0.0.0.10"),
        ("0x7f.1", "127.0.0.1"),
        ("0377.0.0.010", "255.0.0.8"),
        ("4294967295", "255.255.255.255"),
        ("10.0.0.1 and more", "10.0.0.1"),
        ("0", "0.0.0.0"),
    ],
)
def test_an_address_of_one_to_four_parts_is_read(text: str, meant: str) -> None:
    address = inet_aton(text)
    assert address is not None
    assert inet_ntoa(address) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "300.1.1.1",
        "10.0.0.",
        "10..1",
        "1.2.3.4.5",
        "10.0.0.1/24",
        "4294967296",
        "08.1.1.1",
        "host",
        "1.2.3.65536.1",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert inet_aton(text) is None


@given(st.integers(0, 2**32 - 1))
def test_every_address_reads_back(address: int) -> None:
    assert inet_aton(inet_ntoa(address)) == address


@given(st.binary(min_size=6, max_size=6))
def test_every_ethernet_address_reads_back(octets: bytes) -> None:
    assert ether_aton(ether_ntoa(octets)) == octets
    assert link_addr(ether_ntoa(octets)) == octets


@pytest.mark.parametrize("text", ["00:01:02:03:04", "x", "", "00:01:02:03:04:zz", "1:2:3:4:5:"])
def test_what_is_no_ethernet_address_is_refused(text: str) -> None:
    assert ether_aton(text) is None


def test_short_octets_and_a_tail_are_accepted_as_sscanf_accepts_them() -> None:
    assert ether_aton("2:0:0:0:0:1") == b"\x02\0\0\0\0\x01"
    assert ether_aton("2:0:0:0:0:1 # gateway") == b"\x02\0\0\0\0\x01"


def test_masks_of_prefix_lengths() -> None:
    assert [inet_ntoa(plen_to_mask(plen)) for plen in (0, 1, 8, 24, 32)] == [
        "0.0.0.0", "128.0.0.0", "255.0.0.0", "255.255.255.0", "255.255.255.255",
    ]  # fmt: skip


def test_numbers_of_the_c_library() -> None:
    assert [atoi(text) for text in ("1400", "12x", "x", "-3", "")] == [1400, 12, 0, -3, 0]
    assert [strtoul(text) for text in ("10", "0x10", "010", "1x", "", "0")] == [10, 16, 8, None, None, 0]
