"""15.0: an address belongs on the bridge, not on its members (release notes of 15.0, b61850c4e6f6; bridge(4))."""

from __future__ import annotations

import pytest

JOIN = "ifconfig epair create >/dev/null; ifconfig bridge create >/dev/null\n"
ADDRESS, MEMBER = "ifconfig epair0a 10.9.0.1/24\n", "ifconfig bridge0 addm epair0a\n"
CASES = [
    (ADDRESS + MEMBER, "ifconfig: BRDGADD epair0a: Invalid argument\n"),
    (MEMBER + ADDRESS, "ifconfig: ioctl (SIOCAIFADDR): Invalid argument\n"),
    ("ifconfig epair0a inet6 2001:db8::1/64\n" + MEMBER, "ifconfig: BRDGADD epair0a: Invalid argument\n"),
]


@pytest.mark.parametrize(("script", "refusal"), CASES, ids=["add a member", "add an address", "IPv6"])
def test_a_member_with_an_address(sh, script: str, refusal: str) -> None:
    assert sh(JOIN + script, release="14.0") == ("", 0)
    assert sh(JOIN + script, release="15.0") == (refusal, 1)


def test_a_refused_member_or_address_changes_nothing(sh) -> None:
    script = ADDRESS + "ifconfig bridge0 addm epair0a; ifconfig bridge0 | grep -c member\n"
    assert sh(JOIN + script, release="15.0") == ("ifconfig: BRDGADD epair0a: Invalid argument\n0\n", 1)


@pytest.mark.parametrize("script", [ADDRESS + MEMBER, MEMBER + ADDRESS], ids=["member", "address"])
def test_a_variable_of_the_stack_allows_it(sh, script: str) -> None:
    allow = "sysctl net.link.bridge.member_ifaddrs=1\n"
    assert sh(JOIN + allow + script, release="15.0") == ("net.link.bridge.member_ifaddrs: 0 -> 1\n", 0)


@pytest.mark.parametrize("release", ["8.0", "14.0", "whatif"])
def test_the_variable_came_with_15(sh, release: str) -> None:
    output = "sysctl: unknown oid 'net.link.bridge.member_ifaddrs'\n"
    assert sh("sysctl net.link.bridge.member_ifaddrs", release=release) == (output, 1)
