"""The network tools across vnets and in jails that share the host's stack (facts 2.7, 4.2)."""

from __future__ import annotations

import re

import pytest

PAIR = """
    ifconfig epair create >/dev/null
    jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
    ifconfig epair0a 10.0.0.1/24
    jexec a ifconfig epair0b 10.0.0.2/24
"""
ROUTER = """
    ifconfig epair create >/dev/null; ifconfig epair create >/dev/null
    jail -c name=r vnet persist path=/ vnet.interface=epair0b vnet.interface=epair1a >/dev/null
    jail -c name=h vnet persist path=/ vnet.interface=epair1b >/dev/null
    ifconfig epair0a 10.1.0.2/24
    jexec r ifconfig epair0b 10.1.0.1/24; jexec r ifconfig epair1a 10.2.0.1/24
    jexec r sysctl -q net.inet.ip.forwarding=1 >/dev/null
    jexec h ifconfig epair1b 10.2.0.2/24; jexec h route -q add default 10.2.0.1
    route -q add 10.2.0.0/16 10.1.0.1
"""
PLAIN = "jail -c name=p persist path=/ ip4.addr=10.0.2.15 >/dev/null\n"


def shape(text: str) -> str:
    """Addresses of epairs and times are the machine's own."""
    text = re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0", "02:M:0", text)
    return re.sub(r"\d+\.\d{3}", "T", text)


def test_a_fresh_vnet_has_lo0_only(sh) -> None:
    assert sh("jail -c name=a vnet persist path=/ >/dev/null; jexec a ifconfig; jexec a netstat -rn") == (
        "lo0: flags=8008<LOOPBACK,MULTICAST> metric 0 mtu 16384\n"
        "\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n"
        "\tgroups: lo\n"
        "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n"
        "Routing tables\n",
        0,
    )


def test_ping_across_an_epair(sh) -> None:
    out, status = sh(f"{PAIR} ping -c 1 10.0.0.2; arp -an | grep 10.0.0; jexec a arp -an")
    assert (shape(out), status) == (
        "PING 10.0.0.2 (10.0.0.2): 56 data bytes\n"
        "64 bytes from 10.0.0.2: icmp_seq=0 ttl=64 time=T ms\n"
        "\n"
        "--- 10.0.0.2 ping statistics ---\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n"
        "? (10.0.0.2) at 02:M:0b on epair0a expires in 1200 seconds [ethernet]\n"
        "? (10.0.0.1) at 02:M:0a on epair0a permanent [ethernet]\n"
        "? (10.0.0.2) at 02:M:0b on epair0b permanent [ethernet]\n"
        "? (10.0.0.1) at 02:M:0a on epair0b expires in 1200 seconds [ethernet]\n",
        0,
    )


def test_j_enters_the_jail(sh) -> None:
    assert sh(f"{PAIR} ifconfig -j a -l; route -j a -n get 10.0.0.1 | grep interface; netstat -j a -rn") == (
        "lo0 epair0b\n"
        "  interface: epair0b\n"
        "Routing tables\n"
        "\n"
        "Internet:\n"
        "Destination        Gateway            Flags     Netif Expire\n"
        "10.0.0.0/24        link#4             U       epair0b\n"
        "10.0.0.2           link#5             UHS         lo0\n",
        0,
    )


def test_moving_interfaces(sh) -> None:
    script = f"""{PAIR}
        ifconfig epair0b; ifconfig epair0b -vnet a; ifconfig epair0b inet; ifconfig -l
        ifconfig epair0b -vnet a; ifconfig epair0b vnet a; ifconfig lo0 vnet a
        jexec a ifconfig epair0b name inside; jail -r a; ifconfig -l
    """
    out, _ = sh(script)
    assert out == (
        "ifconfig: interface epair0b does not exist\n"
        "em0 lo0 epair0a epair0b\n"
        "ifconfig: SIOCSIFRVNET(1, epair0b): Device not configured\n"
        "ifconfig: SIOCSIFVNET: File exists\n"
        "inside\n"
        "em0 lo0 epair0a inside\n"
    )


def test_in_a_vnet_the_stale_error_hides_the_reason(sh) -> None:
    script = f"{PAIR} jexec a ifconfig epair0b -alias 9.9.9.9; jexec a ifconfig lo0 -alias 9.9.9.9"
    assert sh(script) == (
        "ifconfig: ioctl (SIOCDIFADDR): permission denied\n"
        "ifconfig: ioctl (SIOCDIFADDR): Can't assign requested address\n",
        1,
    )


