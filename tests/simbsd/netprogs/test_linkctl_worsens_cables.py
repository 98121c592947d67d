"""linkctl(8): loss, delay and bandwidth of an epair cable, each direction by itself, and every lost frame with why."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.usr_local_sbin.linkctl import parse, show

PAIR = """\
jail -c name=j vnet persist; ifconfig epair create > /dev/null; ifconfig epair0b vnet j
ifconfig epair0a 10.0.0.1/24; jexec j ifconfig epair0b 10.0.0.2/24; ping -qc 1 10.0.0.2 > /dev/null
"""


def machine() -> Machine:
    made = Machine(ttys=0)
    made.advance(1_000_000)
    made.script(PAIR.encode(), 60_000_000)
    return made


def said(script: str) -> str:
    return machine().script(script.encode(), 600_000_000)[0].decode()


def test_a_plain_cable_and_what_it_became() -> None:
    script = "linkctl epair0a; linkctl epair0a loss 2.5% delay 20ms bandwidth 1Mbit queue 9; linkctl; "
    assert said(script + "linkctl epair0a reset; linkctl epair0a; jexec j linkctl").splitlines() == [
        "epair0a > epair0b: plain",
        "epair0a > epair0b: loss 2.5% delay 20ms bandwidth 1Mbit queue 9; 0 crossed, 0 lost, 0 overflowed",
        "epair0a > epair0b: plain", "epair0b > epair0a: plain",
    ]  # fmt: skip


def test_delay_is_of_one_direction() -> None:
    out = said("linkctl epair0a delay 20ms; ping -c 1 10.0.0.2 | grep time=; linkctl epair0a delay 0us; "
               "ping -c 1 10.0.0.2 | grep time=")  # fmt: skip
    with_delay, without = (float(line.split("time=")[1].split()[0]) for line in out.splitlines())
    assert 20 <= with_delay < 21
    assert without < 1


def test_a_cable_that_loses_everything_says_so() -> None:
    host = machine()
    host.events()
    out = host.script(b"linkctl epair0a loss 100%; ping -qc 2 -t 3 10.0.0.2; linkctl epair0a", 60_000_000)[0].decode()
    assert "0 packets received" in out
    assert "; 0 crossed, 2 lost, 0 overflowed" in out
    whys = [getattr(event, "why", "") for event in host.events()]
    assert whys.count("epair0a: the cable lost the frame (linkctl loss).") == 2


def test_loss_is_the_same_each_time_and_near_its_rate() -> None:
    script = "linkctl epair0a loss 30%; ping -qfc 200 10.0.0.2 > /dev/null; linkctl epair0a"
    out = said(script)
    assert out == said(script)
    lost = int(out.partition("crossed, ")[2].split()[0])
    assert 30 < lost < 90


def test_frames_beyond_the_queue_overflow() -> None:
    script = "linkctl epair0a bandwidth 8Kbit queue 1; for i in 1 2 3; do ping -qc 1 -t 1 10.0.0.2 & done; wait; "
    assert "1 overflowed" in said(script + "linkctl epair0a")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("em0 loss 1%", "linkctl: em0: Invalid argument\n"),
        ("nosuch", "linkctl: nosuch: Device not configured\n"),
        ("epair0a loss 101%", "linkctl: epair0a: Invalid argument\n"),
        ("epair0a loss much", "linkctl: loss much: bad value\n"),
        ("epair0a delay 5", "linkctl: delay 5: bad value\n"),
    ],
)
def test_nonsense_is_refused(words: str, text: str) -> None:
    assert said(f"linkctl {words} 2>&1") == text


@pytest.mark.parametrize(("word", "text"), [("loss", "0.01%"), ("delay", "1.5s"), ("bandwidth", "2.5Gbit")])
def test_values_are_shown_as_they_are_taken(word: str, text: str) -> None:
    value = parse(word, text)
    assert value is not None
    assert show(word, value) == text
