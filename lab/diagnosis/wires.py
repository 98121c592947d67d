"""Wires: which interfaces hear what is sent out of one, across epairs, over bridges, and among those with one tag.

The walk reads the tables as if_epair, if_bridge and if_vlan would.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab import words
from lab.diagnosis.layers import Broken, bridge_of, check_link, check_up, in_vnet, peer_of
from lab.graph.network import interface_id
from simbsd.sys.if_softc import BridgeSoftc, VlanSoftc
from simbsd.sys.vnet import IFF_UP, Ifnet

Path = tuple[Ifnet, ...]  # what a frame passes on its way, the receiver last


def check_wire(ifp: Ifnet) -> None:
    """The first thing that the wire of an interface is plugged into is up, and leads on."""
    parent = parent_of(ifp)
    if parent is not None:
        check_up(parent)
        check_wire(parent)
    elif peer_of(ifp) is not None:
        _check_plugged(ifp, check_link(ifp))


def _check_plugged(ifp: Ifnet, peer: Ifnet) -> None:
    bridge = bridge_of(peer)
    if bridge is not None:
        check_up(bridge)
    elif not peer.if_addrs and not any(tags_on(peer)):
        what = f"The other end of {ifp.if_xname}, {peer.if_xname} {in_vnet(peer.if_vnet)},"
        raise Broken("bridged", f"{what} has no address and is on no bridge.", interface_id(peer.if_index))


def parent_of(ifp: Ifnet) -> Ifnet | None:
    """The interface that a vlan interface stands on."""
    return ifp.if_softc.ifv_parent if isinstance(ifp.if_softc, VlanSoftc) else None


def tags_on(parent: Ifnet) -> Iterator[Ifnet]:
    """The vlan interfaces that stand on an interface."""
    return (ifp for ifp in parent.if_vnet.vnet_ifnets.values() if parent_of(ifp) is parent)


def neighbours(ifp: Ifnet) -> Iterator[Ifnet]:
    """Every interface that hears a broadcast sent out of ``ifp``."""
    for path in _heard(ifp, only_up=True):
        yield path[-1]


def silent(ifp: Ifnet, address: int) -> Broken:
    """Why nobody on the wire answers for the address: who has it is behind something that is down, listens to another
    tag, or is not there.
    """
    for path in _heard(ifp, only_up=False):
        if _has(path[-1], address):
            for one in path:
                check_up(one)
    for other in _other_tags(ifp):
        if _has(other, address):
            sentence = (
                f"{other.if_xname} {in_vnet(other.if_vnet)} has {words.dotted(address)}, but listens to "
                f"{_tag(other)}, and {ifp.if_xname} sends {_tag(ifp)}."
            )
            return Broken("link", sentence, interface_id(other.if_index))
    sentence = f"Nobody on the wire of {ifp.if_xname} has {words.dotted(address)}."
    return Broken("address", sentence, interface_id(ifp.if_index))


def _has(ifp: Ifnet, address: int) -> bool:
    return any(ifa.ia_addr == address for ifa in ifp.if_addrs)


def _tag(ifp: Ifnet) -> str:
    return f"vlan {ifp.if_softc.ifv_vid}" if isinstance(ifp.if_softc, VlanSoftc) else "no tag"


def _other_tags(ifp: Ifnet) -> Iterator[Ifnet]:
    """What rides on the same wire under another tag, or under none."""
    parent = parent_of(ifp) or ifp
    for path in _heard(parent, only_up=True):
        yield from tags_on(path[-1])
        yield path[-1]


def _heard(ifp: Ifnet, only_up: bool) -> Iterator[Path]:
    """The ways of a broadcast out of ``ifp``, nearest receiver first; with ``only_up`` nothing passes what is down."""
    parent = parent_of(ifp)
    if parent is None:
        yield from _frames(ifp, only_up)
        return
    for path in _frames(parent, only_up):
        for vlan in tags_on(path[-1]):
            if vlan.if_softc.ifv_vid == ifp.if_softc.ifv_vid and (vlan.if_flags & IFF_UP or not only_up):
                yield (*path, vlan)


def _frames(ifp: Ifnet, only_up: bool) -> Iterator[Path]:
    """The ways of a frame, tag or no tag."""
    seen: dict[int, bool] = {ifp.if_index: True}
    waiting: list[Path] = [(one,) for one in _next(ifp, None)]
    while waiting:
        path = waiting.pop(0)
        heard = path[-1]
        if heard.if_index in seen or only_up and not heard.if_flags & IFF_UP:
            continue
        seen[heard.if_index] = True
        yield path
        waiting += [(*path, one) for one in _next(heard, path[-2] if len(path) > 1 else ifp)]


def _next(ifp: Ifnet, source: Ifnet | None) -> list[Ifnet]:
    """Where a frame goes that is sent out of ``ifp`` (no source), or was heard at it from ``source``."""
    if isinstance(ifp.if_softc, BridgeSoftc):
        return [member.bif_ifp for member in ifp.if_softc.sc_members if member.bif_ifp is not source]
    bridge, peer = bridge_of(ifp), peer_of(ifp)
    came_by_cable = source is not None and source is peer
    found = [peer] if peer is not None and not came_by_cable else []
    if bridge is not None and source is not bridge:
        found.append(bridge)
    return found
