"""pfctl turns pf on and off, shows, flushes, kills states, minds securelevels (sbin/pfctl/pfctl.c). Facts 4.10."""

from __future__ import annotations

import re

LOAD = "kldload pf; "


def test_without_the_module_there_is_no_device(sh) -> None:
    """Facts 4.10."""
    assert sh("pfctl -e") == ("pfctl: /dev/pf: No such file or directory\n", 1)


def test_on_and_off_twice(sh) -> None:
    """Facts 4.10: the words go to standard error, a second time is a mistake."""
    script = "pfctl -e 2>/dev/null; pfctl -e; echo $?; pfctl -d; pfctl -d; echo $?; pfctl -qe; pfctl -s Running"
    assert sh(LOAD + script) == (
        "pfctl: pf already enabled\n1\npf disabled\npfctl: pf not enabled\n1\nEnabled\n", 0
    )  # fmt: skip


def test_a_file_is_tried_without_the_module(sh) -> None:
    """-n needs no device."""
    assert sh("echo pass | pfctl -vnf -") == ("pass all flags S/SA keep state\n", 0)


def test_double_rules_go_and_many_addresses_become_a_table(sh) -> None:
    """pfctl_optimize.c: remove_identical_rules, combine_rules (TABLE_THRESHOLD 6)."""
    hosts = " ".join(f"10.0.0.{number}" for number in range(1, 8))
    script = f"(echo pass; echo pass out; echo pass; echo 'block from {{ {hosts} }}') | pfctl -vnf -"
    assert sh(LOAD + script) == (
        f"table <__automatic_0> const {{ {hosts} }}\n"
        "pass all flags S/SA keep state\nblock drop inet from <__automatic_0> to any\n", 0
    )  # fmt: skip


def test_like_rules_stand_together(sh) -> None:
    """reorder_rules; -o none leaves them alone."""
    rules = [
        "pass in on em0 proto tcp to port 22", "pass in on lo0 proto tcp to port 22",
        "pass in on em0 proto tcp to port 80", "pass in on lo0 proto tcp to port 80",
        "pass in on em0 proto tcp to port 443",
    ]  # fmt: skip
    script = "cat > c <<'E'\n" + "\n".join(rules) + "\nE\npfctl -vnf c | cut -d' ' -f4,13\n"
    script += "pfctl -o none -vnf c | cut -d' ' -f4,13"
    assert sh(LOAD + script) == (
        "em0 ssh\nem0 http\nem0 https\nlo0 ssh\nlo0 http\n" "em0 ssh\nlo0 ssh\nem0 http\nlo0 http\nem0 https\n", 0
    )  # fmt: skip


def test_everything_at_once_has_headings(sh) -> None:
    """-s all (pfctl_print_title)."""
    script = "echo 'pass label x' | pfctl -f -; pfctl -s all | grep : | grep -v Status"
    assert sh(LOAD + script) == ("FILTER RULES:\nINFO:\nLABEL COUNTERS:\nTIMEOUTS:\nLIMITS:\n", 0)


def test_flushing_everything(sh) -> None:
    """-F all, in its order."""
    assert sh(LOAD + "pfctl -F all; pfctl -F nosuch 2>&1 | head -1") == (
        "Ethernet rules cleared\nrules cleared\nnat cleared\n0 tables deleted.\n0 states cleared\n"
        "source tracking entries cleared\npf: statistics cleared\npf: interface flags reset\n"
        "pfctl: Unknown flush modifier 'nosuch'\n", 0
    )  # fmt: skip


def test_states_are_shown_and_killed(sh) -> None:
    """print_state, pfctl_net_kill_states. States are numbered from the time of day on (pf_ioctl.c: pf_stateid)."""
    script = """
    echo 'pass out keep state' | pfctl -qef -; ping -qc 1 192.0.2.1 >/dev/null; ping -qc 1 10.0.2.2 >/dev/null
    pfctl -ss; pfctl -k 10.0.2.15 -k 192.0.2.0/24; pfctl -ss | wc -l; pfctl -k 9.9.9.9
    pfctl -k id -k $(pfctl -ss -vv 2>/dev/null | awk '/ id: / { print $2 }'); pfctl -k label; pfctl -F states
    """
    out, _ = sh(LOAD + script)
    assert re.sub(r"(\.\d+):\d+", r"\1:ID", out.replace(USAGE, "")) == (
        "all icmp 10.0.2.15:ID -> 192.0.2.1:ID       0:0\nall icmp 10.0.2.15:ID -> 10.0.2.2:ID       0:0\n"
        "killed 1 states from 1 sources and 1 destinations\n       1\n"
        "killed 0 states from 1 sources and 0 destinations\nkilled 1 states\npfctl: no label specified\n"
        "0 states cleared\n"
    )


USAGE = """\
usage: pfctl [-AdeghMmNnOPqRrvz] [-a anchor] [-D macro=value] [-F modifier]
\t[-f file] [-i interface] [-K host | network]
\t[-k host | network | gateway | label | id] [-o level] [-p device]
\t[-s modifier] [-t table -T command [address ...]] [-x level]
"""


