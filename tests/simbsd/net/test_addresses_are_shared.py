"""CARP: who is master, who takes over and when, what is shown and told of it, and what is refused.

Texts, states and counters: sys/netinet/ip_carp.c, sbin/ifconfig/carp.c, usr.bin/netstat/inet.c (carp_stats).
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine

# The host and jail o share 192.0.2.1 and 2001:db8::1 on a cable, which jail w, who watches, is on by a bridge.
LINK = """\
kldload if_epair if_bridge carp
for i in 0 1 2; do ifconfig epair$i create >/dev/null; done
jail -c name=o vnet persist vnet.interface=epair1b
jail -c name=w vnet persist vnet.interface=epair2b
ifconfig bridge0 create addm epair0b addm epair1a addm epair2a up >/dev/null
for i in epair0b epair1a epair2a; do ifconfig $i up; done
ifconfig epair0a 192.0.2.2/24
ifconfig -j o epair1b 192.0.2.3/24
ifconfig -j w epair2b 192.0.2.9/24
"""
HOSTS = """\
ifconfig epair0a vhid 7 advskew 10 pass secret alias 192.0.2.1/24
ifconfig -j o epair1b vhid 7 advskew 100 pass secret alias 192.0.2.1/24
sleep 4
"""
STATES = "ifconfig epair0a | grep carp; ifconfig -j o epair1b | grep carp\n"
MINE, OTHER = "vhid 7 advbase 1 advskew 10\n", "vhid 7 advbase 1 advskew 100\n"
TOLD = "dmesg | grep carp:\n"


def said(script: str, before: str = LINK + HOSTS) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script((before + script).encode(), 600_000_000)[0].decode()


def states(first: str, second: str) -> str:
    return f"\tcarp: {first} {MINE}\tcarp: {second} {OTHER}"


def test_ifconfig_shows_address_and_virtual_host() -> None:
    assert said("ifconfig -j o epair1b | grep -v ether") == (
        "epair1b: flags=1008943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n"
        "\toptions=8<VLAN_MTU>\n"
        "\tinet 192.0.2.3 netmask 0xffffff00 broadcast 192.0.2.255\n"
        "\tinet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255 vhid 7\n"
        "\tgroups: epair\n"
        "\tcarp: BACKUP vhid 7 advbase 1 advskew 100\n"
        "\t      peer 224.0.0.18 peer6 ff02::12\n"
        "\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n"
        "\tstatus: active\n"
        "\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>\n"
    )


def test_passwords_are_shown_to_those_who_may_set_them() -> None:
    asked = "ifconfig -k epair0a | grep carp; su -m nobody -c 'ifconfig -k epair0a' | grep carp"
    assert said(asked) == (
        '\tcarp: MASTER vhid 7 advbase 1 advskew 10 key "secret"\n\tcarp: MASTER vhid 7 advbase 1 advskew 10\n'
    )


def test_the_one_that_advertises_more_often_is_master_and_the_other_takes_over() -> None:
    text = said(STATES + "ifconfig epair0a down; sleep 2; " + STATES + "sleep 2; " + STATES + TOLD)
    assert text == states("MASTER", "BACKUP") + states("INIT", "BACKUP") + states("INIT", "MASTER") + (
        "carp: 7@epair0a: INIT -> BACKUP (initialization complete)\n"
        "carp: 7@epair1b: INIT -> BACKUP (initialization complete)\n"
        "carp: 7@epair0a: BACKUP -> MASTER (master timed out)\n"
        "carp: 7@epair0a: MASTER -> INIT (hardware interface down)\n"
        "carp: demoted by 240 to 240 (interface down)\n"
        "carp: 7@epair1b: BACKUP -> MASTER (master timed out)\n"
    )


def test_who_comes_back_waits_unless_it_preempts() -> None:
    back = "ifconfig epair0a down; sleep 5; ifconfig epair0a up; sleep 5; "
    assert said(back + STATES) == states("BACKUP", "MASTER")
    assert said(f"sysctl -q net.inet.carp.preempt=1 >/dev/null; {back}{STATES}dmesg | grep carp: | tail -2") == (
        states("MASTER", "BACKUP")
        + "carp: 7@epair0a: BACKUP -> MASTER (preempting a slower master)\n"
        + "carp: 7@epair1b: MASTER -> BACKUP (more frequent advertisement received)\n"
    )


def test_a_demoted_stack_gives_way_to_one_that_preempts() -> None:
    text = said(
        "jexec o sysctl net.inet.carp.preempt=1 >/dev/null; sysctl net.inet.carp.demotion=230; sleep 2\n"
        "sysctl net.inet.carp.demotion; jexec o sysctl net.inet.carp.demotion; dmesg | grep carp: | tail -3\n" + STATES
    )
    assert text == (
        "net.inet.carp.demotion: 0 -> 230\n"
        "net.inet.carp.demotion: 230\n"
        "net.inet.carp.demotion: 0\n"
        "carp: demoted by 230 to 230 (sysctl)\n"
        "carp: 7@epair1b: BACKUP -> MASTER (preempting a slower master)\n"
        "carp: 7@epair0a: MASTER -> BACKUP (more frequent advertisement received)\n"
    ) + states("BACKUP", "MASTER")


def test_without_leave_nobody_takes_part() -> None:
    text = said("sysctl -n net.inet.carp.allow=0; sleep 4; " + STATES + "sysctl -n net.inet.carp.allow=1\n" + STATES)
    assert text == "1 -> 0\n" + states("INIT", "MASTER") + "0 -> 1\n" + states("BACKUP", "MASTER")


def test_an_administrator_says_who_is_master() -> None:
    text = said("ifconfig epair0a vhid 7 state backup; ifconfig -j o epair1b vhid 7 state master; sleep 1; " + STATES)
    assert text == states("BACKUP", "MASTER")


def test_neighbours_know_the_virtual_link_level_address() -> None:
    text = said(
        "jexec w ping -qc 1 192.0.2.1 | grep transmitted; jexec w arp -n 192.0.2.1 | sed 's/ expires.*//'\n"
        "seen() { ifconfig bridge0 addr | awk '/5e/ { print $1, $3 }'; }; seen; ifconfig epair0a down; sleep 5\n"
        "jexec w ping -qc 1 192.0.2.1 | grep transmitted; seen\n"
    )
    ping = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
    assert text == (
        ping + "? (192.0.2.1) at 00:00:5e:00:01:07 on epair2b\n"
        "00:00:5e:00:01:07 epair0b\n" + ping + "00:00:5e:00:01:07 epair1a\n"
    )


def test_ipv6_is_shared_alike() -> None:
    text = said(
        "share() { ifconfig $1 inet6 2001:db8::$2/64 no_dad; ifconfig $1 inet6 vhid 8 advskew ${2}0 alias "
        "2001:db8::1/64; }\n"
        "share epair0a 2; share '-j o epair1b' 3; ifconfig -j w epair2b inet6 2001:db8::9/64 no_dad; sleep 5\n"
        "ifconfig epair0a inet6 | grep vhid; ifconfig epair0a | grep 'vhid 8 adv'\n"
        "ifconfig -j o epair1b | grep 'vhid 8 adv'\n"
        "jexec w ping -6 -qc 1 2001:db8::1 | grep transmitted; jexec w ndp -n 2001:db8::1 | cut -c1-54 | tail -1\n"
        "jexec o ping -6 -qc 1 -t 2 -S 2001:db8::1 2001:db8::9 | grep transmitted\n"
        "ifconfig epair0a down; sleep 5; jexec o netstat -rn6 | grep '^2001:db8::1 '\n"
        "jexec w ping -6 -qc 1 2001:db8::1 | grep transmitted\n",
        LINK,
    )
    arrived = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
    assert text == (
        "\tinet6 2001:db8::1 prefixlen 64 vhid 8\n"
        "\tcarp: MASTER vhid 8 advbase 1 advskew 20\n"
        "\tcarp: BACKUP vhid 8 advbase 1 advskew 30\n"
        f"{arrived}"
        "2001:db8::1                          00:00:5e:00:01:08\n"
        "1 packets transmitted, 0 packets received, 100.0% packet loss\n"
        "2001:db8::1                       link#9                        UHS         lo0\n"
        f"{arrived}"
    )


def test_advertisements_go_to_the_group_from_the_virtual_address_or_to_a_peer() -> None:
    """contrib/tcpdump/print-carp.c and print-vrrp.c: without -T carp the protocol's number stands for VRRP."""
    text = said(
        "ifconfig -j o epair1b vhid 7 192.0.2.1 -alias\n"
        "for o in '-T carp' '' '-v -T carp'; do jexec w tcpdump -tn $o -c 1 -i epair2b proto 112; done 2>/dev/null\n"
        "jexec w tcpdump -tne -T carp -c 1 -i epair2b proto 112 2>/dev/null | cut -d, -f 1\n"
        "ifconfig epair0a vhid 7 peer 192.0.2.9; sleep 1; ifconfig epair0a | grep peer\n"
        "jexec w tcpdump -tne -T carp -c 1 -i epair2b proto 112 2>/dev/null | sed 's/ counter=.*//; s/^.* >/>/'\n"
    )
    lines = [line.partition("counter=")[0] for line in text.splitlines()]
    assert lines == [
        "IP 192.0.2.2 > 224.0.0.18: CARPv2-advertise 36: vhid=7 advbase=1 advskew=10 authlen=7 ",
        "IP 192.0.2.2 > 224.0.0.18: VRRPv2, Advertisement, vrid 7, prio 10, authtype none, intvl 1s, length 36",
        "IP (tos 0xe0, ttl 255, id 6, offset 0, flags [DF], proto VRRP (112), length 56)",
        "    192.0.2.2 > 224.0.0.18: CARPv2-advertise 36: vhid=7 advbase=1 advskew=10 authlen=7 ",
        "00:00:5e:00:01:07 > 01:00:5e:00:00:12",
        "\t      peer 192.0.2.9 peer6 ff02::12",
        "> 192.0.2.9: CARPv2-advertise 36: vhid=7 advbase=1 advskew=10 authlen=7",
    ]


