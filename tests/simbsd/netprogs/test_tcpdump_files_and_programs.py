"""tcpdump's files, programs and lists (contrib/tcpdump/tcpdump.c, contrib/libpcap)."""

from __future__ import annotations

import re

from listening import PAIR, counts, shape

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
