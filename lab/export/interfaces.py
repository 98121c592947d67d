"""Interfaces as ifconfig(8) is told of them: how each is made, named and configured, in the host and in jails."""

from __future__ import annotations

from lab import words
from lab.export.survey import addresses, bridges, original_name
from simbsd.sys.if_softc import GifSoftc, StfSoftc, VlanSoftc
from simbsd.sys.vnet import IFF_UP, Ifnet, Vnet

CLONED = ("bridge", "gif", "stf", "tun", "tap", "lo")


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
    if created_with(ifp):
        lines.append(f"ifconfig {name} {created_with(ifp)}")
    return lines


def created_with(ifp: Ifnet) -> str:
    """What a tunnel is told right after it was made: its ends, or by 6rd what is inside its addresses."""
    softc = ifp.if_softc
    if isinstance(softc, GifSoftc) and softc.gif_src:
        return f"tunnel {words.dotted(softc.gif_src)} {words.dotted(softc.gif_dst)}"
    if not isinstance(softc, StfSoftc):
        return ""
    net = f"stfv4net {words.dotted(softc.srcv4_addr)}/{softc.v4prefixlen}" if softc.v4prefixlen else ""
    relay = f"stfv4br {words.dotted(softc.braddr)}" if softc.braddr else ""
    return f"{net} {relay}".strip()


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
