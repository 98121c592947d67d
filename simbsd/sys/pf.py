"""The records of pf(4), as its programs and the kernel pass them: rules, addresses, states, tables, counters.

Models sys/net/pfvar.h and sys/netpfil/pf/pf.h; leaves out queues' figures, divert sockets, SCTP and
fingerprints of operating systems; Ethernet rules are in pf_eth.py.
"""

from __future__ import annotations

from dataclasses import dataclass

PF_IN, PF_OUT = 1, 2
PASS, BLOCK, SCRUB, NOSCRUB, NAT, NONAT, BINAT, NOBINAT, RDR, NORDR, MATCH = (
    "pass", "block", "scrub", "no scrub", "nat", "no nat", "binat", "no binat", "rdr", "no rdr", "match",
)  # fmt: skip
NEVER, ALWAYS, ADAPTIVE = "never", "always", "adaptive"  # PF_SYNCOOKIES_
PF_SYNCOOKIES_LOWATPCT, PF_SYNCOOKIES_HIWATPCT = 12, 25
# The rulesets of an anchor (PF_RULESET_*), and the actions that each holds (pf_get_ruleset_number).
RULESETS = ("scrub", "filter", "nat", "binat", "rdr")
RULESET_OF = {
    PASS: "filter", BLOCK: "filter", MATCH: "filter", SCRUB: "scrub", NOSCRUB: "scrub", NAT: "nat", NONAT: "nat",
    BINAT: "binat", NOBINAT: "binat", RDR: "rdr", NORDR: "rdr",
}  # fmt: skip

# struct pf_addr_wrap: what an address can be.
ADDRMASK, DYNIFTL, TABLE, NOROUTE, URPFFAILED, RANGE = "mask", "dynif", "table", "no-route", "urpf-failed", "range"

PF_NAT_PROXY_PORT_LOW, PF_NAT_PROXY_PORT_HIGH = 50001, 65535
PF_ANCHOR_STACKSIZE = 32
PF_TABLE_NAME_SIZE, PF_TAG_NAME_SIZE, PF_RULE_LABEL_SIZE, PF_RULE_MAX_LABEL_COUNT = 32, 64, 64, 5

# pf_timeouts of pfctl_parser.c, in its order, with the values of pf.h in seconds.
TIMEOUTS: dict[str, int] = {
    "tcp.first": 120, "tcp.opening": 30, "tcp.established": 86400, "tcp.closing": 900, "tcp.finwait": 45,
    "tcp.closed": 90, "tcp.tsdiff": 30, "sctp.first": 120, "sctp.opening": 30, "sctp.established": 86400,
    "sctp.closing": 900, "sctp.closed": 90, "udp.first": 60, "udp.single": 30, "udp.multiple": 60, "icmp.first": 20,
    "icmp.error": 10, "other.first": 60, "other.single": 30, "other.multiple": 60, "frag": 30, "interval": 10,
    "adaptive.start": 60000, "adaptive.end": 120000, "src.track": 0,
}  # fmt: skip
# pf_limits, in pfctl's order; None is unlimited.
LIMITS: dict[str, int] = {
    "states": 100000, "src-nodes": 10000, "frags": 5000, "table-entries": 200000,
}  # fmt: skip
REASONS = (
    "match", "bad-offset", "fragment", "short", "normalize", "memory", "bad-timestamp", "congestion", "ip-option",
    "proto-cksum", "state-mismatch", "state-insert", "state-limit", "src-limit", "synproxy", "map-failed",
)  # fmt: skip
LIMIT_COUNTERS = (
    "max states per rule", "max-src-states", "max-src-nodes", "max-src-conn", "max-src-conn-rate",
    "overload table insertion", "overload flush states", "synfloods detected", "syncookies sent",
    "syncookies validated",
)  # fmt: skip
STATE_COUNTERS = ("searches", "inserts", "removals")

TCP_STATES = (
    "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK",
    "FIN_WAIT_2", "TIME_WAIT",
)  # fmt: skip
PF_TCPS_PROXY_SRC, PF_TCPS_PROXY_DST = 11, 12
OTHER_STATES = ("NO_TRAFFIC", "SINGLE", "MULTIPLE")


