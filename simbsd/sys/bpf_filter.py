"""The filter machine: whether a listener wants a packet, and how much of it. The kernel runs it, and libpcap on files.

Models sys/net/bpf_filter.c (bpf_filter, bpf_validate); leaves out the compiler to machine code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from simbsd.sys.bpf import (
    BPF_A,
    BPF_ABS,
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
    BPF_JMP_JA,
    BPF_JSET,
    BPF_LD,
    BPF_LDX,
    BPF_LDX_B_MSH,
    BPF_LEN,
    BPF_LSH,
    BPF_MAXINSNS,
    BPF_MEM,
    BPF_MEMWORDS,
    BPF_MISC,
    BPF_MOD,
    BPF_MUL,
    BPF_NEG,
    BPF_OR,
    BPF_RET,
    BPF_RET_K,
    BPF_RSH,
    BPF_ST,
    BPF_STX,
    BPF_SUB,
    BPF_TAX,
    BPF_TXA,
    BPF_W,
    BPF_X,
    BPF_XOR,
    Insn,
)

_SIZES = {BPF_W: 4, BPF_H: 2, BPF_B: 1}
_ABSOLUTE = {BPF_LD | size | BPF_ABS: count for size, count in _SIZES.items()}
_INDEXED = {BPF_LD | size | BPF_IND: count for size, count in _SIZES.items()}
_HOLDS = {
    BPF_JEQ: operator.eq, BPF_JGT: operator.gt, BPF_JGE: operator.ge, BPF_JSET: operator.and_,
}  # fmt: skip
_COMPARES = {BPF_JMP | jump: holds for jump, holds in _HOLDS.items()}
_COMPARES_X = {BPF_JMP | jump | BPF_X: holds for jump, holds in _HOLDS.items()}
_JUMPS = {**_COMPARES, **_COMPARES_X}
_ARITHMETIC: dict[int, Callable[[int, int], int]] = {
    BPF_ADD: operator.add, BPF_SUB: operator.sub, BPF_MUL: operator.mul, BPF_DIV: operator.floordiv,
    BPF_OR: operator.or_, BPF_AND: operator.and_, BPF_MOD: operator.mod, BPF_XOR: operator.xor,
    BPF_LSH: lambda a, count: a << (count & 31), BPF_RSH: lambda a, count: a >> (count & 31),  # as amd64 shifts
}  # fmt: skip
_ALU = {BPF_ALU | code: operation for code, operation in _ARITHMETIC.items()}
_ALU_X = {BPF_ALU | code | BPF_X: operation for code, operation in _ARITHMETIC.items()}
_DIVIDES = (BPF_ALU | BPF_DIV, BPF_ALU | BPF_MOD)
_MEMORY = (BPF_ST, BPF_STX, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM)
_TAX, _TXA, _NEG = BPF_MISC | BPF_TAX, BPF_MISC | BPF_TXA, BPF_ALU | BPF_NEG
_RET_A = BPF_RET | BPF_A
_KNOWN = frozenset((
    *_ABSOLUTE, *_INDEXED, *_JUMPS, *_ALU, *_ALU_X, *_MEMORY, _TAX, _TXA, _NEG, _RET_A, BPF_RET_K, BPF_JMP_JA,
    BPF_LDX_B_MSH, BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_LEN, BPF_LDX | BPF_LEN,
))  # fmt: skip
_WORD = 0xFFFFFFFF


def can_bpf_validate(program: tuple[Insn, ...]) -> bool:
    """Whether a program is one: known instructions, jumps that go forward and stay inside, memory that there is, no
    division by the constant 0, a return at its end.
    """
    if not 0 < len(program) <= BPF_MAXINSNS or program[-1].code not in (BPF_RET_K, _RET_A):
        return False
    for at, (code, jt, jf, k) in enumerate(program):
        left = len(program) - at - 1
        if code not in _KNOWN:
            return False
        if code in _JUMPS:
            if not (0 <= jt < left and 0 <= jf < left):
                return False
        elif code == BPF_JMP_JA:
            if not 0 <= k < left:
                return False
        elif (code in _MEMORY and not 0 <= k < BPF_MEMWORDS) or (code in _DIVIDES and not k):
            return False
    return True


def bpf_filter(program: tuple[Insn, ...], packet: bytes, wirelen: int | None = None) -> int:
    """How many bytes of a packet are wanted: 0 for none (bpf_filter). A load beyond its end wants none. ``wirelen`` is
    how long the packet was, where ``packet`` is its beginning.
    """
    size = len(packet)
    accumulator = index = at = 0
    memory: list[int] = []
    while True:
        code, jt, jf, k = program[at]
        at += 1
        count = _ABSOLUTE.get(code)
        if count is not None:
            if k + count > size:
                return 0
            accumulator = int.from_bytes(packet[k : k + count], "big")
        elif code in _COMPARES:
            at += jt if _COMPARES[code](accumulator, k) else jf
        elif code == BPF_RET_K:
            return k
        elif code in _INDEXED:
            start, count = k + index, _INDEXED[code]
            if start + count > size:
                return 0
            accumulator = int.from_bytes(packet[start : start + count], "big")
        elif code == BPF_LDX_B_MSH:
            if k >= size:
                return 0
            index = (packet[k] & 0xF) << 2
        elif code in _ALU:
            accumulator = _ALU[code](accumulator, k) & _WORD
        elif code in _COMPARES_X:
            at += jt if _COMPARES_X[code](accumulator, index) else jf
        elif code in _ALU_X:
            if not index and code & ~BPF_X in _DIVIDES:
                return 0
            accumulator = _ALU_X[code](accumulator, index) & _WORD
        elif code == BPF_JMP_JA:
            at += k
        elif code == _RET_A:
            return accumulator
        else:
            memory = memory or [0] * BPF_MEMWORDS
            accumulator, index = _move(code, k, accumulator, index, memory, size if wirelen is None else wirelen)


def _move(code: int, k: int, accumulator: int, index: int, memory: list[int], wirelen: int) -> tuple[int, int]:
    """The accumulator and the index after an instruction that moves a value."""
    if code == BPF_ST:
        memory[k] = accumulator
    elif code == BPF_STX:
        memory[k] = index
    elif code == _NEG:
        return -accumulator & _WORD, index
    elif code == _TAX:
        return accumulator, accumulator
    elif code == _TXA:
        return index, index
    else:
        value = memory[k] if code in _MEMORY else wirelen if code & 0xE0 == BPF_LEN else k
        return (accumulator, value) if code & 7 == BPF_LDX else (value, index)
    return accumulator, index
