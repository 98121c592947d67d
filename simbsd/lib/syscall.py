"""The trap: the one way from a program into the kernel.

Models lib/libsys and the signal trampoline of sys/amd64/amd64/sigtramp.S.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Generator
from typing import Any, TypeVar

from simbsd.sys.signal import SignalFrame

T = TypeVar("T")
Trap = Generator[tuple[str, tuple[Any, ...]], Any, T]


@types.coroutine
def syscall(name: str, *args: Any) -> Trap[Any]:
    """Trap into the kernel and wait for the answer; a caught signal's handler runs before it comes back.

    Raises ``Errno`` when the kernel refuses.
    """
    result = yield (name, args)
    if type(result) is SignalFrame:
        result = yield from caught(result)
    return result


def caught(result: Any) -> Trap[Any]:
    """Run the handlers of caught signals, then give the answer to the call that they interrupted."""
    while type(result) is SignalFrame:
        done = result.handler(result.sig)  # type: ignore[operator]
        if inspect.iscoroutine(done):
            yield from done.__await__()
        result = yield ("sigreturn", ())
    return result
