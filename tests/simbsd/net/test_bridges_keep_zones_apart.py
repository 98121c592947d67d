"""A bridge with a link-local address takes IPv6 from its members (if_bridge.c: bridge_ioctl_add)."""

from __future__ import annotations

MEMBER = "ifconfig bridge create >/dev/null; ifconfig epair create >/dev/null; ifconfig epair0a inet6 2001:db8::1/64\n"
WITH = "ifconfig bridge0 inet6 auto_linklocal -ifdisabled up\n"
COUNT = "ifconfig bridge0 addm epair0a; ifconfig epair0a | grep -c inet6\n"


def test_a_bridge_without_a_link_local_address_leaves_them(sh) -> None:
    assert sh(MEMBER + COUNT) == ("2\n", 0)


def test_a_bridge_with_one_takes_them_and_says_so(sh) -> None:
    assert sh(MEMBER + WITH + COUNT + "dmesg | grep removed; ndp -an | grep -c epair0a") == (
        "0\nbridge0: IPv6 addresses on epair0a have been removed before adding it as a member to prevent IPv6 address "
        "scope violation.\n0\n",
        1,
    )


def test_members_that_are_there_already_lose_theirs_too(sh) -> None:
    script = MEMBER + COUNT + WITH + "ifconfig epair create >/dev/null; ifconfig bridge0 addm epair1a"
    assert sh(f"{script}; ifconfig epair0a | grep -c inet6") == ("2\n0\n", 1)


def test_overlap_can_be_allowed(sh) -> None:
    assert sh(MEMBER + WITH + "sysctl -q net.link.bridge.allow_llz_overlap=1 >/dev/null\n" + COUNT) == ("2\n", 0)
