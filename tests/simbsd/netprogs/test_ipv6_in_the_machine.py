"""IPv6 as an administrator sees it: ifconfig, ping, ndp, route, netstat, nc and traceroute6 (facts 2.6, 4.1 to 4.9)."""

from __future__ import annotations

import re

PAIR = """
    ifconfig epair create >/dev/null
    jail -c name=a vnet persist path=/ vnet.interface=epair0b
    ifconfig epair0a inet6 2001:db8::1/64 no_dad
    jexec a ifconfig epair0b inet6 2001:db8::2/64 no_dad
    sleep 2
"""
CHAIN = """
    for j in a r b; do jail -c name=$j vnet persist path=/; done
    ifconfig epair create >/dev/null; ifconfig epair create >/dev/null
    ifconfig epair0a vnet a; ifconfig epair0b vnet r; ifconfig epair1a vnet r; ifconfig epair1b vnet b
    jexec a ifconfig epair0a inet6 2001:db8:1::2/64
    jexec r ifconfig epair0b inet6 2001:db8:1::1/64
    jexec r ifconfig epair1a inet6 2001:db8:2::1/64
    jexec b ifconfig epair1b inet6 2001:db8:2::2/64
    jexec r sysctl net.inet6.ip6.forwarding=1 >/dev/null
    jexec a route -6 add default 2001:db8:1::1 >/dev/null
    jexec b route -6 add default 2001:db8:2::1 >/dev/null
    sleep 2
"""
LO0 = (
    "lo0: flags=1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 16384\n"
    "\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n"
)
HEADING = "Neighbor                             Linklayer Address  Netif Expire    S Flags\n"
QUOTED = "Vr TC  Flow Plen Nxt Hlim\n 6 00 00000 {plen}  3a   {hlim}\n{src}->{dst}\nICMP6: type = 128, code = 0\n\n"


def shape(text: str) -> str:
    """Times and the addresses of epairs are the machine's own."""
    text = re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0", "02:M:0", text)
    text = re.sub(r"fe80::[0-9a-f:]+:e?[0-9a-f]*(?=%epair)", "fe80::M", text)
    text = re.sub(r"fe80::M%(\w+) +", r"fe80::M%\1 ", text)
    text = re.sub(r"\d+\.\d{3} ms", "T ms", text)
    text = re.sub(r"\b\d+s( +[RDSP])", r"Ns\1", text)
    return re.sub(r"(?<== )\S+ ms$", "T ms", text, flags=re.MULTILINE)


def lost(target: str, got: int = 0) -> str:
    """ping's last lines without times."""
    return (
        f"\n--- {target} ping statistics ---\n1 packets transmitted, {got} packets received, "
        f"{'0.0' if got else '100.0'}% packet loss\n"
    )


def test_the_loopback_has_its_addresses_from_boot(sh) -> None:
    assert sh("ifconfig lo0") == (
        LO0 + "\tinet 127.0.0.1 netmask 0xff000000\n\tinet6 ::1 prefixlen 128\n"
        "\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x2\n\tgroups: lo\n"
        "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n",
        0,
    )


def test_a_first_address_brings_a_link_local_one_which_is_tentative_for_a_second(sh) -> None:
    script = """ifconfig epair create >/dev/null; ifconfig epair0a inet6 2001:db8::1/64
        ifconfig epair0a inet6 | grep inet6; sleep 2; ifconfig epair0a inet6 | grep inet6"""
    out, _ = sh(script)
    assert shape(out) == (
        "\tinet6 2001:db8::1 prefixlen 64\n\tinet6 fe80::M%epair0a prefixlen 64 tentative scopeid 0x3\n"
        "\tinet6 2001:db8::1 prefixlen 64\n\tinet6 fe80::M%epair0a prefixlen 64 scopeid 0x3\n"
    )


def test_an_address_that_a_neighbour_has_is_found_to_be_a_duplicate(sh) -> None:
    script = """ifconfig epair create >/dev/null
        jail -c name=a vnet persist path=/ vnet.interface=epair0b
        ifconfig epair0a inet6 no_dad up; ifconfig epair0a inet6 2001:db8::1/64
        jexec a ifconfig epair0b inet6 -ifdisabled up
        sleep 2
        jexec a ifconfig epair0b inet6 2001:db8::1/64
        jexec a ifconfig epair0b inet6 2001:db8::2/64
        jexec a ifconfig epair0b inet6 | grep 2001:
        sleep 2
        jexec a ifconfig epair0b inet6 | grep 2001:"""
    assert sh(script)[0] == (
        "\tinet6 2001:db8::1 prefixlen 64 duplicated\n\tinet6 2001:db8::2 prefixlen 64 tentative\n"
        "\tinet6 2001:db8::1 prefixlen 64 duplicated\n\tinet6 2001:db8::2 prefixlen 64\n"
    )


