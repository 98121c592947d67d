"""A filter program as text: one line an instruction.

Models contrib/libpcap/bpf_image.c and bpf_dump.c.
"""

from __future__ import annotations

from simbsd.sys.bpf import (
    BPF_ABS,
    BPF_ADD,
    BPF_ALU,
    BPF_AND,
    BPF_DIV,
    BPF_IMM,
    BPF_IND,
    BPF_JEQ,
    BPF_JGE,
    BPF_JGT,
    BPF_JMP,
    BPF_JMP_JA,
    BPF_JSET,
    BPF_LD,
    BPF_LDX,
    BPF_LDX_B_MSH,
    BPF_LEN,
    BPF_LSH,
    BPF_MEM,
    BPF_MISC,
    BPF_MOD,
    BPF_MUL,
    BPF_NEG,
    BPF_OR,
    BPF_RET,
    BPF_RSH,
    BPF_ST,
    BPF_STX,
    BPF_SUB,
    BPF_TAX,
    BPF_TXA,
    BPF_X,
    BPF_XOR,
    Insn,
)

_WIDTHS = {0x00: "ld", 0x08: "ldh", 0x10: "ldb"}
_JUMPS = {BPF_JEQ: "jeq", BPF_JGT: "jgt", BPF_JGE: "jge", BPF_JSET: "jset"}
_OPERATIONS = {
    BPF_ADD: "add", BPF_SUB: "sub", BPF_MUL: "mul", BPF_DIV: "div", BPF_MOD: "mod", BPF_AND: "and", BPF_OR: "or",
    BPF_XOR: "xor", BPF_LSH: "lsh", BPF_RSH: "rsh",
}  # fmt: skip
_BITS = (BPF_AND, BPF_OR, BPF_XOR)  # their constants are hexadecimal


def _forms() -> dict[int, tuple[str, str]]:
    """Each instruction's name and operand; ``{k}`` is its constant, ``{to}`` where it jumps."""
    forms = {
        BPF_RET: ("ret", "#{k}"), BPF_RET | 0x10: ("ret", ""), BPF_LD | BPF_LEN: ("ld", "#pktlen"),
        BPF_LD | BPF_IMM: ("ld", "#0x{k:x}"), BPF_LDX | BPF_IMM: ("ldx", "#0x{k:x}"),
        BPF_LDX_B_MSH: ("ldxb", "4*([{k}]&0xf)"), BPF_LD | BPF_MEM: ("ld", "M[{k}]"),
        BPF_LDX | BPF_MEM: ("ldx", "M[{k}]"), BPF_ST: ("st", "M[{k}]"), BPF_STX: ("stx", "M[{k}]"),
        BPF_JMP_JA: ("ja", "{to}"), BPF_ALU | BPF_NEG: ("neg", ""), BPF_MISC | BPF_TAX: ("tax", ""),
        BPF_MISC | BPF_TXA: ("txa", ""),
    }  # fmt: skip
    for size, name in _WIDTHS.items():
        forms[BPF_LD | size | BPF_ABS] = (name, "[{k}]")
        forms[BPF_LD | size | BPF_IND] = (name, "[x + {k}]")
    for code, name in _JUMPS.items():
        forms[BPF_JMP | code] = (name, "#0x{k:x}")
        forms[BPF_JMP | code | BPF_X] = (name, "x")
    for code, name in _OPERATIONS.items():
        forms[BPF_ALU | code] = (name, "#0x{k:x}" if code in _BITS else "#{k}")
        forms[BPF_ALU | code | BPF_X] = (name, "x")
    return forms


def bpf_dump(program: tuple[Insn, ...], kind: int) -> str:
    """A program for people (1), as a fragment of C (2), or as numbers with their count before them (3)."""
    if kind > 2:
        return f"{len(program)}\n" + "".join(f"{code} {jt} {jf} {k}\n" for code, jt, jf, k in program)
    if kind == 2:
        return "".join(f"{{ 0x{code:x}, {jt}, {jf}, 0x{k:08x} }},\n" for code, jt, jf, k in program)
    forms = _forms()
    lines = []
    for at, (code, jt, jf, k) in enumerate(program):
        name, form = forms.get(code, ("unimp", f"0x{code:x}"))
        operand = form.format(k=k, to=at + 1 + k)
        if code & 7 == BPF_JMP and code != BPF_JMP_JA:
            lines.append(f"({at:03}) {name:<8} {operand:<16} jt {at + 1 + jt}\tjf {at + 1 + jf}\n")
        else:
            lines.append(f"({at:03}) {name:<8} {operand}\n")
    return "".join(lines)
