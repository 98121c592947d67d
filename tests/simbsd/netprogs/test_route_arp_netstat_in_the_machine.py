"""route, arp and netstat in the machine: what they change and what they say (facts 4.5 - 4.7)."""

from __future__ import annotations

import pytest

TABLE = (
    "Routing tables\n"
    "\n"
    "Internet:\n"
    "Destination        Gateway            Flags     Netif Expire\n"
    "default            10.0.2.2           UGS         em0\n"
    "10.0.2.0/24        link#1             U           em0\n"
    "10.0.2.15          link#2             UHS         lo0\n"
    "127.0.0.1          link#2             UH          lo0\n"
)
TABLE6 = (
    "\nInternet6:\n"
    "Destination                       Gateway                       Flags     Netif Expire\n"
    "::/96                             link#2                        URS         lo0\n"
    "::1                               link#2                        UHS         lo0\n"
    "::ffff:0.0.0.0/96                 link#2                        URS         lo0\n"
    "fe80::%lo0/10                     link#2                        URS         lo0\n"
    "fe80::%lo0/64                     link#2                        U           lo0\n"
    "fe80::1%lo0                       link#2                        UHS         lo0\n"
    "ff02::/16                         link#2                        URS         lo0\n"
)


def test_the_table_of_a_fresh_host(sh) -> None:
    assert sh("netstat -rn; netstat -rn -f inet; netstat -4rn") == (TABLE + TABLE6 + TABLE * 2, 0)
    assert sh("netstat -rn6; netstat -rn -f inet6") == (f"Routing tables\n{TABLE6}" * 2, 0)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("add -net 10.1.0.0/16 10.0.2.4", "add net 10.1.0.0: gateway 10.0.2.4\n"),
        ("add 1.2.3.4 10.0.2.4", "add host 1.2.3.4: gateway 10.0.2.4\n"),
        ("add default 10.0.2.3", "add net default: gateway 10.0.2.3\n"),
        ("-q add default 10.0.2.3", ""),
        ("delete default", "delete net default\n"),
        ("change default 10.0.2.9", "change net default: gateway 10.0.2.9\n"),
        ("flush", "default              10.0.2.2             -fib 0   done\n"),
    ],
)
def test_what_is_done(sh, command: str, answer: str) -> None:
    assert sh(f"route {command}") == (answer, 0)


@pytest.mark.parametrize(
    ("command", "answer", "status"),
    [
        ("add default 10.0.2.2", "add net default: gateway 10.0.2.2 fib 0: route already in table\n", 1),
        ("add default 9.9.9.9", "add net default: gateway 9.9.9.9 fib 0: Invalid argument\n", 1),
        ("delete 9.9.9.9", "delete host 9.9.9.9 fib 0: not in table\n", 1),
        ("delete 10.0.2.0/24", "delete net 10.0.2.0 fib 0: gateway uses the same route\n", 1),
        ("delete default 10.0.2.9", "delete net default: gateway 10.0.2.9 fib 0: not in table\n", 1),
        ("change 5.5.5.0/24 10.0.2.2", "change net 5.5.5.0: gateway 10.0.2.2 fib 0: not in table\n", 1),
        ("-q add default 10.0.2.2", "", 1),
        ("get -net 10.1.0.0/16", "route: route has not been found: No error: 0\n", 0),
        ("add 10.1.0.0/16 -interface em9", "route: usage: x", 64),
        ("add foo 10.0.2.2", "route: bad address: foo\n", 68),
        ("", "route: usage: route [-j jail] [-46dnqtv] command [[modifiers] args]\n", 64),
        ("-j nojail get default", "route: Jail not found\n", 1),
    ],
)
def test_what_is_refused(sh, command: str, answer: str, status: int) -> None:
    if answer.startswith("route: usage: x"):
        answer, status, command = (
            "route: interface 'em9' does not exist\n",
            65,
            "add -net 10.1.0.0/16 -interface em9",
        )
    assert sh(f"route {command}") == (answer, status)


def test_get(sh) -> None:
    assert sh("route -n get 10.0.2.2") == (
        "   route to: 10.0.2.2\n"
        "destination: 10.0.2.0\n"
        "       mask: 255.255.255.0\n"
        "        fib: 0\n"
        "  interface: em0\n"
        "      flags: <UP,DONE,PINNED>\n"
        " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
        "       0         0         0         0      1500         1         0 \n",
        0,
    )
    assert sh("route get 192.0.2.1 | head -7") == (
        "   route to: 192.0.2.1\n"
        "destination: default\n"
        "       mask: default\n"
        "    gateway: 10.0.2.2\n"
        "        fib: 0\n"
        "  interface: em0\n"
        "      flags: <UP,GATEWAY,DONE,STATIC>\n",
        0,
    )


