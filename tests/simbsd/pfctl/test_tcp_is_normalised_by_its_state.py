"""scrub reassemble tcp: timestamps are changed on the way and must be possible, hop limits do not fall (pf_norm.c)."""

from __future__ import annotations

import re
import struct
from typing import Any

import pytest

from simbsd.netpfil.pf_norm_tcp import _TS_MAX_IDLE, _timestamp_at, normalize_tcp
from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.netpfil.pf_track import ESTABLISHED
from simbsd.sys.mbuf import IPPROTO_TCP, TH_ACK, TH_RST, TH_SYN, Ip, Mbuf, Tcp
from simbsd.sys.pf import TIMEOUTS
from simbsd.sys.pf_var import PfPeer

ROUTED = """
kldload pf; ifconfig epair0 create; ifconfig epair1 create
jail -c name=r vnet persist vnet.interface=epair0b vnet.interface=epair1a
jail -c name=s vnet persist vnet.interface=epair1b
ifconfig epair0a 10.1.0.1/24; route -q add 10.2.0.0/24 10.1.0.2; jexec r sysctl -q net.inet.ip.forwarding=1
jexec r ifconfig epair0b 10.1.0.2/24; jexec r ifconfig epair1a 10.2.0.1/24; jexec s ifconfig epair1b 10.2.0.2/24
jexec s route -q add 10.1.0.0/24 10.2.0.1; jot -b 0123456789 3000 > /tmp/data
printf '%s\\n' '{rule}' pass | jexec r pfctl -qef -
jexec s sh -c 'nc -l 7777 > /tmp/got' & jexec s tcpdump -lvnti epair1b tcp > /tmp/there 2>/dev/null &
tcpdump -lvnti epair0a tcp > /tmp/here 2>/dev/null & sleep 1
nc -N 10.2.0.2 7777 < /tmp/data; sleep 1; cmp /tmp/data /tmp/got && echo same
jexec r pfctl -si 2>/dev/null | grep -o 'bad-timestamp *[0-9]*'
cat /tmp/here; echo //; cat /tmp/there
"""


def dumped(text: str) -> list[tuple[str, str, tuple[int, int]]]:
    """Of each segment: where it is from, its flags, and both times."""
    found = re.findall(r" (\S+) > \S+: Flags \[(\S+)\].*?TS val (\d+) ecr (\d+)", text)
    return [(source, flags, (int(val), int(ecr))) for source, flags, val, ecr in found]


@pytest.mark.parametrize("rule", ["scrub all reassemble tcp", "match scrub (reassemble tcp)"])
def test_each_side_sees_other_times_and_the_stream_is_whole(sh, rule: str) -> None:
    out, _ = sh(ROUTED.replace("{rule}", rule))
    said, here, there = out.partition("same\n")[2].partition("\n")[0], *out.split("//\n")
    assert re.sub(" +", " ", said) == "bad-timestamp 0"
    near, far = dumped(here), dumped(there)
    assert len(near) == len(far) > 20
    added = {
        source: {(two[2][0] - one[2][0]) & 0xFFFFFFFF for one, two in zip(
            [line for line in near if line[0] == source], [line for line in far if line[0] == source], strict=True)}
        for source in {line[0] for line in near}
    }  # fmt: skip
    assert [len(differences) for differences in added.values()] == [1, 1]
    assert all(differences != {0} for differences in added.values())
    assert far[0][2][1] == 0


def test_without_the_rule_times_are_the_same(sh) -> None:
    out, _ = sh(ROUTED.replace("{rule}", "scrub all"))
    here, there = out.split("//\n")
    assert sorted(dumped(here)) == sorted(dumped(there))


class _Kernel:
    now, random = 0, 1


