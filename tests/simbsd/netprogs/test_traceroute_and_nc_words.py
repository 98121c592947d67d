"""traceroute and nc read their words, and judge answers, as the real programs do."""

from __future__ import annotations

import pytest

from simbsd.sys.mbuf import Icmp, Ip
from simbsd.usr_bin.nc import options as nc
from simbsd.usr_sbin import traceroute


def test_traceroute_defaults() -> None:
    assert traceroute.parse(["traceroute", "h"], 64) == traceroute.Arguments(host="h")


def test_traceroute_options() -> None:
    words = "traceroute -n -m5 -q 1 -w2 -I h 60".split()
    assert traceroute.parse(words, 64) == traceroute.Arguments(
        host="h", numeric=True, most=5, probes=1, wait=2, proto="icmp", operand="60"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-m 0 h", "max ttl must be > 0"),
        ("-m 256 h", "max ttl must be <= 255"),
        ("-m x h", '"x" bad value for max ttl'),
        ("-z -1 h", "pause msecs must be >= 0"),
        ("-f 9 -m 3 h", "first ttl (9) may not be greater than max ttl (3)"),
    ],
)
def test_traceroute_bad_numbers(words: str, message: str) -> None:
    with pytest.raises(traceroute.Refused) as caught:
        traceroute.parse(["traceroute", *words.split()], 64)
    assert caught.value.args == (message,)


@pytest.mark.parametrize("words", ["", "-y h", "-m", "a b c"])
def test_traceroute_usage(words: str) -> None:
    with pytest.raises(traceroute.Refused) as caught:
        traceroute.parse(["traceroute", *words.split()], 64)
    assert caught.value.args == ()


@pytest.mark.parametrize(
    ("message", "ttl", "answer"),
    [
        (Icmp(11, 0), 64, ("", 0, 0)),
        (Icmp(3, 3), 64, ("", 1, 0)),
        (Icmp(3, 3), 1, (" !", 1, 0)),
        (Icmp(0, 0), 64, ("", 1, 0)),
        (Icmp(3, 1), 64, (" !H", 0, 1)),
        (Icmp(3, 0), 64, (" !N", 0, 1)),
        (Icmp(3, 2), 64, (" !P", 1, 0)),
        (Icmp(3, 4, extra=1400), 64, (" !F-1400", 0, 1)),
        (Icmp(3, 13), 64, (" !X", 0, 1)),
        (Icmp(3, 99), 64, (" !<99>", 0, 1)),
    ],
)
def test_traceroute_verdicts(message: Icmp, ttl: int, answer: tuple[str, int, int]) -> None:
    assert traceroute.verdict(Ip(1, 2, 1, ttl, message, 56)) == answer


def test_traceroute_times() -> None:
    assert traceroute.time_text(85) == "  0.085 ms"
    assert traceroute.time_text(1234567) == "  1234.567 ms"


def test_nc_operands() -> None:
    assert nc.parse([("l", "")], ["80"], 1) == nc.Arguments(listen=True, port="80")
    assert nc.parse([("l", "")], ["10.0.0.1", "80"], 1) == nc.Arguments(
        listen=True, host="10.0.0.1", port="80"
    )
    assert nc.parse([("z", ""), ("v", ""), ("w", "2")], ["h", "80"], 1) == nc.Arguments(
        scan=True, verbose=True, timeout=2, host="h", port="80"
    )


@pytest.mark.parametrize(
    ("options", "operands", "message"),
    [
        ([], [], ()),
        ([], ["80"], ()),
        ([("?", "")], ["h", "80"], ()),
        ([("l", ""), ("s", "h")], ["80"], ("cannot use -s and -l",)),
        ([("l", ""), ("p", "1")], ["80"], ("cannot use -p and -l",)),
        ([("l", ""), ("z", "")], ["80"], ("cannot use -z and -l",)),
        ([("k", "")], ["h", "80"], ("must use -l with -k",)),
        ([("w", "x")], ["h", "80"], ("timeout invalid: x",)),
        ([("w", "-1")], ["h", "80"], ("timeout too small: -1",)),
        ([("V", "5")], ["h", "80"], ("rtable too large: 5",)),
    ],
)
def test_nc_refusals(options, operands: list[str], message: tuple[str, ...]) -> None:
    with pytest.raises(nc.Refused) as caught:
        nc.parse(options, operands, 1)
    assert caught.value.args == message


def test_nc_ports() -> None:
    assert nc.build_ports("80") == ["80"]
    assert nc.build_ports("80-82") == ["80", "81", "82"]
    assert nc.build_ports("82-80") == ["80", "81", "82"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http", "port number invalid: http"),
        ("0", "port number too small: 0"),
        ("1-70000", "port number too large: 70000"),
    ],
)
def test_nc_bad_ports(text: str, message: str) -> None:
    with pytest.raises(nc.Refused) as caught:
        nc.build_ports(text)
    assert caught.value.args == (message,)
