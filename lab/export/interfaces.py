"""Interfaces as ifconfig(8) is told of them: how each is made, named and configured, in the host and in jails."""

from __future__ import annotations

from lab import words
from lab.export.survey import addresses, bridges, original_name
from simbsd.sys.if_softc import GifSoftc, VlanSoftc
from simbsd.sys.vnet import IFF_UP, Ifnet, Vnet

CLONED = ("bridge", "gif", "tun", "tap", "lo")


def is_made(ifp: Ifnet) -> bool:
    """Whether ``ifconfig create`` made it, and not as one of a pair."""
    return ifp.if_type in CLONED or isinstance(ifp.if_softc, VlanSoftc)


def made(ifp: Ifnet) -> list[str]:
    """The commands that make an interface of its kind."""
    softc = ifp.if_softc
    if isinstance(softc, VlanSoftc):
        parent = f" vlan {softc.ifv_vid} vlandev {softc.ifv_parent.if_xname}" if softc.ifv_parent else ""
        return [f"ifconfig {ifp.if_xname} create{parent}"]
    name = original_name(ifp)
    lines = [f"ifconfig {name} create"]
    if isinstance(softc, GifSoftc) and softc.gif_src:
        lines.append(f"ifconfig {name} tunnel {words.dotted(softc.gif_src)} {words.dotted(softc.gif_dst)}")
    return lines


def named(ifp: Ifnet) -> list[str]:
    """The command that gives it another name than it was made with."""
    name = original_name(ifp)
    return [f"ifconfig {name} name {ifp.if_xname}"] if name != ifp.if_xname else []


def configured(ifp: Ifnet, beside: bool = False) -> list[str]:
    """Its addresses, and up. With ``beside`` the first address is somebody else's to give."""
    held = [f"ifconfig {ifp.if_xname} {text}{' alias' if number else ''}" for number, text in enumerate(addresses(ifp))]
    return held[1:] if beside else [*held, *([f"ifconfig {ifp.if_xname} up"] if ifp.if_flags & IFF_UP else [])]


def joined(vnet: Vnet) -> list[str]:
    """Members of the bridges of a stack."""
    return [f"ifconfig {bridge.if_xname} addm {member.if_xname}" for bridge, of in bridges(vnet) for member in of]
