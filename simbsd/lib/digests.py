"""Digests by name: those of hashlib, and those that not every Python has.

Models lib/libmd (rmd160c.c, skein.c and skein_block.c, SHA512_224 and SHA512_256 of sha512c.c); a digest is of a whole
message.
"""

from __future__ import annotations

import hashlib
from functools import cache
from math import isqrt
from typing import Literal

_WORD, _LONG = (1 << 32) - 1, (1 << 64) - 1
HASHLIB = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
LENGTHS = {
    "md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64, "sha512t224": 28, "sha512t256": 32,
    "rmd160": 20, "skein256": 32, "skein512": 64, "skein1024": 128,
}  # fmt: skip


def digest(name: str, data: bytes) -> bytes:
    """The digest of a message by one of the algorithms of LENGTHS."""
    if name in HASHLIB:
        return hashlib.new(name, data, usedforsecurity=False).digest()
    if name.startswith("sha512t"):
        return _sha512(_truncated_start(name[7:]), data)[: LENGTHS[name]]
    return _rmd160(data) if name == "rmd160" else _skein(LENGTHS[name] // 8, data)


def _padded(data: bytes, size: int, order: Literal["little", "big"]) -> bytes:
    """A message in whole blocks: a bit, zeros, and its length in bits."""
    room = size // 8
    return data + b"\x80" + bytes(-(len(data) + 1 + room) % size) + (8 * len(data)).to_bytes(room, order)


def _words(data: bytes, size: int, order: Literal["little", "big"]) -> list[int]:
    return [int.from_bytes(data[at : at + size], order) for at in range(0, len(data), size)]


# SHA-512 (FIPS 180-4), which starts from other words for each shorter digest.


@cache
def _primes(count: int) -> tuple[int, ...]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return tuple(found)


def _cube_root(number: int) -> int:
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle)
    return low


@cache
def _constants() -> tuple[int, ...]:
    """64 bits of what follows the point in the cube roots of the first 80 primes."""
    return tuple(_cube_root(prime << 192) & _LONG for prime in _primes(80))


@cache
def _truncated_start(bits: str) -> tuple[int, ...]:
    """What SHA-512/t begins with: SHA-512 of its own name, begun with other words (FIPS 180-4, 5.3.6)."""
    roots = (isqrt(prime << 128) & _LONG for prime in _primes(8))
    start = tuple(root ^ 0xA5A5A5A5A5A5A5A5 for root in roots)
    return tuple(_words(_sha512(start, f"SHA-512/{bits}".encode()), 8, "big"))


def _right(word: int, by: int) -> int:
    return (word >> by | word << 64 - by) & _LONG