def test_what_ifconfig_refuses_changes_nothing(sh) -> None:
    script = """ifconfig epair create >/dev/null; ifconfig epair0a inet6 2001:db8::1/64; sleep 2
        ifconfig epair0a inet6 >/tmp/before
        ifconfig epair0a inet6 2001:db8::1/200; echo $?
        ifconfig epair0a inet6 nonsense; echo $?
        ifconfig epair0a inet6 ff02::1/64; echo $?
        ifconfig epair0a inet6 2001:db8::99 -alias; echo $?
        ifconfig epair0a inet6 >/tmp/after; cmp /tmp/before /tmp/after || cat /tmp/after"""
    assert sh(script)[0] == (
        "ifconfig: 200: bad value\n1\nifconfig: nonsense: bad value\n1\n"
        "ifconfig: ioctl (SIOCAIFADDR): Invalid argument\n1\n"
        "ifconfig: ioctl (SIOCDIFADDR): Can't assign requested address\n1\n"
    )


def test_ping_across_a_pair_and_to_nobody(sh) -> None:
    out, status = sh(f"{PAIR} ping -6 -c1 2001:db8::2; ping -6 -c1 -t1 2001:db8::9; echo $?; ping -6 -c1 2001:db9::9")
    assert (shape(out), status) == (
        "PING(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::2\n16 bytes from 2001:db8::2, icmp_seq=0 hlim=64 time=T ms\n"
        + lost("2001:db8::2", 1)
        + "round-trip min/avg/max/stddev = T ms\n"
        "PING(56=40+8+8 bytes) 2001:db8::1 --> 2001:db8::9\n" + lost("2001:db8::9") + "2\n"
        "ping: UDP connect: No route to host\n",
        1,
    )


def test_routers_say_why_a_packet_does_not_arrive(sh) -> None:
    script = f"""{CHAIN}
        jexec a ping -6 -c1 -v -m1 -t1 2001:db8:2::2
        jexec a ping -6 -v -c1 -t1 2001:db8:3::9
        jexec r ifconfig epair1a mtu 1300; jexec b ifconfig epair1b mtu 1300
        jexec a ping -6 -v -c1 -uu -t1 -s 1400 2001:db8:2::2"""
    out, _ = sh(script)
    near, far, away = "2001:db8:1::2", "2001:db8:2::2", "2001:db8:3::9"
    assert out == (
        f"PING(56=40+8+8 bytes) {near} --> {far}\n"
        "32 bytes from 2001:db8:1::1: Neighbor Advertisement\n"  # -v passes every message (ping6.c: ICMP6_FILTER)
        "64 bytes from 2001:db8:1::1: Time to live exceeded\n"
        + QUOTED.format(plen="0010", hlim="01", src=near, dst=far) + lost(far)
        + f"PING(56=40+8+8 bytes) {near} --> {away}\n64 bytes from 2001:db8:1::1: No Route to Destination\n"
        + QUOTED.format(plen="0010", hlim="40", src=near, dst=away) + lost(away)
        + f"PING(1448=40+8+1400 bytes) {near} --> {far}\n1240 bytes from 2001:db8:1::1: Packet too big mtu = 1300\n"
        + QUOTED.format(plen="0580", hlim="40", src=near, dst=far) + lost(far)
    )  # fmt: skip


def test_traceroute6_and_nc_reach_through_a_router(sh) -> None:
    script = f"""{CHAIN} jexec a traceroute6 -n 2001:db8:2::2
        jexec b nc -6 -l 2001:db8:2::2 80 >/tmp/o & sleep 1
        echo hello | jexec a nc -6 -N 2001:db8:2::2 80; sleep 1; cat /tmp/o
        jexec a nc -6 -v -z 2001:db8:2::2 81"""
    out, status = sh(script)
    assert (shape(out), status) == (
        "traceroute6 to 2001:db8:2::2 (2001:db8:2::2) from 2001:db8:1::2, 64 hops max, 28 byte packets\n"
        " 1  2001:db8:1::1  T ms  T ms  T ms\n 2  2001:db8:2::2  T ms  T ms  T ms\nhello\n"
        "nc: connect to 2001:db8:2::2 port 81 (tcp) failed: Connection refused\n",
        1,
    )


