"""Facts about forwarding and packet filters: a stack forwards, pf runs in it, translates, or has a rule."""

from __future__ import annotations

import re

from lab import words
from lab.diagnosis.layers import Broken, check_vnet, of_vnet
from lab.facts.fact import Arguments, Context, Fact
from simbsd.sys.pf import BLOCK
from simbsd.sys.pf_var import Pf
from simbsd.sys.vnet import Vnet


def _forwards(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    if not vnet.vnet_forwarding:
        raise Broken("forwarding", f"The stack of {of_vnet(vnet)} does not forward packets.", f"vnet:{vnet.vnet_id}")


def _check_pf(vnet: Vnet) -> Pf:
    pf: Pf | None = vnet.vnet_pf
    if pf is None or not pf.running:
        raise Broken("firewall", f"pf does not run in the stack of {of_vnet(vnet)}.", f"vnet:{vnet.vnet_id}")
    return pf


def _runs(context: Context, given: Arguments) -> None:
    _check_pf(check_vnet(context.kernel, given["jail"]))


def _translates(context: Context, given: Arguments) -> None:
    """pf has turned packets of this address into its own: some state says so."""
    vnet = check_vnet(context.kernel, given["jail"])
    pf = _check_pf(vnet)
    rules = pf.anchors[""].rules
    if not rules["nat"] and not rules["binat"]:
        raise Broken("nat", f"pf of {of_vnet(vnet)} has no rule that translates.", f"vnet:{vnet.vnet_id}")
    for state in pf.states.values():
        if state.nat is not None and given["address"] in (state.stack[2], state.stack[4]):
            return
    raise Broken(
        "nat",
        f"pf of {of_vnet(vnet)} has translated nothing that came from {words.dotted(given['address'])} yet.",
        f"vnet:{vnet.vnet_id}",
    )


def _blocks(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    rules = _check_pf(vnet).anchors[""].rules["filter"]
    if not any(krule.rule.action == BLOCK for krule in rules):
        raise Broken("firewall", f"pf of {of_vnet(vnet)} has no rule that blocks.", f"vnet:{vnet.vnet_id}")


def _dropped(context: Context, given: Arguments) -> None:
    pattern: re.Pattern[str] = given["pattern"]
    if not any(pattern.search(why) for why in context.witness.drops):
        raise Broken("done", "No packet has been dropped for that reason yet.")


FACTS: tuple[Fact, ...] = (
    Fact("forwards", {"jail": "text"}, _forwards),
    Fact("pf_runs", {"jail": "text"}, _runs),
    Fact("nat_translates", {"jail": "text", "address": "address"}, _translates),
    Fact("pf_blocks", {"jail": "text"}, _blocks),
    Fact("packet_dropped", {"pattern": "pattern"}, _dropped, witnessed=True),
)
