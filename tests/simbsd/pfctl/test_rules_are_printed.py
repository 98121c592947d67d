"""pfctl -nvf prints what a file says, rule by rule (sbin/pfctl/parse.y: expand_rule; pfctl_parser.c: print_rule)."""

from __future__ import annotations

import pytest

KEEP = "flags S/SA keep state"
# What is written, and what pfctl makes of it.
LINES = [
    ("pass", f"pass all {KEEP}"),
    ("block", "block drop all"),
    ("match out on em0", "match out on em0 all"),
    ("block return in log quick on em0", "block return in log quick on em0 all"),
    ("block return-rst in proto tcp", "block return-rst in proto tcp all"),
    ("block return-icmp in proto udp", "block return-icmp(port-unr, port-unr) in proto udp all"),
    ("block return-icmp(net-unr) in inet proto udp", "block return-icmp(net-unr) in inet proto udp all"),
    ("pass in log (all, to pflog1) all", f"pass in log (all, to pflog1) all {KEEP}"),
    ("pass in on em0 proto tcp to port 22", f"pass in on em0 proto tcp from any to any port = ssh {KEEP}"),
    ("pass proto tcp to port 1000:2000", f"pass proto tcp from any to any port 1000:2000 {KEEP}"),
    ("pass proto tcp from port > 1023", f"pass proto tcp from any port > 1023 to any {KEEP}"),
    ("pass proto udp to port { 53 123 }",
     "pass proto udp from any to any port = domain keep state\npass proto udp from any to any port = ntp keep state"),
    ("pass inet proto icmp icmp-type echoreq", "pass inet proto icmp all icmp-type echoreq keep state"),
    ("pass inet6 proto icmp6 icmp6-type { neighbrsol neighbradv }",
     "pass inet6 proto ipv6-icmp all icmp6-type neighbrsol keep state\n"
     "pass inet6 proto ipv6-icmp all icmp6-type neighbradv keep state"),
    ("pass proto tcp flags any", "pass proto tcp all flags any keep state"),
    ("pass no state", "pass all no state"),
    ("pass proto tcp modulate state", "pass proto tcp all flags S/SA modulate state"),
    ("pass from 10/8 to ! 10.0.0.1", f"pass inet from 10.0.0.0/8 to ! 10.0.0.1 {KEEP}"),
    ("pass from 10.0.0.1 - 10.0.0.9", f"pass inet from 10.0.0.1 - 10.0.0.9 to any {KEEP}"),
    ("pass from <good> to (em0:network)", f"pass from <good> to (em0:network) {KEEP}"),
    ("pass from em0:network", f"pass inet from 10.0.2.0/24 to any {KEEP}"),
    ("pass from em0:0 to em0:broadcast", f"pass inet from 10.0.2.15 to 10.0.2.255 {KEEP}"),
    ("block from no-route", "block drop from no-route to any"),
    ("block from urpf-failed", "block drop from urpf-failed to any"),
    ("pass user { root nobody }", f"pass all user = 0 {KEEP}\npass all user = 65534 {KEEP}"),
    ("pass tag JAIL label \"to $dstaddr on $if\"", f'pass all {KEEP} label "to any on any" tag JAIL'),
    ("block ! tagged JAIL", "block drop all ! tagged JAIL"),
    ("pass in on ! lo0", f"pass in on ! lo0 all {KEEP}"),
    ("pass out route-to (em0 10.0.2.2) inet", f"pass out route-to (em0 10.0.2.2) inet all {KEEP}"),
    ("pass in reply-to em0", f"pass in reply-to em0 all {KEEP}"),
    ("pass proto tcp keep state (max 100, tcp.established 60, if-bound)",
     f"pass proto tcp all {KEEP} (max 100, if-bound, tcp.established 60, adaptive.start 60, adaptive.end 120)"),
    ("pass proto tcp keep state (max-src-conn 15, max-src-conn-rate 15/5, overload <bad> flush global)",
     f"pass proto tcp all {KEEP} (source-track rule, max-src-conn 15, max-src-conn-rate 15/5, "
     "overload <bad> flush global, src.track 5)"),
    ("pass probability 20%", f"pass all {KEEP} probability 20%"),
    ("pass set prio 3 scrub (no-df max-mss 1440)",
     "pass all flags S/SA set ( prio 3 ) keep state scrub( no-df max-mss 1440)"),
    ("scrub in all no-df max-mss 1440", "scrub in all no-df max-mss 1440 fragment reassemble"),
    ("no scrub on lo0", "no scrub on lo0 all"),
    ("nat on em0 inet from 10.0.0.0/24 -> (em0)", "nat on em0 inet from 10.0.0.0/24 to any -> (em0) round-robin"),
    ("nat on em0 from 10.0.0.0/24 to any -> (em0:0)", "nat on em0 inet from 10.0.0.0/24 to any -> (em0:0)"),
    ("nat on em0 from 10.0.0.0/24 -> 192.0.2.5 static-port",
     "nat on em0 inet from 10.0.0.0/24 to any -> 192.0.2.5 static-port"),
    ("no nat on em0 from 10.0.0.2", "no nat on em0 inet from 10.0.0.2 to any"),
    ("rdr pass on em0 proto tcp to (em0) port 80 -> 10.0.0.2 port 8080",
     "rdr pass on em0 inet proto tcp from any to (em0) port = http -> 10.0.0.2 port 8080"),
    ("rdr on em0 proto tcp to port 80 -> { 10.0.0.2 10.0.0.3 } sticky-address",
     "rdr on em0 inet proto tcp from any to any port = http -> { 10.0.0.2, 10.0.0.3 } round-robin sticky-address"),
    ("binat on em0 from 10.0.0.2 to any -> 192.0.2.7", "binat on em0 inet from 10.0.0.2 to any -> 192.0.2.7"),
    ("anchor \"jails/*\" on em0", 'anchor "jails/*" on em0 all'),
    ("nat-anchor \"jails/*\"", 'nat-anchor "jails/*" all'),
    ("antispoof quick for em0 inet",
     "block drop in quick on ! em0 inet from 10.0.2.0/24 to any\nblock drop in quick inet from 10.0.2.15 to any"),
    ("antispoof for (em0)",
     "block drop in on ! em0 from (em0:network) to any\nblock drop in from (em0) to any"),
    ("table <good> persist { 10.0.0.0/8 !10.1.1.1 }", "table <good> persist { 10.0.0.0/8 !10.1.1.1 }"),
    ("set skip on lo0", "set skip on { lo0 }"),
    ("set block-policy return", "set block-policy return"),
    ("set timeout { tcp.first 10 frag 5 }", "set timeout tcp.first 10\nset timeout frag 5"),
    ("set limit states 5000", "set limit states 5000"),
    ("set optimization aggressive", "set optimization aggressive"),
    ("ext = \"em0\" net", 'ext = "em0 net"'),
]  # fmt: skip


