"""rtsol(8), rtsold(8) and rtadvd(8), and what the kernel makes of what routers say (nd6_rtr.c, RFC 4861 and 4862)."""

from __future__ import annotations

import re

PAIR = """
    jail -c name=h vnet persist; ifconfig epair create >/dev/null; ifconfig epair0b vnet h
    ifconfig epair0a inet6 2001:db8:7::1/64
    jexec h ifconfig epair0b inet6 -ifdisabled accept_rtadv up
    sysctl -q net.inet6.ip6.forwarding=1 >/dev/null; sleep 2
"""
CONF = (
    'epair0a:\\\\\\n\\t:raflags="mo":mtu#1400:\\\\\\n\\t:addr="2001:db8:7::":prefixlen#64:vltime#7200:pltime#3600:\\n'
)


def shape(text: str) -> str:
    """Addresses of epairs are the machine's own."""
    return re.sub(
        r"(?<=fe80::|8:7:0:)[0-9a-f:]+ff:fe[0-9a-f:]+", "M", re.sub(r"fe80::[0-9a-f:]+:e\w*(?=%)", "fe80::M", text)
    )


def test_an_interface_is_asked_for_only_where_it_is_told_to_believe(sh) -> None:
    assert sh("rtsol em0; ifconfig em0 inet6 -ifdisabled; rtsol em0; rtsol em7") == (
        "rtsol: em0 is disabled.\nrtsol: em0 does not accept Router Advertisement.\n"
        "rtsol: failed to get link layer information for em7\nrtsol: failed to initialize em7\n",
        1,
    )


def test_the_gateway_answers_and_a_host_has_an_address_and_a_route(sh) -> None:
    script = """
    ifconfig em0 inet6 -ifdisabled accept_rtadv; rtsol em0; sleep 2
    ifconfig em0 inet6 | grep inet6; netstat -rn -f inet6 | grep default; ndp -r; ndp -p | head -4
    ping -qc 1 2001:db8:0:10::10 >/dev/null; echo $?
    """
    assert sh(script) == (
        "\tinet6 fe80::a00:27ff:fe8a:1102%em0 prefixlen 64 scopeid 0x1\n"
        "\tinet6 2001:db8:0:2:a00:27ff:fe8a:1102 prefixlen 64 autoconf pltime 604798 vltime 2591998\n"
        "default                           fe80::5054:ff:fe12:3502%em0   UG          em0\n"
        "fe80::5054:ff:fe12:3502%em0 if=em0, flags=, pref=medium, expire=29m57s\n"
        "2001:db8:0:2::/64 if=em0\nflags=LAO vltime=2592000, pltime=604800, expire=29d23h59m57s, ref=1\n"
        "  advertised by\n    fe80::5054:ff:fe12:3502%em0 (reachable)\n0\n",
        0,
    )


def test_the_gateway_is_not_forgotten_while_it_speaks(sh) -> None:
    out, _ = sh("ifconfig em0 inet6 -ifdisabled accept_rtadv; rtsol em0; sleep 2500; ndp -r | wc -l; ndp -R; ndp -r")
    assert out == "       1\n"


def test_rc_conf_makes_a_host_of_it(sh) -> None:
    script = """
    sysrc ifconfig_em0_ipv6='inet6 accept_rtadv' >/dev/null; service netif restart em0 >/dev/null; sleep 2
    ifconfig em0 inet6 | grep -c autoconf
    service netif stop em0 >/dev/null; ifconfig em0 | grep nd6
    """
    assert sh(script) == ("1\n\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n", 0)


def test_a_router_of_ones_own_advertises_what_its_file_says_and_takes_it_back(sh) -> None:
    script = (
        PAIR
        + f"printf '{CONF}' > /etc/rtadvd.conf; rtadvd epair0a; jexec h rtsol epair0b; sleep 2\n"
        + """
    jexec h ifconfig epair0b inet6 | grep autoconf; jexec h ndp -r; jexec h ndp -i epair0b | head -1
    jexec h ping -qc 1 2001:db8:7::1 >/dev/null; echo $?
    pkill rtadvd; sleep 12; jexec h ndp -r; jexec h ifconfig epair0b inet6 | grep -c autoconf; pgrep rtadvd
    """
    )
    out, status = sh(script)
    lines = out.splitlines()
    assert re.fullmatch(r"\tinet6 2001:db8:7:0:\S+ prefixlen 64 autoconf pltime 3598 vltime 7198", lines[0])
    assert re.fullmatch(r"fe80::\S+%epair0b if=epair0b, flags=MO, pref=medium, expire=29m5\ds", lines[1])
    assert lines[2].startswith("linkmtu=1400, maxmtu=0, curhlim=64, ")
    assert lines[3:] == ["0", "1"]
    assert status == 1


def test_without_a_file_the_prefixes_of_the_interface_are_advertised(sh) -> None:
    script = (
        PAIR
        + "rtadvd epair0a; sleep 17; jexec h ifconfig epair0b inet6 | grep -c autoconf; cat /var/run/rtadvd.pid | wc -l"
    )
    assert sh(script) == ("1\n       0\n", 0)


def test_a_host_advertises_nothing_that_lives(sh) -> None:
    script = PAIR + "sysctl -q net.inet6.ip6.forwarding=0 >/dev/null; timeout 20 rtadvd -f epair0a; jexec h ndp -r"
    out, _ = sh(script)
    assert re.fullmatch(r"rtadvd \d+ - - non-zero lifetime RA but net\.inet6\.ip6\.forwarding=0\.  Ignored\.\n", out)


def test_a_wrong_entry_is_not_used(sh) -> None:
    script = PAIR + "printf 'epair0a:maxinterval#2:\\n' > /tmp/c; timeout 20 rtadvd -f -c /tmp/c epair0a"
    out, _ = sh(script)
    assert "<getconfig> maxinterval (2) on epair0a is invalid (must be between 4 and 1800)" in out


def test_a_router_believes_no_other(sh) -> None:
    """An interface that advertises does not accept (rtadvd.c: ra_output)."""
    script = PAIR + "ifconfig epair0a inet6 accept_rtadv; timeout 20 rtadvd -f epair0a"
    assert "non-zero lifetime RA on RA receiving interface epair0a.  Ignored." in sh(script)[0]


def test_rtsold_stays_and_names_its_process(sh) -> None:
    script = """
    ifconfig em0 inet6 -ifdisabled accept_rtadv; rtsold em0; sleep 3; ndp -r | wc -l
    pgrep -F /var/run/rtsold.pid rtsold >/dev/null; echo $?
    kill $(cat /var/run/rtsold.pid); sleep 1; ls /var/run/rtsold.pid
    """
    assert sh(script) == ("       1\n0\nls: /var/run/rtsold.pid: No such file or directory\n", 1)
