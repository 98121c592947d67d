"""Facts about services: who listens where, that a connection was made or has been refused, that a service would answer.
"""

from __future__ import annotations

from lab import words
from lab.diagnosis.layers import Broken, check_jail
from lab.diagnosis.walk import check_reaches
from lab.facts.fact import Arguments, Context, Fact
from lab.facts.history import key_of, where
from lab.facts.witness import RUNNING
from lab.graph.processes import prison_id
from simbsd.sys.jail import Prison
from simbsd.sys.socketvar import INP_IPV4, Inpcb

PROTOCOLS = ("tcp", "udp")


def listeners(prison: Prison, proto: str, port: int) -> list[Inpcb]:
    """The sockets of a jail that wait at a port, of both IP versions."""
    return [
        inp
        for inp in prison.pr_vnet.vnet_pcbs.get(proto, [])
        if inp.inp_cred.cr_prison is prison and inp.inp_lport == port and _waits(inp)
    ]


def _waits(inp: Inpcb) -> bool:
    return inp.inp_tcpcb.t_state == "LISTEN" if inp.inp_tcpcb is not None else not inp.inp_fport


def check_listens(context: Context, jail: str, proto: str, port: int) -> list[Inpcb]:
    """Somebody in the jail waits at the port."""
    prison = check_jail(context.kernel, jail)
    found = listeners(prison, proto, port)
    if not found:
        raise Broken("service", f"Nobody listens at {proto} port {port} {where(jail)}.", prison_id(prison.pr_id))
    return found


def _listens(context: Context, given: Arguments) -> None:
    check_listens(context, given["jail"], given["proto"], given["port"])


def _not_listening(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if listeners(prison, given["proto"], given["port"]):
        sentence = f"Somebody listens at {given['proto']} port {given['port']} {where(given['jail'])}."
        raise Broken("service", sentence, prison_id(prison.pr_id))


def _bound_to(context: Context, given: Arguments) -> None:
    """Every socket at the port waits at this address alone."""
    for inp in check_listens(context, given["jail"], given["proto"], given["port"]):
        if not inp.inp_vflag & INP_IPV4 or inp.inp_laddr != given["address"]:
            at = "every address" if not inp.inp_laddr else words.dotted(inp.inp_laddr & 0xFFFFFFFF)
            sentence = f"{given['proto']} port {given['port']} {where(given['jail'])} is open at {at}"
            raise Broken("service", f"{sentence}, not at {words.dotted(given['address'])} alone.")


def _serves(context: Context, given: Arguments) -> None:
    """The way from a jail to an address is whole, and somebody there waits at the port, at this address or at all."""
    target = check_reaches(context.kernel, given["jail"], given["address"])
    if target is None:
        return
    for inp in target.vnet_pcbs.get(given["proto"], []):
        if inp.inp_lport == given["port"] and _waits(inp) and inp.inp_laddr in (0, given["address"]):
            return
    sentence = f"Nobody listens at {given['proto']} port {given['port']} of {words.dotted(given['address'])}."
    raise Broken("service", sentence, f"vnet:{target.vnet_id}")


def _connected(context: Context, given: Arguments) -> None:
    """A connection from the jail to this address and port has been made."""
    key = (key_of(given["jail"]), given["address"], given["port"])
    if not context.witness.connections.get(key):
        target = f"{words.dotted(given['address'])} port {given['port']}"
        raise Broken("done", f"No connection {where(given['jail'])} has come to {target} yet.")


def _answered(context: Context, given: Arguments) -> None:
    """A ping of this address has ended with an answer."""
    said = words.dotted(given["address"])
    pings = [
        one
        for one in context.witness.commands
        if one.jail == key_of(given["jail"]) and one.line.startswith("ping ") and said in one.line.split()
    ]
    if any(one.status == 0 for one in pings):
        return
    if not pings:
        raise Broken("done", f"Nobody {where(given['jail'])} has pinged {said} yet.")
    how = "is still waiting for an answer" if pings[-1].status == RUNNING else "had no answer"
    lost = context.witness.lost
    drop = lost.get(pings[-1].pid & 0xFFFF) or lost.get(said, "")  # a translation changes the identification
    raise Broken("firewall" if drop.startswith("pf: ") else "done", f"The ping of {said} {how}. {drop}".strip())


_PORT = {"jail": "text", "proto": "text", "port": "integer"}
FACTS: tuple[Fact, ...] = (
    Fact("listens", _PORT, _listens),
    Fact("not_listening", _PORT, _not_listening),
    Fact("bound_to", {**_PORT, "address": "address"}, _bound_to),
    Fact("serves", {**_PORT, "address": "address"}, _serves),
    Fact("connected", {"jail": "text", "address": "address", "port": "integer"}, _connected, witnessed=True),
    Fact("pinged", {"jail": "text", "address": "address"}, _answered, witnessed=True),
)
