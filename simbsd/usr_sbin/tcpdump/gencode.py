"""Filter expressions: a tree of tests into a program for the kernel.

Models contrib/libpcap/gencode.c (gen_byteop, gen_len, gen_broadcast, gen_multicast, gen_vlan, gen_pf_*, pcap_compile);
leaves out protochain and what scanner.py leaves out.
"""

from __future__ import annotations

from simbsd.sys.bpf import (
    BPF_ALU,
    BPF_ALU_AND_K,
    BPF_JMP_JEQ_K,
    BPF_JMP_JGE_K,
    BPF_JMP_JGT_K,
    BPF_JMP_JSET_K,
    BPF_LD,
    BPF_LD_B_ABS,
    BPF_LD_H_ABS,
    BPF_LD_W_ABS,
    BPF_LEN,
    BPF_MAXINSNS,
    BPF_OR,
    BPF_RET_K,
    DLT_EN10MB,
    DLT_NULL,
    DLT_PFLOG,
    Insn,
)
from simbsd.sys.pf import REASONS
from simbsd.usr_sbin.tcpdump import arith
from simbsd.usr_sbin.tcpdump.addresses import named
from simbsd.usr_sbin.tcpdump.blocks import Code, Test, all_of, any_of, assemble, opposite
from simbsd.usr_sbin.tcpdump.grammar import Byte, Name, Node, Not, Pair, Plain, Relation, parse
from simbsd.usr_sbin.tcpdump.links import Links, equal, same_bytes, tested
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

SNAPLEN = 262144
DESCRIPTIONS = {DLT_NULL: "BSD loopback", DLT_EN10MB: "Ethernet", DLT_PFLOG: "OpenBSD pflog file"}
_VLAN_TYPES = (0x8100, 0x88A8, 0x9100)
_MULTICAST_ONLY = "link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre"
# struct pfloghdr: where its fields are, and how long
_PF_FIELDS = {"on": 4, "rset": 20, "rnr": 36, "srnr": 40, "reason": 3, "action": 2}
_PF_WORDS = {"on": "ifname", "rset": "ruleset"}
_PF_ACTIONS = {
    "pass": 0, "accept": 0, "drop": 1, "block": 1, "scrub": 2, "noscrub": 3, "nat": 4, "nonat": 5, "binat": 6,
    "nobinat": 7, "rdr": 8, "nordr": 9, "synproxy-drop": 10, "defer": 11,
}  # fmt: skip


async def pcap_compile(
    text: str, dlt: int, snaplen: int = SNAPLEN, optimize: bool = True, netmask: int = 0
) -> tuple[Insn, ...]:
    """The program of an expression for a link type; an empty one wants everything. Raises CompileRefused."""
    tree = parse(text)
    if tree is None:
        return (Insn(BPF_RET_K, 0, 0, snaplen),)
    program = assemble(await _Generator(dlt, netmask).node(tree), snaplen, optimize)
    if program is None:
        raise CompileRefused("expression rejects all packets")
    if len(program) > BPF_MAXINSNS:
        raise CompileRefused("expression is too long")
    return program


