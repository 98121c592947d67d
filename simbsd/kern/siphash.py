"""SipHash-2-4: 64 bits of a message that nobody without the key can guess.

Models sys/crypto/siphash/siphash.c (SipHashX with two and four rounds).
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
SIPHASH_KEY_LENGTH = 16
_Words = tuple[int, int, int, int]


def _rotate(word: int, by: int) -> int:
    return (word << by | word >> 64 - by) & _MASK


def _rounds(words: _Words, times: int) -> _Words:
    v0, v1, v2, v3 = words
    for _ in range(times):
        v0, v2 = v0 + v1 & _MASK, v2 + v3 & _MASK
        v1, v3 = _rotate(v1, 13) ^ v0, _rotate(v3, 16) ^ v2
        v0 = _rotate(v0, 32)
        v2, v0 = v2 + v1 & _MASK, v0 + v3 & _MASK
        v1, v3 = _rotate(v1, 17) ^ v2, _rotate(v3, 21) ^ v0
        v2 = _rotate(v2, 32)
    return v0, v1, v2, v3


def siphash24(key: bytes, message: bytes) -> int:
    """The hash of a message by a key of 16 bytes."""
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:16], "little")
    words = (k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573)
    whole = len(message) // 8 * 8
    blocks = [int.from_bytes(message[at : at + 8], "little") for at in range(0, whole, 8)]
    blocks.append(int.from_bytes(message[whole:], "little") | (len(message) & 0xFF) << 56)
    for block in blocks:
        v0, v1, v2, v3 = _rounds((*words[:3], words[3] ^ block), 2)
        words = (v0 ^ block, v1, v2, v3)
    v0, v1, v2, v3 = _rounds((words[0], words[1], words[2] ^ 0xFF, words[3]), 4)
    return v0 ^ v1 ^ v2 ^ v3
