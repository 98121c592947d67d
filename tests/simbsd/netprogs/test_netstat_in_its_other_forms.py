"""netstat(1) of memory, queues, listeners, dropped packets and everything by libxo, as usr.bin/netstat prints them
(mbuf.c, netisr.c, bpf.c, if.c show_stat(), inet.c protopr() with -L, unix.c, route.c rt_stats(), mroute.c).
"""

from __future__ import annotations

import json

from simbsd.machine import Machine


def said(script: str) -> str:
    """What a script prints."""
    return Machine(ttys=0).script(script.encode())[0].decode()


def test_memory_counts_what_sockets_hold() -> None:
    lines = said("nc -l 9 >/dev/null &\nsleep 1\n(sleep 9 | nc 127.0.0.1 9) &\nsleep 1\nnetstat -m\n").splitlines()
    assert lines[:7] == [
        "0/0/0 mbufs in use (current/cache/total)",
        "0/0/0/131072 mbuf clusters in use (current/cache/total/max)",
        "0/0 mbuf+clusters out of packet secondary zone in use (current/cache)",
        "0/0/0/65536 4k (page size) jumbo clusters in use (current/cache/total/max)",
        "0/0/0/19418 9k jumbo clusters in use (current/cache/total/max)",
        "0/0/0/10922 16k jumbo clusters in use (current/cache/total/max)",
        "0K/0K/0K bytes allocated to network (current/cache/total)",
    ]
    held = said("nc -ul 9 >/dev/null &\nsleep 1\nkill -STOP $!\necho hallo | nc -uN -w 1 127.0.0.1 9\nnetstat -m\n")
    assert held.splitlines()[:2] == [
        "1/0/1 mbufs in use (current/cache/total)",
        "1/0/1/131072 mbuf clusters in use (current/cache/total/max)",
    ]


def test_queues_between_protocols() -> None:
    text = said("ping -qc 1 10.0.2.2 >/dev/null\nping -qc 1 127.0.0.1 >/dev/null\nnetstat -Q\n")
    assert "ether      5    256 source   direct   ---\n" in text
    assert "   0   0   ip         0     1        1        0        0        2        3\n" in text


def test_listeners() -> None:
    listen = "netstat -B\ntcpdump -i em0 icmp >/dev/null 2>&1 &\nsleep 1\n"
    text = said(listen + "ping -qc 1 10.0.2.2 >/dev/null\nnetstat -B\n")
    heading, row = text.splitlines()
    assert heading == "  Pid  Netif   Flags      Recv      Drop     Match Sblen Hblen Command"
    assert row.split()[1:6] == ["em0", "p-fs---", "4", "0", "2"]
    assert row.endswith(" tcpdump")


def test_listen_queues() -> None:
    text = said("nc -l 80 &\nnc -lU /tmp/s &\nsleep 1\nnetstat -L\nnetstat -Lan\n")
    assert text.splitlines() == [
        f"unix  {'0/0/5':<32} /tmp/s",
        "Current listen queue sizes (qlen/incqlen/maxqlen)",
        f"Proto Listen                           {'Local Address':<22}",
        f"tcp4  {'0/0/1':<32} {'*.80':<22} ",
        f"unix  {'0/0/5':<32} /tmp/s",
    ]


def test_dropped_packets_and_short_numbers() -> None:
    assert said("netstat -I lo0 -f link -dh\nnetstat -I lo0 -w 1 -q 1 -d\n").splitlines() == [
        "Name    Mtu Network   Address     Ipkts Ierrs Idrop    Opkts Oerrs  Coll  Drop",
        "lo0     16K <Link#2>  lo0             0     0     0        0     0     0     0 ",
        "            input            lo0           output",
        "   packets  errs idrops      bytes    packets  errs      bytes colls drops",
        "         0     0     0          0          0     0          0     0     0 ",
    ]  # fmt: skip


