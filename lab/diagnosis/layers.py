"""The layers of the machine, bottom up, as checks: each raises at the first thing that is missing, and names
it in a sentence.

Facts and diagnosis are walks over these: process -> jail -> vnet -> interface -> up -> link -> bridged ->
address -> route -> forwarding -> NAT -> firewall -> name -> service; files, settings and limits stand beside them, and
``done`` is what has not happened yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab import words
from lab.graph.network import interface_id
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc
from simbsd.sys.jail import Prison, PrisonState
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc, ProcState
from simbsd.sys.vnet import IFF_UP, Ifaddr, Ifnet, Nhop, Vnet

LAYERS = (
    "file", "setting", "user", "process", "jail", "device", "limit", "vnet", "interface", "up", "link", "bridged",
    "address", "route", "forwarding", "nat", "firewall", "name", "service", "done",
)  # fmt: skip
HOST = "host"


@dataclass(frozen=True, slots=True)
class Holds:
    """The fact is so."""


@dataclass(frozen=True, slots=True)
class Fails:
    """The fact is not so: the first broken layer, a sentence about it, and the graph element it is seen at
    (or None).
    """

    layer: str
    sentence: str
    element: str | None = None


class Broken(Exception):
    """A layer is broken; ``fails`` says which and how."""

    def __init__(self, layer: str, sentence: str, element: str | None = None) -> None:
        super().__init__(sentence)
        self.fails = Fails(layer, sentence, element)


def name_of(kernel: Kernel, prison: Prison) -> str:
    """What a lesson calls a jail: its full name; in the release of the Jails paper, where it has none, its address."""
    if kernel.release.jail_is_the_papers and prison.pr_ip4:
        return words.dotted(prison.pr_ip4[0])
    return prison.pr_name


def is_alive(kernel: Kernel, prison: Prison) -> bool:
    """Whether a jail runs. In the release of the Jails paper it is nothing but its processes."""
    if kernel.release.jail_is_the_papers:
        return bool(processes_in(kernel, prison))
    return prison.pr_state is PrisonState.ALIVE


def check_jail(kernel: Kernel, name: str) -> Prison:
    """The running jail with this name; ``host`` is prison0."""
    if name == HOST:
        return kernel.prison0
    dying = False
    for prison in kernel.allprison.values():
        if name_of(kernel, prison) == name and prison is not kernel.prison0:
            if is_alive(kernel, prison):
                return prison
            dying = True
    state = "is dying" if dying else "does not exist"
    raise Broken("jail", f"The jail {name} {state}.")


def processes_in(kernel: Kernel, prison: Prison) -> list[Proc]:
    """The living processes whose credential names this prison, by pid."""
    return [
        kernel.allproc[pid]
        for pid in sorted(kernel.allproc)
        if kernel.allproc[pid].p_ucred.cr_prison is prison and kernel.allproc[pid].p_state is not ProcState.ZOMBIE
    ]


def check_vnet(kernel: Kernel, name: str) -> Vnet:
    """The network stack that this jail owns (or, for ``host``, the host's)."""
    prison = check_jail(kernel, name)
    if prison is not kernel.prison0 and not prison.pr_owns_vnet:
        raise Broken(
            "vnet",
            f"The jail {name} has no network stack of its own: it shares {_owner(prison)}'s.",
            f"jail:{prison.pr_id}",
        )
    return prison.pr_vnet


def _owner(prison: Prison) -> str:
    owner = prison.pr_vnet.vnet_prison
    return owner.pr_name if owner.pr_id else "the host"


def of_vnet(vnet: Vnet) -> str:
    """How a sentence names the owner of a stack: ``jail www`` or ``the host``."""
    prison = vnet.vnet_prison
    return f"jail {prison.pr_name}" if prison.pr_id else "the host"


def in_vnet(vnet: Vnet) -> str:
    """Where something is, in a sentence: ``in jail www`` or ``on the host``."""
    prison = vnet.vnet_prison
    return f"in jail {prison.pr_name}" if prison.pr_id else "on the host"


def check_interface(vnet: Vnet, name: str) -> Ifnet:
    """The interface with this name in this stack."""
    found = vnet.vnet_names.get(name)
    if found is None:
        raise Broken(
            "interface",
            f"There is no interface {name} in the network stack of {of_vnet(vnet)}.",
            f"vnet:{vnet.vnet_id}",
        )
    return found


def check_up(ifp: Ifnet) -> None:
    """The interface is marked UP."""
    if not ifp.if_flags & IFF_UP:
        raise Broken(
            "up",
            f"The interface {ifp.if_xname} {in_vnet(ifp.if_vnet)} is down.",
            interface_id(ifp.if_index),
        )


def peer_of(ifp: Ifnet) -> Ifnet | None:
    """The other end of an epair."""
    return ifp.if_softc.oifp if isinstance(ifp.if_softc, EpairSoftc) else None


def bridge_of(ifp: Ifnet) -> Ifnet | None:
    """The bridge that this interface is a member of."""
    for candidate in ifp.if_vnet.vnet_ifnets.values():
        if isinstance(candidate.if_softc, BridgeSoftc) and any(
            member.bif_ifp is ifp for member in candidate.if_softc.sc_members
        ):
            return candidate
    return None


def check_link(ifp: Ifnet) -> Ifnet:
    """The other end of the epair, which is up too."""
    peer = peer_of(ifp)
    if peer is None:
        raise Broken("link", f"The interface {ifp.if_xname} is not an end of an epair.", interface_id(ifp.if_index))
    check_up(peer)
    return peer


def check_bridged(ifp: Ifnet, bridge: Ifnet) -> None:
    """The interface is a member of the bridge."""
    if bridge_of(ifp) is not bridge:
        raise Broken(
            "bridged",
            f"The interface {ifp.if_xname} is not a member of {bridge.if_xname}.",
            interface_id(ifp.if_index),
        )


def check_address(ifp: Ifnet, address: int, plen: int | None = None) -> Ifaddr:
    """The interface holds the address, with this prefix length if one is given."""
    for ifa in ifp.if_addrs:
        if ifa.ia_addr == address:
            if plen is None or ifa.ia_plen == plen:
                return ifa
            raise Broken(
                "address",
                f"The interface {ifp.if_xname} has {words.prefix(ifa)}: the mask should be /{plen}.",
                interface_id(ifp.if_index),
            )
    held = " ".join(words.prefix(ifa) for ifa in ifp.if_addrs) or "no IPv4 address"
    raise Broken(
        "address",
        f"The interface {ifp.if_xname} {in_vnet(ifp.if_vnet)} has {held}, not {words.dotted(address)}.",
        interface_id(ifp.if_index),
    )


def find_address(vnet: Vnet, address: int) -> Ifnet | None:
    """The interface of a stack that holds an address."""
    for ifp in vnet.vnet_ifnets.values():
        if any(ifa.ia_addr == address for ifa in ifp.if_addrs):
            return ifp
    return None


def check_route(vnet: Vnet, address: int) -> Nhop:
    """The route that a packet to ``address`` takes: longest prefix first (sys/netinet/in_fib.c)."""
    table = vnet.vnet_fibs[0].rib_table
    for plen in range(32, -1, -1):
        hops = table.get((plen, words.network_of(address, plen)))
        if hops:
            return hops[0]
    raise Broken(
        "route",
        f"The network stack of {of_vnet(vnet)} has no route to {words.dotted(address)}.",
        f"vnet:{vnet.vnet_id}",
    )