@pytest.mark.parametrize(("written", "printed"), LINES, ids=[line for line, _ in LINES])
def test_a_line_is_printed_as_pfctl_prints_it(sh, written: str, printed: str) -> None:
    script = f"kldload pf\ncat > /tmp/c <<'EOF'\n{written}\nEOF\npfctl -o none -nvf /tmp/c"
    assert sh(script) == (f"{printed}\n", 0)


def test_braces_hold_rules_of_an_anchor(sh) -> None:
    """pfctl_load_ruleset, pfctl_show_rules: an anchor without a name has one that is not shown."""
    text = 'anchor on em0 {\n  anchor "web" proto tcp to port 80 {\n  pass\n  }\n  block\n}\n'
    shown = (
        'anchor on em0 all {\n  anchor "web" proto tcp from any to any port = http{}\n  block drop all\n}\n'
    )
    inner = " {\n    pass all flags S/SA keep state\n  }"
    script = f"kldload pf; cat > /tmp/c <<'E'\n{text}E\npfctl -f /tmp/c; pfctl -sr; pfctl -a '*' -sr; pfctl -sA"
    assert sh(script) == (shown.replace("{}", "") + shown.replace("{}", inner), 0)


def test_a_printed_ruleset_reads_as_itself(sh) -> None:
    """FreeBSD's selfpf tests: what is printed is a file that prints itself."""
    others = ("set", "table", "ext", "nat-a")
    lines = [printed for _, printed in LINES if not printed.startswith(others)]
    order = sorted("\n".join(lines).split("\n"), key=lambda line: _place(line))
    text = "\n".join(order) + "\n"
    assert sh(f"kldload pf; cat > /tmp/c <<'E'\n{text}E\npfctl -o none -nvf /tmp/c") == (text, 0)


def _place(line: str) -> int:
    """Where a rule stands in a file: normalisation, translation, filtering."""
    first = line.removeprefix("no ").split()[0]
    return {"scrub": 0, "nat": 1, "rdr": 2, "binat": 3}.get(first, 4)