def test_what_no_kernel_here_does() -> None:
    assert said("netstat -g\nnetstat -4gs\nnetstat -rs\nnetstat -rss\n").splitlines() == [
        "netstat: sysctl: net.inet.ip.viftable: No such file or directory",
        "netstat: sysctl: net.inet6.ip6.mif6table: No such file or directory",
        "No IPv4 MROUTING kernel support.",
        "routing:", "\t0 bad routing redirects", "\t0 dynamically created routes", "\t0 new gateways due to redirects",
        "\t0 destinations found unreachable", "\t0 uses of a wildcard route", "routing:",
    ]  # fmt: skip


def test_route_statistics_need_the_kernels_memory() -> None:
    text = said("jail -c name=j path=/ persist mount.devfs devfs_ruleset=4\njexec j netstat -rs\n")
    assert text.splitlines() == [
        "netstat: kvm not available: /dev/mem: No such file or directory", "rtstat: symbol not in namelist",
    ]  # fmt: skip


def test_statistics_have_names() -> None:
    """What a raw socket sends is in no histogram: ip_icmp.c alone counts icps_outhist, in answers and errors."""
    found = json.loads(said("ping -qc 1 127.0.0.1 >/dev/null\nnetstat -s --libxo json\n"))["statistics"]
    assert list(found) == ["tcp", "udp", "ip", "icmp", "igmp", "arp", "ip6", "icmp6", "rip6"]
    assert found["ip"]["received-packets"] == 2
    assert found["icmp"]["output-histogram"] == [{"name": "echo reply", "count": 1}]
    assert found["tcp"]["syncache"]["entries-added"] == 0
    assert found["tcp"]["TCP connection count by state"]["LISTEN"] == 0
    assert found["icmp6"]["errors"]["no-route"] == 0


def test_connections_are_told_of_at_length() -> None:
    """inet.c: protopr with -A, -T, -R, -c, -C and -P; kernel addresses are the simulator's own."""
    script = "nc -l 7000 >/dev/null & sleep 1; (sleep 9) | nc 127.0.0.1 7000 & sleep 1; "
    script += "for o in A T R cCP; do netstat -an${o} -p tcp | sed 1d | tail -n +1; done\n"
    assert said(script) == """\
Tcpcb            Proto Recv-Q Send-Q Local Address      Foreign Address    (state)    
fffff80004000800 tcp4       0      0 127.0.0.1.7000     127.0.0.1.10000    ESTABLISHED
fffff80004000400 tcp4       0      0 127.0.0.1.10000    127.0.0.1.7000     ESTABLISHED
fffff80004000000 tcp4       0      0 *.7000             *.*                LISTEN     
Proto Rexmit OOORcv 0-win  Local Address          Foreign Address
tcp4       0      0      0 127.0.0.1.7000         127.0.0.1.10000        
tcp4       0      0      0 127.0.0.1.10000        127.0.0.1.7000         
tcp4       0      0      0 *.7000                 *.*                    
Proto Recv-Q Send-Q Local Address          Foreign Address           flowid ftype
tcp4       0      0 127.0.0.1.7000         127.0.0.1.10000         00000000     0
tcp4       0      0 127.0.0.1.10000        127.0.0.1.7000          00000000     0
tcp4       0      0 *.7000                 *.*                     00000000     0
Proto Recv-Q Send-Q Local Address          Foreign Address        (state)     Stack   CC          cwin   ssthresh\
   MSS ECN Log ID
tcp4       0      0 127.0.0.1.7000         127.0.0.1.10000        ESTABLISHED freebsd cubic      32664 1073725440\
 16344 off -
tcp4       0      0 127.0.0.1.10000        127.0.0.1.7000         ESTABLISHED freebsd cubic      32664 1073725440\
 16344 off -
tcp4       0      0 *.7000                 *.*                    LISTEN      freebsd cubic 1073725440 1073725440\
   536 n/a -
"""  # noqa: W291


