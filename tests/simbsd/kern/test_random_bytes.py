"""getrandom(2): bytes that the seed decides, at most 256 at once (sys/kern/sys_getrandom.c)."""

from __future__ import annotations

import pytest

from simbsd.kern.sys_getrandom import sys_getrandom
from simbsd.machine import Machine
from simbsd.sys.errno import EINVAL, Errno


def test_the_seed_decides_and_refused_calls_change_nothing() -> None:
    drawn = []
    for seed in (1, 1, 2):
        kernel = Machine(seed=seed, ttys=0, watched=False).kernel
        p = kernel.allproc[1]
        for nbytes in (-1, 257):
            with pytest.raises(Errno) as refused:
                sys_getrandom(kernel, p, nbytes)
            assert refused.value.errno == EINVAL
        drawn.append(sys_getrandom(kernel, p, 256))
        assert p.p_coro is not None
        p.p_coro.close()  # it was never run
    assert [len(data) for data in drawn] == [256, 256, 256]
    assert drawn[0] == drawn[1] != drawn[2]
