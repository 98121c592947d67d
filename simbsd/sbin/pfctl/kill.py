"""pfctl -k, -K and -F: states, sources, rules and counters go.

Models sbin/pfctl/pfctl.c (pfctl_net_kill_states, pfctl_label_kill_states, pfctl_id_kill_states, pfctl_kill_src_nodes,
pfctl_flush_*, pfctl_clear_*); a name stands for all its addresses.
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.inet import inet_aton
from simbsd.lib.netdb import EAI_NONAME, Unresolved, resolve_all
from simbsd.lib.strtonum import strtonum
from simbsd.sbin.pfctl.nodes import network
from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.tables import Usage, clear_tables
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.pf import PF_RULE_LABEL_SIZE, PfAddr
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import to_int


async def _ask(run: Run, request: str, *arguments: Any) -> Any:
    """A request; its refusal ends the program."""
    try:
        return await run.ioctl(request, *arguments)
    except Errno as error:
        await run.err.err(1, request, error)


async def _addresses(run: Run, text: str) -> list[PfAddr]:
    """A host, by name or number, or a network in numbers (pfctl_addrprefix, getaddrinfo)."""
    name, slash, mask = text.partition("/")
    four, six = inet_aton(name), inet_pton6(name)
    found: list[tuple[int, int]] = []
    found += [(AF_INET, four)] if four is not None else [(AF_INET6, six)] if six is not None else []
    if not slash:
        try:
            found = found or await resolve_all(name)
        except Unresolved as why:
            await run.err.errx(1, f"getaddrinfo: {why.gai}")
        return [network(af, addr, 128) for af, addr in found]
    try:
        plen = strtonum(mask, 0, 128)
    except ValueError as error:
        await run.err.errx(1, f"prefix is {error}: {mask}")
    if not found:
        await run.err.errx(1, f"getaddrinfo: {EAI_NONAME}")
    if found[0][0] == AF_INET and plen > 32:
        await run.err.errx(1, "prefix too long for AF_INET")
    return [network(af, addr, plen) for af, addr in found]


async def kill_states(run: Run, words: list[str], ifname: str | None) -> None:
    """-k: by label, number, gateway, or source and destination. Raises Usage."""
    kind = words[0]
    if kind in ("label", "id", "gateway"):
        if len(words) != 2 or not words[1]:
            await run.err.warnx(f"no {kind} specified")
            raise Usage
        await {"label": _by_label, "id": _by_id, "gateway": _by_gateway}[kind](run, words[1], ifname)
        return
    pairs, told = await _pairs(run, words)
    killed = 0
    for src, dst in pairs:
        killed += await _ask(run, "DIOCKILLSTATES", ifname or "", src, dst, "", PfAddr(), run.killmatch)
    await run.tell(f"killed {killed} states {told}")


async def _pairs(run: Run, words: list[str]) -> tuple[list[tuple[PfAddr, PfAddr]], str]:
    """What one or two hosts name, each source with each destination of its family; and how many, in pfctl's words."""
    pairs: list[tuple[PfAddr, PfAddr]] = []
    sources = dests = 0
    for src in await _addresses(run, words[0]):
        sources += 1
        targets = [PfAddr()]
        if len(words) > 1:
            targets = [addr for addr in await _addresses(run, words[1]) if addr.af == src.af]
            dests = len(targets)
        pairs += [(src, dst) for dst in targets]
    return pairs, f"from {sources} sources and {dests} destinations"


async def _by_label(run: Run, label: str, ifname: str | None) -> None:
    if len(label) >= PF_RULE_LABEL_SIZE:
        await run.err.errx(1, f"label too long: {label}")
    killed = await _ask(run, "DIOCKILLSTATES", ifname or "", PfAddr(), PfAddr(), label, PfAddr(), run.killmatch)
    await run.tell(f"killed {killed} states")


async def _by_id(run: Run, text: str, ifname: str | None) -> None:
    number, _, creator = text.partition("/")
    if not number or any(char not in "0123456789abcdefABCDEF" for char in number + creator):
        await run.err.warnx("wrong id format specified")
        raise Usage
    value = to_int(number, 16)
    if not value:
        await run.err.warnx("cannot kill id 0")
        raise Usage
    await run.tell(f"killed {await _ask(run, 'DIOCKILLSTATEID', value)} states")


async def _by_gateway(run: Run, text: str, ifname: str | None) -> None:
    killed = 0
    for gateway in await _addresses(run, text):
        killed += await _ask(run, "DIOCKILLSTATES", ifname or "", PfAddr(), PfAddr(), "", gateway, run.killmatch)
    await run.tell(f"killed {killed} states")


async def kill_sources(run: Run, words: list[str]) -> None:
    """-K: entries of the tracking of sources."""
    pairs, told = await _pairs(run, words)
    killed = 0
    for src, dst in pairs:
        killed += await _ask(run, "DIOCKILLSRCNODES", src, dst)
    await run.tell(f"killed {killed} src nodes {told}")


async def _clear_rulesets(run: Run, anchor: str, kinds: tuple[str, ...], name: str) -> None:
    try:
        ticket = await run.ioctl("DIOCXBEGIN")
        for kind in kinds:
            await run.ioctl("DIOCXADD", ticket, kind, anchor)
        await run.ioctl("DIOCXCOMMIT", ticket)
    except Errno as error:
        await run.err.err(1, name, error)


async def flush(run: Run, what: str, anchor: str, ifname: str | None) -> None:
    """-F: one thing, or all."""
    parts = {
        "ethernet": ("ethernet",), "rules": ("rules",), "nat": ("nat",), "states": ("states",),
        "Sources": ("Sources",), "info": ("info",), "Tables": ("Tables",), "queue": (), "osfp": (),
        "all": ("ethernet", "rules", "nat", "Tables", *(() if anchor else ("states", "Sources", "info", "flags"))),
    }[what]  # fmt: skip
    for part in parts:
        await _flush(run, part, anchor, ifname)


async def _flush(run: Run, part: str, anchor: str, ifname: str | None) -> None:
    if part == "ethernet":
        await _clear_rulesets(run, anchor, ("ether",), "pfctl_clear_eth_rules")
        await run.tell("Ethernet rules cleared")
    elif part == "rules":
        await _clear_rulesets(run, anchor, ("scrub", "filter"), "pfctl_clear_rules")
        await run.tell("rules cleared")
    elif part == "nat":
        await _clear_rulesets(run, anchor, ("nat", "binat", "rdr"), "pfctl_clear_nat")
        await run.tell("nat cleared")
    elif part == "states":
        await run.tell(f"{await _ask(run, 'DIOCCLRSTATES', ifname or '')} states cleared")
    elif part == "Sources":
        await _ask(run, "DIOCCLRSRCNODES")
        await run.tell("source tracking entries cleared")
    elif part == "info":
        await _ask(run, "DIOCCLRSTATUS")
        await run.tell("pf: statistics cleared")
    elif part == "Tables":
        await clear_tables(run, anchor)
    else:
        await _ask(run, "DIOCSETIFFLAG", "", False)
        await run.tell("pf: interface flags reset")
