"""Only senders cut packets of IPv6: what is too big for a link further on comes back (icmp6_mtudisc_update)."""

from __future__ import annotations

# a --- r --- s --- b, and the link in the middle carries 1300 bytes
CHAIN = """
    for j in a r s b; do jail -c name=$j vnet persist path=/; ifconfig epair create >/dev/null; done
    ifconfig epair0a vnet a; ifconfig epair0b vnet r; ifconfig epair1a vnet r; ifconfig epair1b vnet s
    ifconfig epair2a vnet s; ifconfig epair2b vnet b
    jexec r ifconfig epair1a mtu 1300; jexec s ifconfig epair1b mtu 1300
    jexec a ifconfig epair0a inet6 fd00:1::2/64 no_dad; jexec r ifconfig epair0b inet6 fd00:1::1/64 no_dad
    jexec r ifconfig epair1a inet6 fd00:2::1/64 no_dad; jexec s ifconfig epair1b inet6 fd00:2::2/64 no_dad
    jexec s ifconfig epair2a inet6 fd00:3::1/64 no_dad; jexec b ifconfig epair2b inet6 fd00:3::2/64 no_dad
    for j in r s; do jexec $j sysctl -q net.inet6.ip6.forwarding=1 >/dev/null; done
    jexec a route -q -6 add default fd00:1::1; jexec b route -q -6 add default fd00:3::1
    jexec r route -q -6 add fd00:3::/64 fd00:2::2; jexec s route -q -6 add fd00:1::/64 fd00:2::1; sleep 2
"""


def test_ping_asks_for_the_least_but_the_answer_has_to_learn(sh) -> None:
    script = "jexec a ping -qc 2 -s 1400 fd00:3::2 | grep -o '[0-9] packets received'\n"
    count = "for j in a b; do jexec $j netstat -s -p icmp6 | grep 'path MTU'; done\n"
    assert sh(CHAIN + script + count)[0] == "1 packets received\n\t0 path MTU changes\n\t1 path MTU change\n"


def test_a_packet_too_big_comes_back_and_the_next_is_cut(sh) -> None:
    """-u: ping does not ask for the least MTU (ping6.c: IPV6_USE_MIN_MTU); question and answer are lost once each."""
    script = "jexec a ping -qc 3 -u -s 1400 fd00:3::2 | grep -o '[0-9] packets received'\n"
    count = "jexec a netstat -s -p icmp6 | grep -E 'too big: |path MTU'\n"
    assert sh(CHAIN + script + count)[0] == "1 packets received\n\t\tpacket too big: 1\n\t1 path MTU change\n"


def test_it_is_forgotten_after_an_hour(sh) -> None:
    script = "jexec a ping -qc 2 -u -s 1400 fd00:3::2 >/dev/null; sleep 3600; jexec a ping -qc 1 -u -s 1400 fd00:3::2"
    assert "0 packets received" in sh(CHAIN + script, limit=90 * 60_000_000)[0]


def test_a_stream_goes_on_in_smaller_segments(sh) -> None:
    script = """
    jexec b sh -c 'nc -6 -l 5000 > /tmp/got' & sleep 1
    jot -b 0123456789 2000 > /tmp/data; jexec a nc -N fd00:3::2 5000 < /tmp/data; sleep 1
    cmp /tmp/data /tmp/got && echo same; jexec a netstat -s -p tcp | grep 'by MTU'
    """
    out, _ = sh(CHAIN + script)
    assert out.startswith("same\n\t\t1 resend initiated by MTU discovery\n")
