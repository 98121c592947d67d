"""nc -T: the type of service of what it sends, by name or number (contrib/netcat/netcat.c, map_tos)."""

from __future__ import annotations

import pytest

from simbsd.lib.err import Refused
from simbsd.machine import Machine
from simbsd.usr_bin.nc.options import map_tos


@pytest.mark.parametrize(
    ("word", "value"),
    [("af11", 0x28), ("af43", 0x98), ("cs7", 0xE0), ("ef", 0xB8), ("lowdelay", 16), ("0x2f", 47), ("255", 255)],
)
def test_words_and_numbers(word: str, value: int) -> None:
    assert map_tos(word) == value


@pytest.mark.parametrize("word", ["EF", "256", "-1", "0x100", ""])
def test_what_is_none(word: str) -> None:
    with pytest.raises(Refused) as caught:
        map_tos(word)
    assert caught.value.args == (f"illegal tos value {word}",)


def test_the_packets_bear_it() -> None:
    script = b"""
        tcpdump -v -c 1 -i lo0 udp >/tmp/seen 2>/dev/null &
        sleep 1
        echo hello | nc -u -w 1 -T lowdelay 127.0.0.1 9
        wait
        grep -o 'tos 0x[0-9a-f]*' /tmp/seen
    """
    assert Machine(ttys=0).script(script)[0] == b"tos 0x10\n"