def test_two_default_routes_are_one_multipath_route(sh) -> None:
    out, _ = sh("route -q add default 10.0.2.3; netstat -rnW | grep default")
    assert out == (
        "default            10.0.2.2           UGS         0   1500        em0\n"
        "default            10.0.2.3           UGS         0   1500        em0\n"
    )


def test_only_root_changes_routes(sh) -> None:
    assert sh("chroot -u nobody / /sbin/route add default 10.0.2.3; echo $?") == (
        "route: must be root to alter routing table\n77\n", 0,
    )  # fmt: skip
    assert sh("chroot -u nobody / /sbin/route -n get 10.0.2.2 | grep interface") == ("  interface: em0\n", 0)


def test_arp(sh) -> None:
    script = """
        arp -an
        arp 10.0.2.9; echo $?
        arp -s 10.0.2.9 02:00:00:00:00:09
        arp 10.0.2.9
        arp -d 10.0.2.9
        arp -d 10.0.2.9; echo $?
        arp -s 10.0.2.9 x; echo $?
        arp -s 99.0.0.1 02:00:00:00:00:09; echo $?
        arp -s 10.0.2.9 02:00:00:00:00:09 temp
        arp -n 10.0.2.9
        arp -d -a
    """
    assert sh(script) == (
        "? (10.0.2.15) at 08:00:27:8a:11:02 on em0 permanent [ethernet]\n"
        "10.0.2.9 (10.0.2.9) -- no entry\n"
        "1\n"
        "? (10.0.2.9) at 02:00:00:00:00:09 on em0 permanent [ethernet]\n"
        "10.0.2.9 (10.0.2.9) deleted\n"
        "arp: delete 10.0.2.9: No such file or directory\n"
        "1\n"
        "arp: invalid Ethernet address 'x'\n"
        "1\n"
        "arp: delete: cannot locate 99.0.0.1\n"
        "0\n"
        "? (10.0.2.9) at 02:00:00:00:00:09 on em0 expires in 1200 seconds [ethernet]\n"
        "10.0.2.9 (10.0.2.9) deleted\n"
        "10.0.2.3 (10.0.2.3) deleted\n",  # the name server, which arp had asked for a name
        0,
    )


def test_arp_of_an_interface_that_is_not_there(sh) -> None:
    assert sh("arp -i em9 -a") == ("arp: interface em9 does not exist\n", 1)


def test_netstat_interfaces(sh) -> None:
    out, status = sh(
        "ifconfig epair create >/dev/null; ping -q -c 3 127.0.0.1 >/dev/null; netstat -in -I lo0"
    )
    assert (out.splitlines()[:2], status) == (
        [
            "Name    Mtu Network        Address        Ipkts Ierrs Idrop    Opkts Oerrs  Coll",
            "lo0   16384 <Link#2>       lo0                6     0     0        6     0     0",
        ],
        0,
    )


@pytest.mark.parametrize(
    ("command", "text", "status"),
    [
        ("-f foo", "netstat: foo: unknown address family\n", 1),
        ("-p foo", "netstat: foo: unknown or uninstrumented protocol\n", 1),
        ("-rnF 5", "netstat: 5: invalid fib\n", 64),
        ("-j nojail -rn", "netstat: Jail not found\n", 1),
    ],
)
def test_netstat_refusals(sh, command: str, text: str, status: int) -> None:
    assert sh(f"netstat {command}") == (text, status)


def test_statistics_count(sh) -> None:
    """What ping sends is in no histogram: ip_icmp.c alone counts icps_outhist, in answers and errors."""
    out, _ = sh("ping -q -c 2 127.0.0.1 >/dev/null; netstat -ssp icmp")
    assert out == (
        "icmp:\n"
        "\tOutput histogram:\n"
        "\t\techo reply: 2\n"
        "\tInput histogram:\n"
        "\t\techo reply: 2\n"
        "\t\techo: 2\n"
        "\t2 message responses generated\n"
        "\tICMP address mask responses are disabled\n"
    )


def test_netstat_watches_an_interface(sh) -> None:
    assert sh("(sleep 1.5; ping -q -c 1 127.0.0.1 >/dev/null) & netstat -w 1 -I lo0 -q 3") == (
        "            input            lo0           output\n"
        "   packets  errs idrops      bytes    packets  errs      bytes colls\n"
        "         0     0     0          0          0     0          0     0\n"
        "         2     0     0        168          2     0        168     0\n"
        "         0     0     0          0          0     0          0     0\n",
        0,
    )
    assert sh("netstat -w 1 -I em9") == ("netstat: interface em9 not found\n", 65)
