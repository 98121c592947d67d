"""advance(a); advance(b) is advance(a + b), and so is any other way of cutting time and work into pieces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine

TOTAL = 3_000_000
BUSY = (
    "ping -i 0.3 127.0.0.1 > /tmp/pings &\r"
    "(i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done; echo $i > /tmp/count) &\r"
    "jail -c name=a path=/ vnet persist; jexec a sleep 2 &\r"
    "ls -lR /etc\r"
)


def begun() -> Machine:
    machine = Machine(seed=1)
    machine.settle(10_000_000)
    machine.type(0, BUSY)
    return machine


def whole() -> str:
    machine = begun()
    machine.advance(TOTAL)
    return machine.digest()


WHOLE = whole()


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, TOTAL), max_size=12))
def test_time_may_be_cut_anywhere(cuts: list[int]) -> None:
    machine = begun()
    before = 0
    for cut in [*sorted(cuts), TOTAL]:
        machine.advance(cut - before)
        before = cut
    assert machine.digest() == WHOLE


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 500))
def test_work_may_be_cut_anywhere(steps: int) -> None:
    machine = begun()
    done = machine.advance(TOTAL, steps)
    while not done:
        done = machine.advance(0, steps)
    assert machine.digest() == WHOLE
