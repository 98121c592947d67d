"""What the kernel keeps of pf(4) in each network stack: rulesets, states, tables, counters.

Models sys/net/pfvar.h (pf_krule, pf_keth_rule, pf_kruleset, pf_kanchor, pf_kstate, pf_ksrc_node, pfr_ktable, pfi_kkif)
and sys/netpfil/pf/pf_syncookies.c (pf_syncookie_status).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.sys.pf import (
    ADAPTIVE,
    LIMIT_COUNTERS,
    LIMITS,
    NO_SCRUB,
    PF_SYNCOOKIES_HIWATPCT,
    PF_SYNCOOKIES_LOWATPCT,
    REASONS,
    RULESETS,
    STATE_COUNTERS,
    TIMEOUTS,
    PfRule,
    PfScrub,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Callout
    from simbsd.sys.pf_eth import PfEthRule

# (family, protocol, address 0, port 0, address 1, port 1)
StateKey = tuple[int, int, int, int, int, int]
_TAGS = 64  # packets between two hooks whose tag is remembered


@dataclass(slots=True, eq=False)
class PfKrule:
    """A loaded rule, its number and counters; ``cursor`` is the round robin's place in its pool."""

    rule: PfRule
    nr: int
    uid: int
    pid: int
    evaluations: int = 0
    packets: list[int] = field(default_factory=lambda: [0, 0])
    octets: list[int] = field(default_factory=lambda: [0, 0])
    states_cur: int = 0
    states_tot: int = 0
    active: int = 0
    cursor: int = -1
    sources: dict[tuple[int, int], PfSource] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class PfKethRule:
    """A loaded Ethernet rule, its number and counters (in, out)."""

    rule: PfEthRule
    nr: int
    evaluations: int = 0
    packets: list[int] = field(default_factory=lambda: [0, 0])
    octets: list[int] = field(default_factory=lambda: [0, 0])
    active: int = 0


@dataclass(slots=True, eq=False)
class PfSource:
    """A source whose states a rule counts (pf_ksrc_node): ``raddr`` is where it was sent; ``count`` is thousandths of
    connections, decaying since ``last``; times are virtual.
    """

    krule: PfKrule
    af: int
    addr: int
    created: int
    last: int
    raddr: int = 0
    states: int = 1
    conn: int = 0
    count: int = 0
    expire: int = 0
    packets: int = 0
    octets: int = 0


@dataclass(slots=True, eq=False)
class PfKif:
    """What passed and was blocked at an interface (pfi_kkif): IPv4 in passed, in blocked, out passed, out blocked, then
    IPv6.
    """

    packets: list[int] = field(default_factory=lambda: [0] * 8)
    octets: list[int] = field(default_factory=lambda: [0] * 8)


@dataclass(slots=True, eq=False)
class PfTable:
    """A table of addresses (pfr_ktable); ``pfrt_flags`` holds ``const``, ``persist`` and ``counters``. An entry
    (family, prefix length, address) leads to whether it excludes; ``pfrt_since`` tells when it came, in seconds since
    1970; ``pfrt_counts`` packets in blocked, in passed, out blocked, out passed, then bytes, of a table with counters.
    """

    pfrt_name: str
    pfrt_anchor: str
    pfrt_flags: tuple[str, ...]
    pfrt_tzero: int
    pfrt_addrs: dict[tuple[int, int, int], bool] = field(default_factory=dict)
    pfrt_since: dict[tuple[int, int, int], int] = field(default_factory=dict)
    pfrt_counts: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    pfrt_match: int = 0
    pfrt_nomatch: int = 0
    pfrt_packets: list[int] = field(default_factory=lambda: [0] * 6)
    pfrt_octets: list[int] = field(default_factory=lambda: [0] * 6)


@dataclass(slots=True, eq=False)
class PfAnchor:
    """A named place for rules; the main one has the empty path."""

    path: str
    rules: dict[str, list[PfKrule]] = field(default_factory=lambda: {name: [] for name in RULESETS})
    tables: dict[str, PfTable] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class PfStateScrub:
    """What normalisation knows of one end (pf_state_scrub): its highest hop limit; whether it tells times
    (``timestamp``, ``data_ts`` for data), whether both have been compared (``paws``) or too long ago (``idled``);
    what is added to its times, and the last and the first of them, and when.
    """

    ttl: int
    timestamp: bool = False
    data_ts: bool | None = None
    paws: bool = False
    idled: bool = False
    ts_mod: int = 0
    tsval: int = 0
    tsval0: int = 0
    tsecr: int = 0
    last: int = 0


@dataclass(slots=True, eq=False)
class PfPeer:
    """One end of a state (pf_state_peer); ``seqdiff`` is added to its sequence numbers where they are modulated,
    ``mss`` is the segment size that it offered to a proxied handshake, ``wscale`` the scale of its windows, with a
    flag (netpfil/pf_send.py), or 0; ``scrub`` is there where TCP is normalised by its state.
    """

    state: int = 0
    seqlo: int = 0
    seqhi: int = 0
    max_win: int = 0
    seqdiff: int = 0
    mss: int = 0
    wscale: int = 0
    scrub: PfStateScrub | None = None


