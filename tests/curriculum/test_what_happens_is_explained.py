"""What a machine really refuses and drops is explained by the line of curriculum/why.toml that is about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.diagnosis.why import read_why
from simbsd.machine import Machine
from simbsd.sys.event import PacketHop, SystemCall

WHY = read_why(Path(__file__).resolve().parents[2] / "curriculum")
MINUTE = 60_000_000
FILTER = "kldload pf; echo '{rule}' | pfctl -qf -; pfctl -qe; {command} >/dev/null 2>&1"


def lost_by(script: str) -> set[str | None]:
    """The keys that explain what was dropped (static/js/models/why.js: longest), None where there is none."""
    machine = Machine(ttys=0)
    machine.script(script.encode(), MINUTE)
    reasons = [one.why for one in machine.events() if isinstance(one, PacketHop) and one.fate == "dropped"]
    fits = [[key for key in WHY["lost"] if key in reason] for reason in reasons]
    return {max(keys, key=len, default=None) for keys in fits}


@pytest.mark.parametrize(
    ("rule", "command", "key"),
    [
        ("block drop out inet proto icmp", "ping -c 1 -t 2 10.0.2.2", " (rule "),
        ("block return out inet proto udp", "nc -uw 1 10.0.2.2 9 </etc/group", " (rule "),
        ("pass out keep state (max 1)", "ping -c 1 -t 2 10.0.2.2; ping -c 1 -t 2 10.0.2.3", "no state can be made"),
        ("pass out", "ping -R -c 1 -t 2 10.0.2.2", "the rule has no allow-opts"),
    ],
)
def test_what_pf_dropped(rule: str, command: str, key: str) -> None:
    assert lost_by(FILTER.format(rule=rule, command=command)) == {key}


def test_a_wait_for_nobody() -> None:
    machine = Machine(ttys=0)
    machine.script(b"truss -o /dev/null true", MINUTE)
    calls = [one for one in machine.events() if isinstance(one, SystemCall) and one.error == "ECHILD"]
    assert calls != []
    assert {one.where in WHY["function"] for one in calls} == {True}
