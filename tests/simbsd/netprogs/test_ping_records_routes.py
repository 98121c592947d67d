"""ping -R: the routers on the way write themselves into the packet (ping.c: pr_pack, ip_options.c); tcpdump shows it.
"""

from __future__ import annotations

import re


def test_the_way_there_and_back_is_told(sh) -> None:
    """The options count as part of the packet, and so its length is not the one that was sent (ping.c: recv_len)."""
    out = sh("ping -nRc1 192.0.2.10 | sed -n 3,11p; ping -Rc2 10.0.2.2 | sed -n 3,7p")[0]
    way = [
        "198.51.100.2",
        "203.0.113.1",
        "192.0.2.1",
        "192.0.2.10",
        "203.0.113.2",
        "198.51.100.1",
        "10.0.2.2",
        "10.0.2.15",
    ]
    longer = "wrong total length 124 instead of 84"
    assert out.splitlines()[:9] == [longer, f"RR: \t{way[0]}", *(f"\t{one}" for one in way[1:])]
    assert re.sub(r"time=\S+", "time=T", "\n".join(out.splitlines()[9:])) == (
        f"{longer}\nRR: \t10.0.2.2\n\t10.0.2.15\n64 bytes from 10.0.2.2: icmp_seq=1 ttl=64 time=T ms\n"
        f"{longer}\t(same route)"
    )


def test_tcpdump_shows_options_and_sums_the_whole_header(sh) -> None:
    out = sh("tcpdump -nvc2 icmp 2>/dev/null & sleep 1; ping -R -c1 10.0.2.2 >/dev/null; sleep 1")[0]
    options = re.findall(r"options \((.*?)\)", out)
    none = " 0.0.0.0"
    assert options == [f"RR{none * 9},EOL", f"RR 10.0.2.2,{none * 8},EOL"]
    assert "ICMP echo reply" in out


def test_what_ends_too_early_has_a_mark(sh) -> None:
    """A frame that a program has made; print.c: nd_print_trunc."""
    script = r"""
    ifconfig tap create >/dev/null; exec 3<>/dev/tap0; ifconfig tap0 10.7.0.1/24 up
    tcpdump -nc2 -i tap0 ether src 02:00:00:00:00:01 2>/dev/null & sleep 1
    frame() { printf "\377\377\377\377\377\377\2\0\0\0\0\1\10$1" >&3; }
    frame '\0E\0'; frame '\6\0\1'
    sleep 1; dmesg | grep '^arp'; netstat -s -p ip | grep 'data size < data'
    """
    assert [line.partition(" ")[2] if line[:1] == "1" else line for line in sh(script)[0].splitlines()] == [
        "IP  [|ip]", "ARP,  [|arp]", "arp: packet with short header received on tap0",
        "\t1 with data size < data length",
    ]  # fmt: skip


def test_without_routing_only_neighbours_are_reached(sh) -> None:
    """ping -r (ip_output: IP_ROUTETOIF)."""
    out = sh("ping -rqc1 192.0.2.10 | sed 1d | grep transmitted; ping -rqc1 10.0.2.2 | grep transmitted")[0]
    assert out.splitlines() == [
        "ping: sendto: Network is unreachable",
        "1 packets transmitted, 0 packets received, 100.0% packet loss",
        "1 packets transmitted, 1 packets received, 0.0% packet loss",
    ]


def test_traceroute_without_routing_and_at_length(sh) -> None:
    """traceroute.c: -r, -v, and -d and -x, which nobody sees."""
    out = sh("traceroute -dxvnm 1 -q 1 192.0.2.10; traceroute -rnm 1 -q 1 -w 1 192.0.2.10")[0].splitlines()
    assert re.sub(r"  \S+ ms", "  T ms", out[1]) == " 1  10.0.2.2 48 bytes to 10.0.2.15  T ms"
    assert out[3] == "traceroute: sendto: Network is unreachable"
