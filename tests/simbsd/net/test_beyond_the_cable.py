"""What answers at the other end of em0's cable, and what never shows of it."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.net.internet_pages import page

MINUTE = 60_000_000


def test_the_gateway_a_far_server_and_nobody(sh) -> None:
    assert sh("ping -qc 2 10.0.2.2 | tail -2 | head -1; ping -qc 1 192.0.2.10 | tail -2 | head -1") == (
        "2 packets transmitted, 2 packets received, 0.0% packet loss\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n",
        0,
    )
    assert sh("ping -qc 1 10.0.2.77 >/dev/null")[1] == 2


def test_three_routers_stand_before_the_servers(sh) -> None:
    out, _ = sh("traceroute -n 192.0.2.81 2>/dev/null")
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["1", "10.0.2.2"], ["2", "198.51.100.1"], ["3", "203.0.113.2"], ["4", "192.0.2.81"],
    ]  # fmt: skip


def test_the_peer_echoes_discards_and_tells_the_time(sh) -> None:
    assert sh("echo hello | nc -N 10.0.2.20 7; echo gone | nc -N 10.0.2.20 9; nc -d 10.0.2.20 13") == (
        "hello\nFri Mar  1 12:00:00 2024\r\n", 0,
    )  # fmt: skip
    assert sh("nc -zv 10.0.2.20 22") == (
        "nc: connect to 10.0.2.20 port 22 (tcp) failed: Connection refused\n", 1,
    )  # fmt: skip


def test_a_page_can_be_typed_for(sh) -> None:
    out, _ = sh("printf 'GET / HTTP/1.0\\r\\nHost: example.org\\r\\n\\r\\n' | nc 192.0.2.10 80 | head -1")
    assert out == "HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: papers.freebsd.org", "200 OK"),
        ("GET /nothing HTTP/1.1", "404 Not Found"),
        ("POST / HTTP/1.1", "501 Not Implemented"),
        ("hello", "400 Bad Request"),
    ],
)
def test_answers_of_the_web_server(head: str, status: str) -> None:
    assert page(head, 0xC000020A).partition(b"\r\n")[0] == f"HTTP/1.1 {status}".encode()


def test_an_address_that_the_outside_has_no_way_back_to_gets_no_answer(sh) -> None:
    """A private network behind the host: packets go out, and no router there knows the way back (hence NAT)."""
    script = """
    sysctl -q net.inet.ip.forwarding=1 >/dev/null
    jail -c name=j vnet persist; ifconfig epair create >/dev/null; ifconfig epair0b vnet j; ifconfig epair0a 10.9.0.1/24
    jexec j ifconfig epair0b 10.9.0.2/24; jexec j route -q add default 10.9.0.1
    jexec j ping -qc 1 10.0.2.15 >/dev/null; echo $?
    jexec j ping -qc 1 192.0.2.10 >/dev/null; echo $?
    """
    assert sh(script) == ("0\n2\n", 0)


def test_a_jail_on_a_bridge_with_em0_is_a_machine_of_the_local_network(sh) -> None:
    script = """
    jail -c name=j vnet persist; ifconfig epair create >/dev/null; ifconfig bridge create >/dev/null
    ifconfig bridge0 addm em0 addm epair0a up; ifconfig epair0a up; ifconfig epair0b vnet j
    jexec j ifconfig epair0b 10.0.2.60/24; jexec j route -q add default 10.0.2.2
    jexec j ping -qc 1 192.0.2.10 >/dev/null; echo $?
    ping -qc 1 192.0.2.10 >/dev/null; echo $?
    """
    assert sh(script) == ("0\n0\n", 0)


def test_em0_works_in_the_stack_it_is_moved_to_and_not_while_it_is_down(sh) -> None:
    script = """
    jail -c name=j vnet persist vnet.interface=em0
    jexec j ifconfig em0 10.0.2.15/24; jexec j ping -qc 1 10.0.2.2 >/dev/null; echo $?
    jexec j ifconfig em0 down; jexec j ping -qc 1 10.0.2.2 >/dev/null 2>&1; echo $?
    jexec j ifconfig em0 up; jexec j ping -qc 1 10.0.2.2 >/dev/null; echo $?
    """
    assert sh(script) == ("0\n2\n0\n", 0)


def test_a_jail_with_an_alias_fetches_but_does_not_ping(sh) -> None:
    script = """
    ifconfig em0 alias 10.0.2.50/32; jail -c name=j path=/ ip4.addr=10.0.2.50 persist
    jexec j ping -c 1 192.0.2.10
    jexec j fetch -qo - http://192.0.2.81/ | grep -c Clonable -i
    """
    assert sh(script) == ("ping: ssend socket: Operation not permitted\n1\n", 0)


def test_the_other_machines_show_in_no_list(sh) -> None:
    before = sh("ifconfig -l; jls -N; netstat -in | wc -l; sysctl -n security.jail.children.cur")
    assert sh(
        "ping -qc 1 10.0.2.2 >/dev/null; ifconfig -l; jls -N; netstat -in | wc -l; sysctl -n security.jail.children.cur"
    ) == before  # fmt: skip


def test_nothing_is_built_before_something_is_asked_and_all_goes_the_same_way_twice() -> None:
    digests = []
    for _ in range(2):
        machine = Machine()
        assert machine.kernel.ifnets[1].if_softc is None
        machine.script(b"ifconfig em0 alias 10.0.2.51/32; fetch -qo /tmp/x http://192.0.2.10/", 60 * MINUTE)
        assert set(machine.kernel.vnets) == {machine.kernel.vnet0.vnet_id}
        digests.append(machine.digest())
    assert digests[0] == digests[1]
