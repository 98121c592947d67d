"""The canonical digest of a machine's state: equal states give equal digests, on any host.

Walks the kernel's tables; leaves out what watchers collect and the inside of running programs, which the tables decide
together with the inputs. No host identity, order or float enters.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from simbsd.sys.kernel import Kernel

SKIPPED = frozenset(
    (
        "events", "console", "watched", "told", "programs", "sysent", "p_coro",
        "walked", "fs_base", "fs_cache", "fs_names", "de_cache", "rib_cache", "rib_routes", "sc_flows",
        "namecache", "racct_chain",
    )
)  # fmt: skip


def digest(kernel: Kernel) -> str:
    """SHA-256 (hexadecimal) of everything the kernel's tables hold."""
    return _Walk(kernel).result()


class _Walk:
    """Writes each object once, in the order it is first met; objects with an identity are referred to by number."""

    def __init__(self, root: object) -> None:
        self.numbers: dict[Any, int] = {}
        self.waiting: deque[Any] = deque()
        self.names: dict[type, tuple[str, ...]] = {}
        self.root = root

    def result(self) -> str:
        hasher = sha256()
        hasher.update(self._reference(self.root).encode())
        while self.waiting:
            item = self.waiting.popleft()
            hasher.update(self._dataclass(item).encode("utf-8", "surrogateescape"))
        return hasher.hexdigest()

    def _reference(self, item: Any) -> str:
        number = self.numbers.get(item)
        if number is None:
            number = self.numbers[item] = len(self.numbers)
            self.waiting.append(item)
        return f"#{number}"

    def _dataclass(self, item: Any) -> str:
        kind = type(item)
        names = self.names.get(kind)
        if names is None:
            names = self.names[kind] = tuple(f.name for f in fields(item) if f.name not in SKIPPED)
        values = [getattr(item, name, None) for name in names]
        if kind is Kernel:
            values[names.index("callouts")] = _pending(item)
        return kind.__name__ + self._sequence(values)

    def _sequence(self, items: Iterable[Any]) -> str:
        return "(" + ",".join(map(self._text, items)) + ")"

    def _text(self, item: Any) -> str:
        kind = type(item)
        if item is None or kind in (bool, int):
            return str(item)
        if kind is str:
            return f"{len(item)}:{item}"
        if kind in (bytes, bytearray):
            return f"b{len(item)}:{sha256(item).hexdigest() if len(item) > 64 else item.hex()}"
        if kind in (list, tuple, deque):
            return self._sequence(item)
        if kind is dict:
            return "{" + ",".join(f"{self._text(k)}={self._text(v)}" for k, v in item.items()) + "}"
        return self._other(item)

    def _other(self, item: Any) -> str:
        if isinstance(item, float):
            raise TypeError("a float has come into kernel state")
        if isinstance(item, Enum):
            return item.name
        if isinstance(item, frozenset):
            return self._sequence(sorted(item))
        if isinstance(item, tuple):  # a packet or another named tuple
            return type(item).__name__ + self._sequence(item)
        if is_dataclass(item) and not isinstance(item, type):
            return self._reference(item) if type(item).__eq__ is object.__eq__ else self._dataclass(item)
        known = getattr(item, "digest_name", None) or getattr(item, "__qualname__", None)
        return str(known) if known else type(item).__name__


def _pending(kernel: Kernel) -> list[Any]:
    """The callouts still to come, in order: how the heap holds them, and those stopped, is nobody's business."""
    return sorted((entry for entry in kernel.callouts if entry[2].c_active), key=lambda entry: entry[:2])