class _Generator(Links):
    async def node(self, node: Node) -> Code:
        if isinstance(node, Not):
            return opposite(await self.node(node.inner))
        if isinstance(node, Pair):
            left = await self.node(node.left)
            right = await self.node(node.right)
            return all_of(left, right) if node.operator == "and" else any_of(left, right)
        if isinstance(node, Relation):
            return arith.relation(self, node)
        if isinstance(node, Name):
            return await named(self, node)
        return self._byte_test(node) if isinstance(node, Byte) else self._plain(node)

    def _plain(self, node: Plain) -> Code:
        value = node.value
        if node.what == "abbreviation":
            return self.protocol(node.proto)
        if node.what == "broadcast":
            return self._broadcast(node.proto)
        if node.what == "multicast":
            return self._multicast(node.proto)
        if node.what == "vlan":
            return self._vlan(None if value is None else value.value)
        if node.what in ("inbound", "outbound"):
            raise CompileRefused(f"inbound/outbound not supported on {DESCRIPTIONS[self.dlt]}")
        assert value is not None
        if node.what == "ifindex":
            raise CompileRefused(f"ifindex not supported on {DESCRIPTIONS[self.dlt]}")
        if node.what in _PF_FIELDS:
            return self._pf(node.what, value.text, value.value)
        longer = Test((Insn(BPF_LD | BPF_LEN, 0, 0, 0),), BPF_JMP_JGE_K if node.what == "greater" else BPF_JMP_JGT_K,
                      value.value)  # fmt: skip
        return longer if node.what == "greater" else opposite(longer)

    def _byte_test(self, node: Byte) -> Code:
        """gen_byteop(): ``&`` and ``|`` are asked of what was loaded last, for they load nothing."""
        if node.operator == "=":
            return equal(BPF_LD_B_ABS, node.offset, node.value)
        if node.operator == "<":
            return opposite(tested(BPF_LD_B_ABS, node.offset, BPF_JMP_JGE_K, node.value))
        if node.operator == ">":
            return tested(BPF_LD_B_ABS, node.offset, BPF_JMP_JGT_K, node.value)
        alu = BPF_ALU_AND_K if node.operator == "&" else BPF_ALU | BPF_OR
        return opposite(Test((Insn(alu, 0, 0, node.value),), BPF_JMP_JEQ_K, 0))

    def _broadcast(self, proto: str) -> Code:
        if proto in ("", "link"):
            if self.dlt != DLT_EN10MB:
                raise CompileRefused("not a broadcast link")
            return same_bytes(0, b"\xff" * 6)
        if proto != "ip":
            raise CompileRefused("only link-layer/IP broadcast filters supported")
        start, hosts = self.network() + 16, ~self.netmask & 0xFFFFFFFF
        either = any_of(equal(BPF_LD_W_ABS, start, 0, hosts), equal(BPF_LD_W_ABS, start, hosts, hosts))
        return all_of(self.link(0x0800), either)

    def _multicast(self, proto: str) -> Code:
        if proto in ("", "link") and self.dlt == DLT_EN10MB:
            return tested(BPF_LD_B_ABS, 0, BPF_JMP_JSET_K, 1)
        if proto == "ip":
            return all_of(self.link(0x0800), tested(BPF_LD_B_ABS, self.network() + 16, BPF_JMP_JGE_K, 224))
        if proto == "ip6":
            return all_of(self.link(0x86DD), self.byte(24, 255))
        raise CompileRefused(f"{_MULTICAST_ONLY} Channel")

    def _vlan(self, tag: int | None) -> Code:
        if self.dlt != DLT_EN10MB:
            raise CompileRefused(f"no VLAN support for {DESCRIPTIONS[self.dlt]}")
        tagged = any_of(*(self.link(ethertype) for ethertype in _VLAN_TYPES))
        if tag is not None:
            if tag > 0xFFF:
                raise CompileRefused(f"VLAN tag {tag} greater than maximum 4095")
            tagged = all_of(tagged, equal(BPF_LD_H_ABS, 14 + self.shift, tag, 0xFFF))
        self.shift += 4
        return tagged

    def _pf(self, what: str, text: str, value: int) -> Code:
        """gen_pf_ifname() and its like."""
        offset = _PF_FIELDS[what]
        if what == "reason" and not text.isdigit():
            if text not in REASONS:
                raise CompileRefused(f'unknown PF reason "{text}"')
            value = REASONS.index(text)
        if what == "action":
            if text not in _PF_ACTIONS:
                raise CompileRefused(f'unknown PF action "{text}"')
            value = _PF_ACTIONS[text]
        if self.dlt != DLT_PFLOG:
            raise CompileRefused(f"{_PF_WORDS.get(what, what)} supported only on PF linktype")
        if what in ("on", "rset"):
            if len(text) >= 16:
                subject = "ifname interface" if what == "on" else "ruleset"
                raise CompileRefused(f"{subject} names can only be 15 characters")
            return same_bytes(offset, text.encode())
        return equal(BPF_LD_W_ABS if what in ("rnr", "srnr") else BPF_LD_B_ABS, offset, value)
