"""The options of ``keep state (...)``: limits, tracking by source, timeouts.

Models sbin/pfctl/parse.y (keep, state_opt_list, and what pfrule makes of them).
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.sbin.pfctl.items import each
from simbsd.sbin.pfctl.lex import STRING
from simbsd.sbin.pfctl.nodes import StateOptions
from simbsd.sbin.pfctl.parser import UINT_MAX, Parser
from simbsd.sys.pf import PF_TABLE_NAME_SIZE, TIMEOUTS, PfRule, PfTrack

_SCTP = ("sctp.first", "sctp.opening", "sctp.established", "sctp.closing", "sctp.closed")
# PFTM_: the order in which a rule's timeouts are kept, and printed.
ORDER = (
    "max",
    *(name for name in TIMEOUTS if name not in ("tcp.tsdiff", "src.track", *_SCTP)), "src.track", "tcp.tsdiff", *_SCTP,
)  # fmt: skip
PF_THRESHOLD_MAX = UINT_MAX // 1000
_WORDS = (
    "max", "no-sync", "max-src-states", "max-src-conn", "max-src-conn-rate", "overload", "max-src-nodes",
    "source-track", "if-bound", "floating", "sloppy", STRING,
)  # fmt: skip


async def keep(pf: Parser) -> tuple[str, StateOptions | None]:
    """keep: ``no``, ``keep``, ``modulate`` or ``synproxy`` state, with its options."""
    kind = (await pf.expect("no", "keep", "modulate", "synproxy")).kind
    await pf.expect("state")
    if kind == "no":
        return "", None
    if not await pf.accept("("):
        return kind, None
    found = StateOptions()
    await each(pf, lambda: _item(pf, found))
    return kind, found


async def state_options(pf: Parser) -> StateOptions:
    """state_opt_list without parentheses, as ``set state-defaults`` has it."""
    found = StateOptions()
    await _item(pf, found)
    while await pf.at(",", *_WORDS):
        await pf.accept(",")
        await _item(pf, found)
    return found


async def _item(pf: Parser, found: StateOptions) -> None:
    token = await pf.expect(*_WORDS)
    kind = token.kind
    if kind == STRING:
        await _timeout(pf, found, token.text)
    elif kind == "max":
        await _once(pf, "max" in found.numbers, "state option 'max' multiple definitions")
        found.numbers["max"] = await pf.positive()
    elif kind == "no-sync":
        await _once(pf, found.no_sync, "state option 'sync' multiple definitions")
        found.no_sync = True
    elif kind in ("if-bound", "floating"):
        await _once(pf, found.statelock is not None, "state locking option: multiple definitions")
        found.statelock = kind == "if-bound"
    elif kind == "sloppy":
        await _once(pf, found.sloppy, "state sloppy option: multiple definitions")
        found.sloppy = True
    elif kind == "overload":
        await _overload(pf, found)
    elif kind == "source-track":
        await _source_track(pf, found)
    elif kind == "max-src-conn-rate":
        await _rate(pf, found)
    else:
        await _track(pf, found, kind)


async def _once(pf: Parser, twice: bool, complaint: str) -> None:
    if twice:
        await pf.fail(complaint)


async def _timeout(pf: Parser, found: StateOptions, name: str) -> None:
    seconds = await pf.positive()
    if name not in TIMEOUTS:
        await pf.fail(f"illegal timeout name {name}")
    if "." not in name:
        await pf.fail(f"illegal state timeout {name}")
    await _once(pf, bool(found.numbers.get(name)), f"state timeout {name} multiple definitions")
    found.numbers[name] = seconds


async def _overload(pf: Parser, found: StateOptions) -> None:
    await pf.expect("<")
    name = (await pf.expect(STRING)).text
    await pf.expect(">")
    if len(name) >= PF_TABLE_NAME_SIZE:
        await pf.fail(f"table name '{name}' too long")
    await _once(pf, bool(found.track.overload), "multiple 'overload' table definitions")
    flush = await pf.accept("flush") and ("flush global" if await pf.accept("global") else "flush")
    found.track = replace(found.track, overload=name, flush=flush or "")


async def _source_track(pf: Parser, found: StateOptions) -> None:
    await _once(pf, bool(found.track.kind), "state option 'source-track' multiple definitions")
    kind = "track"
    for word in ("global", "rule"):
        if await pf.accept(word):
            kind = word
    found.track = replace(found.track, kind=kind)


async def _rate(pf: Parser, found: StateOptions) -> None:
    limit = await pf.positive()
    await pf.expect("/")
    seconds = await pf.positive()
    await _once(pf, bool(found.track.rate[0]), "state option 'max-src-conn-rate' multiple definitions")
    if not limit or not seconds:
        await pf.fail("'max-src-conn-rate' values must be > 0")
    if limit > PF_THRESHOLD_MAX:
        await pf.fail(f"'max-src-conn-rate' maximum rate must be < {PF_THRESHOLD_MAX}")
    found.track = replace(found.track, rate=(limit, seconds))


async def _track(pf: Parser, found: StateOptions, kind: str) -> None:
    """max-src-states, max-src-conn, max-src-nodes."""
    number = await pf.positive()
    track = found.track
    old = {"max-src-states": track.states, "max-src-conn": track.conn, "max-src-nodes": track.nodes}[kind]
    await _once(pf, bool(old), f"state option '{kind}' multiple definitions")
    if not number:
        await pf.fail(f"'{kind}' must be > 0")
    if kind == "max-src-states":
        found.track = replace(track, states=number)
    elif kind == "max-src-conn":
        found.track = replace(track, conn=number)
    else:
        found.track = replace(track, nodes=number)


async def with_state(pf: Parser, rule: PfRule, options: StateOptions | None) -> PfRule:
    """A rule with the options of its states."""
    found = options or StateOptions()
    numbers = dict(found.numbers)
    if numbers.get("max") and "adaptive.start" not in numbers and "adaptive.end" not in numbers:
        numbers |= {"adaptive.start": numbers["max"] // 10 * 6, "adaptive.end": numbers["max"] // 10 * 12}
    track = await _tracking(pf, found.track)
    if track.kind and numbers.get("src.track", 0) < track.rate[1]:
        numbers["src.track"] = track.rate[1]
    bound = pf.if_bound if found.statelock is None else found.statelock
    return replace(
        rule, options=tuple((name, numbers[name]) for name in ORDER if numbers.get(name)), no_sync=found.no_sync,
        sloppy=found.sloppy, track=track, if_bound=bool(rule.state and bound),
    )  # fmt: skip


async def _tracking(pf: Parser, track: PfTrack) -> PfTrack:
    """Whether sources count for the rule or for all: what was said, and what limits demand."""
    if not (track.kind or track.states or track.conn or track.rate[0] or track.nodes):
        return track
    if track.kind == "global":
        for name, value in (("nodes", track.nodes), ("conn", track.conn), ("conn-rate", track.rate[1])):
            if value:
                await pf.fail(f"'max-src-{name}' is incompatible with 'source-track global'")
    by_rule = track.kind == "rule" or track.conn or track.rate[0] or track.nodes
    return replace(track, kind="rule" if by_rule else "global")
