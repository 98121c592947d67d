"""tcpdump in the machine: its lines, summaries, signals and refusals (contrib/tcpdump, contrib/libpcap)."""

from __future__ import annotations

import re

import pytest

from simbsd.machine import Machine

PAIR = """
    ifconfig epair create >/dev/null
    jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
    ifconfig epair0a 10.0.0.1/24
    jexec a ifconfig epair0b 10.0.0.2/24
    sleep 1
"""
HEAD = (
    "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
    "listening on {}, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
)
MINUTE = 60_000_000


def shape(text: str) -> str:
    """Times, identifiers and addresses of epairs are the machine's own."""
    text = re.sub(r"^\d\d:\d\d:\d\d\.\d{6} ", "T ", text, flags=re.MULTILINE)
    text = re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0", "02:M:0", text)
    text = re.sub(r"0x[0-9a-f]{4} \(", "0xSUM (", text)
    return re.sub(r"\bid \d+", "id N", text)


def counts(captured: int, received: int) -> str:
    plural = ["" if count == 1 else "s" for count in (captured, received)]
    return (
        f"{captured} packet{plural[0]} captured\n{received} packet{plural[1]} received by filter\n"
        "0 packets dropped by kernel\n"
    )


def test_arp_and_echo(sh) -> None:
    out, status = sh(
        f"{PAIR} tcpdump -n -i epair0a -c 4 >/tmp/lines 2>/tmp/said & sleep 1; ping -c 1 10.0.0.2 >/dev/null; wait\n"
        "cat /tmp/said /tmp/lines"
    )
    assert (shape(out), status) == (
        HEAD.format("epair0a") + counts(4, 4) +
        "T ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n"
        "T ARP, Reply 10.0.0.2 is-at 02:M:0b, length 28\n"
        "T IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 64\n"
        "T IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id N, seq 0, length 64\n",
        0,
    )


def test_a_conversation_in_tcp(sh) -> None:
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null; jexec a nc -l 80 >/dev/null &
        tcpdump -n -i epair0a tcp port 80 2>/dev/null & dump=$!; sleep 1
        printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -N 10.0.0.2 80; sleep 1; kill -INT $dump; wait $dump
    """
    out, status = sh(script)
    assert (re.sub(r"(seq|ack) \d{5,}", r"\1 BIG", shape(out)), status) == (
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [S], seq BIG, win 65535, options [mss 1460], length 0\n"
        "T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [S.], seq BIG, ack BIG, win 65535, options [mss 1460],"
        " length 0\n"
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [.], ack 1, win 65535, length 0\n"
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [P.], seq 1:19, ack 1, win 65535, length 18:"
        " HTTP: GET / HTTP/1.0\n"
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [F.], seq 19, ack 1, win 65535, length 0\n"
        "T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [.], ack 19, win 65518, length 0\n"
        "T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [.], ack 20, win 65518, length 0\n"
        "T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [F.], seq 1, ack 20, win 65535, length 0\n"
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [.], ack 2, win 65535, length 0\n"
        "\n",
        0,
    )


def test_quiet_and_verbose(sh) -> None:
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null
        tcpdump -n -q -i epair0a -c 2 2>/dev/null >/tmp/quiet &
        tcpdump -v -n -i epair0a -c 2 2>/dev/null >/tmp/verbose &
        tcpdump -t -vv -i epair0a -c 1 udp 2>/dev/null >/tmp/more &
        sleep 1; nc -z 10.0.0.2 99; jexec a nc -u -l 53 >/dev/null & sleep 1
        echo hello | nc -u -w 1 10.0.0.2 53; sleep 1
        cat /tmp/quiet /tmp/verbose /tmp/more
    """
    out, status = sh(script)
    assert (re.sub(r"(seq|ack) \d{5,}", r"\1 BIG", shape(out)), status) == (
        "T IP 10.0.0.1.10000 > 10.0.0.2.99: tcp 0\n"
        "T IP 10.0.0.2.99 > 10.0.0.1.10000: tcp 0\n"
        "T IP (tos 0x0, ttl 64, id N, offset 0, flags [DF], proto TCP (6), length 44)\n"
        "    10.0.0.1.10000 > 10.0.0.2.99: Flags [S], cksum 0xSUM (correct), seq BIG, win 65535, options [mss 1460],"
        " length 0\n"
        "T IP (tos 0x0, ttl 64, id N, offset 0, flags [DF], proto TCP (6), length 40)\n"
        "    10.0.0.2.99 > 10.0.0.1.10000: Flags [R.], cksum 0xSUM (correct), seq 0, ack BIG, win 0, length 0\n"
        "IP (tos 0x0, ttl 64, id N, offset 0, flags [none], proto UDP (17), length 34)\n"
        "    10.0.0.1.10001 > 10.0.0.2.domain: [udp sum ok] UDP, length 6\n",
        0,
    )


