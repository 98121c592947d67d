"""Packets as scapy has them: layers put on one another with ``/``, whose fields are attributes, and bytes either way.

Models scapy/packet.py and scapy/fields.py (Packet, Raw, FlagValue) as far as helpers of tests go; leaves out fields
with random values, padding and answers. A layer that helpers only build cannot be read from bytes, and one that they
only read cannot be built: to ask for it is an error that ends the helper.
"""

from __future__ import annotations

import struct
from copy import copy
from typing import Any, ClassVar, Self

from simbsd.lib.printf import printf


class FlagValue(int):
    """Flags as a number that is also equal to its letters (``SA``) or names (``MF+DF``)."""

    names: tuple[str, ...]

    def __new__(cls, value: int, names: tuple[str, ...]) -> Self:
        made = super().__new__(cls, value)
        made.names = names
        return made

    def __str__(self) -> str:
        found = [name for bit, name in enumerate(self.names) if self >> bit & 1]
        return ("" if all(len(name) == 1 for name in self.names) else "+").join(found)

    def __eq__(self, other: object) -> bool:
        return str(self) == other if isinstance(other, str) else int(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = int.__hash__
    __repr__ = __str__


def flag_bits(value: int | str, names: tuple[str, ...]) -> int:
    """Flags as they were given: a number, letters, or names with ``+`` between them."""
    if isinstance(value, int):
        return value
    words = value.split("+") if any(len(name) > 1 for name in names) else list(value)
    return sum(1 << names.index(word) for word in words if word)


class Packet:
    """One layer, and in ``payload`` what it carries (None: nothing). ``FIELDS`` has the names of its fields with what
    they are when nothing is said; None is worked out when bytes are made.
    """

    FIELDS: ClassVar[dict[str, Any]] = {}

    def __init__(self, data: bytes = b"", /, **fields: Any) -> None:
        for name, value in (self.FIELDS | fields).items():
            if name not in self.FIELDS:
                raise AttributeError(name)
            setattr(self, name, copy(value))
        self.underlayer: Packet | None = None
        self._payload: Packet | None = None
        if data:
            self._take(data)

    @property
    def payload(self) -> Packet | None:
        """What this layer carries, which knows what carries it (``underlayer``)."""
        return self._payload

    @payload.setter
    def payload(self, payload: Packet | None) -> None:
        self._payload = payload
        if payload is not None:
            payload.underlayer = self

    def _take(self, data: bytes) -> None:
        rest, following = self.dissect(data)
        if rest:
            try:
                self.payload = (following or Raw)(rest)
            except (struct.error, IndexError):
                self.payload = Raw(rest)

    def dissect(self, data: bytes) -> tuple[bytes, type[Packet] | None]:
        """Set the fields from bytes; gives what is left of them, and what that is. Errors: struct.error, IndexError."""
        raise NotImplementedError

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """The bytes of this layer around its payload; ``below`` are the layers that carry it, the outermost first."""
        raise NotImplementedError

    def whole(self, below: tuple[Packet, ...] = ()) -> bytes:
        """The bytes of this layer and all that it carries."""
        payload = self.payload.whole((*below, self)) if self.payload is not None else b""
        return self.header(payload, below) + payload

    def carries(self, payload: Packet) -> None:
        """What being put under something changes."""

    def layers(self) -> list[Packet]:
        """This layer and those that it carries."""
        return [self] + (self.payload.layers() if self.payload is not None else [])

    def __bytes__(self) -> bytes:
        below: tuple[Packet, ...] = ()
        layer = self.underlayer
        while layer is not None:
            below, layer = (layer, *below), layer.underlayer
        return self.whole(below)

    def build(self) -> bytes:
        """The packet as bytes."""
        return bytes(self)

    def __len__(self) -> int:
        return len(bytes(self))

    def __bool__(self) -> bool:
        return True

    def copy(self) -> Self:
        """The same again, with copies of all that it carries."""
        made = copy(self)
        made.underlayer = None
        made.payload = self.payload.copy() if self.payload is not None else None
        return made

    def __truediv__(self, other: Packet | bytes | str) -> Self:
        made = self.copy()
        last, payload = made.layers()[-1], other.copy() if isinstance(other, Packet) else Raw(load=other)
        last.payload = payload
        last.carries(payload)
        return made

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return all(getattr(self, name) == getattr(other, name) for name in (*self.FIELDS, "payload"))

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        payload = self.__dict__.get("_payload")
        if payload is None or name.startswith("__"):
            raise AttributeError(name)
        return getattr(payload, name)

    def getlayer(self, kind: type[Packet]) -> Packet | None:
        """The first layer of a kind, or None."""
        return next((layer for layer in self.layers() if type(layer) is kind), None)

    def haslayer(self, kind: type[Packet]) -> bool:
        """Whether there is a layer of a kind."""
        return self.getlayer(kind) is not None

    def __getitem__(self, kind: type[Packet]) -> Packet:
        found = self.getlayer(kind)
        if found is None:
            raise IndexError(f"Layer [{kind.__name__!r}] not found")
        return found

    def __contains__(self, kind: type[Packet]) -> bool:
        return self.haslayer(kind)

    def summary(self) -> str:
        """The names of the layers."""
        return " / ".join(type(layer).__name__ for layer in self.layers())

    async def show(self) -> None:
        """Print every layer with its fields."""
        for layer in self.layers():
            lines = [f"###[ {type(layer).__name__} ]### "]
            lines += [f"  {name:<10}= {getattr(layer, name)!s}" for name in layer.FIELDS]
            await printf("\n".join(lines) + "\n")

    display = show


class Raw(Packet):
    """Bytes that are nothing in particular."""

    FIELDS: ClassVar[dict[str, Any]] = {"load": b""}
    load: bytes | str

    def dissect(self, data: bytes) -> tuple[bytes, type[Packet] | None]:
        """All of it."""
        self.load = data
        return b"", None

    def header(self, payload: bytes, below: tuple[Packet, ...]) -> bytes:
        """As it is; text has a byte for each letter."""
        return self.load.encode("latin-1") if isinstance(self.load, str) else bytes(self.load)
