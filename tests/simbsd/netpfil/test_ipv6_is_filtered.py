"""pf and IPv6: translation, antispoof and types of ICMPv6, between a client and a server of jails (pf.c, pf_lb.c)."""

from __future__ import annotations

NETWORK = """
    kldload pf; sysctl -q net.inet6.ip6.forwarding=1 >/dev/null
    for j in c s; do jail -c name=$j vnet persist path=/; ifconfig epair create >/dev/null; done
    ifconfig epair0b vnet c; ifconfig epair1b vnet s
    ifconfig epair0a inet6 fd00:c::1/64 no_dad; ifconfig epair1a inet6 fd00:5::1/64 no_dad
    jexec c ifconfig epair0b inet6 fd00:c::2/64 no_dad; jexec s ifconfig epair1b inet6 fd00:5::2/64 no_dad
    jexec c route -q -6 add default fd00:c::1; sleep 3
"""
BACK = "jexec s route -q -6 add default fd00:5::1\n"
PING = "jexec c ping -qc 1 -t 3 fd00:5::2 >/dev/null; echo $?\n"


def rules(text: str) -> str:
    """Load a rule set and start the filter."""
    return f"cat > /etc/pf.conf <<X\n{text}X\npfctl -q -f /etc/pf.conf; pfctl -q -e\n"


def test_a_server_without_a_way_back_is_reached_by_translation(sh) -> None:
    script = NETWORK + PING + rules("nat on epair1a inet6 from fd00:c::/64 to any -> (epair1a)\npass\n") + PING
    out, _ = sh(script + "pfctl -s nat; pfctl -s states | grep -o 'fd00:5::1.*->.*\\]'")
    assert out == (
        "2\n0\nnat on epair1a inet6 from fd00:c::/64 to any -> (epair1a) round-robin\n"
        "fd00:5::1[820] (fd00:c::2[820]) -> fd00:5::2[820]\n"
    )


def test_a_service_is_moved_to_another_machine_and_port(sh) -> None:
    text = "rdr on epair0a inet6 proto tcp from any to fd00:c::1 port 80 -> fd00:5::2 port 8080\npass\n"
    script = NETWORK + BACK + rules(text) + "jexec s sh -c 'echo hello | nc -N -l fd00:5::2 8080' &\nsleep 1\n"
    assert sh(script + "jexec c nc -d fd00:c::1 80; pfctl -s nat")[0] == (
        "hello\nrdr on epair0a inet6 proto tcp from any to fd00:c::1 port = http -> fd00:5::2 port 8080\n"
    )


def test_a_sender_on_the_wrong_side_is_dropped(sh) -> None:
    script = (
        NETWORK + BACK + rules("antispoof for epair1a inet6\npass out\npass in on epair0a inet6 from fd00:c::/64\n")
    )
    forged = "jexec c ifconfig epair0b inet6 fd00:5::66/128 no_dad\n"
    forged += "jexec c ping -qc 1 -t 2 -S fd00:5::66 fd00:5::2 >/dev/null"
    out, _ = sh(script + PING + f"{forged}; echo $?; pfctl -s rules | head -2")
    assert out == (
        "0\n2\nblock drop in on ! epair1a inet6 from fd00:5::/64 to any\nblock drop in inet6 from fd00:5::1 to any\n"
    )


def test_types_of_icmp6_are_told_apart(sh) -> None:
    text = (
        "block in inet6 proto icmp6 icmp6-type echoreq\npass inet6 proto icmp6 icmp6-type { neighbrsol, neighbradv }\n"
    )
    script = NETWORK + BACK + rules(text) + PING + "pfctl -s rules; jexec c ndp -n fd00:c::1 | grep -c epair0b"
    assert sh(script)[0] == (
        "2\nblock drop in inet6 proto ipv6-icmp all icmp6-type echoreq\n"
        "pass inet6 proto ipv6-icmp all icmp6-type neighbrsol keep state\n"
        "pass inet6 proto ipv6-icmp all icmp6-type neighbradv keep state\n1\n"
    )


def test_a_family_of_its_own(sh) -> None:
    """A rule for inet says nothing of IPv6."""
    assert sh(NETWORK + BACK + rules("block inet\n") + PING)[0] == "0\n"
    assert sh(NETWORK + BACK + rules("block inet6\n") + PING)[0] == "2\n"
