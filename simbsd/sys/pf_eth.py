"""The Ethernet rules of pf(4), as its programs and the kernel pass them, and how they are written.

Models sys/net/pfvar.h (pf_keth_rule) and sbin/pfctl/pfctl_parser.c (print_eth_rule, print_eth_addr); leaves out
dummynet.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.mbuf import ETHERTYPE_IP
from simbsd.sys.pf import PF_IN, PF_OUT, PfRule, PfRuleAddr
from simbsd.sys.pf_text import fromto
from simbsd.sys.socketvar import AF_INET, AF_INET6

ETHER_ADDR_LEN = 6
ANY_SIDE = PfRuleAddr()


@dataclass(frozen=True, slots=True)
class PfEthAddr:
    """A link-level address of a rule, those bits of it that are set in ``mask``; ``neg``: all others than it."""

    addr: bytes
    mask: bytes = b"\xff" * ETHER_ADDR_LEN
    neg: bool = False


@dataclass(frozen=True, slots=True)
class PfEthRule:
    """An Ethernet rule as it is written (struct pf_keth_rule): ``action`` is ``pass``, ``block`` or ``match``,
    ``proto`` an EtherType (0: any), ``src`` and ``dst`` None for any; ``anchor`` is what an anchor rule calls.
    """

    action: str = "pass"
    direction: int = 0
    quick: bool = False
    ifname: str = ""
    ifnot: bool = False
    bridge_to: str = ""
    proto: int = 0
    src: PfEthAddr | None = None
    dst: PfEthAddr | None = None
    ipsrc: PfRuleAddr = ANY_SIDE
    ipdst: PfRuleAddr = ANY_SIDE
    labels: tuple[str, ...] = ()
    ridentifier: int = 0
    queue: str = ""
    tag: str = ""
    tagged: str = ""
    tagged_not: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PfEthRuleInfo:
    """A loaded Ethernet rule with its number and counters (in, out); ``active`` is when it last matched, in seconds
    since 1970, or 0.
    """

    rule: PfEthRule
    nr: int
    evaluations: int
    packets: tuple[int, int]
    octets: tuple[int, int]
    active: int


def _mac(addr: bytes) -> str:
    return ":".join(f"{byte:02x}" for byte in addr)


def _addr(side: PfEthAddr) -> str:
    """An address with its mask: the number of its first bits, counted from the lowest of each byte, if all others are
    clear (print_eth_addr, which prints nothing for an address of zeros).
    """
    if not any(side.addr):
        return ""
    text = ("! " if side.neg else "") + _mac(side.addr)
    bits = int.from_bytes(side.mask, "little")
    length = (~bits & bits + 1).bit_length() - 1
    if length == 8 * ETHER_ADDR_LEN:
        return text
    return f"{text}&{_mac(side.mask)}" if bits >> length else f"{text}/{length}"


def eth_rule_text(rule: PfEthRule) -> str:
    """An Ethernet rule as pfctl prints it (print_eth_rule)."""
    text = f"ether {rule.action}"
    if rule.anchor:
        text = "ether anchor" if rule.anchor.startswith("_") else f'ether anchor "{rule.anchor}"'
    text += {0: "", PF_IN: " in", PF_OUT: " out"}[rule.direction] + (" quick" if rule.quick else "")
    text += f" on {'! ' if rule.ifnot else ''}{rule.ifname}" if rule.ifname else ""
    text += f" bridge-to {rule.bridge_to}" if rule.bridge_to else ""
    text += f" proto 0x{rule.proto:04x}" if rule.proto else ""
    text += f" from {_addr(rule.src)}" if rule.src is not None else ""
    text += f" to {_addr(rule.dst)}" if rule.dst is not None else ""
    af = AF_INET if rule.proto == ETHERTYPE_IP else AF_INET6
    text += " l3" + fromto(PfRule("pass", af=af, src=rule.ipsrc, dst=rule.ipdst), {})
    text += "".join(f' label "{label}"' for label in rule.labels)
    text += f" ridentifier {rule.ridentifier}" if rule.ridentifier else ""
    text += f" queue {rule.queue}" if rule.queue else ""
    text += f" tag {rule.tag}" if rule.tag else ""
    return text + (f"{' !' if rule.tagged_not else ''} tagged {rule.tagged}" if rule.tagged else "")
