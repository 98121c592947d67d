"""The shape of a sysctl variable.

Models the CTLFLAG_* marks of sys/sys/sysctl.h; leaves out numeric object identifiers and formats other than int, ulong,
string, opaque.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


@dataclass(frozen=True, slots=True)
class Oid:
    """One variable. ``get(kernel, p)`` reads it, ``set(kernel, p, value)`` checks and writes it (None: read-only).

    ``vnet``: each stack has its own value (kept in ``Vnet.vnet_sysctls``, ``default`` until set); ``prison``: jailed
    root may write it; ``anybody``: everyone may; ``secure``: nobody may while the securelevel is above 0; ``tunable``:
    /boot/loader.conf may set it at boot; ``skip``: it is not listed. Without ``get``, the value lives in
    ``Kernel.sysctls`` or the vnet's table. ``module``: it is there once that is loaded.
    """

    name: str
    kind: str
    description: str
    default: Any = 0
    get: Callable[[Kernel, Proc], Any] | None = None
    set: Callable[[Kernel, Proc, Any], None] | None = None
    writable: bool = False
    vnet: bool = False
    prison: bool = False
    tunable: bool = False
    anybody: bool = False
    secure: bool = False
    skip: bool = False
    module: str = ""


@dataclass(frozen=True, slots=True)
class OidRecord:
    """What sysctl(8) asks about an oid; ``kind`` is ``int``, ``ulong``, ``string``, ``opaque`` or ``node``."""

    name: str
    kind: str
    writable: bool
    tunable: bool
    description: str
