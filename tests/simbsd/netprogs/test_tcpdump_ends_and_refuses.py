"""tcpdump's signals, ends, jails and refusals (contrib/tcpdump/tcpdump.c, contrib/libpcap)."""

from __future__ import annotations

import pytest
from listening import HEAD, MINUTE, PAIR, counts, shape

from simbsd.machine import Machine


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