def test_what_was_sent_and_received_is_counted() -> None:
    text = said("jexec o netstat -s -p carp; netstat -p carp; netstat -ssp carp")
    assert text == (
        "carp:\n"
        "\t1 packet received (IPv4)\n"
        "\t0 packets received (IPv6)\n"
        "\t\t0 packets discarded for wrong TTL\n"
        "\t\t0 packets shorter than header\n"
        "\t\t0 discarded for bad checksums\n"
        "\t\t0 discarded packets with a bad version\n"
        "\t\t0 discarded because packet too short\n"
        "\t\t0 discarded for bad authentication\n"
        "\t\t0 discarded for bad vhid\n"
        "\t\t0 discarded because of a bad address list\n"
        "\t0 packets sent (IPv4)\n"
        "\t0 packets sent (IPv6)\n"
        "\t\t0 send failed due to mbuf memory error\n"
        "carp: no PCB routine\n"
        "carp:\n"
        "\t1 packet sent (IPv4)\n"
    )


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("ifconfig epair0a vhid 0", "vhid must be greater than 0 and less than 255"),
        ("ifconfig epair0a vhid 256", "vhid must be greater than 0 and less than 255"),
        ("ifconfig epair0a pass x", "passwd requires vhid"),
        ("ifconfig epair0a advskew 1 vhid 7", "advskew requires vhid"),
        ("ifconfig epair0a advbase 1", "advbase requires vhid"),
        ("ifconfig epair0a state master", "state requires vhid"),
        ("ifconfig epair0a vhid 7 state gone", "unknown state"),
        ("ifconfig epair0a vhid", "'vhid' requires argument"),
        ("ifconfig epair0a vhid 7 peer6 192.0.2.9", "Invalid IPv6 address 192.0.2.9"),
        ("ifconfig epair0a link vhid 7", "link doesn't support carp(4)"),
        ("ifconfig lo0 vhid 7 alias 127.0.0.9/8", "ioctl (SIOCAIFADDR): Protocol not available"),
        ("ifconfig epair0a vhid 7 advskew 255 alias 192.0.2.5/24", "SIOCSVH: No such file or directory"),
        ("su -m nobody -c 'ifconfig epair0a vhid 7 advskew 5'", "SIOCSVH: Operation not permitted"),
    ],
)
def test_what_is_refused_changes_nothing(command: str, answer: str) -> None:
    """err(3) shows what ifmaybeload() has left in errno (there is no module if_epair0a, and nobody may load one):
    netlink's answer is not in it.
    """
    text = said(f"ifconfig epair0a > /tmp/a; {command}; echo $?; ifconfig epair0a | diff /tmp/a - && echo same")
    assert text == f"ifconfig: {answer}\n1\nsame\n"


