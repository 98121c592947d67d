"""A packet on the page carries its headers, layer by layer, under FreeBSD's field names."""

from __future__ import annotations

from typing import Any

from bridge_page import Page, only

from lab.headers import layers
from simbsd.sys.mbuf import Ether, Icmp, Ip, Tcp


def _packets(page: Page, line: str) -> list[dict[str, Any]]:
    return [packet for answer in only(page.type(line), "packets") for packet in answer["packets"]]


def test_an_echo_request_shows_ethernet_ip_and_icmp(page: Page) -> None:
    page.open()
    (echo,) = [one for one in _packets(page, "ping -c 1 10.0.2.2\r") if one["label"] == "echo"]
    assert [name for name, _ in echo["headers"]] == ["Ethernet", "IPv4", "ICMP"]
    ip = dict(echo["headers"][1][1])
    assert (ip["ip_src"], ip["ip_dst"], ip["ip_p"], ip["ip_ttl"]) == ("10.0.2.15", "10.0.2.2", "1 (ICMP)", "64")
    assert dict(echo["headers"][2][1])["icmp_type"] == "8 (echo)"


def test_hops_of_one_packet_bear_its_number(page: Page) -> None:
    page.open()
    page.type(
        "jail -c name=a path=/ vnet persist; ifconfig epair create; ifconfig bridge create; ifconfig epair0b vnet a;"
        " ifconfig bridge0 addm epair0a up 10.1.1.1/24; ifconfig epair0a up; jexec a ifconfig epair0b 10.1.1.2/24\r"
    )
    hops = [one for one in _packets(page, "jexec a ping -c 1 10.1.1.1\r") if one["label"] == "echo"]
    assert len(hops) == 2
    assert hops[0]["packet"] == hops[1]["packet"]


def test_an_error_shows_the_packet_it_quotes() -> None:
    inner = Ip(1, 2, 6, 64, Tcp(1024, 80, 7, 0, 2, 65535, mss=1460), 44)
    outer = Ip(2, 1, 1, 64, Icmp(3, 1, original=inner), 72)
    names = [name for name, _ in layers(Ether(b"\1" * 6, b"\2" * 6, 0x0800, outer))]
    assert names == ["Ethernet", "IPv4", "ICMP", "IPv4", "TCP"]
    tcp = dict(layers(outer)[3][1])
    assert (tcp["th_flags"], tcp["option MSS"]) == ("SYN", "1460")


def test_options_of_tcp_have_their_names() -> None:
    offer = bytes.fromhex("020405b401030306 0402080a 0000000700000000")
    blocks = bytes.fromhex("0101080a00000008 00000007 0101050a0000000a00000014")
    syn, later = (
        dict(layers(Tcp(1, 2, 0, 0, flags, 1027, b"", mss, options))[0][1])
        for flags, mss, options in ((0x02, 1460, offer), (0x10, 0, blocks))
    )
    shown = [{name: value for name, value in tcp.items() if name.startswith("option")} for tcp in (syn, later)]
    assert shown == [
        {"option MSS": "1460", "option wscale": "6", "option sackOK": "yes",
         "option TS val": "7", "option TS ecr": "0"},
        {"option TS val": "8", "option TS ecr": "7", "option sack": "10:20"},
    ]  # fmt: skip


def test_what_is_no_packet_has_no_headers() -> None:
    assert layers(None) == []
    assert layers(b"raw") == []