def test_ndp_sets_shows_and_deletes_neighbours(sh) -> None:
    script = f"""{PAIR} ping -6 -qc1 2001:db8::2 >/dev/null; ndp -an | grep 2001:
        ndp -s 2001:db8::7 02:00:00:00:00:07; ndp -n 2001:db8::7
        ndp -d 2001:db8::7; ndp -d 2001:db8::7; ndp -p | grep if=epair"""
    out, _ = sh(script)
    assert shape(out) == (
        "2001:db8::2                          02:M:0b epair0a Ns       R \n"
        "2001:db8::1                          02:M:0a epair0a permanent R \n"
        + HEADING + "2001:db8::7                          02:M:07 epair0a permanent R \n"
        "2001:db8::7 (2001:db8::7) deleted\nndp: delete 2001:db8::7: No such file or directory\n"
        "fe80::%epair0a/64 if=epair0a\n2001:db8::/64 if=epair0a\n"
    )  # fmt: skip


def test_a_proxy_answers_for_an_absent_neighbour(sh) -> None:
    script = f"""{PAIR} ndp -s 2001:db8::9 02:00:00:00:00:09 proxy
        jexec a ping -6 -qc1 -t1 2001:db8::9 >/dev/null; jexec a ndp -an | grep db8::9"""
    assert shape(sh(script)[0]) == "2001:db8::9                          02:M:09 epair0b Ns       R \n"


def test_route_adds_gets_and_deletes(sh) -> None:
    script = f"""{PAIR} route -6 add -net 2001:db9::/64 2001:db8::2; route -6 -n get 2001:db9::9
        route -6 add -net 2001:db9::/64 2001:db8::2
        netstat -rn6 | grep 2001:
        route -6 delete -net 2001:db9::/64; route -6 delete -net 2001:db9::/64"""
    assert sh(script) == (
        "add net 2001:db9::/64: gateway 2001:db8::2\n"
        "   route to: 2001:db9::9\ndestination: 2001:db9::\n       mask: ffff:ffff:ffff:ffff::\n"
        "    gateway: 2001:db8::2\n        fib: 0\n  interface: epair0a\n      flags: <UP,GATEWAY,DONE,STATIC>\n"
        " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
        "       0         0         0         0      1500         1         0 \n"
        "add net 2001:db9::/64: gateway 2001:db8::2 fib 0: route already in table\n"
        "2001:db8::/64                     link#3                        U       epair0a\n"
        "2001:db8::1                       link#2                        UHS         lo0\n"
        "2001:db9::/64                     2001:db8::2                   UGS     epair0a\n"
        "delete net 2001:db9::/64\ndelete net 2001:db9::/64 fib 0: not in table\n",
        1,
    )


def test_a_jail_without_ipv6_gets_no_socket_and_one_with_it_only_its_address(sh) -> None:
    script = """jail -c name=p path=/ persist ip4.addr=127.0.0.1
        jail -c name=q path=/ persist ip6.addr=::1
        jexec p ping -6 -c1 ::1; jexec q ping -6 -c1 ::1; jexec p ifconfig lo0 inet6; jexec q ifconfig lo0 inet6
        jexec q nc -6 -zv ::1 9
        jail -c name=s path=/ persist interface=lo0 ip6.addr=2001:db8::5
        ifconfig lo0 inet6 | grep 2001; jls -j s ip6.addr"""
    assert sh(script)[0] == (
        "ping: socket ssend: Protocol not supported\nping: socket ssend: Operation not permitted\n"
        + LO0 + "\tinet6 ::1 prefixlen 128\n\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n"
        "nc: connect to ::1 port 9 (tcp) failed: Connection refused\n"
        "\tinet6 2001:db8::5 prefixlen 128\n2001:db8::5\n"
    )  # fmt: skip


def test_a_socket_of_ipv6_takes_ipv4_only_when_it_was_told_to(sh) -> None:
    script = """nc -6 -l ::1 80 >/tmp/o & sleep 1; netstat -an -f inet6; sockstat -4lP tcp | wc -l
        echo hello | nc -6 -N ::1 80; sleep 1; cat /tmp/o"""
    assert sh(script) == (
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp6       0      0 ::1.80                 *.*                    LISTEN     \n"
        "       1\nhello\n",
        0,
    )
