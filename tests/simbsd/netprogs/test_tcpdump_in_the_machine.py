"""tcpdump in the machine: its lines (contrib/tcpdump, contrib/libpcap)."""

from __future__ import annotations

import re

from listening import HEAD, PAIR, counts, shape

STAMPS = "options [nop,nop,TS val N ecr N]"


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
        "T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [S], seq BIG, win 65535,"
        " options [mss 1460,nop,wscale 6,sackOK,TS val N ecr 0], length 0\n"
        "T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [S.], seq BIG, ack BIG, win 65535,"
        " options [mss 1460,nop,wscale 6,sackOK,TS val N ecr N], length 0\n"
        f"T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [.], ack 1, win 1027, {STAMPS}, length 0\n"
        f"T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [P.], seq 1:19, ack 1, win 1027, {STAMPS}, length 18:"
        " HTTP: GET / HTTP/1.0\n"
        f"T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [F.], seq 19, ack 1, win 1027, {STAMPS}, length 0\n"
        f"T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [.], ack 19, win 1027, {STAMPS}, length 0\n"
        f"T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [.], ack 20, win 1027, {STAMPS}, length 0\n"
        f"T IP 10.0.0.2.80 > 10.0.0.1.10000: Flags [F.], seq 1, ack 20, win 1027, {STAMPS}, length 0\n"
        f"T IP 10.0.0.1.10000 > 10.0.0.2.80: Flags [.], ack 2, win 1027, {STAMPS}, length 0\n"
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
        "T IP (tos 0x0, ttl 64, id N, offset 0, flags [DF], proto TCP (6), length 60)\n"
        "    10.0.0.1.10000 > 10.0.0.2.99: Flags [S], cksum 0xSUM (correct), seq BIG, win 65535,"
        " options [mss 1460,nop,wscale 6,sackOK,TS val N ecr 0], length 0\n"
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
