"""The present state as files and commands of a real host: exact texts, and built again from them in a fresh machine."""

from __future__ import annotations

import json

import pytest
from bridge_page import Page, only

from lab.course.rehearsal import perform
from lab.export.formats import FORMATS, export
from lab.session import Session
from simbsd.machine import Machine

BUILD = (
    "mkdir -p /usr/jails/www",
    "jail -c name=www path=/usr/jails/www host.hostname=www.example.org ip4.addr=10.0.2.15 allow.raw_sockets persist",
    "jail -c name=own path=/ vnet children.max=2 enforce_statfs=1 securelevel=1 persist",
    "ifconfig epair create; ifconfig epair0b vnet own; ifconfig bridge create; ifconfig epair0a up",
    "ifconfig bridge0 addm epair0a up 10.1.0.1/24; jexec own ifconfig epair0b name eth0",
    "jexec own ifconfig eth0 10.1.0.2/24; jexec own ifconfig eth0 inet6 2001:db8::2/64",
    "jexec own ifconfig lo0 127.0.0.1/8",
    "jexec own route add default 10.1.0.1; sysctl net.inet.ip.forwarding=1; ifconfig em0.42 create 192.0.2.1/24",
)
# What else a network is made of: shared addresses, loopbacks, tunnels, a bridge inside a jail, mounts.
MORE = (
    "mkdir -p /usr/jails/files/dev; jail -c name=files path=/usr/jails/files ip4.addr=10.0.2.77 mount.devfs persist",
    "jail -c name=switch path=/ vnet persist; ifconfig epair1 create; ifconfig epair1b vnet switch",
    "ifconfig em0 alias 10.0.2.77/32; ifconfig lo1 create; ifconfig lo1 127.0.1.1/32",
    "ifconfig gif0 create tunnel 10.0.2.15 203.0.113.9; ifconfig gif0 10.9.0.1 10.9.0.2 netmask 255.255.255.252 up",
    "jexec switch ifconfig bridge create; jexec switch ifconfig bridge0 addm epair1b up",
    "jexec switch ifconfig epair1b up",
    "kldload carp; ifconfig epair1a 192.0.2.2/24; ifconfig epair1a vhid 1 advskew 9 pass x alias 192.0.2.1/24",
    "ifconfig epair1a inet6 2001:db8:9::2/64; ifconfig epair1a inet6 vhid 1 advskew 9 peer6 2001:db8:9::3 alias "
    "2001:db8:9::1/64",
    "ifconfig stf0 create stfv4net 192.0.2.2/32 stfv4br 192.0.2.9; ifconfig stf0 inet6 2001:db8:c000:202::1/32",
)

JAIL_CONF = """\
# /etc/jail.conf: the jails of cellblock as they stood.

www {
    path = "/usr/jails/www";
    host.hostname = "www.example.org";
    ip4.addr = "10.0.2.15";
    allow.raw_sockets;
    persist;
}

own {
    path = "/";
    vnet;
    children.max = 2;
    securelevel = 1;
    enforce_statfs = 1;
    vnet.interface = "epair0b";
    exec.start = "ifconfig lo0 inet 127.0.0.1/8 up";
    exec.start += "ifconfig epair0b name eth0";
    exec.start += "ifconfig eth0 inet 10.1.0.2/24";
    exec.start += "ifconfig eth0 inet6 2001:db8::2/64 alias";
    exec.start += "ifconfig eth0 up";
    exec.start += "route add default 10.1.0.1";
    persist;
}
"""

RC_CONF = """\
# Lines for /etc/rc.conf
hostname="cellblock"
cloned_interfaces="epair0 bridge0"
vlans_em0="42"
ifconfig_em0="inet 10.0.2.15/24 up"
ifconfig_epair0a="up"
ifconfig_bridge0="inet 10.1.0.1/24 addm epair0a up"
ifconfig_em0_42="inet 192.0.2.1/24 up"
defaultrouter="10.0.2.2"
gateway_enable="YES"
jail_enable="YES"
jail_list="www own"
"""

BASTILLE = """\
#!/bin/sh
bastille bootstrap 14.3-RELEASE

bastille create www 14.3-RELEASE 10.0.2.15
bastille config www set allow.raw_sockets 1

bastille create -B own 14.3-RELEASE 10.1.0.2/24 bridge0
bastille config own set children.max 2
bastille config own set securelevel 1
bastille config own set enforce_statfs 1
bastille cmd own route add default 10.1.0.1
"""


@pytest.fixture
def built(session: Session) -> Session:
    for line in BUILD:
        perform(session, line)
    return session


def _text(session: Session, name: str) -> str:
    text: str = export(session.machine.kernel, name)["text"]
    return text


