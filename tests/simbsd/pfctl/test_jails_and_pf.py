"""The setups of every tutorial: jails behind nat and rdr of the host, a jail's own pf, scrub, sources, skip."""

from __future__ import annotations

import re

# A vnet jail 10.0.0.2 behind the host, which forwards.
JAIL = """
kldload pf; sysctl -q net.inet.ip.forwarding=1 >/dev/null; ifconfig epair create >/dev/null
jail -c name=web persist vnet vnet.interface=epair0b path=/ mount.devfs devfs_ruleset=5
ifconfig epair0a 10.0.0.1/24 up; jexec web ifconfig epair0b 10.0.0.2/24 up; jexec web route -q add default 10.0.0.1
"""
PING = "ping -qc 1 -t 2 {} | grep -o '[0-9] packets received'\n"


def masked(text: str) -> str:
    """Ports and identifications that depend on what ran before are N."""
    return re.sub(r":\d{3,}\b", ":N", text)


def load(rules: str, options: str = "-qe") -> str:
    return f"cat > /tmp/pf.conf <<'E'\n{rules}\nE\npfctl {options} -f /tmp/pf.conf\n"


def test_a_jail_reaches_the_internet_by_nat(sh) -> None:
    """Without nat nobody beyond the gateway knows the way back; the states show both sides of the translation."""
    script = JAIL + "jexec web " + PING.format("192.0.2.1") + load("nat on em0 inet from 10.0.0.0/24 -> (em0)\npass")
    script += "jexec web " + PING.format("192.0.2.1")
    script += "jexec web fetch -qo - http://papers.freebsd.org/ | grep -c Jails\n"
    out, status = sh(script + "sleep 1; pfctl -ss | grep -v udp")
    assert (masked(out), status) == (
        "0 packets received\n1 packets received\n1\n"
        "all icmp 192.0.2.1:N <- 10.0.0.2:N       0:0\n"
        "all icmp 10.0.2.15:N (10.0.0.2:N) -> 192.0.2.1:N       0:0\n"
        "all tcp 192.0.2.81:80 <- 10.0.0.2:N       FIN_WAIT_2:FIN_WAIT_2\n"
        "all tcp 10.0.2.15:N (10.0.0.2:N) -> 192.0.2.81:80       FIN_WAIT_2:FIN_WAIT_2\n", 0
    )  # fmt: skip


def test_rdr_brings_visitors_to_a_jail(sh) -> None:
    """A second jail stands for the outside: it knows the host's address only."""
    out = """
    ifconfig epair create >/dev/null; jail -c name=out persist vnet vnet.interface=epair1b
    ifconfig epair1a 198.51.100.1/24 up; jexec out ifconfig epair1b 198.51.100.2/24 up
    """
    rules = load("rdr pass on epair1a inet proto tcp to port 8080 -> 10.0.0.2 port 80\nblock in on epair1a\npass out")
    talk = "jexec web sh -c 'echo web | nc -l 80' & sleep 1; jexec out nc -w 3 198.51.100.1 8080 </dev/null; wait\n"
    said, status = sh(JAIL + out + rules + talk + "pfctl -ss | head -1")
    assert (masked(said), status) == (
        "web\nall tcp 10.0.0.2:80 (198.51.100.1:N) <- 198.51.100.2:N       FIN_WAIT_2:FIN_WAIT_2\n", 0
    )  # fmt: skip


def test_a_jail_has_rules_of_its_own(sh) -> None:
    """Ruleset 5 shows /dev/pf; each stack has its own rules (facts 4.10)."""
    script = JAIL + "echo 'block in proto icmp' | jexec web pfctl -ef -; jexec web pfctl -sr; pfctl -sr\n"
    script += "pfctl -s Running\n"
    assert sh(script + PING.format("10.0.0.2") + "jexec web pfctl -d; " + PING.format("10.0.0.2")) == (
        "pf enabled\nblock drop in proto icmp all\nDisabled\n0 packets received\npf disabled\n1 packets received\n", 0
    )  # fmt: skip


def test_ruleset_4_hides_the_device(sh) -> None:
    """Facts 4.10: a jail with the usual ruleset has no /dev/pf."""
    script = "kldload pf; jail -c name=j persist vnet path=/ mount.devfs devfs_ruleset=4; jexec j pfctl -s info"
    assert sh(script) == ("pfctl: /dev/pf: No such file or directory\n", 1)


def test_a_jail_cannot_load_the_module(sh) -> None:
    """Facts 4.1: modules are the host's."""
    assert sh("jail -c name=j persist vnet path=/; jexec j kldload pf; jexec j pfctl -e") == (
        "kldload: can't load pf: Operation not permitted\npfctl: /dev/pf: No such file or directory\n", 1
    )  # fmt: skip


def test_binat_is_one_address_for_one(sh) -> None:
    """Both ways: the jail leaves as 10.0.2.77, and is met there."""
    rules = load("binat on em0 inet from 10.0.0.2 to any -> 10.0.2.77\npass")
    script = JAIL + "ifconfig em0 10.0.2.77/32 alias\n" + rules + "jexec web " + PING.format("192.0.2.1")
    out, status = sh(script + "pfctl -ss | tail -1")
    assert (masked(out), status) == (
        "1 packets received\nall icmp 10.0.2.77:N (10.0.0.2:N) -> 192.0.2.1:N       0:0\n", 0
    )  # fmt: skip