def test_no_route_in_a_fresh_vnet(sh) -> None:
    assert sh("jail -c name=a vnet persist path=/ >/dev/null; jexec a ping -c 1 127.0.0.1") == (
        "ping: sendto: No route to host\n"
        "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n"
        "\n"
        "--- 127.0.0.1 ping statistics ---\n"
        "1 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    )


def test_through_a_router(sh) -> None:
    out, status = sh(
        f"{ROUTER} traceroute -q 1 10.2.0.2; ping -q -c 1 10.2.0.2 | grep loss; ping -c 1 -m 1 10.2.0.2"
    )
    lines = shape(out).splitlines()
    assert lines[:4] == [
        "traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 40 byte packets",
        " 1  10.1.0.1 (10.1.0.1)  T ms",
        " 2  10.2.0.2 (10.2.0.2)  T ms",
        "1 packets transmitted, 1 packets received, 0.0% packet loss",
    ]
    assert lines[4:7] == [
        "PING 10.2.0.2 (10.2.0.2): 56 data bytes",
        "92 bytes from 10.1.0.1: Time to live exceeded",
        "Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst",
    ]
    assert re.fullmatch(r" 4  5  00 0054 \w{4}   0 0000  01  01 \w{4} 10\.1\.0\.2 10\.2\.0\.2", lines[7])
    assert lines[8:] == [
        "",
        "",
        "--- 10.2.0.2 ping statistics ---",
        "1 packets transmitted, 0 packets received, 100.0% packet loss",
    ]
    assert status == 2


def test_a_router_without_a_route_says_so(sh) -> None:
    out, _ = sh(f"{ROUTER} ping -c 1 10.2.9.9; traceroute -n -q 1 10.2.9.9")
    lines = out.splitlines()
    assert lines[1] == "92 bytes from 10.1.0.1: Destination Host Unreachable"
    assert [shape(line) for line in lines[-2:]] == [" 1  10.1.0.1  T ms", " 2  10.1.0.1  T ms !H"]


DENIED = [
    ("ping -c 1 10.0.2.2", "ping: ssend socket: Operation not permitted\n", 71),
    ("traceroute 10.0.2.2", "traceroute: icmp socket: Operation not permitted\n", 1),
    ("ifconfig em0 alias 10.9.9.9/32", "ifconfig: ioctl (SIOCAIFADDR): Operation not permitted\n", 1),
    ("ifconfig em0 10.9.9.9/24", "ifconfig: ioctl (SIOCDIFADDR): Operation not permitted\n", 1),
    ("ifconfig em0 down", "ifconfig: down: permission denied\n", 1),
    ("ifconfig em0 up", "ifconfig: up: permission denied\n", 1),
    ("ifconfig em0 mtu 1400", "ifconfig: ioctl SIOCSIFMTU (set mtu): Operation not permitted\n", 1),
    ("ifconfig epair create", "ifconfig: SIOCIFCREATE2 (epair): Operation not permitted\n", 1),
    ("ifconfig bridge0 destroy", "ifconfig: SIOCIFDESTROY: Operation not permitted\n", 1),
    ("ifconfig em0 name x", "ifconfig: ioctl SIOCSIFNAME (set name): Operation not permitted\n", 1),
    ("route add default 10.0.0.1", "add net default: gateway 10.0.0.1 fib 0: Operation not permitted\n", 1),
    ("route get 10.0.2.2", "route: route has not been found: No error: 0\n", 0),
    ("arp -an", "", 0),
    ("nc -l 10.9.9.9 80", "nc: Can't assign requested address\n", 1),
    (
        "netstat -rn",
        "Routing tables\n\nInternet:\n"
        "Destination        Gateway            Flags     Netif Expire\n"
        "10.0.2.15          link#2             UHS         lo0\n",
        0,
    ),
    ("ifconfig em0 inet", None, 0),
]


@pytest.mark.parametrize(("command", "text", "status"), DENIED)
def test_a_jail_on_the_hosts_stack_reads_and_may_not_write(
    sh, command: str, text: str | None, status: int
) -> None:
    if text is None:
        text = (
            "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
            "\toptions=48505bb<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,LRO,VLAN_HWFILTER,"
            "VLAN_HWTSO,HWSTATS,MEXTPG>\n"
            "\tinet 10.0.2.15 netmask 0xffffff00 broadcast 10.0.2.255\n"
        )
    assert sh(f"ifconfig bridge0 create\n{PLAIN}jexec p {command}") == (text, status)


def test_sockets_of_a_jail(sh) -> None:
    script = f"{PLAIN} jexec p nc -l 80 & sleep 1; sockstat -qj p; netstat -an -p tcp; jexec p sockstat -q; kill $!"
    out, _ = sh(script)
    assert re.sub(r"nc +\d+ ", "nc PID ", out) == (
        "root     nc PID 3   tcp4   10.0.2.15:80          *:*\n"
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 10.0.2.15.80           *.*                    LISTEN     \n"
        "root     nc PID 3   tcp4   10.0.2.15:80          *:*\n"
    )


def test_a_service_across_vnets(sh) -> None:
    script = f"{PAIR} jexec a nc -l 80 >/tmp/got & sleep 1; echo over the wire | nc -N 10.0.0.2 80; wait; cat /tmp/got"
    assert sh(script) == ("over the wire\n", 0)