@pytest.mark.parametrize(("name", "text"), [("jail.conf", JAIL_CONF), ("rc.conf", RC_CONF), ("bastille", BASTILLE)])
def test_the_text_is_exactly_this(built: Session, name: str, text: str) -> None:
    assert _text(built, name) == text


@pytest.mark.parametrize("more", [(), MORE], ids=["plain", "more"])
def test_the_script_builds_the_same_again(built: Session, more: tuple[str, ...]) -> None:
    for line in more:
        perform(built, line)
    machine = Machine("14.0", 9)
    output, status = machine.script(_text(built, "sh").encode())
    assert status == 0, output
    for name in ("sh", "jail.conf", "rc.conf", "imunes"):
        again = export(machine.kernel, name)["text"]
        assert _without_chance(again) == _without_chance(_text(built, name))


def _without_chance(text: str) -> str:
    """Link-level addresses come of the machine's seed."""
    return "\n".join(line for line in text.split("\n") if '"mac"' not in line)


@pytest.mark.parametrize("more", [(), MORE], ids=["plain", "more"])
def test_jail_conf_and_rc_conf_build_the_same_again(built: Session, more: tuple[str, ...]) -> None:
    for line in more:
        perform(built, line)
    machine = Machine("14.0", 9)
    files = [("/etc/jail.conf", _text(built, "jail.conf")), ("/tmp/rc", _text(built, "rc.conf"))]
    script = "".join(f"cat > {path} <<'END'\n{text}END\n" for path, text in files)
    script += "cat /tmp/rc >> /etc/rc.conf; mkdir -p /usr/jails/www /usr/jails/files/dev\n"
    script += "service kld start; service netif start; service routing start; service jail start\n"
    machine.script(script.encode())
    for name in ("jail.conf", "rc.conf"):
        assert export(machine.kernel, name)["text"] == _text(built, name)


def test_an_experiment_joins_nodes_by_links_through_a_switch(built: Session) -> None:
    experiment = json.loads(_text(built, "imunes"))
    assert experiment["options"] == {"version": "1"}
    nodes = experiment["nodes"]
    assert [(node["type"], node["name"]) for node in nodes.values()] == [
        ("pc", "host"),
        ("pc", "own"),
        ("lanswitch", "bridge0"),
    ]
    for name, link in experiment["links"].items():
        for node, iface in zip(link["peers"].split(), link["peers_ifaces"].split(), strict=True):
            assert nodes[node]["ifaces"][iface]["link"] == name
    assert nodes["n1"]["ifaces"]["ifc1"]["ipv4_addrs"] == ["10.1.0.2/24"]
    assert nodes["n1"]["croutes4"] == ["0.0.0.0/0 10.1.0.1"]


def test_what_a_form_cannot_say_is_told(built: Session) -> None:
    notes = export(built.machine.kernel, "imunes")["notes"]
    assert "www shares a stack, which IMUNES has no element for." in notes


def test_a_ruleset_of_ones_own_is_told_and_those_of_the_system_are_not(session: Session) -> None:
    perform(session, "devfs rule -s 10 add path 'bpf*' hide; devfs rule -s 10 add path null mode 600 unhide")
    text = _text(session, "devfs.rules")
    assert text == ("# /etc/devfs.rules\n\n[ruleset10=10]\nadd path 'bpf*' hide\nadd path null unhide mode 0600\n")


def test_nothing_made_is_told_in_every_form(session: Session) -> None:
    for name in FORMATS:
        found = export(session.machine.kernel, name)
        assert sorted(found) == ["file", "format", "notes", "text"]
    assert export(session.machine.kernel, "jail.conf")["notes"] == ["There is no jail."]


def test_a_jail_that_lives_by_its_processes_is_said_to_persist(session: Session) -> None:
    perform(session, "jail -c name=job path=/ persist; jexec job sleep 500 &")
    perform(session, "sleep 1; jail -m name=job nopersist")
    found = export(session.machine.kernel, "jail.conf")
    assert found["notes"] == ["job lives by its processes alone; here it is made to persist."]


def test_values_cannot_break_out_of_their_quotes(session: Session) -> None:
    perform(session, """jail -c name=q path=/ host.hostname='a"b$c' persist""")
    assert 'host.hostname = "a\\"b\\$c";' in _text(session, "jail.conf")
    assert "'host.hostname=a\"b$c'" in _text(session, "sh")


def test_the_page_asks_for_a_form_and_an_unknown_one_is_refused(page: Page) -> None:
    page.open()
    (answer,) = only(page.say("export", format="rc.conf"), "exported")
    assert (answer["file"], answer["format"]) == ("rc.conf", "rc.conf")
    (refused,) = only(page.say("export", format="toml"), "failed")
    assert refused["where"] == "format"
