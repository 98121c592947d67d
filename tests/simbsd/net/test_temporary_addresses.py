"""Temporary addresses: made beside public ones, preferred on request, replaced in time (sys/netinet6: in6_tmpifadd)."""

from __future__ import annotations

import re

from simbsd.machine import Machine

ASK = "ifconfig em0 inet6 accept_rtadv auto_linklocal up -ifdisabled; rtsol em0; sleep 3\n"


def run(text: str, seed: int = 1) -> str:
    return Machine(seed=seed, ttys=0, watched=False).script(text.encode())[0].decode()


def addresses(text: str) -> list[tuple[str, str]]:
    return re.findall(r"inet6 (2001:\S+) prefixlen 64 (.*?)(?: pltime.*)?$", text, re.MULTILINE)


def test_none_is_made_unless_asked_for() -> None:
    assert [flags for _, flags in addresses(run(ASK + "ifconfig em0"))] == ["autoconf"]


def test_one_is_made_beside_the_public_one_and_preferred_on_request() -> None:
    out = run(f"""sysctl -q net.inet6.ip6.use_tempaddr=1 >/dev/null; {ASK} ifconfig em0
        ping -6 -c 1 papers.freebsd.org | head -1
        sysctl -q net.inet6.ip6.prefer_tempaddr=1 >/dev/null; ping -6 -c 1 papers.freebsd.org | head -1""")
    (public, plain), (temporary, flags) = addresses(out)
    assert (plain, flags, public[:12], public != temporary) == ("autoconf", "autoconf temporary", temporary[:12], True)
    assert int(temporary.split(":")[4], 16) & 0x200 == 0  # the universal bit is off
    assert [line.split()[2] for line in out.splitlines() if line.startswith("PING")] == [public, temporary]


def test_another_takes_its_place_and_the_old_one_goes() -> None:
    out = run(f"""sysctl net.inet6.ip6.use_tempaddr=1 net.inet6.ip6.temppltime=1000 >/dev/null
        sysctl net.inet6.ip6.tempvltime=2000 >/dev/null
        {ASK} ifconfig em0; echo; sleep 1100; ifconfig em0; echo; sleep 2500; ifconfig em0""")
    first, later, last = (addresses(part) for part in out.split("\n\n"))
    assert [flags for _, flags in first] == ["autoconf", "autoconf temporary"]
    assert {address for address, _ in first} < {address for address, _ in later}
    assert "deprecated autoconf temporary" in [flags for _, flags in later]
    assert first[1][0] not in [address for address, _ in last]
    assert "autoconf temporary" in [flags for _, flags in last]


def test_lifetimes_that_leave_no_time_are_refused() -> None:
    name = "net.inet6.ip6"
    commands = f"sysctl {name}.temppltime=4; sysctl {name}.tempvltime=86399; "
    commands += f"sysctl -n {name}.temppltime {name}.tempvltime"
    assert run(commands) == (
        f"{name}.temppltime: 86400\nsysctl: {name}.temppltime=4: Invalid argument\n"
        f"{name}.tempvltime: 604800\nsysctl: {name}.tempvltime=86399: Invalid argument\n86400\n604800\n"
    )


def test_the_seed_decides_them() -> None:
    text = f"sysctl net.inet6.ip6.use_tempaddr=1 >/dev/null; {ASK} ifconfig em0 inet6"
    assert addresses(run(text)) == addresses(run(text))
    assert addresses(run(text))[1] != addresses(run(text, 7))[1]
