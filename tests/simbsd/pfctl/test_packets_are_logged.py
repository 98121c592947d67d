"""pflog shows what rules log, and tcpdump prints it (if_pflog.c; contrib/tcpdump/print-pflog.c, print-icmp6.c)."""

from __future__ import annotations

import re

HEAD = "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"


def listen(options: str, do: str) -> str:
    """Listen while something is done, and print what was caught without its numbers."""
    return f"tcpdump -l {options} 2>/dev/null & sleep 1\n{do}\nsleep 1; kill %1; wait\n"


def plain(text: str) -> str:
    text = re.sub(r"TS val \d+", "TS val N", text)
    return re.sub(r"^ ?\d\d:\d\d:\d\d\.\d+ ", "T ", re.sub(r"\bid \d+", "id N", text), flags=re.MULTILINE)


def test_the_module_brings_an_interface_to_every_stack(sh) -> None:
    """pflogattach, vnet_pflog_init: pflog0 stays with the module; it needs pf."""
    script = """
    jail -c name=a persist vnet; kldload pflog; kldstat | cut -c 37-; ifconfig pflog0; jexec a ifconfig -l
    jail -c name=b persist vnet; jexec b ifconfig -l; ifconfig pflog create; ifconfig pflog0 destroy; kldunload pflog
    ifconfig -l; kldstat | wc -l
    """
    assert sh(script) == (
        "Name\nkernel\npflog.ko\npf.ko\npflog0: flags=0 metric 0 mtu 33152\n\toptions=0\n\tgroups: pflog\nlo0 pflog0\n"
        "lo0 pflog0\npflog1\nifconfig: SIOCIFDESTROY: Invalid argument\nem0 lo0\n       2\n", 0
    )  # fmt: skip


def test_a_logged_packet_comes_with_its_rule(sh) -> None:
    """Number of the rule, or of the anchor and the rule in it; what became of the packet, which way, and where."""
    rules = 'pass\\nblock log inet proto icmp\\nanchor "x" proto udp {\\npass out log\\n}\\n'
    script = f"kldload pflog; printf '{rules}' | pfctl -qef -; " + listen(
        "-nettt -i pflog0", "ping -c 1 127.0.0.1 >/dev/null 2>&1; drill -p 53 papers.freebsd.org >/dev/null"
    )
    out, _ = sh(script)
    assert plain(out) == (
        "T rule 1/0(match): block out on lo0: 127.0.0.1 > 127.0.0.1: ICMP echo request, id N, seq 0, length 64\n"
        "T rule 2.x.0/0(match): pass out on em0: 10.0.2.15.10000 > 10.0.2.3.53: 8824+ A? papers.freebsd.org. (36)\n\n"
    )


def test_log_all_shows_what_a_state_passes_and_user_whose_it_is(sh) -> None:
    """PF_LOG_ALL; PF_LOG_SOCKET_LOOKUP."""
    script = "kldload pflog; echo 'pass out log (all, user) inet proto udp' | pfctl -qef -; " + listen(
        "-ne -i pflog0 udp", "drill papers.freebsd.org >/dev/null"
    )
    assert plain(sh(script)[0]) == (
        "T rule 0/0(match) [uid 0]: pass out on em0: 10.0.2.15.10000 > 10.0.2.3.53: 8824+ A? papers.freebsd.org. (36)\n"
        "T rule 0/0(match) [uid 0]: pass in on em0: 10.0.2.3.53 > 10.0.2.15.10000: 8824 1/0/0 A 192.0.2.81 (52)\n\n"
    )


def test_a_bridge_filters_when_it_is_told_to(sh) -> None:
    """bridge_pfil: on members, on the bridge, or not at all; ARP always passes."""
    script = """
    kldload pf; ifconfig bridge create >/dev/null
    for n in 0 1; do ifconfig epair create >/dev/null; jail -c name=j$n persist vnet vnet.interface=epair${n}b
    ifconfig bridge0 addm epair${n}a; ifconfig epair${n}a up; jexec j$n ifconfig epair${n}b 10.9.0.$n/24 up; done
    ifconfig bridge0 up; printf 'pass\\nblock in on epair0a\\n' | pfctl -qef -
    jexec j1 ifconfig epair1b 10.9.0.9/24; jexec j0 ifconfig epair0b 10.9.0.8/24
    count() { jexec j0 ping -qc 1 -t 2 10.9.0.9 | grep -o '[01] packets rec'; }
    count; sysctl -q net.link.bridge.pfil_member=1 >/dev/null; count; sysctl -q net.link.bridge.pfil_member=0 >/dev/null
    printf 'pass\\nblock on bridge0\\n' | pfctl -qf -; count; sysctl -q net.link.bridge.pfil_bridge=1 >/dev/null; count
    jexec j0 arp -an | grep -c epair0b; pfctl -d
    """
    assert sh(script) == (
        "1 packets rec\n0 packets rec\n1 packets rec\n0 packets rec\n2\npf disabled\n", 0
    )


def test_ipv6_is_printed(sh) -> None:
    """ip6_print, icmp6_print, icmp6_opt_print; filters know ip6, icmp6 and addresses."""
    script = """
    ifconfig epair create >/dev/null; jail -c name=a persist vnet vnet.interface=epair0b
    ifconfig epair0a inet6 2001:db8::1/64 up; jexec a ifconfig epair0b inet6 2001:db8::2/64 up; sleep 3
    """
    do = "ping -6 -qc 1 2001:db8::2 >/dev/null; nc -w 1 -z 2001:db8::2 80"
    out, _ = sh(script + listen("-ni epair0a ip6", do))
    lines = [line for line in plain(out).split("\n") if "echo" in line or "Flags" in line]
    assert [re.sub(r"(seq|ack) \d{5,}", r"\1 S", line.replace("10002", "10000")) for line in lines] == [
        "T IP6 2001:db8::1 > 2001:db8::2: ICMP6, echo request, id N, seq 0, length 16",
        "T IP6 2001:db8::2 > 2001:db8::1: ICMP6, echo reply, id N, seq 0, length 16",
        "T IP6 2001:db8::1.10000 > 2001:db8::2.80: Flags [S], seq S, win 65535,"
        " options [mss 1440,nop,wscale 6,sackOK,TS val N ecr 0], length 0",
        "T IP6 2001:db8::2.80 > 2001:db8::1.10000: Flags [R.], seq 0, ack S, win 0, length 0",
    ]