def test_tables_by_hand(sh) -> None:
    """pfctl_table.c: what each command says, and the status of a test that fails."""
    script = """
    pfctl -t t -T add 10.0.0.0/8 !10.1.0.0/16 192.0.2.1; pfctl -t t -T show; pfctl -t t -T test 10.2.3.4; echo $?
    pfctl -t t -T test 10.1.1.1 10.2.2.2; echo $?; pfctl -vt t -T add 192.0.2.1 192.0.2.2
    pfctl -t t -T delete 192.0.2.1; pfctl -t t -T replace 1.1.1.1; pfctl -t t -T replace 1.1.1.1
    pfctl -sT; pfctl -vsT 2>/dev/null; pfctl -t t -T flush; pfctl -t t -T kill; pfctl -t t -T show; echo $?
    pfctl -nt t -T add 1.1.1.1; pfctl -t t -T bogus 2>&1 | head -1; pfctl -T show 2>&1 | head -1 | cut -c 1-12
    """
    assert sh(LOAD + script) == (
        "1 table created.\n3/3 addresses added.\n   10.0.0.0/8\n  !10.1.0.0/16\n   192.0.2.1\n"
        "1/1 addresses match.\n0\n1/2 addresses match.\n2\n"
        "No ALTQ support in kernel\nALTQ related functions disabled\n1/2 addresses added.\nA  192.0.2.2\n"
        "1/1 addresses deleted.\n1 addresses added.\n3 addresses deleted.\nno changes.\n"
        "t\n-pa----\tt\n1 addresses deleted.\n1 table deleted.\npfctl: Table does not exist.\n255\n"
        "1 table created (dummy).\npfctl: Unknown table command 'bogus'\nusage: pfctl\n", 0
    )  # fmt: skip


def test_securelevel_3_keeps_the_rules(sh) -> None:
    """pfioctl: above securelevel 2 rules stay and pf stays on; tables still change."""
    script = """
    echo 'table <t> persist' | pfctl -qef -; sysctl -q kern.securelevel=2; pfctl -d; pfctl -e
    sysctl -q kern.securelevel=3; pfctl -d; pfctl -F rules; pfctl -F states; echo pass | pfctl -f -
    echo pass | pfctl -a x -f -; pfctl -t t -T add 1.1.1.1; pfctl -s Running
    """
    out, status = sh(LOAD + script)
    assert (out.replace("kern.securelevel: -1 -> 2\n", "").replace("kern.securelevel: 2 -> 3\n", ""), status) == (
        "pf disabled\npf enabled\npfctl: DIOCSTOP: Operation not permitted\n"
        "pfctl: pfctl_clear_rules: Operation not permitted\npfctl: DIOCCLRSTATES: Operation not permitted\n"
        "pfctl: DIOCOSFPFLUSH: Operation not permitted\n"
        "pfctl: pfctl_rules\npfctl: DIOCXROLLBACK: Operation not permitted\n1/1 addresses added.\nEnabled\n", 0
    )  # fmt: skip


def test_anchors_are_filled_by_name(sh) -> None:
    """-a: an anchor's rules come and go beside the main ones; -s Anchors looks for anchors of Ethernet rules as well,
    and says of each kind that there is none (pfctl_show_eth_anchors).
    """
    script = """
    echo 'anchor "jails/*"' | pfctl -f -; echo 'block proto udp' | pfctl -a jails/www -f -; pfctl -sr; pfctl -sA
    pfctl -a jails -sA; pfctl -a jails/www -sr; pfctl -a '*' -sr; pfctl -a jails/www -F rules; pfctl -a x -sA
    """
    assert sh(LOAD + script) == (
        'anchor "jails/*" all\n  jails\nAnchor \'jails\' not found.\n  jails/www\nblock drop proto udp all\n'
        'anchor "jails/*" all {\n  anchor "www" all {\n    block drop proto udp all\n  }\n}\n'
        "rules cleared\nAnchor 'x' not found.\nAnchor 'x' not found.\n", 0
    )  # fmt: skip


def test_rc_starts_checks_and_stops(sh) -> None:
    """libexec/rc/rc.d/pf; required_files of rc.subr."""
    script = """
    service pf onestart; echo pass > /etc/pf.conf; sysrc -q pf_enable=YES >/dev/null; service pf start
    service pf status | cut -c 1-30 | head -1; service pf check; service pf reload; service pf stop
    echo 'pass foo' > /etc/pf.conf; service pf start; service pf reload; echo $?
    """
    assert sh(script) == (
        "/etc/rc.d/pf: WARNING: /etc/pf.conf is not readable.\nEnabling pf.\nStatus: Enabled for 0 days 00:\n"
        "Checking pf rules.\nReloading pf rules.\nDisabling pf.\n"
        "Enabling pf/etc/pf.conf:1: syntax error\npfctl: Syntax error in config file: pf rules not loaded\n"
        "/etc/rc.d/pf: WARNING: Unable to load /etc/pf.conf.\n.\n"
        "Reloading pf rules.\n/etc/pf.conf:1: syntax error\n1\n", 0
    )  # fmt: skip