@dataclass(slots=True, eq=False)
class PfState:
    """A connection that passes (pf_kstate). ``wire`` and ``stack`` are its keys on either side of the translation;
    ``ifname`` is ``all`` unless bound; ``timeout`` names the timer, ``since`` is when it was last wound.
    """

    id: int
    ifname: str
    orig_ifname: str
    direction: int
    wire: StateKey
    stack: StateKey
    krule: PfKrule
    nat: PfKrule | None
    anchor: int
    src: PfPeer
    dst: PfPeer
    timeout: str
    created: int
    since: int
    packets: list[int] = field(default_factory=lambda: [0, 0])
    octets: list[int] = field(default_factory=lambda: [0, 0])
    tag: str = ""
    route: tuple[str, int, str] | None = None
    path: str = ""
    scrub: PfScrub = NO_SCRUB
    source: PfSource | None = None
    nat_source: PfSource | None = None
    tcp_est: bool = False


@dataclass(slots=True, eq=False)
class PfTransaction:
    """Rulesets and tables that are being loaded, and not in use yet (DIOCXBEGIN)."""

    rules: dict[tuple[str, str], list[PfKrule]] = field(default_factory=dict)
    tables: dict[tuple[str, str], PfTable] = field(default_factory=dict)
    table_anchors: list[str] = field(default_factory=list)
    ether: dict[str, list[PfKethRule]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class PfSyncookies:
    """SYN cookies (pf_syncookie_status): two secrets that take turns, and how many cookies of each are under way."""

    mode: str = ADAPTIVE
    active: bool = False
    hiwat: int = PF_SYNCOOKIES_HIWATPCT * LIMITS["states"] // 100
    lowat: int = PF_SYNCOOKIES_LOWATPCT * LIMITS["states"] // 100
    oddeven: int = 0
    keys: list[bytes] = field(default_factory=lambda: [bytes(16), bytes(16)])
    inflight: list[int] = field(default_factory=lambda: [0, 0])
    keytimeout: Callout | None = None


@dataclass(slots=True, eq=False)
class Pf:
    """pf in one stack (the V_pf_ variables). ``skip`` lists interfaces and groups that are passed over; ``created`` and
    ``since`` are seconds since 1970; ``reassembled`` has packets of IPv6 on their way, with what their longest fragment
    was and their identification; ``keth`` holds the Ethernet rules of each anchor; ``own`` is the
    packet of pf itself that passes it.
    """

    created: int = 0
    running: bool = False
    since: int = 0
    anchors: dict[str, PfAnchor] = field(default_factory=lambda: {"": PfAnchor("")})
    keth: dict[str, list[PfKethRule]] = field(default_factory=lambda: {"": []})
    wire: dict[StateKey, list[PfState]] = field(default_factory=dict)
    stack: dict[StateKey, list[PfState]] = field(default_factory=dict)
    states: dict[int, PfState] = field(default_factory=dict)
    fragments: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)
    reassembled: dict[int, tuple[int, int]] = field(default_factory=dict)
    lastid: int = 0
    duplicating: bool = False
    lastticket: int = 0
    transactions: dict[int, PfTransaction] = field(default_factory=dict)
    skip: dict[str, bool] = field(default_factory=dict)
    timeouts: dict[str, int] = field(default_factory=lambda: dict(TIMEOUTS))
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))
    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS, 0))
    fcounters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATE_COUNTERS, 0))
    lcounters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LIMIT_COUNTERS, 0))
    scounters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATE_COUNTERS, 0))
    sources: list[PfSource] = field(default_factory=list)
    kifs: dict[str, PfKif] = field(default_factory=dict)
    loginterface: str = ""
    hostid: int = 0
    checksum: int = 0
    reassemble: int = 0
    keep_counters: bool = False
    debug: str = "urgent"
    default: PfKrule = field(default_factory=lambda: PfKrule(PfRule("pass"), -1, 0, 0))
    tags: dict[int, str] = field(default_factory=dict)
    sending: bool = False
    own: int = 0
    recreating: bool = False
    syncookies: PfSyncookies = field(default_factory=PfSyncookies)

    def tag(self, packet: int, name: str) -> None:
        """Remember the tag of a packet until it meets the next hook (pf_tag_packet)."""
        if len(self.tags) >= _TAGS:
            del self.tags[next(iter(self.tags))]
        self.tags[packet] = name

    def table(self, anchor: str, name: str) -> PfTable | None:
        """The table that a rule of an anchor means: its own, else the main ruleset's (pfr_attach_table)."""
        place = self.anchors.get(anchor)
        found = place.tables.get(name) if place is not None else None
        return found if found is not None or not anchor else self.anchors[""].tables.get(name)
