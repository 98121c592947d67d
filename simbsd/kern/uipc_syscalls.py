"""Socket system calls.

Models sys/kern/uipc_syscalls.c; leaves out ancillary messages, sendfile and socketpair options.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SYSCALLS: dict[str, Callable[..., Any]] = {}
