"""What ``import scapy.all`` gives.

Models scapy/all.py.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from simbsd.atf_python import inet, inet6, packet, sendrecv

_FUNCTIONS = ("send", "sendp", "sniff", "conf")


def raw(value: Any) -> bytes:
    """The bytes of a packet, or of what are bytes already."""
    return value.encode("latin-1") if isinstance(value, str) else bytes(value)


def names() -> dict[str, Any]:
    """Every layer by its name, and the functions."""
    layers = {
        name: one for module in (packet, inet, inet6) for name, one in vars(module).items() if not _own(name, one)
    }
    return layers | {name: getattr(sendrecv, name) for name in _FUNCTIONS} | {"raw": raw}


def _own(name: str, one: object) -> bool:
    return name.startswith("_") or isinstance(one, ModuleType)