def test_who_connects_too_often_is_put_in_a_table(sh) -> None:
    """max-src-conn-rate, overload, flush (pf_src_connlimit, pf_overload_task)."""
    rules = load(
        "table <bad> persist\nblock in quick from <bad>\npass out\n"
        "pass in on epair0a proto tcp to port 22 keep state (max-src-conn-rate 2/60, overload <bad> flush global)"
    )
    knock = "for n in 1 2 3; do jexec web nc -z -w 1 10.0.0.1 22 2>/dev/null; echo $?; done\n"
    knock += "pfctl -t bad -T show; pfctl -sS | wc -l\n"
    serve = "nc -kl 22 >/dev/null & sleep 1\n"
    assert sh(JAIL + rules + serve + knock + "kill $!") == ("0\n0\n0\n   10.0.0.2\n       1\n", 0)


def test_skipped_interfaces_are_not_filtered(sh) -> None:
    """set skip on lo0, as every tutorial begins."""
    script = "kldload pf; " + load("set skip on lo0\nblock") + PING.format("127.0.0.1") + "pfctl -vsI 2>/dev/null"
    assert sh(script) == ("1 packets received\nall\nem0\nlo (skip)\nlo0 (skip)\n".replace("lo (skip)", "lo"), 0)


def test_fragments_need_a_rule_or_option(sh) -> None:
    """pf_normalize_ip of 14: without scrub rules and set reassemble a fragment is dropped."""
    big = "ping -qc 1 -t 2 -s 3000 10.0.0.2 | grep -o '[0-9] packets received'; pfctl -si | grep normalize\n"
    script = JAIL + load("pass") + big + load("scrub in all\npass", "-q") + big
    script += load("set reassemble yes\npass", "-q") + big
    out, status = sh(script)
    counts = [line.split()[:4] for line in out.splitlines()]
    assert ([line[0] for line in counts[::2]], status) == (["0", "1", "1"], 0)
    assert counts[1][:2] == ["normalize", "3"] == counts[3][:2]


def test_scrub_mends_headers(sh) -> None:
    """pf_scrub_ip: a smallest time to live."""
    script = JAIL.replace("mount.devfs", "") + load("scrub out on epair0a min-ttl 9\npass")
    script += "tcpdump -c 1 -vni epair0a icmp 2>/dev/null | grep -o 'ttl [0-9]*' & sleep 1\n"
    assert sh(script + "ping -qm 2 -c 1 10.0.0.2 >/dev/null; wait") == ("ttl 9\n", 0)


def test_killing_a_connection_on_both_its_sides(sh) -> None:
    """-k looks at the wire's addresses, so that nat's other side stays; -M ends it too (pf_kill_matching_state)."""
    ping = "jexec web ping -qc 1 -t 2 192.0.2.1 >/dev/null; "
    script = JAIL + load("nat on em0 inet from 10.0.0.0/24 -> (em0)\npass") + ping
    script += "pfctl -k 10.0.0.2; pfctl -F states; "
    assert sh(script + ping + "pfctl -M -k 10.0.0.2; pfctl -ss") == (
        "killed 1 states from 1 sources and 0 destinations\n1 states cleared\n"
        "killed 2 states from 1 sources and 0 destinations\n", 0
    )  # fmt: skip


def test_tables_count_by_address(sh) -> None:
    """pfr_update_stats: a table with counters knows what each address did."""
    script = JAIL + load("table <j> counters { 10.0.0.2 10.0.0.9 }\nblock\npass in from <j>\npass out to <j>")
    script += "jexec web ping -qc 3 10.0.0.1 >/dev/null; pfctl -t j -vT show 2>/dev/null | grep -v -e Cleared -e Block"
    assert sh(script) == (
        "   10.0.0.2\n\tIn/Pass:     [ Packets: 3                  Bytes: 252                ]\n"
        "\tOut/Pass:    [ Packets: 3                  Bytes: 252                ]\n"
        "   10.0.0.9\n\tIn/Pass:     [ Packets: 0                  Bytes: 0                  ]\n"
        "\tOut/Pass:    [ Packets: 0                  Bytes: 0                  ]\n", 0
    )  # fmt: skip


def test_sticky_sources_are_sent_where_they_were_sent_before(sh) -> None:
    """pf_map_addr: a round robin that remembers."""
    script = JAIL + "ifconfig em0 10.0.2.77/32 alias; "
    script += load("nat on em0 inet from 10.0.0.0/24 -> { 10.0.2.15 10.0.2.77 } sticky-address\npass")
    script += "for n in 1 2 3; do jexec web ping -qc 1 -t 2 192.0.2.1 >/dev/null; done\n"
    script += "pfctl -ss | grep -c '10.0.2.15.*('"
    assert sh(script) == ("3\n", 0)