@dataclass(frozen=True, slots=True)
class PfAddr:
    """An address of a rule (struct pf_addr_wrap): by ``kind`` a network ``addr``/``plen`` of family ``af`` (af 0: any),
    a range to ``end``, or the ``name`` of an interface (with ``modifiers`` such as ``network``) or a table. ``count``
    is how many addresses a name stands for, where the kernel shows it (-1: there is no such table).
    """

    kind: str = ADDRMASK
    af: int = 0
    addr: int = 0
    plen: int = 0
    end: int = 0
    name: str = ""
    modifiers: tuple[str, ...] = ()
    count: int = 0


ANY = PfAddr()


@dataclass(frozen=True, slots=True)
class PfRange:
    """Numbers by an operator (``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``><``, ``<>``, ``:``): ports and users.
    ``low`` -1 is pf's ``unknown``.
    """

    op: str
    low: int
    high: int = 0


@dataclass(frozen=True, slots=True)
class PfRuleAddr:
    """One side of a rule: an address, perhaps all others than it (``neg``), and ports."""

    addr: PfAddr = ANY
    neg: bool = False
    port: PfRange | None = None


@dataclass(frozen=True, slots=True)
class PfPool:
    """Where a translation leads: addresses (each with an interface, for routes), ports, and how one is chosen: by
    ``kind`` (``bitmask``, ``random``, ``source-hash``, ``round-robin`` or empty), with the ``key`` of a hash;
    ``mape`` are the offset, the length and the identifier of a set of ports that MAP-E leaves to this host (RFC 7597).
    """

    addrs: tuple[tuple[PfAddr, str], ...] = ()
    ports: tuple[int, int] = (0, 0)
    kind: str = ""
    sticky: bool = False
    key: int = 0
    mape: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class PfTrack:
    """What a rule counts by source address: ``kind`` is ``rule`` or ``global``, or empty when it counts nothing; limits
    of states, connections, connections in seconds (``rate``) and sources; who breaks them is put in the table
    ``overload``, and by ``flush`` (``flush``, ``flush global``) loses his states.
    """

    kind: str = ""
    states: int = 0
    conn: int = 0
    rate: tuple[int, int] = (0, 0)
    nodes: int = 0
    overload: str = ""
    flush: str = ""


@dataclass(frozen=True, slots=True)
class PfScrub:
    """What is mended in a packet: no_df and random_id are switches, the numbers are off at 0 (``set_tos`` at -1)."""

    no_df: bool = False
    random_id: bool = False
    min_ttl: int = 0
    max_mss: int = 0
    set_tos: int = -1
    reassemble_tcp: bool = False
    no_reassemble: bool = False


NO_SCRUB, NO_TRACK = PfScrub(), PfTrack()


@dataclass(frozen=True, slots=True)
class PfRule:
    """A rule as it is written (struct pf_rule). ``anchor`` is what an anchor rule calls; ``types`` an ICMP type and
    code (-1: any); ``flags`` the TCP flags and their mask; ``ret`` what a block answers: ``drop``, ``return``, ``rst``
    or ``icmp``; ``state`` is ``keep``, ``modulate``, ``synproxy`` or empty; ``options`` the limit of states (``max``)
    and timeouts; ``probability`` in units of 1 / 2**32; ``log`` lists ``all``, ``user``, ``to pflogN``.
    """

    action: str
    direction: int = 0
    ifname: str = ""
    ifnot: bool = False
    quick: bool = False
    log: tuple[str, ...] | None = None
    af: int = 0
    proto: int = 0
    src: PfRuleAddr = PfRuleAddr()
    dst: PfRuleAddr = PfRuleAddr()
    uid: PfRange | None = None
    gid: PfRange | None = None
    flags: tuple[int, int] = (0, 0)
    types: tuple[int, int] = (-1, -1)
    tos: int = 0
    prio: int = -1
    set_prio: tuple[int, int] | None = None
    state: str = ""
    probability: int = 0
    options: tuple[tuple[str, int], ...] = ()
    no_sync: bool = False
    track: PfTrack = NO_TRACK
    if_bound: bool = False
    sloppy: bool = False
    allow_opts: bool = False
    fragment: bool = False
    ret: str = "drop"
    ret_icmp: tuple[int, int] = (0, 0)
    ret_icmp6: tuple[int, int] = (0, 0)
    ret_ttl: int = 0
    labels: tuple[str, ...] = ()
    ridentifier: int = 0
    tag: str = ""
    tagged: str = ""
    tagged_not: bool = False
    natpass: bool = False
    pool: PfPool = PfPool()
    route: str = ""
    anchor: str = ""
    scrub: PfScrub = NO_SCRUB
    queue: tuple[str, str] = ("", "")
    rtable: int = -1