def test_counters_begin_again() -> None:
    """main.c: fetch_stats with -z writes zeros, and shows zeros; a jail may where the stack is its own."""
    script = """ping -qc2 127.0.0.1 >/dev/null; netstat -s -p icmp | grep 'responses g'
    netstat -sz -p icmp | grep 'responses g'; netstat -s -p icmp | grep 'responses g'
    jail -c name=p path=/ persist; jexec p netstat -sz -p icmp
    jail -c name=v vnet persist; jexec v netstat -sz -p icmp | grep 'responses g'
    """
    none = "\t0 message responses generated\n"
    denied = "netstat: sysctl net.inet.icmp.stats: Operation not permitted\n"
    assert said(script) == "\t2 message responses generated\n" + none + none + denied + none


def test_packets_are_counted_by_address() -> None:
    """ip_input.c and ip_output.c: ifa_ipackets, ifa_opackets."""
    script = "ping -qc3 127.0.0.1 >/dev/null; ping -qc2 10.0.2.2 >/dev/null; ping -qc1 ::1 >/dev/null; netstat -inb\n"
    rows = [line.split() for line in said(script).splitlines() if "<Link" not in line][1:]
    assert [(row[3], int(row[4]), int(row[7]), int(row[8])) for row in rows] == [
        ("10.0.2.15", 2, 168, 2), ("127.0.0.1", 6, 504, 6), ("::1", 2, 112, 2), ("fe80::1%lo0", 0, 0, 0),
    ]  # fmt: skip


def test_buffers_and_timers() -> None:
    """inet.c: protopr with -x, which has no state and no blank after the foreign address's heading; both connections
    know how long they have heard nothing. A listener has no buffers (sotoxsocket).
    """
    script = "nc -l 7000 >/dev/null & sleep 1; (sleep 9) | nc 127.0.0.1 7000 & sleep 2\n"
    script += "netstat -anx -p tcp; netstat -xT\n"
    assert said(script) == """\
Active Internet connections (including servers)
Proto Recv-Q Send-Q Local Address          Foreign Address       R-HIWA S-HIWA R-LOWA S-LOWA R-BCNT S-BCNT R-BMAX S-BMAX   rexmt persist    keep    2msl  delack rcvtime
tcp4       0      0 127.0.0.1.7000         127.0.0.1.10000         81720  49032      1   2048      0      0 653760 392256    0.00    0.00    0.00    0.00    0.00    2.00
tcp4       0      0 127.0.0.1.10000        127.0.0.1.7000          81720  49032      1   2048      0      0 653760 392256    0.00    0.00    0.00    0.00    0.00    2.00
tcp4       0      0 *.7000                 *.*                         0      0      0      0      0      0      0      0    0.00    0.00    0.00    0.00    0.00    3.00
netstat: -x and -T are incompatible, pick one.
"""  # noqa: E501  # fmt: skip


def test_a_control_block_keeps_its_address() -> None:
    """in_pcb.c: the blocks of other sockets come and go."""
    look = "sleep 1; netstat -anA -p tcp | grep 7001"
    one, other = said(f"nc -kl 7000 & nc -kl 7001 & {look}; kill %1; {look}\n").splitlines()
    assert one == other


def test_counters_by_interface() -> None:
    """inet6.c: ip6_ifstats and icmp6_ifstats; main.c: printproto for protocols that have none."""
    script = "ping -6qc 2 ::1 >/dev/null\nnetstat -iss -I lo0\nnetstat -is -p ip\nnetstat -is -p ip6 | wc -l\n"
    assert said(script) == """\
ip6 on lo0:
	4 total input datagrams
	4 datagrams delivered to an upper layer protocol
	4 datagrams sent from an upper layer protocol
icmp6 on lo0:
	4 total input messages
	2 input echo requests
	2 input echo replies
	4 total output messages
	2 output echo requests
	2 output echo replies
ip: no per-interface stats routine
      42
"""  # fmt: skip