def test_without_the_module_there_is_nothing_of_it() -> None:
    text = said(
        "sysctl net.inet.carp.allow; ifconfig epair0a vhid 7; ifconfig epair0a vhid 7 alias 192.0.2.1/24\n"
        "netstat -sp carp; kldstat -q -m carp || kldload carp; sysctl -n net.inet.carp.allow; kldload carp\n"
        "ifconfig epair0a vhid 7 alias 192.0.2.1/24; sysctl -n net.inet.carp.log=2; kldunload carp\n"
        "ifconfig epair0a 192.0.2.1 -alias; kldunload carp; sysctl net.inet.carp.log\n"
        "kldload carp; sysctl net.inet.carp.log; ifconfig epair0a | grep -c PROMISC\n",
        "kldload if_epair; ifconfig epair0 create >/dev/null; ifconfig epair0a 192.0.2.2/24\n",
    )
    assert text == (
        "sysctl: unknown oid 'net.inet.carp.allow'\n"
        "ifconfig: ioctl (SIOCAIFADDR): Protocol not supported\n"
        "1\n"
        "kldload: can't load carp: module already loaded or in kernel\n"
        "1 -> 2\n"
        "kldunload: can't unload file: Device busy\n"
        "sysctl: unknown oid 'net.inet.carp.log'\n"
        "net.inet.carp.log: 1\n"
        "0\n"
    )