@dataclass(frozen=True, slots=True)
class PfRuleInfo:
    """A loaded rule with its number and counters (in, out); ``active`` is when it last matched, in seconds since 1970,
    or 0.
    """

    rule: PfRule
    nr: int
    evaluations: int
    packets: tuple[int, int]
    octets: tuple[int, int]
    states_cur: int
    states_tot: int
    uid: int
    pid: int
    active: int


@dataclass(frozen=True, slots=True)
class PfPeerInfo:
    """One end of a state: its level, the sequence numbers it may use, what is added to them, and the scale of its
    windows (with PF_WSCALE_FLAG; 0 without)."""

    state: int
    seqlo: int = 0
    seqhi: int = 0
    seqdiff: int = 0
    wscale: int = 0


@dataclass(frozen=True, slots=True)
class PfStateInfo:
    """A state as it is shown (struct pf_state_export). Keys are ((address, port), (address, port)); ages in seconds."""

    id: int
    ifname: str
    orig_ifname: str
    direction: int
    af: int
    proto: int
    wire: tuple[tuple[int, int], tuple[int, int]]
    stack: tuple[tuple[int, int], tuple[int, int]]
    src: PfPeerInfo
    dst: PfPeerInfo
    age: int
    expire: int
    packets: tuple[int, int]
    octets: tuple[int, int]
    rule: int
    anchor: int
    sloppy: bool = False
    allow_opts: bool = False
    no_sync: bool = False
    tracked: bool = False
    sticky: bool = False
    log: bool = False
    log_all: bool = False
    creatorid: int = 0
    rtable: int = -1
    route: tuple[str, int, str] = ("", 0, "")


@dataclass(frozen=True, slots=True)
class PfStatusInfo:
    """pf's status (struct pf_status): ``since`` in seconds since 1970; counters by name; of the log interface bytes in
    and out, and packets passed and blocked, in and out, for either family.
    """

    running: bool
    since: int
    states: int
    fcounters: dict[str, int]
    counters: dict[str, int]
    lcounters: dict[str, int]
    ifname: str
    icounters: tuple[tuple[int, ...], ...]
    hostid: int
    reass: int
    debug: str
    checksum: int
    src_nodes: int
    scounters: dict[str, int]
    syncookies_active: bool


@dataclass(frozen=True, slots=True)
class PfSyncookiesInfo:
    """When SYN cookies are sent; how many states may be half open before, and when it ends; how many are."""

    mode: str
    hiwat: int
    lowat: int
    halfopen: int


@dataclass(frozen=True, slots=True)
class PfTableInfo:
    """A table: flags in the letters of ``pfctl -vsT``, addresses, references by rules, lookups that failed and that
    succeeded; ``tzero`` in seconds since 1970.
    """

    name: str
    anchor: str
    flags: str
    count: int
    anchors: int
    rules: int
    nomatch: int
    match: int
    tzero: int
    packets: tuple[int, ...]
    octets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PfIfaceInfo:
    """An interface or group as pf knows it (struct pfi_kif): packets and bytes of IPv4 in passed, in blocked, out
    passed, out blocked, then of IPv6; ``tzero`` in seconds since 1970.
    """

    name: str
    skip: bool
    tzero: int
    references: int
    packets: tuple[int, ...]
    octets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PfSourceInfo:
    """A source whose states are counted (struct pf_src_node); ``rate`` in thousandths of a connection, and seconds."""

    af: int
    addr: int
    raddr: int
    states: int
    conn: int
    rate: tuple[int, int]
    age: int
    expire: int
    packets: int
    octets: int
    rule: int


@dataclass(frozen=True, slots=True)
class PfTableAddr:
    """An address or network of a table; ``neg`` excludes it."""

    af: int
    addr: int
    plen: int
    neg: bool = False
