"""Ethernet rules: as they are printed, and what they do to frames (pf.c: pf_test_eth_rule; pfctl_parser.c:
print_eth_rule).
"""

from __future__ import annotations

PAIR = """
    kldload pf; ifconfig epair create >/dev/null; ifconfig epair0a 192.0.2.1/24 up; jail -c name=j vnet persist path=/
    ifconfig epair0b vnet j; jexec j ifconfig epair0b 192.0.2.2/24 up; jexec j pfctl -qe 2>/dev/null
    a=$(ifconfig epair0a | awk '/ether/ { print $2 }')
    try() { ping -qc 1 -t 1 192.0.2.2 >/dev/null; echo $?; }
    rules() { printf '%s\\n' "$@" | jexec j pfctl -qf -; try; }
"""


def test_rules_are_printed_as_they_are_kept(sh) -> None:
    """Masks of whole bits from the lowest of each byte; addresses of IP decide the EtherType; lists are multiplied."""
    script = """kldload pf; pfctl -nvf - <<'X'
ether block in quick on ! em0 from { 02:00:00:00:00:01 !1:2:3:4:5:6/20 } to 02:00:00:00:00:02&ff:00:ff:00:00:00
ether pass out proto { 0x0806, 34525 } label "one" ridentifier 5 tag x ! tagged y
ether pass all l3 from 192.0.2.0/24 to <t>
ether pass bridge-to epair0b l3 to fd00::1
ether anchor "up" on em0 {
ether anchor {
ether block return
}
}
ether match queue q
ether anchor "else/where"
X"""
    out, _ = sh(script)
    assert out == (
        "ether block in quick on ! em0 from 02:00:00:00:00:01 to 02:00:00:00:00:02&ff:00:ff:00:00:00 l3 all\n"
        "ether block in quick on ! em0 from ! 01:02:03:04:05:06/20 to 02:00:00:00:00:02&ff:00:ff:00:00:00 l3 all\n"
        'ether pass out proto 0x0806 l3 all label "one" ridentifier 5 tag x ! tagged y\n'
        'ether pass out proto 0x86dd l3 all label "one" ridentifier 5 tag x ! tagged y\n'
        "ether pass proto 0x0800 l3 from 192.0.2.0/24 to <t>\n"
        "ether pass bridge-to epair0b proto 0x86dd l3 from any to fd00::1\n"
        'ether anchor "up" on em0 l3 all {\n  ether anchor l3 all {\n    ether block l3 all\n  }\n}\n'
        'ether match l3 all queue q\nether anchor "else/where" l3 all\n'
    )


def test_mistakes_are_named(sh) -> None:
    """node_mac_from_string, etherproto_item, l3fromto, check_rulestate."""
    lines = (
        "ether pass from 1:2:3:4:5", "ether pass to 1:2:3:4:5:6/49", "ether pass from 1:2:3:4:5:6&ff",
        "ether pass proto 0", "ether pass proto ip", "ether pass l3 from (em0)", "ether anchor", 'ether anchor "_x"',
        'ether anchor "a/b" {\\n}', "block in\\nether pass",
    )  # fmt: skip
    script = "kldload pf\n" + "".join(f"printf '{line}\\n' | pfctl -nf - 2>&1\n" for line in lines)
    assert sh(script)[0] == (
        "stdin:1: invalid MAC address\nstdin:1: invalid MAC mask length\nstdin:1: invalid MAC mask\n"
        "stdin:1: proto 0 cannot be used\nstdin:1: Symbolic EtherType not yet supported\n"
        "stdin:1: from must be an address or table\nstdin:1: anchors without explicit rules must specify a name\n"
        "stdin:1: anchor names beginning with '_' are reserved for internal use\n"
        "stdin:2: anchor paths containing '/' cannot be used for inline anchors.\n"
        "stdin:2: Rules must be in order: options, ethernet, normalization, queueing, translation, filtering\n"
    )


def test_frames_are_counted_and_counters_go_back(sh) -> None:
    """The last rule that matches counts a frame; rules of a like that cannot match are skipped together."""
    script = PAIR + """
    rules "ether pass in" "ether pass in proto 0x0806" "ether pass out" "ether pass out proto 0x0806"
    show() { jexec j pfctl -se -v 2>/dev/null; }; show; jexec j pfctl -qz; show | grep -c 'ions: 0 '
    jexec j pfctl -F ethernet; jexec j pfctl -se
    """
    row = "  [ Evaluations: {:<8}  Packets: {:<8}  Bytes: {:<10}]\n".format
    assert sh(script)[0] == (
        "0\nether pass in l3 all\n" + row(4, 1, 98) + "ether pass in proto 0x0806 l3 all\n" + row(2, 1, 42)
        + "ether pass out l3 all\n" + row(4, 1, 98) + "ether pass out proto 0x0806 l3 all\n" + row(2, 1, 42)
        + "4\nEthernet rules cleared\n"
    )  # fmt: skip


def test_anchors_decide_when_they_match(sh) -> None:
    """An anchor that nobody calls any more stays as long as it has rules (pf_remove_if_empty_keth_ruleset)."""
    script = PAIR + """
    rules "ether block in" 'ether anchor "out" on epair0b {' "ether pass in from $a" '}'
    rules "ether block in" 'ether anchor "hung"'
    echo "ether pass" | jexec j pfctl -q -a hung -f -; try
    jexec j pfctl -sA; jexec j pfctl -se -a '*'; jexec j pfctl -a hung -F ethernet; try
    """
    assert sh(script)[0] == (
        "0\n2\n0\n  hung\n  out\nether block in l3 all\nether anchor \"hung\" l3 all {\n  ether pass l3 all\n}\n"
        "Ethernet rules cleared\n2\n"
    )


def test_a_tag_goes_up_and_comes_down(sh) -> None:
    """A frame's tag is seen by the filter rules, and theirs when the answer leaves."""
    script = PAIR + """
    rules "ether pass in tag foo" "block in tagged foo"; rules "ether pass in tag bar" "block in tagged foo"
    rules "ether block out tagged foo" "pass in proto icmp tag foo"
    rules "ether block out tagged bar" "pass in proto icmp tag foo"
    """
    assert sh(script)[0] == "2\n0\n2\n0\n"


def test_a_filter_that_is_off_sees_no_frame(sh) -> None:
    script = PAIR + "rules 'ether block'; jexec j pfctl -qd; try; jexec j pfctl -qe; try\n"
    script += "jexec j pfctl -d; kldunload pf; try"
    assert sh(script)[0] == "2\n0\n2\npf disabled\n0\n"
