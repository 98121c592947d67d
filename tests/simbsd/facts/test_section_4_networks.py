"""Facts 4.1 to 4.8: VNET and the network commands, row by row; what tests/simbsd/netprogs has is not repeated.

The source decides where it differs from the sheet: route(8) prints a destination without its length (getaddr cuts it),
`ifconfig em0 ether` keeps the options line (status_nl), and a raw socket may broadcast (raw_ip.c: IP_ALLOWBROADCAST).
"""

from __future__ import annotations

import re

import pytest

VNETS = """ifconfig epair create >/dev/null; jail -c name=a vnet persist
jail -c name=b vnet persist; jail -c name=p persist
"""
NEW_LO0 = (
    "lo0: flags=8008<LOOPBACK,MULTICAST> metric 0 mtu 16384\n"
    "\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n\tgroups: lo\n"
    "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n"
)
STACKS = [
    ("jexec a ifconfig", NEW_LO0, 0),
    ("jexec a netstat -rn", "Routing tables\n", 0),
    (
        "sysctl net.inet.ip.forwarding=1; jexec a sysctl net.inet.ip.forwarding "
        "net.inet.ip.redirect net.link.ether.inet.maxtries "
        "net.link.ether.inet.max_age net.inet.ip.ttl net.fibs",
        "net.inet.ip.forwarding: 0 -> 1\nnet.inet.ip.forwarding: "
        "0\nnet.inet.ip.redirect: 1\nnet.link.ether.inet.maxtries: 5\n"
        "net.link.ether.inet.max_age: 1200\nnet.inet.ip.ttl: 64\nnet.fibs: 1\n",
        0,
    ),
    (
        "jexec a sysctl net.fibs=2; jexec a sysctl net.fibs=1; sysctl net.fibs",
        "net.fibs: 1 -> 2\nnet.fibs: 2\nsysctl: net.fibs=1: Capabilities insufficient\nnet.fibs: 1\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), STACKS, ids=[case[0] for case in STACKS])
def test_a_fresh_stack(sh, script: str, output: str, status: int) -> None:
    """Facts 4.1."""
    assert sh(VNETS + script) == (output, status)


MOVES = [
    ("ifconfig epair0b vnet x", 'ifconfig: jail "x" not found\n', 1),
    ("ifconfig epair0b vnet p", "ifconfig: SIOCSIFVNET: File exists\n", 1),
    ("ifconfig lo0 vnet a", "ifconfig: SIOCSIFVNET: File exists\n", 1),
    ("ifconfig epair0b vnet", "ifconfig: 'vnet' requires argument\n", 1),
    ("ifconfig epair0b -vnet a", "ifconfig: SIOCSIFRVNET(1, epair0b): Device not configured\n", 1),
    ("ifconfig epair0b vnet a; ifconfig epair0b", "ifconfig: interface epair0b does not exist\n", 1),
    (
        "ifconfig epair0b vnet a; ifconfig -l; jexec a ifconfig -l; ifconfig epair0b -vnet a; ifconfig -l",
        "em0 lo0 epair0a\nlo0 epair0b\nem0 lo0 epair0a epair0b\n",
        0,
    ),
    (
        "ifconfig epair0b 10.0.0.1/24 up description d; ifconfig epair0b vnet a; "
        "jexec a ifconfig epair0b | grep -v -e ether -e options",
        "epair0b: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n\tdescription: d\n"
        "\tgroups: epair\n\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n\tstatus: active\n",
        0,
    ),
    (
        "ifconfig epair0b vnet a; jexec a ifconfig epair0b name in0; jail -r a; ifconfig -l",
        "in0\nem0 lo0 epair0a in0\n",
        0,
    ),
    (
        "ifconfig epair0b vnet a; jexec a ifconfig epair0b destroy; ifconfig -l; jexec a ifconfig -l",
        "em0 lo0\nlo0\n",
        0,
    ),
    ("ifconfig epair0b vnet a; ifconfig epair0a destroy; jexec a ifconfig -l", "lo0\n", 0),
    (
        "kldload if_bridge; jexec a ifconfig epair create; jexec a ifconfig bridge create; jail -r a; ifconfig -l",
        "epair0a\nbridge0\nem0 lo0 epair0a epair0b\n",
        0,
    ),
    ("ifconfig epair0b vnet a; jexec a ifconfig epair create", "ifconfig: interface epair already exists\n", 1),
    ("ifconfig epair0b vnet a; jexec a ifconfig epair1 create", "epair1a\n", 0),
    ("ifconfig epair0b vnet a; ifconfig epair create", "epair1a\n", 0),
    (
        "jail -c name=c vnet vnet.interface=epair0a vnet.interface=epair0b persist; jexec c ifconfig -l",
        "lo0 epair0a epair0b\n",
        0,
    ),
    (
        "jail -c name=c vnet vnet.interface=nosuch persist; jls name",
        "ifconfig: interface nosuch does not exist\njail: /sbin/ifconfig nosuch vnet c: failed\na\nb\np\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), MOVES, ids=[case[0] for case in MOVES])
def test_moving_interfaces(sh, script: str, output: str, status: int) -> None:
    """Facts 4.2 and 4.3."""
    assert sh(VNETS + script) == (output, status)


ADDRESSES = [
    (
        "ifconfig epair0a 10.0.0.1/24; ifconfig epair0a | head -1",
        "epair0a: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n",
        0,
    ),
    (
        "ifconfig epair0a 10.0.0.1/32; ifconfig epair0a inet | tail -1",
        "\tinet 10.0.0.1 netmask 0xffffffff broadcast 10.0.0.1\n",
        0,
    ),
    (
        "ifconfig epair0a 10.0.0.1/24; ifconfig epair0a 10.0.0.1/16; ifconfig epair0a inet | grep inet",
        "\tinet 10.0.0.1 netmask 0xffff0000 broadcast 10.0.255.255\n",
        0,
    ),
    (
        "ifconfig epair0a 10.0.0.1/24; ifconfig epair0a 10.0.0.2/24; ifconfig epair0a inet | grep inet",
        "\tinet 10.0.0.2 netmask 0xffffff00 broadcast 10.0.0.255\n",
        0,
    ),
    (
        "ifconfig epair0a 10.0.0.1/24; ifconfig epair0a alias 10.0.0.2/32; ifconfig epair0a -alias 10.0.0.1; "
        "ifconfig epair0a inet | grep inet",
        "\tinet 10.0.0.2 netmask 0xffffffff broadcast 10.0.0.2\n",
        0,
    ),
    ("ifconfig epair0a delete", "", 0),
    ("ifconfig epair0a 10.0.0.1/24; ifconfig epair0a delete; ifconfig epair0a inet | grep -c inet", "0\n", 1),
    (
        "ifconfig epair0a 192.168.1.5; ifconfig epair0a inet | grep inet",
        "ifconfig: WARNING: setting interface address without mask is deprecated,\ndefault mask may not be correct.\n"
        "\tinet 192.168.1.5 netmask 0xff000000 broadcast 192.255.255.255\n",
        0,
    ),
    (
        "jexec a ifconfig lo0 127.0.0.1; jexec a ifconfig lo0 inet | grep inet",
        "\tinet 127.0.0.1 netmask 0xffffff00\n",
        0,
    ),
    (
        "ifconfig -f inet:cidr em0 inet | grep inet; ifconfig -f inet:dotted em0 inet | grep inet",
        "\tinet 10.0.2.15/24 broadcast 10.0.2.255\n\tinet 10.0.2.15 netmask 255.255.255.0 broadcast 10.0.2.255\n",
        0,
    ),
    ("ifconfig -a foo 2>&1 | head -1", "ifconfig: Address family 'foo' unknown.\n", 0),
    ("ifconfig em0 ether | grep -c .; ifconfig -g nogroup; ifconfig -l ether", "3\nem0 epair0a epair0b\n", 0),
    (
        "ifconfig bridge create; ifconfig bridge0 | grep -v ether",
        "bridge0\nbridge0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> metric 0 mtu 1500\n\toptions=0\n"
        "\tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15\n\tmaxage 20 "
        "holdcnt 6 proto rstp maxaddr 2000 timeout 1200\n"
        "\troot id 00:00:00:00:00:00 priority 0 ifcost 0 port 0\n\tgroups: "
        "bridge\n\tnd6 options=9<PERFORMNUD,IFDISABLED>\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), ADDRESSES, ids=[case[0] for case in ADDRESSES])
def test_addresses_and_listings(sh, script: str, output: str, status: int) -> None:
    """Facts 4.3 and 4.4."""
    assert sh(VNETS + script) == (output, status)


ROUTES = [
    ("route add default 10.0.2.3", "add net default: gateway 10.0.2.3\n", 0),
    ("route add 1.2.3.4 10.0.2.2", "add host 1.2.3.4: gateway 10.0.2.2\n", 0),
    (
        "route add 10.1.0.0/16 10.0.2.2; route delete 10.1.0.0/16; route delete 10.1.0.0/16",
        "add net 10.1.0.0: gateway 10.0.2.2\ndelete net 10.1.0.0\ndelete net 10.1.0.0 fib 0: not in table\n",
        1,
    ),
    ("route delete 9.9.9.9", "delete host 9.9.9.9 fib 0: not in table\n", 1),
    ("route add default 9.9.9.9", "add net default: gateway 9.9.9.9 fib 0: Invalid argument\n", 1),
    (
        "route add 10.1.0.0/16 10.0.2.2 >/dev/null; route add 10.1.0.0/16 10.0.2.2",
        "add net 10.1.0.0: gateway 10.0.2.2 fib 0: route already in table\n",
        1,
    ),
    ("route delete 10.0.2.0/24", "delete net 10.0.2.0 fib 0: gateway uses the same route\n", 1),
    ("route change 10.7.0.0/16 10.0.2.2", "change net 10.7.0.0: gateway 10.0.2.2 fib 0: not in table\n", 1),
    ("route add 10/8 10.0.2.2", "route: malformed address, bits set after mask; 10 means 0.0.0.10\n", 68),
    ("route add foo 10.0.2.2", "route: bad address: foo\n", 68),
    ("route add 10.0.0.0/40 10.0.2.2", "route: bad mask length: 40\n", 68),
    ("route add -net 10.3.0.0/16 -interface em9", "route: interface 'em9' does not exist\n", 65),
    ("route add -fib 9 10.3.0.0/16 10.0.2.2", "route: invalid fib number: 9\n", 64),
    ("chroot -u nobody / route add 1.1.1.1 10.0.2.2", "route: must be root to alter routing table\n", 77),
    ("chroot -u nobody / route flush", None, 77),
    ("route -q add 10.9.0.0/16 10.0.2.2; route -q add 10.9.0.0/16 10.0.2.2", "", 1),
    (
        "route get 10.0.2.2",
        "   route to: 10.0.2.2\ndestination: 10.0.2.0\n       mask: 255.255.255.0\n        fib: 0\n  interface: em0\n"
        "      flags: <UP,DONE,PINNED>\n recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
        "       0         0         0         0      1500         1         0 \n",
        0,
    ),
    (
        "route get 10.0.2.15 | grep -e mask -e interface -e flags",
        "  interface: lo0\n      flags: <UP,HOST,DONE,STATIC,PINNED>\n",
        0,
    ),
    (
        "route get 8.8.8.8 | grep -e destination -e gateway -e flags",
        "destination: default\n    gateway: 10.0.2.2\n      flags: <UP,GATEWAY,DONE,STATIC>\n",
        0,
    ),
    ("route delete default >/dev/null; route get 8.8.8.8", "route: route has not been found: No error: 0\n", 0),
    ("route -n flush", "default              10.0.2.2             -fib 0   done\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), ROUTES, ids=[case[0] for case in ROUTES])
def test_route(sh, script: str, output: str | None, status: int | None) -> None:
    """Facts 4.5."""
    out, code = sh(script)
    assert (output or out, status or code) == (out, code)


TABLE = """Routing tables

Internet:
Destination        Gateway            Flags     Netif Expire
default            10.0.2.2           UGS         em0
10.0.2.0/24        link#1             U           em0
10.0.2.15          link#2             UHS         lo0
127.0.0.1          link#2             UH          lo0
"""


def test_netstat(sh) -> None:
    """Facts 4.6."""
    assert sh("netstat -rn -f inet") == (TABLE, 0)
    out, _ = sh("ifconfig epair create >/dev/null; netstat -i")
    header, *rows = out.splitlines()
    assert re.fullmatch(r"Name    +Mtu Network +Address +Ipkts Ierrs Idrop +Opkts Oerrs  Coll", header)
    assert any(row.startswith("epair0a* ") and "<Link#3>" in row for row in rows)
    assert any(row.startswith("em0 ") and "10.0.2.0/24" in row and "10.0.2.15" in row for row in rows)
    out, _ = sh(
        "nc -l 127.0.0.1 80 & nc -ul 127.0.0.1 53 & sleep 1; netstat -an -f inet; netstat -n -f inet; kill %1 %2 $!"
    )
    assert out.split("kill:")[0] == (
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 127.0.0.1.80           *.*                    LISTEN     \n"
        "udp4       0      0 127.0.0.1.53           *.*                    \n"
        "Active Internet connections\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "udp4       0      0 127.0.0.1.53           *.*                    \n"
    )


ARP = [
    ("arp -an", r"\? \(10\.0\.2\.15\) at [0-9a-f:]{17} on em0 permanent \[ethernet\]\n", 0),
    ("arp 10.0.2.9", r"10\.0\.2\.9 \(10\.0\.2\.9\) -- no entry\n", 1),
    ("arp -s 10.0.2.9 x", r"arp: invalid Ethernet address 'x'\n", 1),
    (
        "arp -s 10.0.2.9 02:00:00:00:00:09; arp -an | grep 2.9; arp -d 10.0.2.9",
        r"\? \(10\.0\.2\.9\) at 02:00:00:00:00:09 on em0 permanent \[ethernet\]\n10\.0\.2\.9 \(10\.0\.2\.9\) deleted\n",
        0,
    ),
    ("arp -d 10.0.2.9", r"arp: delete 10\.0\.2\.9: No such file or directory\n", 1),
    ("arp -d 172.16.0.1", r"arp: delete: cannot locate 172\.16\.0\.1\n", 0),
    ("arp -s 172.16.0.1 02:00:00:00:00:09", r"arp: delete: cannot locate 172\.16\.0\.1\n", 0),
    (
        "ping -qt 1 10.0.2.99 >/dev/null; arp -an | grep 2.99",
        r"\? \(10\.0\.2\.99\) at \(incomplete\) on em0 expired \[ethernet\]\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), ARP, ids=[case[0] for case in ARP])
def test_arp(sh, script: str, output: str, status: int) -> None:
    """Facts 4.7."""
    out, code = sh(script)
    assert re.fullmatch(output, out), out
    assert code == status


PING = [
    (
        "ping -c 1 127.0.0.1",
        "PING 127.0.0.1 (127.0.0.1): 56 data bytes\n64 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=T ms\n\n"
        "--- 127.0.0.1 ping statistics ---\n1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = T/T/T/T ms\n",
        0,
    ),
    (
        "ping -c 1 -s 4 127.0.0.1",
        "PING 127.0.0.1 (127.0.0.1): 4 data bytes\n12 bytes from 127.0.0.1: icmp_seq=0 ttl=64\n\n"
        "--- 127.0.0.1 ping statistics ---\n1 packets transmitted, 1 packets received, 0.0% packet loss\n",
        0,
    ),
    ("ping -c 1 localhost | head -1", "PING localhost (127.0.0.1): 56 data bytes\n", 0),
    ("ping -S 10.0.2.15 -c 1 127.0.0.1 | head -1", "PING 127.0.0.1 (127.0.0.1) from 10.0.2.15: 56 data bytes\n", 0),
    ("ping -S 9.9.9.9 127.0.0.1", "ping: bind: Can't assign requested address\n", 1),
    ("ping -4 -6 127.0.0.1 2>&1 | head -1", "ping: illegal option -- 6\n", 0),
    (
        "ping -t 2 10.0.2.99",
        "PING 10.0.2.99 (10.0.2.99): 56 data bytes\n\n--- 10.0.2.99 ping statistics ---\n"
        "2 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    ),
    (
        "route delete default >/dev/null; ping -qc 1 8.8.8.8",
        "ping: sendto: No route to host\nPING 8.8.8.8 (8.8.8.8): 56 data bytes\n\n"
        "--- 8.8.8.8 ping statistics ---\n1 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    ),
    ("ifconfig em0 down; ping -qc 1 10.0.2.15 >/dev/null; echo $?", "0\n", 0),
    (
        "ping -qc 1 10.0.2.255",
        "PING 10.0.2.255 (10.0.2.255): 56 data bytes\n\n"
        "--- 10.0.2.255 ping statistics ---\n1 packets transmitted, 0 packets received, 100.0% packet loss\n",
        2,
    ),
    ("ping -c 0 127.0.0.1", None, 64),
    (
        "ping -c 1 -o -q 127.0.0.1 | tail -2 | head -1",
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n",
        0,
    ),
]


@pytest.mark.parametrize(("script", "output", "status"), PING, ids=[case[0] for case in PING])
def test_ping(sh, script: str, output: str | None, status: int) -> None:
    """Facts 4.8: times are masked; the output of a pipe comes when it is flushed, errors at once."""
    out, code = sh(script)
    shown = re.sub(r"(?<=[=/ ])\d+\.\d{3}(?=[/ ])", "T", out)
    assert (output if output is not None else shown, code) == (shown, status)
