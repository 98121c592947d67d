"""random(3): the same numbers for the same seed.

Models lib/libc/stdlib/random.c (srandom, random, TYPE_3); leaves out the other sizes of state and srandomdev.
"""

from __future__ import annotations

DEGREE, SEPARATION = 31, 3
DISCARDED = 10 * DEGREE
MASK = 0xFFFFFFFF


def _good_rand(x: int) -> int:
    """The next of Park and Miller's numbers (good_rand)."""
    x = x % 0x7FFFFFFE + 1
    return 16807 * x % 0x7FFFFFFF - 1


class Random:
    """A sequence of numbers below 2 to the 31st."""

    def __init__(self, seed: int) -> None:
        state = [seed & MASK]
        while len(state) < DEGREE:
            state.append(_good_rand(state[-1]))
        self.state, self.front = state, SEPARATION
        for _ in range(DISCARDED):
            self.next()

    def next(self) -> int:
        """The next number."""
        rear = (self.front - SEPARATION) % DEGREE
        self.state[self.front] = number = (self.state[self.front] + self.state[rear]) & MASK
        self.front = (self.front + 1) % DEGREE
        return number >> 1
