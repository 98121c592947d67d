"""Filter expressions: what is computed of a packet, and compared.

Models contrib/libpcap/gencode.c (gen_load, gen_arth, gen_neg, gen_relation), with constants in their places as
optimize.c puts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.sys.bpf import (
    BPF_ADD,
    BPF_ALU,
    BPF_AND,
    BPF_B,
    BPF_DIV,
    BPF_H,
    BPF_IMM,
    BPF_IND,
    BPF_JEQ,
    BPF_JGE,
    BPF_JGT,
    BPF_JMP,
    BPF_JMP_JEQ_K,
    BPF_JMP_JSET_K,
    BPF_LD,
    BPF_LDX,
    BPF_LDX_B_MSH,
    BPF_LEN,
    BPF_LSH,
    BPF_MEM,
    BPF_MEMWORDS,
    BPF_MISC,
    BPF_MOD,
    BPF_MUL,
    BPF_NEG,
    BPF_OR,
    BPF_RSH,
    BPF_ST,
    BPF_SUB,
    BPF_TAX,
    BPF_W,
    BPF_X,
    BPF_XOR,
    Insn,
)
from simbsd.usr_sbin.tcpdump.blocks import Code, Test, all_of, opposite
from simbsd.usr_sbin.tcpdump.grammar import Arith, Relation
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.links import Links

_OPERATIONS = {
    "+": BPF_ADD, "-": BPF_SUB, "*": BPF_MUL, "/": BPF_DIV, "%": BPF_MOD, "&": BPF_AND, "|": BPF_OR, "^": BPF_XOR,
    "<<": BPF_LSH, ">>": BPF_RSH,
}  # fmt: skip
_JUMPS = {">": BPF_JGT, ">=": BPF_JGE, "=": BPF_JEQ}
_SIZES = {1: BPF_B, 2: BPF_H, 4: BPF_W}
_OF_NETWORKS = ("ip", "arp", "rarp", "ip6", "decnet", "sca", "lat", "moprc", "mopdl")
_OF_TRANSPORTS = ("sctp", "tcp", "udp", "icmp", "igmp", "igrp", "pim", "vrrp", "carp")
_WORD = 0xFFFFFFFF


@dataclass
class _Work:
    """Instructions that leave a value in the accumulator, and what the packet must be for them to make sense."""

    links: Links
    insns: list[Insn] = field(default_factory=list)
    checks: list[Code] = field(default_factory=list)
    used: int = 0

    def put(self, code: int, k: int = 0) -> None:
        self.insns.append(Insn(code, 0, 0, k))

    def keep(self) -> int:
        """Put the accumulator into memory (alloc_reg)."""
        if self.used == BPF_MEMWORDS:
            raise CompileRefused("too many registers needed to evaluate expression")
        self.put(BPF_ST, self.used)
        self.used += 1
        return self.used - 1


def relation(links: Links, node: Relation) -> Code:
    """Two numbers, compared; the checks of what they are taken from come first (gen_relation)."""
    work = _Work(links)
    right = _constant(node.right)
    if right is None:
        _value(work, node.right)
        kept = work.keep()
        _value(work, node.left)
        work.put(BPF_LDX | BPF_MEM, kept)
        test = Test(tuple(work.insns), BPF_JMP | _JUMPS[node.operator] | BPF_X, 0)
        compared: Code = test
    else:
        _value(work, node.left)
        compared = _against(work.insns, node.operator, right)
    return all_of(*work.checks, opposite(compared) if node.opposite else compared)


def _against(insns: list[Insn], operator: str, value: int) -> Code:
    """A comparison with a constant: bits that are to be none are asked for at once."""
    last = insns[-1]
    if operator == "=" and not value and last.code == BPF_ALU | BPF_AND:
        return opposite(Test(tuple(insns[:-1]), BPF_JMP_JSET_K, last.k))
    if len(insns) == 1 and last.code == BPF_LD | BPF_IMM:
        left = last.k
        return left == value if operator == "=" else left > value if operator == ">" else left >= value
    jump = BPF_JMP_JEQ_K if operator == "=" else BPF_JMP | _JUMPS[operator]
    return Test(tuple(insns), jump, value)


def _constant(node: Arith) -> int | None:
    """A number that is known already."""
    if node.what == "number":
        return node.value
    if node.what == "negative":
        inner = _constant(node.parts[0])
        return None if inner is None else -inner & _WORD
    if node.what not in _OPERATIONS:
        return None
    left, right = (_constant(part) for part in node.parts)
    if left is None or right is None:
        return None
    _check_operand(node)
    if node.what in ("/", "%"):
        return left // right if node.what == "/" else left % right
    if node.what in ("<<", ">>"):
        return (left << right if node.what == "<<" else left >> right) & _WORD
    simple = {"+": left + right, "-": left - right, "*": left * right, "&": left & right, "|": left | right,
              "^": left ^ right}  # fmt: skip
    return simple[node.what] & _WORD


def _check_operand(node: Arith) -> None:
    right = node.parts[1]
    if right.what != "number":
        return
    if not right.value and node.what in ("/", "%"):
        raise CompileRefused("division by zero" if node.what == "/" else "modulus by zero")
    if right.value > 31 and node.what in ("<<", ">>"):
        raise CompileRefused("shift by more than 31 bits")


def _value(work: _Work, node: Arith) -> None:
    constant = _constant(node)
    if constant is not None:
        work.put(BPF_LD | BPF_IMM, constant)
    elif node.what == "len":
        work.put(BPF_LD | BPF_LEN)
    elif node.what == "negative":
        _value(work, node.parts[0])
        work.put(BPF_ALU | BPF_NEG)
    elif node.what == "load":
        _load(work, node)
    else:
        _operation(work, node)


def _operation(work: _Work, node: Arith) -> None:
    _check_operand(node)
    code = BPF_ALU | _OPERATIONS[node.what]
    constant = _constant(node.parts[1])
    if constant is None or (not constant and node.what in ("/", "%")):
        _value(work, node.parts[1])
        kept = work.keep()
        _value(work, node.parts[0])
        work.put(BPF_LDX | BPF_MEM, kept)
        work.put(code | BPF_X)
        work.used -= 1
    else:
        _value(work, node.parts[0])
        work.put(code, constant)


def _load(work: _Work, node: Arith) -> None:
    """gen_load(): bytes at an offset in a header."""
    links, proto = work.links, node.proto
    if node.value not in _SIZES:
        raise CompileRefused("data size must be 1, 2, or 4")
    base = 0 if proto == "link" else links.network() + (40 if proto == "icmp6" else 0)
    behind = proto in _OF_TRANSPORTS
    if proto in _OF_NETWORKS:
        checks = [links.protocol(proto)]
    elif behind:
        checks = [links.protocol("ip"), links.protocol(proto), links.unbroken()]
    elif proto == "icmp6":
        checks = [links.protocol("ip6"), links.byte(6, 58)]
    elif proto == "link":
        checks = []
    else:
        raise CompileRefused("unsupported index operation")
    offset = _constant(node.parts[0])
    code = BPF_LD | _SIZES[node.value]
    if offset is None:
        _value(work, node.parts[0])
        if behind:
            work.put(BPF_LDX_B_MSH, links.network())
            work.put(BPF_ALU | BPF_ADD | BPF_X)
        work.put(BPF_MISC | BPF_TAX)
        work.put(code | BPF_IND, base)
    elif behind:
        work.put(BPF_LDX_B_MSH, links.network())
        work.put(code | BPF_IND, base + offset)
    else:
        work.put(code | 0x20, base + offset)
    work.checks += checks
