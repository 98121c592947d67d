"""arp's and sockstat's lines are FreeBSD 14's to the byte (facts 4.7, 3.4)."""

from __future__ import annotations

import pytest

from simbsd.usr_bin import sockstat
from simbsd.usr_sbin import arp
from tests.simbsd.netprogs.records import connection, neighbour


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (
            neighbour("10.0.2.2", "52:54:00:12:35:02", 1187),
            "? (10.0.2.2) at 52:54:00:12:35:02 on em0 expires in 1187 seconds [ethernet]",
        ),
        (
            neighbour("10.0.2.15", "08:00:27:8a:11:02", None, permanent=True),
            "? (10.0.2.15) at 08:00:27:8a:11:02 on em0 permanent [ethernet]",
        ),
        (neighbour("10.0.0.9", None, 0), "? (10.0.0.9) at (incomplete) on em0 expired [ethernet]"),
    ],
)
def test_entries(entry, line: str) -> None:
    assert arp.entry_text(entry, None) == line + "\n"
    assert arp.entry_text(entry, "gate") == line.replace("?", "gate", 1) + "\n"


@pytest.mark.parametrize(
    ("options", "operands", "message"),
    [
        ([], [], ()),
        ([("a", "")], ["host"], ()),
        ([("d", ""), ("s", "")], ["host"], ()),
        ([("s", "")], ["host"], ()),
        ([("?", "")], ["host"], ()),
        ([("i", "em0"), ("s", "")], ["h", "m"], ("-i not applicable to this operation",)),
    ],
)
def test_arp_refusals(options, operands: list[str], message: tuple[str, ...]) -> None:
    with pytest.raises(arp.Refused) as caught:
        arp.parse(options, operands)
    assert caught.value.args == message


ARGUMENTS = sockstat.parse([], [])


def test_sockstat_header() -> None:
    assert sockstat.header(ARGUMENTS) == (
        "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
    )


def test_sockstat_lines() -> None:
    listener = connection("tcp", "10.0.0.1:80", "0.0.0.0:0", "LISTEN", (812, 3))
    left = sockstat.holder_text("root", "nc", 812, 3)
    assert sockstat.socket_text(left, listener, ARGUMENTS) == (
        "root     nc           812 3   tcp4   10.0.0.1:80           *:*\n"
    )
    lost = connection("tcp", "10.0.0.1:80", "10.0.0.2:12345", "TIME_WAIT")
    assert sockstat.socket_text(sockstat.NOBODY, lost, ARGUMENTS) == (
        "?        ?          ?     ?   tcp4   10.0.0.1:80           10.0.0.2:12345\n"
    )


def test_sockstat_long_names_push_or_are_cut() -> None:
    assert sockstat.holder_text("longusername", "a_very_long_command", 12345, 11) == (
        "longusername a_very_lon12345 11  "
    )


def test_sockstat_filters() -> None:
    listener = connection("tcp", "127.0.0.1:80", "0.0.0.0:0", "LISTEN")
    open_one = connection("tcp", "10.0.0.1:80", "10.0.0.2:12345", "ESTABLISHED")
    both = [listener, open_one]

    def kept(*options: tuple[str, str]) -> list[object]:
        arguments = sockstat.parse(list(options), [])
        return [record for record in both if sockstat.wanted(arguments, record)]

    assert kept() == both
    assert kept(("l", "")) == [listener]
    assert kept(("c", "")) == [open_one]
    assert kept(("L", "")) == [open_one]
    assert kept(("p", "80")) == both
    assert kept(("p", "12000-13000")) == [open_one]
    assert kept(("p", "22")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [("x", "syntax error in port range"), ("70000", "invalid port number"), ("9-8", "invalid port number")],
)
def test_sockstat_bad_ports(text: str, message: str) -> None:
    with pytest.raises(sockstat.Refused) as caught:
        sockstat.parse([("p", text)], [])
    assert caught.value.message == message
