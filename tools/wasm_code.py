"""Reads the code of WebAssembly functions: which they call, directly and through a table, and where that stands.

Model: the WebAssembly core specification 3.0, binary format of instructions, without its garbage collector's (0xFB).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CALL, CALL_INDIRECT, RETURN_CALL, REF_FUNC = 0x10, 0x11, 0x12, 0xD2
NAMING = {CALL, RETURN_CALL, REF_FUNC}  # instructions that name a function


class WasmError(ValueError):
    """The module holds something that this reader does not know; the message says what and where."""


@dataclass(frozen=True)
class Site:
    """One instruction that leads to a function: its bytes are code[start:end].

    `function` is the number that it names; a call through a table names a type and a table instead.
    """

    start: int
    end: int
    function: int | None = None
    type_table: tuple[int, int] | None = None


def number(code: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while True:
        byte = code[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def encoded(value: int) -> bytes:
    """The number as unsigned LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def past(code: bytes, at: int, numbers: int) -> int:
    """Where so many LEB128 numbers end."""
    for _ in range(numbers):
        while code[at] & 0x80:
            at += 1
        at += 1
    return at


# How many numbers follow an instruction.
NUMBERS = {
    **dict.fromkeys((0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, 0xD3, 0xD4, *range(0x45, 0xC5)), 0),
    **dict.fromkeys((0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0C, 0x0D, 0x14, 0x15, 0x18), 1),
    **dict.fromkeys((*range(0x20, 0x27), 0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD5, 0xD6), 1),
    **dict.fromkeys((0x13, *range(0x28, 0x3F)), 2),
    **dict.fromkeys(NAMING, 1),
    CALL_INDIRECT: 2,
}
BYTES = {0x43: 4, 0x44: 8}  # constants of floating point
BULK = {**dict.fromkeys(range(8), 0), **dict.fromkeys((9, 11, 13, 15, 16, 17), 1), **dict.fromkeys((8, 10, 12, 14), 2)}


def sites(code: bytes) -> Iterator[Site]:
    """What a function's body calls and names, in order. `code` begins with its locals."""
    groups, at = number(code, 0)
    for _ in range(groups):
        at = past(code, at, 2)  # a group of locals: how many, and their type
    while at < len(code):
        start, opcode = at, code[at]
        at = after(code, opcode, at + 1)
        if opcode in NAMING:
            yield Site(start, at, function=number(code, start + 1)[0])
        elif opcode == CALL_INDIRECT:
            kind, table_at = number(code, start + 1)
            yield Site(start, at, type_table=(kind, number(code, table_at)[0]))


def after(code: bytes, opcode: int, at: int) -> int:
    """Where the instruction ends whose immediates begin at `at`."""
    if opcode in NUMBERS:
        return past(code, at, NUMBERS[opcode])
    if opcode in BYTES:
        return at + BYTES[opcode]
    if opcode in UNEVEN:
        return UNEVEN[opcode](code, at)
    raise WasmError(f"instruction {opcode:#04x} at byte {at - 1} of a function's body")


def after_branches(code: bytes, at: int) -> int:
    """br_table: labels, and one for everything else."""
    labels, at = number(code, at)
    return past(code, at, labels + 1)


def after_types(code: bytes, at: int) -> int:
    """select with types."""
    types, at = number(code, at)
    return past(code, at, types)


def after_catches(code: bytes, at: int) -> int:
    """try_table: a block's type and its catches, of which half name a tag, too."""
    catches, at = number(code, past(code, at, 1))
    for _ in range(catches):
        at = past(code, at + 1, 2 if code[at] < 2 else 1)
    return at


def after_bulk(code: bytes, at: int) -> int:
    """0xFC: saturating conversions, and memories and tables in bulk."""
    which, at = number(code, at)
    if which not in BULK:
        raise WasmError(f"instruction 0xfc {which} at byte {at}")
    return past(code, at, BULK[which])


def after_vector(code: bytes, at: int) -> int:
    """0xFD: 128 bits at once."""
    which, at = number(code, at)
    if which <= 11 or which in (92, 93):
        return past(code, at, 2)
    if which in (12, 13):
        return at + 16
    if 21 <= which <= 34:
        return at + 1
    return past(code, at, 2) + 1 if 84 <= which <= 91 else at


def after_atomic(code: bytes, at: int) -> int:
    """0xFE: threads."""
    which, at = number(code, at)
    return at + 1 if which == 3 else past(code, at, 2)


UNEVEN = {
    0x0E: after_branches,
    0x1C: after_types,
    0x1F: after_catches,
    0xFC: after_bulk,
    0xFD: after_vector,
    0xFE: after_atomic,
}
