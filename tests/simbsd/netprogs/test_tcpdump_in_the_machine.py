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
        "    10.0.0.1.10001 > 10.0.0.2.domain: [udp sum ok] domain [length 6 < 12] (invalid)\n",
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
    out, status = sh("tcpdump -k")
    assert (out.split("\n")[:5], out.count("\n"), status) == (
        [
            "tcpdump: invalid option -- k",
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


READING = "reading from file /tmp/p, link-type EN10MB (Ethernet), snapshot length 262144\n"


def test_packets_are_written_and_read_again(sh) -> None:
    script = f"""{PAIR} tcpdump -i epair0a -w /tmp/p -c 4 & sleep 1; ping -c 1 10.0.0.2 >/dev/null; wait
        hexdump -n 24 /tmp/p; tcpdump -t -n -r /tmp/p icmp; tcpdump -r /tmp/p --count arp
        tcpdump -r /tmp/p -w /tmp/q arp; tcpdump -t -n -# -r /tmp/q; echo arp '# asks' >/tmp/f; echo /tmp/q >/tmp/list
        tcpdump -n -t -F /tmp/f -V /tmp/list -c 1
    """
    out, status = sh(script)
    assert (shape(out), status) == (
        "tcpdump: listening on epair0a, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n" + counts(4, 4) +
        "0000000 c3d4 a1b2 0002 0004 0000 0000 0000 0000\n"
        "0000010 0000 0004 0001 0000                    \n0000018\n"
        + READING +
        "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 64\n"
        "IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id N, seq 0, length 64\n" + READING + "2 packets\n"
        + READING + READING.replace("/p", "/q") +
        "    1  ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n"
        "    2  ARP, Reply 10.0.0.2 is-at 02:M:0b, length 28\n" + READING.replace("/p", "/q") +
        "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n",
        0,
    )


def test_files_change_when_they_are_full_or_old(sh) -> None:
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null
        tcpdump -i epair0a -w /tmp/%s -G 3 -W 2 icmp 2>/tmp/said & sleep 1; ping -c 8 10.0.0.2 >/dev/null; wait
        ls -s /tmp | grep -c 170; head -3 /tmp/said
    """
    out, status = sh(script)
    assert (out.splitlines()[:3], status) == (
        [
            "2", "tcpdump: listening on epair0a, link-type EN10MB (Ethernet), snapshot length 262144 bytes",
            "Maximum file limit reached: 2",
        ],
        0,
    )  # fmt: skip


def test_bytes_beside_the_line(sh) -> None:
    script = f"""{PAIR} tcpdump -i epair0a -w /tmp/p -c 1 arp 2>/dev/null & sleep 1; ping -c 1 10.0.0.2 >/dev/null; wait
        for letters in x xx X A; do tcpdump -nt -$letters -r /tmp/p 2>/dev/null | tail -n +2; done
    """
    out, status = sh(script)
    out = re.sub(r"0001 02[0-9a-f]{2} [0-9a-f]{4} [0-9a-f]{2}0a", "0001 MAC", out)
    out = re.sub(r"ffff 02[0-9a-f]{2} [0-9a-f]{4} [0-9a-f]{2}0a", "ffff MAC", out)
    assert ([re.sub(r"  \S+$", "  CHARACTERS", line) for line in out.splitlines()[:7]], status) == (
        [
            "\t0x0000:  0001 0800 0604 0001 MAC 0a00",
            "\t0x0010:  0001 0000 0000 0000 0a00 0002",
            "\t0x0000:  ffff ffff ffff MAC 0806 0001",
            "\t0x0010:  0800 0604 0001 MAC 0a00 0001",
            "\t0x0020:  0000 0000 0000 0a00 0002",
            "\t0x0000:  0001 0800 0604 0001 MAC 0a00  CHARACTERS",
            "\t0x0010:  0001 0000 0000 0000 0a00 0002            CHARACTERS",
        ],
        0,
    )


def test_programs_are_shown(sh) -> None:
    assert sh("tcpdump -d icmp; tcpdump -dd -i lo0 ip; tcpdump -ddd -y PFLOG action pass; tcpdump -d -O less 60") == (
        "Warning: assuming Ethernet\n"
        "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 5\n(002) ldb      [23]\n"
        "(003) jeq      #0x1             jt 4\tjf 5\n(004) ret      #262144\n(005) ret      #0\n"
        "{ 0x20, 0, 0, 0x00000000 },\n{ 0x15, 0, 1, 0x02000000 },\n{ 0x6, 0, 0, 0x00040000 },\n"
        "{ 0x6, 0, 0, 0x00000000 },\n"
        "4\n48 0 0 2\n21 0 1 0\n6 0 0 262144\n6 0 0 0\n"
        "Warning: assuming Ethernet\n"
        "(000) ld       #pktlen\n(001) jgt      #0x3c            jt 2\tjf 3\n"
        "(002) ret      #0\n(003) ret      #262144\n",
        0,
    )


def test_interfaces_and_link_types_are_listed(sh) -> None:
    script = f"""{PAIR} ifconfig em0 description uplink; tcpdump -D; tcpdump -L -i em0; tcpdump -L -i lo0
        tcpdump -J; tcpdump -y EN10MB -c 1 -i 1 2>&1 & sleep 1; ping -c 1 10.0.0.2 >/dev/null; kill $!; wait $!
    """
    out, _ = sh(script)
    assert out.splitlines()[:10] == [
        "1.em0 (uplink) [Up, Running, Connected]",
        "2.epair0a [Up, Running, Connected]",
        "3.lo0 [Up, Running, Loopback]",
        "Data link types for em0 (use option -y to set):",
        "  EN10MB (Ethernet)",
        "  DOCSIS (DOCSIS) (printing not supported)",
        "Data link types for lo0 (use option -y to set):",
        "  NULL (BSD loopback)",
        "Time stamp type cannot be set for em0",
        "tcpdump: data link type EN10MB",
    ]


def test_one_direction(sh) -> None:
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null
        for way in in out inout; do tcpdump -ntl -Q $way -i epair0a icmp 2>/dev/null >/tmp/$way & done
        sleep 1; ping -c 1 10.0.0.2 >/dev/null; sleep 1; kill %1 %2 %3; wait; cat /tmp/in /tmp/out /tmp/inout
    """
    out, _ = sh(script)
    ask = "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 64\n"
    answer = "IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id N, seq 0, length 64\n"
    assert shape(out) == answer + "\n" + ask + "\n" + ask + answer + "\n"


def test_only_the_beginning_is_caught(sh) -> None:
    """-s; print-ip.c, print-icmp.c: what is not there is marked, lengths are those of the packet."""
    script = f"""{PAIR} ping -c 1 10.0.0.2 >/dev/null
        for size in 20 40 42; do tcpdump -nt -s $size -c 1 -i epair0a icmp 2>/dev/null >/tmp/$size & done
        sleep 1; ping -c 1 10.0.0.2 >/dev/null; wait; cat /tmp/20 /tmp/40 /tmp/42
    """
    assert shape(sh(script)[0]) == (
        "IP  [|ip]\nIP 10.0.0.1 > 10.0.0.2:  [|icmp]\n"
        "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 0, length 64\n"
    )


def test_names_are_asked_for_and_told(sh) -> None:
    script = """
        tcpdump -lnt -i em0 port 53 2>/dev/null >/tmp/short & tcpdump -lntvv -i em0 port 53 2>/dev/null >/tmp/long &
        sleep 1; host -t A papers.freebsd.org >/dev/null; host -t MX nosuch.example.org >/dev/null; sleep 1
        kill %1 %2; wait; grep -v '^$' /tmp/short; grep '^ .*10.0.2.3.53 >' /tmp/long
    """
    out = re.sub(r"(: |\] )\d+(\+| )", r"\1ID\2", sh(script)[0])
    soa = "SOA ns.example.net. hostmaster.example.net. 2024030100 3600 900 604800 300"
    assert out == (
        "IP 10.0.2.15.10000 > 10.0.2.3.53: ID+ A? papers.freebsd.org. (36)\n"
        "IP 10.0.2.3.53 > 10.0.2.15.10000: ID 1/0/0 A 192.0.2.81 (52)\n"
        "IP 10.0.2.15.10001 > 10.0.2.3.53: ID+ MX? nosuch.example.org. (36)\n"
        "IP 10.0.2.3.53 > 10.0.2.15.10001: ID NXDomain 0/1/0 (97)\n"
        "    10.0.2.3.53 > 10.0.2.15.10000: [udp sum ok] ID q: A? papers.freebsd.org. 1/0/0 papers.freebsd.org."
        " A 192.0.2.81 (52)\n"
        "    10.0.2.3.53 > 10.0.2.15.10001: [udp sum ok] ID NXDomain q: MX? nosuch.example.org. 0/1/0 ns: example.org."
        f" {soa} (97)\n"
    )


def test_a_lease_is_asked_for(sh) -> None:
    out, _ = sh("tcpdump -ntv -i em0 -c 2 port 67 2>/dev/null & sleep 1; dhclient em0 >/dev/null 2>&1; wait")
    assert re.sub(r"xid 0x\w+|, bad cksum 0 \(->\w+\)!", "", out).splitlines() == [
        "IP (tos 0x10, ttl 128, id 0, offset 0, flags [none], proto UDP (17), length 328)",
        "    0.0.0.0.68 > 255.255.255.255.67: BOOTP/DHCP, Request from 08:00:27:8a:11:02, length 300, , Flags [none]",
        "\t  Client-Ethernet-Address 08:00:27:8a:11:02",
        "\t  Vendor-rfc1048 Extensions",
        "\t    Magic Cookie 0x63825363",
        "\t    DHCP-Message (53), length 1: Discover",
        "\t    Parameter-Request (55), length 10: ",
        "\t      Subnet-Mask (1), BR (28), Time-Zone (2), Classless-Static-Route (121)",
        "\t      Default-Gateway (3), Domain-Name (15), Domain-Name-Server (6), Hostname (12)",
        "\t      Unknown (119), MTU (26)",
        '\t    Hostname (12), length 9: "cellblock"',
        "\t    Client-ID (61), length 7: ether 08:00:27:8a:11:02",
        "IP (tos 0x0, ttl 16, id 1, offset 0, flags [none], proto UDP (17), length 328)",
        "    10.0.2.2.67 > 10.0.2.15.68: BOOTP/DHCP, Reply, length 300, , Flags [none]",
        "\t  Your-IP 10.0.2.15",
        "\t  Server-IP 10.0.2.2",
        "\t  Client-Ethernet-Address 08:00:27:8a:11:02",
        "\t  Vendor-rfc1048 Extensions",
        "\t    Magic Cookie 0x63825363",
        "\t    DHCP-Message (53), length 1: Offer",
        "\t    Server-ID (54), length 4: 10.0.2.2",
        "\t    Lease-Time (51), length 4: 86400",
        "\t    Subnet-Mask (1), length 4: 255.255.255.0",
        "\t    BR (28), length 4: 10.0.2.255",
        "\t    Default-Gateway (3), length 4: 10.0.2.2",
        "\t    Domain-Name-Server (6), length 4: 10.0.2.3",
        '\t    Domain-Name (15), length 9: "home.arpa"',
    ]


def test_bridges_and_aggregated_links_speak(sh) -> None:
    script = f"""{PAIR} ifconfig bridge create >/dev/null; ifconfig epair0a -alias
        ifconfig bridge0 addm epair0a stp epair0a up; jexec a tcpdump -nte -i epair0b -c 1 stp 2>/dev/null
        jexec a tcpdump -ntv -i epair0b -c 1 stp 2>/dev/null
        ifconfig epair create >/dev/null; ifconfig lagg create >/dev/null; ifconfig epair1a up; ifconfig epair1b up
        ifconfig lagg0 laggproto lacp laggport epair1a up
        tcpdump -nt -i epair1b -c 1 2>/dev/null; tcpdump -ntv -i epair1b -c 1 ether proto 0x8809 2>/dev/null
    """
    out = re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0a", "MAC", sh(script)[0])
    out = re.sub(r"Flags \[(Proposal|Learn, Forward)\]", "Flags [F]", out)
    assert re.sub(r"Key \d+, Port \d+", "Key K, Port P", out).splitlines() == [
        "MAC > 01:80:c2:00:00:00, 802.3, length 39: LLC, dsap STP (0x42) Individual, ssap STP (0x42) Command,"
        " ctrl 0x03: STP 802.1w, Rapid STP, Flags [F], bridge-id 8000.MAC.8003, length 36",
        "STP 802.1w, Rapid STP, Flags [F], bridge-id 8000.MAC.8003, length 36",
        "\tmessage-age 0.00s, max-age 20.00s, hello-time 2.00s, forwarding-delay 15.00s",
        "\troot-id 8000.MAC, root-pathcost 0, port-role Designated",
        "LACPv1, length 110",
        "LACPv1, length 110",
        "\tActor Information TLV (0x01), length 20",
        "\t  System MAC, System Priority 32768, Key K, Port P, Port Priority 32768",
        "\t  State Flags [Activity, Aggregation, Default]",
        "\tPartner Information TLV (0x02), length 20",
        "\t  System 00:00:00:00:00:00, System Priority 65535, Key K, Port P, Port Priority 65535",
        "\t  State Flags [none]",
        "\tCollector Information TLV (0x03), length 16",
        "\t  Max Delay 0",
        "\tTerminator TLV (0x00), length 0",
    ]


def test_options_of_segments() -> None:
    from simbsd.usr_sbin.tcpdump.tcp_options import tcp_options

    syn = bytes.fromhex("020405b4 01 030306 0402 080a 0000002a 00000000")
    assert tcp_options(syn, 0) == ", options [mss 1460,nop,wscale 6,sackOK,TS val 42 ecr 0]"
    assert tcp_options(bytes.fromhex("0101050a 0000006400000068"), 99) == ", options [nop,nop,sack 1 {1:5}]"
    assert tcp_options(bytes.fromhex("02030501"), 0) == ", options [mss[bad opt]]"
    assert tcp_options(bytes.fromhex("fd04abcd 00"), 0) == ", options [unknown-253 0xabcd,eol]"


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("tcpdump -s 300000", "invalid snaplen 300000 (must be >= 0 and <= 262144)"),
        ("tcpdump -s x", "invalid snaplen x (must be >= 0 and <= 262144)"),
        ("tcpdump -B 0", "invalid packet buffer size 0"),
        ("tcpdump -C 0", "invalid file size 0"),
        ("tcpdump -C 9223372036854775807", "file size 9223372036854775807 is too large"),
        ("tcpdump -G -1", "invalid number of seconds -1"),
        ("tcpdump -W 0", "invalid number of output files 0"),
        ("tcpdump -Q up", "unknown capture direction `up'"),
        ("tcpdump -T what", "unknown packet type `what'"),
        ("tcpdump -y WHAT", "invalid data link type WHAT"),
        ("tcpdump -j what", "invalid time stamp type what"),
        ("tcpdump -tttttt", "only -t, -tt, -ttt, -tttt and -ttttt are supported"),
        ("tcpdump -r x -V y", "-V and -r are mutually exclusive."),
        ("tcpdump -f -r x", "-f can not be used with -V or -r"),
        ("tcpdump -i em0 -y NULL", "NULL is not one of the DLTs supported by this device"),
        ("tcpdump -i em0 -I", "em0: That device doesn't support monitor mode"),
        ("tcpdump -i 99", "Invalid adapter index"),
        ("tcpdump -i any", "any: No such device exists\n(No such device exists)"),
        ("tcpdump -r /nosuch", "/nosuch: No such file or directory"),
        ("tcpdump -r /etc/passwd", "unknown file format"),
        ("tcpdump -r /dev/null", "truncated dump file; tried to read 4 file header bytes, only got 0"),
        ("tcpdump -V /nosuch", "Unable to open file: No such file or directory"),
        ("tcpdump -V /dev/null", "Nothing in /dev/null"),
        ("tcpdump -i lo0 -w /nosuch/x", "/nosuch/x: No such file or directory"),
        ("tcpdump -i lo0 -w ''", "an empty string is not a valid file name"),
        ("tcpdump -i lo0 -Z nosuch", "Couldn't find user 'nosuch'"),
        ("tcpdump -d -F /nosuch -i lo0", "can't open /nosuch: No such file or directory"),
        ("tcpdump -i em0 udp port http and tcp port syslog", "port 'syslog' is udp"),
        ("tcpdump -i em0 portrange domain-nosuch", "unknown port in range 'domain-nosuch'"),
        ("tcpdump -i em0 ip proto nosuch", "unknown ip proto 'nosuch'"),
        ("tcpdump -i em0 ether proto nosuch", "unknown ether proto 'nosuch'"),
        ("tcpdump -i em0 net nosuch", "unknown network 'nosuch'"),
        ("tcpdump -i em0 ether host nosuch", "unknown ether host 'nosuch'"),
        ("tcpdump -i em0 gateway nosuch", "'gateway' not supported in this configuration"),
    ],
)
def test_words_that_are_refused(sh, command: str, text: str) -> None:
    assert sh(command) == (f"tcpdump: {text}\n", 1)
