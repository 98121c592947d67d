"""Mistakes in pf.conf: the file, the line, the reason; nothing is loaded (parse.y: yyerror; pfctl.c: pfctl_rules)."""

from __future__ import annotations

import pytest

NOT_LOADED = "pfctl: Syntax error in config file: pf rules not loaded\n"
# What is written, and what is said of it, each line behind the file's name.
MISTAKES = [
    ("pass foo", ["1: syntax error"]),
    ("pass all\nblock\nnonsense", ["3: syntax error"]),
    ("pass out on $ext", ["1: macro 'ext' not defined", "1: syntax error"]),
    ("pass to port 80", ["1: port only applies to tcp/udp/sctp", "1: skipping rule due to errors",
                         "1: rule expands to no valid combination"]),
    ("pass proto tcp to port htpt", ["1: unknown port htpt"]),
    ("pass proto tcp to port 70000", ["1: illegal port value 70000"]),
    ("pass proto tpc", ["1: unknown protocol tpc"]),
    ("pass user nosuch", ["1: unknown user nosuch"]),
    ("pass all\nset skip on lo0\nset block-policy drop",
     ["3: Rules must be in order: options, ethernet, normalization, queueing, translation, filtering"]),
    ("pass\nnat on em0 from 10.0.0.0/24 -> (em0)",
     ["2: Rules must be in order: options, ethernet, normalization, queueing, translation, filtering"]),
    ("nat on em0 from 10.0.0.0/24", ["1: translation rule requires '-> address'"]),
    ("rdr on em0 proto tcp from any to any port 80 -> 10.0.0.2 static-port",
     ["1: the 'static-port' option is only valid with nat rules"]),
    ("binat on em0 -> 10.0.0.1", ["1: syntax error"]),
    ("pass in proto tcp flags S/A", ["1: flags always false"]),
    ("block keep state", ["1: keep state is great, but only for pass rules", "1: skipping rule due to errors",
                          "1: rule expands to no valid combination"]),
    ("pass route-to (em0 10.0.2.2)", ["1: direction must be explicit with rules that specify routing"]),
    ("pass proto icmp icmp-type echoreq",
     ["1: must indicate address family with icmp-type/code", "1: skipping rule due to errors",
      "1: rule expands to no valid combination"]),
    ("block return-rst", ["1: return-rst can only be applied to TCP rules", "1: skipping rule due to errors",
                          "1: rule expands to no valid combination"]),
    ("set timeout tcp.fast 3", ["1: unknown timeout tcp.fast"]),
    ("set limit rules 3", ["1: unable to set limit rules 3"]),
    ("table <t> { (em0) }", ["1: dynamic addresses are not permitted inside tables"]),
    ("table <t> fast", ["1: invalid table option 'fast'"]),
    ("anchor", ["1: anchors without explicit rules must specify a name"]),
    ("anchor \"_x\"", ["1: anchor names beginning with '_' are reserved for internal use"]),
    ("include \"/nosuch\"", ["1: failed to include file /nosuch"]),
    ("pass label \"x", ["1: reached end of file while parsing quoted string", "1: syntax error"]),
    ("load anchor jails/www from \"/etc/x\"", ["1: syntax error"]),
]  # fmt: skip
BEFORE = {
    "set timeout tcp.fast 3": "pfctl: Bad timeout name.\n", "set limit rules 3": "pfctl: Bad pool name.\n",
    "include \"/nosuch\"": "pfctl: /nosuch: No such file or directory\n",
}  # fmt: skip


@pytest.mark.parametrize(("written", "said"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_a_mistake_is_named_with_its_line_and_nothing_is_loaded(sh, written: str, said: list[str]) -> None:
    script = f"kldload pf; echo pass | pfctl -f -; cat > c <<'EOF'\n{written}\nEOF\npfctl -f c; echo $?; pfctl -sr"
    lines = "".join(f"c:{line}\n" for line in said)
    assert sh(script) == (f"{BEFORE.get(written, '')}{lines}{NOT_LOADED}1\npass all flags S/SA keep state\n", 0)


def test_a_line_after_a_mistake_is_only_complained_of_from_its_third_word_on(sh) -> None:
    """yacc's recovery: three words are taken in silence, the end of the line among them."""
    assert sh("kldload pf; printf 'foo\nbar\npass foo\npass all foo\n' > c; pfctl -nf c") == (
        "c:1: syntax error\nc:4: syntax error\n", 1
    )  # fmt: skip


def test_the_last_line_needs_its_end(sh) -> None:
    """The grammar knows no rule without a newline."""
    assert sh("kldload pf; printf 'pass' > c; pfctl -nf c") == ("c:1: syntax error\n", 1)


def test_a_name_that_means_nothing(sh) -> None:
    """host(): neither number, interface, nor host."""
    assert sh("kldload pf; echo 'pass from nosuch.example' > c; pfctl -nf c") == (
        "no IP address found for nosuch.example\nc:1: could not parse host specification\n", 1
    )  # fmt: skip


def test_a_file_that_is_not_there(sh) -> None:
    """pushfile, parse_config."""
    assert sh("kldload pf; pfctl -f /nosuch") == (
        "pfctl: /nosuch: No such file or directory\n"
        f"pfctl: cannot open the main config file!: No such file or directory\n{NOT_LOADED}", 1
    )  # fmt: skip
