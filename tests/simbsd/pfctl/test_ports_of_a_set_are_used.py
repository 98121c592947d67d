"""nat with ports of a set that MAP-E leaves to this host (parse.y: pool_opts; pf_lb.c: pf_get_mape_sport)."""

from __future__ import annotations

PAIR = """
    kldload pf; ifconfig epair create >/dev/null; ifconfig epair0a 192.0.2.1/24 up; jail -c name=j vnet persist path=/
    ifconfig epair0b vnet j; jexec j ifconfig epair0b 192.0.2.2/24 up
"""


def test_only_ports_of_the_set_are_given(sh) -> None:
    """2/12/0x342: three sets of four ports, whose middle twelve bits are 0x342; a thirteenth call goes out as it is."""
    script = PAIR + """
    echo 'nat on epair0a proto udp to any -> (epair0a) map-e-portset 2/12/0x342' > /etc/pf.conf; pfctl -qef /etc/pf.conf
    for n in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo | nc -uw 1 192.0.2.2 7 2>/dev/null; done; pfctl -sn
    pfctl -ss 2>/dev/null | sed 's/.*192.0.2.1:\\([0-9]*\\) (.*/\\1/' | sort -n | tr '\\n' ' '
    """
    out, _ = sh(script)
    head, _, ports = out.partition("\n")
    assert head == "nat on epair0a proto udp all -> (epair0a) round-robin map-e-portset 2/12/834"
    assert ports.split() == [str(first + step) for first in (19720, 36104, 52488) for step in range(4)]


def test_mistakes_are_named(sh) -> None:
    sets = ("0/12/1", "2/16/1", "8/9/1", "2/0/1", "2/12/65536", "2/12/1 map-e-portset 2/12/1", "2/12/1 static-port")
    lines = [f"nat on em0 inet from any to any -> 192.0.2.1 map-e-portset {text}" for text in sets]
    lines.append("rdr on em0 inet from any to any -> 192.0.2.1 map-e-portset 2/12/1")
    lines.append("nat on em0 inet from any to any -> 192.0.2.1 round-robin map-e-portset 2/12/1")
    out, _ = sh("kldload pf\n" + "".join(f"echo '{line}' | pfctl -nf - 2>&1\n" for line in lines))
    assert out == (
        "stdin:1: MAP-E PSID offset must be 1-15\n" + "stdin:1: Invalid MAP-E PSID length\n" * 2
        + "stdin:1: PSID Length = 0: this means you do not need MAP-E\nstdin:1: Invalid MAP-E PSID\n"
        "stdin:1: map-e-portset cannot be redefined\nstdin:1: the 'map-e-portset' option can't be used 'static-port'\n"
        "stdin:1: the 'map-e-portset' option is only valid with nat rules\n"
        "stdin:1: map-e-portset cannot be used with address pools\n"
    )