def test_a_jail_with_a_stack_of_its_own_may_what_others_may_not() -> None:
    text = said(
        "jail -c name=p persist ip4.addr=192.0.2.77\n"
        "jexec o ifconfig epair1b vhid 9 alias 192.0.2.100/24; jexec o ifconfig epair1b | grep -c vhid.9\n"
        "jexec p ifconfig epair0a vhid 9; jexec p ifconfig -k epair0a | grep carp\n"
    )
    assert text == (
        "2\n"
        "ifconfig: SIOCSVH: Operation not permitted\n"
        "\tcarp: MASTER vhid 7 advbase 1 advskew 10\n"
    )


def test_the_last_address_takes_its_virtual_host_along() -> None:
    text = said(
        "ifconfig epair0a vhid 7 alias 192.0.2.99/24; ifconfig epair0a 192.0.2.1 -alias; ifconfig epair0a | grep vhid\n"
        "ifconfig epair0a 192.0.2.99 -alias; ifconfig epair0a | grep -c -e vhid -e PROMISC; sleep 4\n"
        "ifconfig -j o epair1b | grep -c MASTER\n"
    )
    assert text == (
        "\tinet 192.0.2.99 netmask 0xffffff00 broadcast 192.0.2.255 vhid 7\n"
        "\tcarp: BACKUP vhid 7 advbase 1 advskew 10\n"
        "0\n1\n"
    )


