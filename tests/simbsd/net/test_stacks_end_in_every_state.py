"""A vnet jail is removed while everything in it is in use: what lingers, what comes home when (vnet.c)."""

from __future__ import annotations

BUSY = """
    kldload pf
    ifconfig epair create >/dev/null; ifconfig epair create >/dev/null; ifconfig bridge create >/dev/null
    jail -c name=v vnet persist vnet.interface=epair0b vnet.interface=epair1b children.max=3 path=/ \\
        mount.devfs devfs_ruleset=0 >/dev/null
    ifconfig bridge0 addm epair1a up; ifconfig epair1a up
    ifconfig epair0a 10.0.0.1/24; jexec v ifconfig epair0b 10.0.0.2/24; jexec v route -q add default 10.0.0.1
    jexec v sh -c 'echo "pass all" | pfctl -q -ef -'
    jexec v nc -kl 80 >/dev/null & sleep 1
    sleep 300 | nc 10.0.0.2 80 & sleep 1
    jexec v tcpdump -w /dev/null -i epair0b 2>/dev/null &
    jexec v dhclient -q epair1b & sleep 1
    jexec v ifconfig vlan create >/dev/null; jexec v ifconfig bridge create >/dev/null
    jexec v ifconfig bridge0 addm epair1b up
    jexec v jail -c name=inner vnet persist path=/ vnet.interface=vlan0 >/dev/null
    jexec v jail -c name=plain persist path=/ >/dev/null
    route -q add 10.99.0.0/16 10.0.0.2
"""


def test_all_goes_but_what_a_connection_holds_comes_home_later(sh) -> None:
    script = f"""{BUSY} jexec v pfctl -ss
        jail -r v; echo removed $?; jls -d name dying; ps -ax -o command | grep -c '[t]cpdump\\|[d]hclient'
        ifconfig -l; netstat -rn4 | grep -c 10.99; pkill nc
        sleep 200; jls -d name; ifconfig -l; ifconfig epair0b | grep -c 'inet '
    """
    assert sh(script)[0] == (
        "all tcp 10.0.0.2:80 <- 10.0.0.1:10000       ESTABLISHED:ESTABLISHED\n"
        "removed 0\nv true\n0\n"
        "em0 lo0 epair0a epair1a bridge0\n1\n"
        "em0 lo0 epair0a epair1a bridge0 epair0b epair1b\n0\n"
    )


def test_an_interface_that_came_home_can_go_again(sh) -> None:
    script = f"""{BUSY} jail -r v; pkill nc; sleep 200
        jail -c name=w vnet persist vnet.interface=epair0b path=/ >/dev/null; jexec w ifconfig epair0b 10.0.0.3/24
        ping -qc 1 10.0.0.3 | grep -c '1 packets received'; jexec w ifconfig -l; jail -r w; ifconfig epair0a destroy
        ifconfig -l
    """
    assert sh(script)[0] == "1\nlo0 epair0b\nem0 lo0 epair1a bridge0 epair1b\n"


