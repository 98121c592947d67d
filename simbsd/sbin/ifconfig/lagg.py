"""The words of aggregated links, and what ifconfig says of one.

Models sbin/ifconfig/iflagg.c; leaves out types other than Ethernet.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from simbsd.sbin.ifconfig.run import Run
from simbsd.sys.errno import EEXIST, Errno, strerror
from simbsd.sys.lacp import LacpPeer, LacpRequest
from simbsd.sys.lagg import (
    LAGG_F_HASHL2,
    LAGG_F_HASHL3,
    LAGG_F_HASHL4,
    LAGG_F_HASHMASK,
    LAGG_OPT_FLOWIDSHIFT,
    LAGG_OPT_FLOWIDSHIFT_MASK,
    LAGG_OPT_LACP_FAST_TIMO,
    LAGG_OPT_LACP_RXTEST,
    LAGG_OPT_LACP_STRICT,
    LAGG_OPT_LACP_TXTEST,
    LAGG_OPT_USE_FLOWID,
    LAGG_OPT_USE_NUMA,
    LAGG_PROTO_BROADCAST,
    LAGG_PROTO_FAILOVER,
    LAGG_PROTO_LACP,
    LAGG_PROTO_LOADBALANCE,
    LAGG_PROTO_NONE,
    LAGG_PROTO_ROUNDROBIN,
    LaggRecord,
)
from simbsd.sys.strtol import atoi

Action = Callable[..., Coroutine[Any, Any, None]]
PROTOCOLS = {
    "failover": LAGG_PROTO_FAILOVER, "lacp": LAGG_PROTO_LACP, "loadbalance": LAGG_PROTO_LOADBALANCE,
    "roundrobin": LAGG_PROTO_ROUNDROBIN, "broadcast": LAGG_PROTO_BROADCAST, "none": LAGG_PROTO_NONE,
    "default": LAGG_PROTO_FAILOVER,
}  # fmt: skip
_LAYERS = {"l2": LAGG_F_HASHL2, "l3": LAGG_F_HASHL3, "l4": LAGG_F_HASHL4}
_PORT_BITS = ((0, "MASTER"), (1, "STACK"), (2, "ACTIVE"), (3, "COLLECTING"), (4, "DISTRIBUTING"))
_OPT_BITS = ((0, "USE_FLOWID"), (2, "USE_NUMA"), (4, "LACP_STRICT"), (5, "LACP_TXTEST"), (6, "LACP_RXTEST"),
             (7, "LACP_FAST_TIMO"))  # fmt: skip
_STATES = ("ACTIVITY", "TIMEOUT", "AGGREGATION", "SYNC", "COLLECTING", "DISTRIBUTING", "DEFAULTED", "EXPIRED")
_STATE_BITS = tuple(enumerate(_STATES))
_OPTIONS = {
    "use_flowid": LAGG_OPT_USE_FLOWID, "use_numa": LAGG_OPT_USE_NUMA, "lacp_strict": LAGG_OPT_LACP_STRICT,
    "lacp_txtest": LAGG_OPT_LACP_TXTEST, "lacp_rxtest": LAGG_OPT_LACP_RXTEST,
    "lacp_fast_timeout": LAGG_OPT_LACP_FAST_TIMO,
}  # fmt: skip


def _bits(title: str, value: int, table: tuple[tuple[int, str], ...]) -> str:
    """printb(): ``title=hex<A,B>``."""
    return f"{title}={value:x}<{','.join(name for number, name in table if value >> number & 1)}>"


def _peer(request: LacpRequest) -> str:
    """lacp_format_peer(): both ends, the partner on a line of its own."""

    def end(peer: LacpPeer) -> str:
        mac = "-".join(f"{octet:02X}" for octet in peer.mac)
        return f"({peer.prio:04X},{mac},{peer.key:04X},{peer.portprio:04X},{peer.portno:04X})"

    return f"[{end(request.actor)},\n\t\t {end(request.partner)}]"


def lagg_lines(lagg: LaggRecord, verbose: bool) -> list[str]:
    """lagg_status(): protocol, hash and ports, with options and statistics when asked for everything."""
    name = next((name for name, number in PROTOCOLS.items() if number == lagg.proto), "<unknown>")
    layers = ",".join(layer for layer, bit in _LAYERS.items() if lagg.hash & bit)
    lines = [f"\tlaggproto {name}" + (f" lagghash {layers}" if lagg.hash & LAGG_F_HASHMASK else "")]
    if verbose:
        lines += ["\tlagg options:", _bits("\t\tflags", lagg.opts, _OPT_BITS), f"\t\tflowid_shift: {lagg.flowid_shift}"]
        if lagg.proto == LAGG_PROTO_ROUNDROBIN:
            lines.append(f"\t\trr_limit: {lagg.stride}")
        lines += ["\tlagg statistics:", f"\t\tactive ports: {lagg.active}", f"\t\tflapping: {lagg.flapping}"]
    lacp = verbose and lagg.proto == LAGG_PROTO_LACP
    if lacp:
        lines.append(f"\tlag id: {_peer(lagg.lacp)}")
    for port, flags, request in lagg.ports:
        state = _bits(" state", request.state, _STATE_BITS) if lacp else ""
        lines.append(f"\tlaggport: {port} {_bits('flags', flags, _PORT_BITS)}{state}")
        lines += [f"\t\t{_peer(request)}"] if lacp else []
    return lines


async def _port(run: Run, name: str) -> None:
    """A card that fails to join does not take the others with it."""
    try:
        await run.ioctl("SIOCSLAGGPORT", name)
    except Errno as error:
        if error.errno != EEXIST:
            await run.err.warnx(f"{run.ifname} {name}: SIOCSLAGGPORT: {strerror(error.errno)}")
            run.status = 1


async def _no_port(run: Run, name: str) -> None:
    await run.do("SIOCSLAGGDELPORT", "SIOCSLAGGDELPORT", name)


async def _proto(run: Run, name: str) -> None:
    if name not in PROTOCOLS:
        await run.errx(f"Invalid aggregation protocol: {name}")
    await run.do("SIOCSLAGG", "SIOCSLAGG", PROTOCOLS[name])


async def _hash(run: Run, text: str) -> None:
    flags = 0
    for layer in text.split(","):
        if layer not in _LAYERS:
            await run.errx(f"Invalid lagghash option: {layer}")
        flags |= _LAYERS[layer]
    await run.do("SIOCSLAGGHASH", "SIOCSLAGGHASH", flags)


async def _flowid_shift(run: Run, text: str) -> None:
    if atoi(text) & ~LAGG_OPT_FLOWIDSHIFT_MASK:
        await run.errx(f"Invalid flowid_shift option: {text}")
    await run.do("SIOCSLAGGOPTS", "SIOCSLAGGOPTS", LAGG_OPT_FLOWIDSHIFT, atoi(text))


async def _rr_limit(run: Run, text: str) -> None:
    if atoi(text) == 0:
        await run.errx(f"Invalid round-robin stride: {text}")
    await run.do("SIOCSLAGGOPTS", "SIOCSLAGGOPTS", 0, atoi(text))


async def _type(run: Run, text: str) -> None:
    if text not in ("ethernet", "infiniband"):
        await run.errx(f"invalid lagg type: {text}")


def _option(bit: int) -> Action:
    async def action(run: Run, _word: str) -> None:
        await run.do("SIOCSLAGGOPTS", "SIOCSLAGGOPTS", bit)

    return action


CLONE_WORDS: dict[str, tuple[int, Action]] = {"laggtype": (1, _type)}
WORDS: dict[str, tuple[int, Action]] = {
    "laggport": (1, _port), "-laggport": (1, _no_port), "laggproto": (1, _proto), "lagghash": (1, _hash),
    "flowid_shift": (1, _flowid_shift), "rr_limit": (1, _rr_limit),
    **{word: (0, _option(bit)) for word, bit in _OPTIONS.items()},
    **{"-" + word: (0, _option(-bit)) for word, bit in _OPTIONS.items()},
}  # fmt: skip
