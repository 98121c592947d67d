"""Virtual time: where calls of the loop end leaves no trace (law), and every step takes time."""

from __future__ import annotations

from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st

from simbsd.digest import digest
from simbsd.lib.unistd import nanosleep, tick
from simbsd.machine import Machine

TYPED = "i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo $i; done & ps; sleep 1; echo done\n"
END = 2_000_000


def typed(pieces: list[int], steps: int) -> tuple[str, str]:
    """Digest and output after END microseconds, reached in the given pieces and slices of so many steps."""
    machine = Machine()
    machine.settle(1_000_000)
    machine.type(0, TYPED)
    start = machine.time
    for piece in pieces:
        machine.advance(piece)
    while not machine.advance(0, steps):
        pass
    while not machine.advance(max(END - (machine.target - start), 0), steps):
        pass
    return machine.digest(), machine.output(0)


@settings(max_examples=8, deadline=None)
@draw(st.lists(st.integers(0, END // 8), max_size=8), st.integers(1, 50))
def test_advance_is_additive_and_slices_do_not_matter(pieces, steps):
    assert typed(pieces, steps) == typed([], 1 << 60)


def test_the_same_machine_twice_is_the_same_machine():
    first, second = Machine(seed=3), Machine(seed=3)
    for machine in (first, second):
        machine.settle(1_000_000)
        machine.type(0, "jail -c name=a persist; ls -l /\n")
        machine.settle(1_000_000)
    assert first.digest() == second.digest()


def test_whether_anybody_watches_does_not_matter():
    seen, unseen = Machine(watched=True), Machine(watched=False)
    for machine in (seen, unseen):
        machine.settle(1_000_000)
        machine.type(0, "jail -c name=a persist vnet; ping -c 2 127.0.0.1\n")
        machine.settle(10_000_000)
    assert seen.output(0) == unseen.output(0)
    assert digest(seen.kernel) == digest(unseen.kernel)


def test_sleeping_takes_the_time_asked_for_and_ticks_take_user_time(given):
    log = []

    async def body(log):
        from simbsd.lib.unistd import getrusage, monotonic

        before = await monotonic()
        await nanosleep(500_000)
        log.append((await monotonic()) - before >= 500_000)
        used = (await getrusage()).ru_utime
        await tick(100)
        log.append((await getrusage()).ru_utime - used)
        return 0

    from simbsd.kern.syscall import run

    kernel = given(body, log)
    run(kernel, 1_000_000, 1 << 60)
    assert log == [True, kernel.limits.tick_cost * 100]
