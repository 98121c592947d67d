"""netstat's tables are FreeBSD 14's to the byte (facts 4.6)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from simbsd.lib.libxo import document
from simbsd.sys.socketvar import AF_INET, AF_LINK, AF_UNSPEC
from simbsd.usr_bin.netstat import interfaces, routes, sockets, statistics
from simbsd.usr_bin.netstat.main import Refused, parse
from simbsd.usr_bin.netstat.names import Namer
from tests.simbsd.netprogs.records import EM0, EPAIR, HOST_TABLE, LO0, connection, inet, route

NUMERIC = Namer(numeric=True)


def table(found, fib: int = 0, wide: bool = False) -> str:
    rows = asyncio.run(routes.make_rows(found, NUMERIC))
    return routes.table_text(rows, fib, True, wide)


def test_routes() -> None:
    assert table(HOST_TABLE) == (
        "Routing tables\n"
        "\n"
        "Internet:\n"
        "Destination        Gateway            Flags     Netif Expire\n"
        "default            10.0.2.2           UGS         em0\n"
        "10.0.2.0/24        link#1             U           em0\n"
        "10.0.2.15          link#2             UHS         lo0\n"
        "127.0.0.1          link#2             UH          lo0\n"
    )


def test_wide_routes_show_nexthop_and_mtu_and_nothing_for_multipath() -> None:
    twice = [route("0.0.0.0/0", gate, 0x803, "em0", 1, nhop=4) for gate in ("10.0.2.2", "10.0.2.3")]
    assert table([HOST_TABLE[1], *twice], wide=True) == (
        "Routing tables\n"
        "\n"
        "Internet:\n"
        "Destination        Gateway            Flags   Nhop#    Mtu      Netif Expire\n"
        "10.0.2.0/24        link#1             U           1   1500        em0\n"
        "default            10.0.2.2           UGS         0   1500        em0\n"
        "default            10.0.2.3           UGS         0   1500        em0\n"
    )


def test_an_empty_table_of_another_fib_is_its_title() -> None:
    assert table([], fib=1) == "Routing tables (fib: 1)\n"


def test_long_destinations_push_the_other_columns() -> None:
    line = table([route("192.168.100.128/25", "10.0.2.2", 0x803, "em0", 1)]).splitlines()[-1]
    assert line == "192.168.100.128/25 10.0.2.2           UGS         em0"


def test_json_has_the_keys_that_scripts_ask_for() -> None:
    rows = asyncio.run(routes.make_rows(HOST_TABLE[:1], NUMERIC))
    found = json.loads(document({"statistics": routes.table_json(rows, HOST_TABLE[:1], 0, False)}))
    assert found["statistics"]["route-information"]["route-table"]["rt-family"] == [
        {
            "address-family": "Internet",
            "rt-entry": [
                {
                    "destination": "default", "gateway": "10.0.2.2", "flags": "UGS",
                    "flags_pretty": ["up", "gateway", "static"], "weight": 1, "nhop-kidx": 4, "interface-name": "em0",
                }
            ],
        }
    ]  # fmt: skip


def counters(links, family: int = AF_UNSPEC, show_bytes: bool = False) -> str:
    return interfaces.table_text(asyncio.run(interfaces.make_rows(links, NUMERIC, family)), show_bytes)


def test_interfaces() -> None:
    card = replace(EM0, addrs=(inet("10.0.2.15/24", "10.0.2.255", ipackets=3, opackets=5),), idrops=1)
    loop = replace(LO0, addrs=(inet("127.0.0.1/8", ipackets=4, opackets=4),))
    assert counters([card, loop, EPAIR]) == (
        "Name       Mtu Network      Address              Ipkts Ierrs Idrop    Opkts Oerrs  Coll\n"
        "em0       1500 <Link#1>     08:00:27:8a:11:02       12     0     1       10     0     0\n"
        "em0       1500 10.0.2.0/24  10.0.2.15                3     -     -        5     -     -\n"
        "lo0      16384 <Link#2>     lo0                      4     0     0        4     0     0\n"
        "lo0      16384 127.0.0.0/8  127.0.0.1                4     -     -        4     -     -\n"
        "epair0a*  1500 <Link#5>     02:d6:1a:7b:2c:0a        0     0     0        0     0     0\n"
    )


def test_interfaces_of_one_family_with_bytes() -> None:
    card = replace(EM0, ibytes=840, obytes=1260)
    assert counters([card], AF_LINK, show_bytes=True) == (
        "Name    Mtu Network   Address              Ipkts Ierrs Idrop     Ibytes    Opkts Oerrs     Obytes  Coll\n"
        "em0    1500 <Link#1>  08:00:27:8a:11:02       12     0     0        840       10     0       1260     0\n"
    )
    assert counters([card], AF_INET).splitlines()[1].split() == [
        "em0", "1500", "10.0.2.0/24", "10.0.2.15", "0", "-", "-", "0", "-", "-",
    ]  # fmt: skip


LISTENER = connection("tcp", "10.0.0.1:80", "0.0.0.0:0", "LISTEN")
ESTABLISHED = connection("tcp", "10.0.0.1:80", "10.0.0.2:12345", "ESTABLISHED", queue=7)
WILDCARD = connection("udp", "0.0.0.0:514", "0.0.0.0:0", "")


def listing(every: bool, wide: bool = False) -> str:
    printer = sockets.Printer(NUMERIC, True, every, wide, inet_only=False)
    tcp = asyncio.run(printer.text("tcp", [LISTENER, ESTABLISHED]))
    return tcp + asyncio.run(printer.text("udp", [WILDCARD]))


def test_all_sockets() -> None:
    assert listing(every=True) == (
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 10.0.0.1.80            *.*                    LISTEN     \n"
        "tcp4       7      0 10.0.0.1.80            10.0.0.2.12345         ESTABLISHED\n"
        "udp4       0      0 *.514                  *.*                    \n"
    )


def test_without_a_listeners_and_wildcards_are_hidden() -> None:
    assert listing(every=False) == (
        "Active Internet connections\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       7      0 10.0.0.1.80            10.0.0.2.12345         ESTABLISHED\n"
    )


def test_no_socket_means_no_heading() -> None:
    printer = sockets.Printer(NUMERIC, True, False, False, inet_only=False)
    assert asyncio.run(printer.text("tcp", [LISTENER])) == ""


def test_statistics_choose_singular_and_plural() -> None:
    text = statistics.ip_text({"ips_forward": 1, "ips_fastforward": 1, "ips_total": 2}, terse=False)
    assert "\t2 total packets received\n" in text
    assert "\t1 packet forwarded (1 packet fast forwarded)\n" in text
    assert "\t0 packets not forwardable\n" in text
    assert statistics.arp_text({"txrequests": 1, "txreplies": 1, "rxreplies": 2}, terse=True) == (
        "arp:\n\t1 ARP request sent\n\t1 ARP reply sent\n\t2 ARP replies received\n"
    )


def test_statistics_of_udp_count_what_was_delivered() -> None:
    text = statistics.udp_text({"udps_ipackets": 5, "udps_noport": 2}, terse=True)
    assert text == "udp:\n\t5 datagrams received\n\t2 dropped due to no socket\n\t3 delivered\n"


def test_statistics_of_icmp_have_histograms() -> None:
    text = statistics.icmp_text({"icps_error": 1, "out.0": 3, "in.8": 3}, False, terse=True)
    assert text == (
        "icmp:\n"
        "\t1 call to icmp_error\n"
        "\tOutput histogram:\n"
        "\t\techo reply: 3\n"
        "\tInput histogram:\n"
        "\t\techo: 3\n"
        "\tICMP address mask responses are disabled\n"
    )


def test_statistics_of_tcp_end_with_the_states() -> None:
    text = statistics.tcp_text({"tcps_connattempt": 1}, {"LISTEN": 1, "TIME_WAIT": 2}, terse=True)
    assert text == (
        "tcp:\n"
        "\t1 connection request\n"
        "TCP connection count by state:\n"
        "\t1 connection  in LISTEN state\n"
        "\t2 connections in TIME_WAIT state\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([("f", "foo")], "foo: unknown address family"),
        ([("p", "foo")], "foo: unknown or uninstrumented protocol"),
        ([("F", "x")], "x: invalid fib"),
        ([("?", "")], ""),
    ],
)
def test_refusals(options: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(options, [])
    assert caught.value.message == message