def test_who_leaves_a_stack_leaves_it_as_it_was() -> None:
    text = said(
        "ifconfig -j o epair1b down; jexec o sysctl -n net.inet.carp.demotion; ifconfig epair1b -vnet o\n"
        "jexec o sysctl -n net.inet.carp.demotion; ifconfig epair1b | grep -c -e vhid -e PROMISC\n"
        "sleep 5; jail -r o; ifconfig epair0a destroy; sleep 5; kldunload carp; dmesg | grep 0a:.*INIT; "
        "dmesg | grep carp: | tail -2\n"
    )
    assert text == (
        "240\n0\n0\n"
        "carp: 7@epair0a: INIT -> BACKUP (initialization complete)\n"
        "carp: 7@epair0a: MASTER -> INIT (hardware interface down)\n"
        "carp: demoted by 240 to 240 (interface down)\n"
        "carp: demoted by -240 to 0 (vhid removed)\n"
    )


def test_bridges_and_vlans_have_virtual_hosts_too() -> None:
    text = said(
        "ifconfig bridge0 vhid 3 192.0.3.1/24; ifconfig vlan5 create vlan 5 vlandev epair0a up\n"
        "ifconfig vlan5 vhid 4 192.0.4.1/24; ifconfig -j o epair1b.5 create up; ifconfig -j o epair1b.5 192.0.4.2/24\n"
        "ifconfig -j w epair2b alias 192.0.3.9/24; sleep 5; ifconfig bridge0 | grep carp; ifconfig vlan5 | grep carp\n"
        "jexec w ping -qc 1 192.0.3.1 | grep transmitted; jexec o ping -qc 1 192.0.4.1 | grep transmitted\n"
        "jexec w arp -n 192.0.3.1 | cut -d ' ' -f 4; jexec o arp -n 192.0.4.1 | cut -d ' ' -f 4\n",
        LINK,
    )
    assert text == (
        "\tcarp: MASTER vhid 3 advbase 1 advskew 0\n"
        "\tcarp: MASTER vhid 4 advbase 1 advskew 0\n"
        + "1 packets transmitted, 1 packets received, 0.0% packet loss\n" * 2
        + "00:00:5e:00:01:03\n00:00:5e:00:01:04\n"
    )


@given(st.lists(st.integers(0, 254), min_size=2, max_size=4), st.booleans())
@settings(max_examples=6, deadline=None)
def test_in_the_end_there_is_one_master(skews: list[int], preempt: bool) -> None:
    """Whatever the skews, of those who hear each other one is master; if they preempt, one of the quickest."""
    script = "kldload if_epair if_bridge carp; ifconfig bridge0 create up >/dev/null\n"
    for number, skew in enumerate(skews):
        script += (
            f"ifconfig epair{number} create >/dev/null; jail -c name=j{number} vnet persist "
            f"vnet.interface=epair{number}b; ifconfig bridge0 addm epair{number}a; ifconfig epair{number}a up\n"
            f"jexec j{number} sysctl -q net.inet.carp.preempt={int(preempt)} >/dev/null\n"
            f"ifconfig -j j{number} epair{number}b 192.0.2.{number + 2}/24\n"
            f"ifconfig -j j{number} epair{number}b vhid 1 advskew {skew} alias 192.0.2.1/24; sleep 1\n"
        )
    script += "sleep 9; " + "; ".join(f"ifconfig -j j{n} epair{n}b | grep carp:" for n in range(len(skews)))
    held = [line.split()[1] for line in said(script, "").splitlines()]
    assert sorted(held) == ["BACKUP"] * (len(skews) - 1) + ["MASTER"]
    assert not preempt or min(skews[held.index("MASTER")], 240) == min(min(skews), 240)