class _Conversation:
    """Two ends that have shaken hands: 1000 and 5000 are their first times."""

    def __init__(self) -> None:
        self.kernel: Any = _Kernel()
        self.pf: Any = type("Pf", (), {"timeouts": TIMEOUTS})()
        rule = type("Rule", (), {"options": ()})()
        self.state: Any = type("State", (), {"created": 0, "krule": type("Krule", (), {"rule": rule})()})()
        self.one, self.other = PfPeer(), PfPeer()
        self.say(self.one, 1000, 0, TH_SYN)
        self.say(self.other, 5000, self.seen(self.one, 1000), TH_SYN | TH_ACK)
        self.say(self.one, 1001, self.seen(self.other, 5000))
        self.one.state = self.other.state = ESTABLISHED

    def seen(self, end: PfPeer, value: int) -> int:
        assert end.scrub is not None
        return value + end.scrub.ts_mod & 0xFFFFFFFF

    def say(
        self, end: PfPeer, val: int | None, ecr: int = 0, flags: int = TH_ACK, data: bytes = b"x", ttl: int = 64
    ) -> Tcp | None:
        """What becomes of a segment from an end; None when it is dropped."""
        options = b"" if val is None else b"\x01\x01\x08\x0a" + struct.pack(">II", val, ecr)
        tcp = Tcp(1, 2, 0, 0, flags, 0, b"" if flags & TH_SYN else data, 0, options)
        m = Mbuf(1, Ip(1, 2, IPPROTO_TCP, ttl, tcp, 60), None)  # type: ignore[arg-type]
        pd = PfPdesc.__new__(PfPdesc)
        pd.m, pd.inner, pd.proto, pd.flags, pd.made = m, tcp, IPPROTO_TCP, flags, False
        ends = (end, self.other if end is self.one else self.one)
        if not normalize_tcp(self.kernel, self.pf, pd, self.state, *ends):
            return None
        self.ttl = m.m_payload.ttl
        found: Tcp = m.m_payload.payload
        return found


@pytest.mark.parametrize(
    ("val", "ecr", "passes"),
    [
        (1001, 5000, True), (1500, 5000, True), (1002, 0, True),
        (999, 5000, False),  # less than what the other has echoed
        (1001 + 30 * 1100, 5000, True), (1002 + 30 * 1100, 5000, False),  # more than a clock can have gone
        (1001, 5001, False), (1001, 4999, False),  # what the other never sent, and less than its first
    ],
)  # fmt: skip
def test_a_time_must_be_possible(val: int, ecr: int, passes: bool) -> None:
    talk = _Conversation()
    echoed = talk.seen(talk.other, ecr) if ecr else 0
    answer = talk.say(talk.one, val, echoed)
    assert (answer is not None) == passes
    if answer is not None:
        assert struct.unpack(">II", answer.options[4:]) == (talk.seen(talk.one, val), ecr)


def test_data_without_a_time_is_dropped_where_data_had_one() -> None:
    talk = _Conversation()
    assert talk.say(talk.one, None) is None
    assert talk.say(talk.one, None, flags=TH_RST) is not None
    assert talk.say(talk.one, None, data=b"") is not None


def test_after_24_days_of_silence_any_time_will_do() -> None:
    talk = _Conversation()
    talk.kernel.now = _TS_MAX_IDLE + 1
    assert talk.say(talk.one, 7, talk.seen(talk.other, 5000)) is not None


def test_a_hop_limit_does_not_fall() -> None:
    talk = _Conversation()
    said = []
    for ttl in (64, 3, 70, 64):
        talk.say(talk.one, 1001, talk.seen(talk.other, 5000), ttl=ttl)
        said.append(talk.ttl)
    assert said == [64, 64, 70, 70]


@pytest.mark.parametrize(
    ("options", "at"),
    [
        (b"\x01\x01\x08\x0a" + bytes(8), 4), (b"\x00\x01\x08\x0a" + bytes(8), 4), (b"", 0), (b"\x08\x0a" + bytes(7), 0),
        (b"\x08\x0a" + bytes(8) + b"\x08\x0a" + bytes(8), -1), (b"\x08\x02" + bytes(12), 0),
    ],
)  # fmt: skip
def test_where_the_times_are(options: bytes, at: int) -> None:
    assert _timestamp_at(options) == at