def test_tags_and_link_headers(sh) -> None:
    script = f"""{PAIR}
        ifconfig epair0a.42 create inet 10.0.42.1/24; jexec a ifconfig epair0b.42 create 10.0.42.2/24
        ping -c 1 10.0.42.2 >/dev/null
        tcpdump -n -e -i epair0a -c 1 vlan 42 and icmp 2>/dev/null >/tmp/below &
        tcpdump -n -e -i epair0a.42 -c 1 icmp 2>/dev/null >/tmp/above &
        tcpdump -n -e -q -i epair0a -c 1 vlan and arp 2>/dev/null >/tmp/asked &
        sleep 1; ping -c 1 10.0.42.2 >/dev/null; arp -d 10.0.42.2 >/dev/null; ping -c 1 10.0.42.2 >/dev/null
        sleep 1; cat /tmp/below /tmp/above /tmp/asked
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        "T 02:M:0a > 02:M:0b, ethertype 802.1Q (0x8100), length 102: vlan 42, p 0, ethertype IPv4 (0x0800), 10.0.42.1 >"
        " 10.0.42.2: ICMP echo request, id N, seq 0, length 64\n"
        "T 02:M:0a > 02:M:0b, ethertype IPv4 (0x0800), length 98: 10.0.42.1 > 10.0.42.2: ICMP echo request, id N,"
        " seq 0, length 64\n"
        "T 02:M:0a > ff:ff:ff:ff:ff:ff, 802.1Q, length 46: vlan 42, p 0, ARP, Request who-has 10.0.42.2 tell 10.0.42.1,"
        " length 28\n",
        0,
    )


def test_errors_quote_the_packet_and_a_loopback_has_no_sums(sh) -> None:
    out, status = sh(
        "tcpdump -v -t -i lo0 -c 2 >/tmp/lines 2>/tmp/said & sleep 1; echo x | nc -u -w 1 127.0.0.1 9; wait\n"
        "cat /tmp/said /tmp/lines"
    )
    out = re.sub(r"\(->[0-9a-f]+\)", "(->SUM)", shape(out))
    assert (out, status) == (
        "tcpdump: listening on lo0, link-type NULL (BSD loopback), snapshot length 262144 bytes\n"
        + counts(2, 2) +
        "IP (tos 0x0, ttl 64, id N, offset 0, flags [none], proto UDP (17), length 30, bad cksum 0 (->SUM)!)\n"
        "    localhost.10000 > localhost.discard: UDP, length 2\n"
        "IP (tos 0x0, ttl 64, id N, offset 0, flags [none], proto ICMP (1), length 58, bad cksum 0 (->SUM)!)\n"
        "    localhost > localhost: ICMP localhost udp port discard unreachable, length 38\n"
        "\tIP (tos 0x0, ttl 64, id N, offset 0, flags [none], proto UDP (17), length 30)\n"
        "    localhost.10000 > localhost.discard: UDP, length 2\n",
        0,
    )


def test_pieces_of_a_packet(sh) -> None:
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null
        tcpdump -n -t -i epair0a -c 2 2>/dev/null & sleep 1; ping -c 1 -s 2000 10.0.0.2 >/dev/null; wait
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 1480\nIP 10.0.0.1 > 10.0.0.2: ip-proto-1\n", 0,
    )  # fmt: skip


def test_interrupt_prints_a_newline_and_three_counts() -> None:
    machine = Machine()
    assert machine.settle(MINUTE)
    machine.output(0)
    machine.type(0, "tcpdump -n -i lo0 icmp\n")
    machine.advance(1_000_000)
    machine.interrupt(0)
    machine.advance(1_000_000)
    machine.type(0, "echo $?\n")
    machine.settle(MINUTE)
    assert machine.output(0).replace("\r", "").split("\n")[:9] == [
        "tcpdump -n -i lo0 icmp",
        "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode",
        "listening on lo0, link-type NULL (BSD loopback), snapshot length 262144 bytes",
        "^C",
        "0 packets captured",
        "0 packets received by filter",
        "0 packets dropped by kernel",
        "# echo $?",
        "0",
    ]


def test_siginfo_counts_so_far(sh) -> None:
    out, status = sh(
        "tcpdump -n -i lo0 icmp >/dev/null 2>/tmp/said & sleep 1; ping -c 1 127.0.0.1 >/dev/null; sleep 2\n"
        "kill -INFO $!; sleep 1; kill $!; wait $!; tail -4 /tmp/said"
    )
    assert (out, status) == (
        "tcpdump: 2 packets captured, 2 packets received by filter, 0 packets dropped by kernel\n" + counts(2, 2), 0,
    )  # fmt: skip


def test_an_interface_that_goes_away(sh) -> None:
    out, status = sh(f"{PAIR} tcpdump -i epair0a & sleep 1; ifconfig epair0a destroy; wait $!")
    assert (out, status) == (
        HEAD.format("epair0a") + "tcpdump: pcap_loop: The interface disappeared\n" + counts(0, 0), 1,
    )  # fmt: skip


def test_promiscuous_unless_told_otherwise(sh) -> None:
    script = """
        tcpdump -i em0 2>/dev/null & sleep 1; ifconfig em0 | head -1; kill $!; wait
        tcpdump -p -i em0 2>/dev/null & sleep 1; ifconfig em0 | head -1; kill $!; wait
        dmesg | tail -2
    """
    assert sh(script) == (
        "em0: flags=1008943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n\n"
        "em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n\n"
        "em0: promiscuous mode enabled\nem0: promiscuous mode disabled\n",
        0,
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("tcpdump -i em9", "em9: No such device exists\n(No such device exists)"),
        ("tcpdump -i abcdefghijklmnopq", "abcdefghijklmnopq: No such device exists\n(No such device exists)"),
        ("tcpdump -c 0", "invalid packet count 0"),
        ("tcpdump -c x", "invalid packet count x"),
        ("tcpdump -i em0 tcp port nosuch", "unknown port 'nosuch'"),
        ("tcpdump -i em0 host nosuch", "unknown host 'nosuch'"),
        ("tcpdump -i em0 'tcp port ('", "can't parse filter expression: syntax error"),
        ("tcpdump -i lo0 arp", "expression rejects all packets"),
        (
            "su -m nobody -c 'tcpdump -i em0'",
            "em0: You don't have permission to perform this capture on that device\n"
            "(Attempt to open /dev/bpf failed - root privileges may be required)",
        ),
    ],
)
def test_refusals(sh, command: str, text: str) -> None:
    assert sh(command) == (f"tcpdump: {text}\n", 1)


@pytest.mark.parametrize("words", ["ip4.addr=10.0.2.15", "vnet"])
def test_a_jail_whose_devfs_hides_bpf(sh, words: str) -> None:
    jail = f"jail -c name=j path=/ mount.devfs persist {words} >/dev/null"
    script = f"{jail}; jexec j ls /dev/bpf; jexec j tcpdump -i lo0"
    assert sh(script) == ("ls: /dev/bpf: No such file or directory\ntcpdump: (there are no BPF devices)\n", 1)


def test_a_jail_listens_to_its_own_stack(sh) -> None:
    script = f"""{PAIR} jexec a tcpdump -n -t -c 2 icmp 2>/tmp/said & sleep 1; ping -c 1 10.0.0.2 >/dev/null; wait
        head -2 /tmp/said; jexec a tcpdump -i em0
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 64\n"
        "IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id N, seq 0, length 64\n"
        f"{HEAD.format('epair0b')}tcpdump: em0: No such device exists\n(No such device exists)\n",
        1,
    )


def test_usage(sh) -> None:
    out, status = sh("tcpdump -z")
    assert (out.split("\n")[:5], out.count("\n"), status) == (
        [
            "tcpdump: invalid option -- z",
            "tcpdump version 4.99.4",
            "libpcap version 1.10.4",
            "OpenSSL 3.0.12 24 Oct 2023",
            "Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]",
        ],
        12,
        1,
    )


def test_a_machine_with_a_listener_has_a_digest_and_plays_the_same_again() -> None:
    digests = []
    for _ in range(2):
        machine = Machine()
        machine.settle(MINUTE)
        machine.type(0, "tcpdump -i lo0 >/dev/null 2>&1 & sleep 1; ping -c 1 127.0.0.1\n")
        machine.advance(1_500_000)
        digests.append(machine.digest())
    assert digests[0] == digests[1]
