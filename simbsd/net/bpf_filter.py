"""The filter machine: whether a listener wants a packet, and how much of it.

Models sys/net/bpf_filter.c (bpf_filter, bpf_validate) for the instructions of sys/bpf.py; leaves out the others, which
bpf_validate refuses, and the compiler to machine code.
"""

from __future__ import annotations

from simbsd.sys.bpf import (
    BPF_ALU_AND_K,
    BPF_JMP_JA,
    BPF_JMP_JEQ_K,
    BPF_JMP_JGE_K,
    BPF_JMP_JGT_K,
    BPF_JMP_JSET_K,
    BPF_LD_B_ABS,
    BPF_LD_H_ABS,
    BPF_LD_H_IND,
    BPF_LD_W_ABS,
    BPF_LDX_B_MSH,
    BPF_MAXINSNS,
    BPF_RET_K,
    Insn,
)

_LOADS = {BPF_LD_W_ABS: 4, BPF_LD_H_ABS: 2, BPF_LD_B_ABS: 1, BPF_LD_H_IND: 2}
_JUMPS = (BPF_JMP_JEQ_K, BPF_JMP_JGT_K, BPF_JMP_JGE_K, BPF_JMP_JSET_K)
_OTHERS = (BPF_LDX_B_MSH, BPF_ALU_AND_K, BPF_JMP_JA, BPF_RET_K)


def can_bpf_validate(program: tuple[Insn, ...]) -> bool:
    """Whether a program is one: known instructions, jumps that go forward and stay inside, a return at its end."""
    if not 0 < len(program) <= BPF_MAXINSNS or program[-1].code != BPF_RET_K:
        return False
    for at, insn in enumerate(program):
        left = len(program) - at - 1
        if insn.code in _JUMPS:
            if not (0 <= insn.jt < left and 0 <= insn.jf < left):
                return False
        elif insn.code == BPF_JMP_JA:
            if not 0 <= insn.k < left:
                return False
        elif insn.code not in _LOADS and insn.code not in _OTHERS:
            return False
    return True


def bpf_filter(program: tuple[Insn, ...], packet: bytes) -> int:
    """How many bytes of a packet are wanted: 0 for none (bpf_filter). A load beyond its end wants none."""
    accumulator = index = at = 0
    while True:
        code, jt, jf, k = program[at]
        at += 1
        size = _LOADS.get(code)
        if size is not None:
            start = k + index if code == BPF_LD_H_IND else k
            if start + size > len(packet):
                return 0
            accumulator = int.from_bytes(packet[start : start + size], "big")
        elif code in _JUMPS:
            at += jt if _holds(code, accumulator, k) else jf
        elif code == BPF_RET_K:
            return k
        elif code == BPF_JMP_JA:
            at += k
        elif code == BPF_ALU_AND_K:
            accumulator &= k
        else:
            if k >= len(packet):
                return 0
            index = (packet[k] & 0xF) << 2


def _holds(code: int, accumulator: int, k: int) -> bool:
    if code == BPF_JMP_JEQ_K:
        return accumulator == k
    if code == BPF_JMP_JSET_K:
        return bool(accumulator & k)
    return accumulator >= k if code == BPF_JMP_JGE_K else accumulator > k
