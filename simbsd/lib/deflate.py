"""Compression as gzip's files have it, the same on every host.

Models RFC 1951 (blocks of fixed codes, and stored ones where those are shorter); leaves out codes made for one block,
so that what comes out is longer than zlib's. Repetitions are looked for within 32 KB, a few tries deep.
"""

from __future__ import annotations

from simbsd.lib.unistd import tick

WINDOW, LEAST, LONGEST, TRIES, STORED = 32768, 3, 258, 16, 65535
_STEPS = 256  # bytes between two ticks
_LENGTHS = (
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
)  # fmt: skip
_DISTANCES = (
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
)  # fmt: skip
_END = 256


def _reversed(code: int, width: int) -> tuple[int, int]:
    """Codes stand with their first bit first."""
    return int(f"{code:0{width}b}"[::-1], 2), width


def _symbol(value: int) -> tuple[int, int]:
    """The fixed code of a byte, of a length or of the end (RFC 1951, 3.2.6)."""
    if value < 144:
        return _reversed(0x30 + value, 8)
    if value < 256:
        return _reversed(0x190 + value - 144, 9)
    return _reversed(value - 256, 7) if value < 280 else _reversed(0xC0 + value - 280, 8)


_SYMBOLS = tuple(_symbol(value) for value in range(288))


def _lengths() -> tuple[tuple[int, int], ...]:
    """The code and further bits of each length, as one number and its width."""
    found = []
    for length in range(LEAST, LONGEST + 1):
        index = max(at for at, base in enumerate(_LENGTHS) if base <= length)
        extra = 0 if index < 8 or index == 28 else index // 4 - 1
        code, width = _SYMBOLS[257 + index]
        found.append((code | length - _LENGTHS[index] << width, width + extra))
    return tuple(found)


_LENGTH_CODES = _lengths()


def _distance(distance: int) -> tuple[int, int]:
    index = next(at for at in range(len(_DISTANCES) - 1, -1, -1) if _DISTANCES[at] <= distance)
    extra = max(0, index // 2 - 1)
    code, width = _reversed(index, 5)
    return code | distance - _DISTANCES[index] << width, width + extra


class _Bits:
    """Numbers of any width one after the other, the lowest bits first."""

    def __init__(self) -> None:
        self.out = bytearray()
        self.held = 0
        self.count = 0

    def put(self, value: int, width: int) -> None:
        self.held |= value << self.count
        self.count += width
        while self.count >= 8:
            self.out.append(self.held & 255)
            self.held >>= 8
            self.count -= 8

    def end(self) -> bytes:
        if self.count:
            self.out.append(self.held & 255)
        return bytes(self.out)


async def deflate(data: bytes) -> bytes:
    """The compressed bytes, in whichever way they are fewer."""
    packed = await _fixed(data)
    plain = _stored(data)
    return packed if len(packed) < len(plain) else plain


async def _fixed(data: bytes) -> bytes:
    bits, places = _Bits(), dict[bytes, list[int]]()
    bits.put(1 | 1 << 1, 3)  # the last block, of fixed codes
    at = ticked = 0
    while at < len(data):
        if at - ticked >= _STEPS:
            await tick()
            ticked = at
        length, distance = _longest(data, at, places)
        if length < LEAST:
            bits.put(*_SYMBOLS[data[at]])
            length = 1
        else:
            bits.put(*_LENGTH_CODES[length - LEAST])
            bits.put(*_distance(distance))
        for place in range(at, at + length):
            known = places.setdefault(data[place : place + LEAST], [])
            known.append(place)
            del known[:-TRIES]
        at += length
    bits.put(*_SYMBOLS[_END])
    return bits.end()


def _longest(data: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest repetition that begins here: how long, and how far back the first one is."""
    best, distance = 0, 0
    limit = min(LONGEST, len(data) - at)
    for place in reversed(places.get(data[at : at + LEAST], ())):
        if at - place > WINDOW:
            break
        length = LEAST
        while length < limit and data[place + length] == data[at + length]:
            length += 1
        if length > best and length <= limit:
            best, distance = length, at - place
    return best, distance


def _stored(data: bytes) -> bytes:
    parts = []
    for place in range(0, max(len(data), 1), STORED):
        block = data[place : place + STORED]
        size = len(block).to_bytes(2, "little")
        parts += [bytes((place + STORED >= len(data),)), size, bytes(255 - byte for byte in size), block]
    return b"".join(parts)