def _sha512(start: tuple[int, ...], data: bytes) -> bytes:
    state, constants = list(start), _constants()
    padded = _padded(data, 128, "big")
    for at in range(0, len(padded), 128):
        w = _words(padded[at : at + 128], 8, "big")
        for t in range(16, 80):
            one, two = w[t - 15], w[t - 2]
            one = _right(one, 1) ^ _right(one, 8) ^ one >> 7
            two = _right(two, 19) ^ _right(two, 61) ^ two >> 6
            w.append(w[t - 16] + one + w[t - 7] + two & _LONG)
        a, b, c, d, e, f, g, h = state
        for t in range(80):
            h += (_right(e, 14) ^ _right(e, 18) ^ _right(e, 41)) + (e & f ^ ~e & g) + constants[t] + w[t]
            both = h + (_right(a, 28) ^ _right(a, 34) ^ _right(a, 39)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = both & _LONG, a, b, c, d + h & _LONG, e, f, g
        state = [old + new & _LONG for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(word.to_bytes(8, "big") for word in state)


# RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996): two lines of five rounds; words and shifts as hexadecimal digits.
_ORDERS = (
    ("0123456789abcdef", "74d1a6f3c0952eb8", "3ae49f812706db5c", "19ba08c4d37fe562", "40597c2ae138b6fd"),
    ("5e7092b4d6f81a3c", "6b370d5aef8c4912", "f5137e69b8c2a04d", "86413bf05c2d97ae", "cfa4158762de039b"),
)
_SHIFTS = (
    ("befc5879bdef6798", "768db97f7cf9b7dc", "bd67e9dfe8d65c75", "bcefef989e56865c", "9f5b68dc5cdeb856"),
    ("899bdff5778beec6", "9df7c89b77c76fdb", "97fb866ecd5edd75", "f58bee6e69c9c5f8", "85c9c5e68d65fdbb"),
)
_ADDED = (
    (0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E), (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0),
)  # fmt: skip


def _left(word: int, by: int) -> int:
    word &= _WORD
    return (word << by | word >> 32 - by) & _WORD


def _mixed(kind: int, x: int, y: int, z: int) -> int:
    """The five functions of RIPEMD-160, whose second line has them from the last to the first."""
    if kind == 0:
        return x ^ y ^ z
    if kind in (1, 3):
        x, y, z = (x, y, z) if kind == 1 else (z, x, y)
        return x & y | ~x & z & _WORD
    return (x | ~y & _WORD) ^ z if kind == 2 else x ^ (y | ~z & _WORD)


def _line(which: int, state: list[int], block: list[int]) -> tuple[int, int, int, int, int]:
    a, b, c, d, e = state
    for number in range(5):
        kind = 4 - number if which else number
        for index, shift in zip(_ORDERS[which][number], _SHIFTS[which][number], strict=True):
            total = a + _mixed(kind, b, c, d) + block[int(index, 16)] + _ADDED[which][number]
            a, b, c, d, e = e, _left(total, int(shift, 16)) + e & _WORD, b, _left(c, 10), d
    return a, b, c, d, e


def _rmd160(data: bytes) -> bytes:
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
    padded = _padded(data, 64, "little")
    for at in range(0, len(padded), 64):
        block = _words(padded[at : at + 64], 4, "little")
        one, two = _line(0, state, block), _line(1, state, block)
        state = [state[(n + 1) % 5] + one[(n + 2) % 5] + two[(n + 3) % 5] & _WORD for n in range(5)]
    return b"".join(word.to_bytes(4, "little") for word in state)


# Skein 1.3 (Ferguson and others 2010): by words of a block, the rotations of eight rounds and where words go.
_ROTATIONS = {
    4: ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32)),
    8: (
        (46, 36, 19, 37), (33, 27, 14, 42), (17, 49, 36, 39), (44, 9, 54, 56), (39, 30, 34, 24), (13, 50, 10, 17),
        (25, 29, 39, 43), (8, 35, 56, 22),
    ),
    16: (
        (24, 13, 8, 47, 8, 17, 22, 37), (38, 19, 10, 55, 49, 18, 23, 52), (33, 4, 51, 13, 34, 41, 59, 17),
        (5, 20, 48, 41, 47, 28, 16, 25), (41, 9, 37, 31, 12, 47, 44, 30), (16, 34, 56, 51, 4, 53, 42, 41),
        (31, 44, 47, 46, 19, 42, 44, 25), (9, 48, 35, 52, 23, 31, 37, 20),
    ),
}  # fmt: skip
_PLACES = {
    4: (0, 3, 2, 1), 8: (2, 1, 4, 7, 6, 5, 0, 3), 16: (0, 9, 2, 13, 6, 11, 4, 15, 10, 7, 12, 3, 14, 5, 8, 1),
}  # fmt: skip
_CONFIG, _MESSAGE, _OUTPUT = 4, 48, 63
_FIRST, _FINAL = 1 << 126, 1 << 127


def _threefish(key: list[int], tweak: int, words: list[int]) -> list[int]:
    size = len(key)
    parity = 0x1BD11BDAA9FC1A22
    for word in key:
        parity ^= word
    keys = [*key, parity]
    low, high = tweak & _LONG, tweak >> 64
    tweaks = (low, high, low ^ high)
    rounds, state = 80 if size == 16 else 72, words
    for number in range(rounds + 1):
        if number % 4 == 0:
            turn = number // 4
            state = [word + keys[(turn + n) % (size + 1)] & _LONG for n, word in enumerate(state)]
            state[-3] = state[-3] + tweaks[turn % 3] & _LONG
            state[-2] = state[-2] + tweaks[(turn + 1) % 3] & _LONG
            state[-1] = state[-1] + turn & _LONG
        if number < rounds:
            mixed: list[int] = []
            for n, by in enumerate(_ROTATIONS[size][number % 8]):
                one, other = state[2 * n], state[2 * n + 1]
                one = one + other & _LONG
                mixed += [one, (other << by | other >> 64 - by) & _LONG ^ one]
            state = [mixed[place] for place in _PLACES[size]]
    return state


def _chain(key: list[int], data: bytes, kind: int) -> list[int]:
    """One message of a kind through the block cipher, block by block (UBI)."""
    size = 8 * len(key)
    for at in range(0, max(len(data), 1), size):
        piece = data[at : at + size]
        tweak = at + len(piece) | kind << 120 | (_FIRST if not at else 0)
        tweak |= _FINAL if at + size >= len(data) else 0
        words = _words(piece.ljust(size, b"\0"), 8, "little")
        key = [word ^ other for word, other in zip(words, _threefish(key, tweak, words), strict=True)]
    return key


def _skein(words: int, data: bytes) -> bytes:
    """Skein whose state and digest have the same number of words."""
    config = b"SHA3" + (1).to_bytes(4, "little") + (64 * words).to_bytes(8, "little") + bytes(16)
    key = _chain(_chain([0] * words, config, _CONFIG), data, _MESSAGE)
    return b"".join(word.to_bytes(8, "little") for word in _chain(key, bytes(8), _OUTPUT))
