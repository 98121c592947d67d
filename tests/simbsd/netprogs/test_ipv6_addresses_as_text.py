"""Addresses of IPv6 as text: inet_ntop and inet_pton (lib/libc/inet)."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.sys.in6 import inet_ntop6, inet_pton6

ADDRESSES = st.integers(0, 2**128 - 1) | st.lists(
    st.sampled_from((0, 0, 1, 0xFFFF, 0x2001)), min_size=8, max_size=8
).map(lambda words: sum(word << 112 - 16 * at for at, word in enumerate(words)))


@given(ADDRESSES)
@settings(max_examples=80, deadline=None)
def test_what_is_printed_is_read_back_and_means_the_same_elsewhere(address: int) -> None:
    assert inet_pton6(inet_ntop6(address)) == address
    assert int(ipaddress.IPv6Address(inet_ntop6(address))) == address


@pytest.mark.parametrize("text", ["", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "::1.2.3", "g::", "::1 "])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert inet_pton6(text) is None
