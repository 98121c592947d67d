"""random(3): the numbers of awk's rand.

Models lib/libc/stdlib/random.c (srandom, random, parkmiller32; the default generator, TYPE_3).
"""

from __future__ import annotations

DEGREE, SEPARATION, DISCARDED = 31, 3, 310


def parkmiller32(value: int) -> int:
    """The next number of the generator that spreads a seed."""
    return (value % 0x7FFFFFFE + 1) * 16807 % 0x7FFFFFFF - 1


def srandom(seed: int) -> list[int]:
    """A generator's state: its numbers, the oldest first."""
    state = [seed]
    while len(state) < DEGREE:
        state.append(parkmiller32(state[-1]))
    # The two pointers stand at SEPARATION and 0: the number that the first one meets is the oldest.
    state = state[SEPARATION:] + state[:SEPARATION]
    for _ in range(DISCARDED):
        random(state)
    return state


def random(state: list[int]) -> int:
    """The next number, from 0 to 2^31 - 1."""
    value = (state.pop(0) + state[DEGREE - SEPARATION - 1]) & 0xFFFFFFFF
    state.append(value)
    return value >> 1
