"""MLDv2: which groups an interface listens to is told to its link (mld6.c); as tcpdump shows it (print-icmp6.c)."""

from __future__ import annotations

import re

LISTEN = "tcpdump -n {flags} -i epair0a ip6 > /tmp/seen 2>/dev/null & sleep 1\n"
PAIR = "ifconfig epair create >/dev/null; jail -c name=a vnet persist; ifconfig epair0b vnet a; ifconfig epair0a up\n"
REPORT = r"\S+ IP6 {src} > ff02::16: HBH ICMP6, multicast listener report v2, {count} group record\(s\), length {size}"


def seen(sh, script: str, flags: str = "") -> list[str]:
    """What tcpdump saw of packets with hop-by-hop options."""
    out, _ = sh(PAIR + LISTEN.format(flags=flags) + script + "\nsleep 3; kill %1; sleep 1; grep HBH /tmp/seen")
    return [line for line in out.splitlines() if line]


def test_a_join_is_told_twice_first_without_an_address(sh) -> None:
    lines = seen(sh, "jexec a ifconfig epair0b inet6 -ifdisabled up")
    sources = ("::", r"fe80::\S+")
    assert len(lines) == 2
    assert all(
        re.fullmatch(REPORT.format(src=src, count=1, size=28), line) for src, line in zip(sources, lines, strict=True)
    )


def test_changes_of_one_moment_are_told_together(sh) -> None:
    script = "jexec a ifconfig epair0b inet6 -ifdisabled no_dad up; jexec a ifconfig epair0b inet6 2001:db8::7/64"
    assert re.fullmatch(REPORT.format(src=r"fe80::\S+", count=2, size=48), seen(sh, script)[0])


def test_what_was_joined_and_left_is_shown_with_v(sh) -> None:
    script = """jexec a ifconfig epair0b inet6 no_dad up; jexec a ifconfig epair0b inet6 2001:db8::7/64 up; sleep 2
        jexec a ifconfig epair0b inet6 2001:db8::7 delete"""
    text = "\n".join(seen(sh, script, "-v"))
    head = "next-header Options (0) payload length: 56) fe80::"
    assert "(hlim 1, " + head in text
    assert "> ff02::16: HBH (padn)(rtalert: 0x0000)  [icmp6 sum ok] ICMP6, multicast listener report v2, " in text
    assert " [gaddr ff02::1:ff00:7 to_ex, 0 source(s)]" in text
    assert text.endswith("1 group record(s) [gaddr ff02::1:ff00:7 to_in, 0 source(s)]")


def test_nothing_is_told_on_the_loopback_nor_of_the_group_of_all(sh) -> None:
    out, _ = sh("ifconfig lo0 inet6 2001:db8::1/128; sleep 3; netstat -s -p icmp6 | grep -c MLDv2")
    assert out == "0\n"


def test_reports_are_counted(sh) -> None:
    out, _ = sh("ifconfig epair create >/dev/null; ifconfig epair0a inet6 2001:db8::1/64; sleep 3; netstat -s -p icmp6")
    assert "\t\tMLDv2 listener report: 2\n" in out


def test_a_program_that_ends_leaves_its_groups(sh) -> None:
    script = """
    sysctl -q net.inet6.ip6.forwarding=1 >/dev/null; ifconfig epair create >/dev/null
    ifconfig epair0a inet6 2001:db8::1/64; rtadvd epair0a; sleep 1; ifmcstat -i epair0a | grep -c 'group ff02::2%'
    kill -9 $(cat /var/run/rtadvd.pid); sleep 1; ifmcstat -i epair0a | grep -c 'group ff02::2%'
    """
    assert sh(script)[0] == "1\n0\n"


def test_an_interface_that_leaves_its_stack_tells_nothing_more(sh) -> None:
    script = """ifconfig epair create >/dev/null; ifconfig epair0a inet6 2001:db8::1/64
        jail -c name=a vnet persist; ifconfig epair0a vnet a; jexec a ifconfig epair0a inet6 2001:db8::2/64; sleep 3
        netstat -s -p icmp6 | grep -c MLDv2; jexec a netstat -s -p icmp6 | grep MLDv2"""
    assert sh(script)[0] == "0\n\t\tMLDv2 listener report: 2\n"


def test_ifmcstat_shows_the_groups_of_ipv4_and_of_links(sh) -> None:
    """ifmcstat.c: ifmcstat_getifmaddrs; of links only the names without -v."""
    four = "\tinet 10.0.2.15\n\tigmpv3 rv 2 qi 125 qri 10 uri 3\n\t\tgroup 224.0.0.1 mode exclude\n"
    four += "\t\t\tmcast-macaddr 01:00:5e:00:00:01\n"
    loop = "lo0:\n\tinet 127.0.0.1\n\tigmpv3 flags=2<LOOPBACK> rv 2 qi 125 qri 10 uri 3\n"
    loop += "\t\tgroup 224.0.0.1 mode exclude\n"
    script = "ifmcstat -i em0; ifmcstat -f inet -i lo0; ifmcstat -f link; ifmcstat -f inet6 -i em0; ifmcstat -i em9"
    assert sh(script)[0] == f"em0:\n{four}{loop}em0:\nifmcstat: em9: unknown interface\n"