def test_time_wait_holds_a_stack(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; jail -c name=v vnet persist vnet.interface=epair0b path=/ >/dev/null
        ifconfig epair0a 10.0.0.1/24; jexec v ifconfig epair0b 10.0.0.2/24
        nc -l 80 >/dev/null & sleep 1; echo x | jexec v nc -N 10.0.0.1 80
        jexec v netstat -an -p tcp | grep -o TIME_WAIT; jail -r v; jls -d name
        ifconfig -l; sleep 61; jls -d name; ifconfig -l
    """
    assert sh(script)[0] == "TIME_WAIT\nv\nem0 lo0 epair0a\nem0 lo0 epair0a epair0b\n"


def test_a_cable_of_half_the_rate_takes_twice_the_time(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
        ifconfig epair0a 10.0.0.1/24; jexec a ifconfig epair0b 10.0.0.2/24
        for rate in 8Mbit 4Mbit 2Mbit; do linkctl epair0a bandwidth $rate
        jexec a nc -l 91 >/dev/null & sleep 1; began=$(date +%s)
        dd if=/dev/zero bs=10000 count=200 2>/dev/null | nc -N 10.0.0.2 91; echo $(($(date +%s) - began)); done
    """
    times = [int(line) for line in sh(script)[0].split()]
    assert [round(time / times[0]) for time in times] == [1, 2, 4]


def test_a_reader_that_stops_reading_closes_the_window_and_is_probed(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
        ifconfig epair0a 10.0.0.1/24; jexec a ifconfig epair0b 10.0.0.2/24; sleep 1
        jexec a sh -c 'nc -l 90 | (sleep 20; wc -c)' & sleep 1
        tcpdump -nt -i epair0a src 10.0.0.2 and tcp port 90 2>/dev/null >/tmp/w & sleep 1
        dd if=/dev/zero bs=1000 count=300 2>/dev/null | nc -N 10.0.0.2 90; sleep 30; grep -c 'win 0,' /tmp/w
    """
    whole, closed = sh(script)[0].split()
    assert whole == "300000"
    assert int(closed) > 0


def test_an_address_that_somebody_has_is_a_duplicate(sh) -> None:
    """nd6_nbr.c: nd6_dad_duplicated. An interface whose first address turns IPv6 on does not ask (in6if_do_dad)."""
    script = """
        ifconfig epair create >/dev/null; jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
        ifconfig epair0a inet6 -ifdisabled up; jexec a ifconfig epair0b inet6 -ifdisabled up; sleep 2
        jexec a ifconfig epair0b inet6 fd00::1/64; sleep 2; ifconfig epair0a inet6 fd00::1/64; sleep 3
        ifconfig epair0a inet6 | grep fd00; dmesg | tail -3; ping -6 -c 1 fd00::1 | grep received
        sysctl -q net.inet6.ip6.dad_count=0 >/dev/null; ifconfig epair0a inet6 fd00::2/64
        ifconfig epair0a inet6 | grep fd00::2
    """
    assert sh(script)[0] == (
        "\tinet6 fd00::1 prefixlen 64 duplicated\n"
        "epair0a: DAD detected duplicate IPv6 address fd00::1: NS in/out/loopback=0/1/0, NA in=1\n"
        "epair0a: DAD complete for fd00::1 - duplicate found\nepair0a: manual intervention required\n"
        "1 packets transmitted, 0 packets received, 100.0% packet loss\n"
        "\tinet6 fd00::2 prefixlen 64\n"
    )


def test_half_a_connection_is_kept_until_its_end_is_heard(sh) -> None:
    script = """
        ifconfig epair create >/dev/null; jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
        ifconfig epair0a 10.0.0.1/24; jexec a ifconfig epair0b 10.0.0.2/24; sleep 1
        jexec a nc -l 92 >/dev/null & sleep 1; sleep 300 | nc 10.0.0.2 92 & sleep 1
        ifconfig epair0a down; jexec a pkill nc; sleep 5; netstat -an -p tcp | grep -o 'ESTABLISHED'
        jexec a netstat -an -p tcp | grep -o 'FIN_WAIT_1'; ifconfig epair0a up; sleep 60
        netstat -an -p tcp | grep -o 'CLOSE_WAIT'; jexec a netstat -an -p tcp | grep -o 'FIN_WAIT_2'
        nc -z 10.0.0.2 99; echo $?
    """
    assert sh(script)[0].split() == ["ESTABLISHED", "FIN_WAIT_1", "CLOSE_WAIT", "FIN_WAIT_2", "1"]


def test_jails_meet_at_a_socket_in_a_directory_that_they_share(sh) -> None:
    script = """
        mkdir -p /s /j/s; tar -xf /usr/freebsd-dist/base.txz -C /j; jail -c name=j path=/j persist >/dev/null
        mount -t nullfs /s /j/s; jexec j nc -lU /s/x & sleep 1; echo shared | nc -N -U /s/x; sleep 1
        ls /s; jexec j ls /s
    """
    assert sh(script)[0] == "shared\nx\nx\n"
