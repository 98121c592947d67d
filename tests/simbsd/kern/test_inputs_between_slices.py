"""Where a caller's slices end is nothing that a machine can notice: keys pressed between two of them meet the machine
that one long run would have made by then.
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

BUSY = "for i in 1 2 3 4; do sh -c 'while :; do sleep 0.002; ls /etc; done' > /dev/null & done"
TYPED = "echo one two | wc -w\r"


def busy_machine() -> Machine:
    machine = Machine()
    machine.settle(5_000_000)
    machine.type(0, BUSY + "\r")
    machine.advance(300_000)
    return machine


@pytest.mark.parametrize("steps", [1, 7, 50])
def test_keys_between_slices_replay(steps: int) -> None:
    sliced, pressed = busy_machine(), []
    for key in TYPED:
        sliced.advance(20_000, steps)
        pressed.append((sliced.now(), key))
        sliced.type(0, key)
    whole = busy_machine()
    for at, key in pressed:
        whole.advance(at - whole.now())
        whole.type(0, key)
    assert whole.digest() == sliced.digest()
