"""ip6addrctl(8), and what its policies do: which address is tried first, and which own one a packet comes from
(in6_src.c, getaddrinfo.c, rc.d/ip6addrctl).
"""

from __future__ import annotations

TABLE = """\
Prefix                          Prec Label      Use
::1/128                           50     0        0
::/0                              40     1        0
::ffff:0.0.0.0/96                100     4        0
2002::/16                         30     2        0
2001::/32                          5     5        0
fc00::/7                           3    13        0
::/96                              1     3        0
fec0::/10                          1    11        0
3ffe::/16                          1    12        0
"""


def test_the_host_prefers_ipv4_as_rc_conf_has_it(sh) -> None:
    assert sh("ip6addrctl; service ip6addrctl restart; ip6addrctl show") == (TABLE + TABLE, 0)


def test_every_refusal_has_its_text(sh) -> None:
    script = """
    ip6addrctl add fd00::/8 20 7; ip6addrctl add fd00::1/8 20 7; ip6addrctl delete fd00::/8; ip6addrctl delete fd00::/8
    ip6addrctl add fd00:: 1 2; ip6addrctl add x/8 1 2; ip6addrctl add ::/129 1 2; ip6addrctl install /nope
    echo '::/0 1' >/tmp/x; ip6addrctl install /tmp/x; ip6addrctl add ::/0 1 -1; ip6addrctl delete
    """
    assert sh(script) == (
        """\
ip6addrctl: ioctl(SIOCAADDRCTL_POLICY): File exists
ip6addrctl: ioctl(SIOCDADDRCTL_POLICY): No such process
ip6addrctl: bad prefix: fd00::
ip6addrctl: getaddrinfo failed for x: Name does not resolve
ip6addrctl: bad prefix: x/8
ip6addrctl: invalid prefix length: 129
ip6addrctl: bad prefix: ::/129
ip6addrctl: fopen: /nope: No such file or directory
ip6addrctl: parse failed at line 1
ip6addrctl: ioctl(SIOCAADDRCTL_POLICY): Invalid argument
usage: ip6addrctl [show]
       ip6addrctl add <prefix> <precedence> <label>
       ip6addrctl delete <prefix>
       ip6addrctl flush
       ip6addrctl install <configfile>
""",
        1,
    )


def test_a_jail_s_stack_has_none(sh) -> None:
    """rc.d/ip6addrctl is for stacks of hosts (KEYWORD: nojailvnet)."""
    none = "no source-address-selection policy is installed\n"
    assert sh("jail -c name=j vnet persist; jexec j ip6addrctl; ip6addrctl flush; ip6addrctl flush") == (none + none, 0)


def test_destinations_are_tried_in_the_order_of_the_policy(sh) -> None:
    """getaddrinfo.c: comp_dst, where both families can be reached."""
    script = """
    ifconfig em0 inet6 2001:db8::99/64 no_dad; route -6 add default 2001:db8::1 >/dev/null
    first() { getaddrinfo -t stream -p tcp www.example.org | head -1; }
    first; service ip6addrctl prefer_ipv6; first; ip6addrctl flush; first
    """
    four, six = "stream inet tcp 192.0.2.10 0\n", "stream inet6 tcp 2001:db8:0:10::10 0\n"
    assert sh(script) == (four + six + six, 0)


def test_what_cannot_be_reached_comes_last(sh) -> None:
    assert sh("service ip6addrctl prefer_ipv6; ping -qc1 www.example.org | head -1")[0] == (
        "PING example.org (192.0.2.10): 56 data bytes\n"
    )


def test_the_source_has_the_destination_s_label(sh) -> None:
    """Rule 6 of in6_selectsrc, before the longest match."""
    script = """
    ifconfig em0 inet6 2001:db8::99/64 no_dad; ifconfig em0 inet6 fd00::99/64 no_dad
    route -6 add -net fd01::/16 2001:db8::1 >/dev/null; route -6 add -net 2001:db8:9::/48 2001:db8::1 >/dev/null
    from() { ping -c1 -t1 $1 2>/dev/null | head -1 | cut -d ' ' -f 3; }
    from fd01::1; ip6addrctl add fd01::/16 3 1; from fd01::1
    """
    assert sh(script)[0] == "fd00::99\n2001:db8::99\n"
