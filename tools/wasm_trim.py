"""Trims a WebAssembly module that was linked for dynamic libraries and will load none.

Such a module exports every symbol of its program (Pyodide's: 8,560), and a browser pays for each at every start: an
object, a place in the table, an entry of a linker written in JavaScript. `trimmed` keeps what is asked for,
and makes the bodies of functions that nothing can reach any more three bytes long; numbers of functions stay, so
nothing else has to move.

It also sends every call through a table by a small function, one for each type. V8 compiles with guesses at what such a
call will meet, and copies what it expects into its caller; a wrong guess throws the caller's code away and compiles it
again. Python's evaluation loop (79 kB) guessed wrong four times at each start, for 0.15 to 0.3 s of a processor each
time. The small functions meet everything at once, so they guess nothing, and they are too long to be copied (nops cost
nothing).

Model: the WebAssembly core specification 3.0, binary format. Raises WasmError for what it does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tools.wasm_code import CALL, CALL_INDIRECT, Site, WasmError, encoded, number, past, sites

TYPE, IMPORT, FUNCTION, EXPORT, START, ELEMENT, CODE = 1, 2, 3, 7, 8, 9, 10
FUNCTION_KIND, GLOBAL_KIND = 0, 3
HEADER = b"\0asm\1\0\0\0"
NOP, UNREACHABLE, LOCAL_GET, END, I32, FUNCTION_TYPE = 0x01, 0x00, 0x20, 0x0B, 0x7F, 0x60
STUB = bytes([0, UNREACHABLE, END])  # a body without locals that must never run
TOO_LONG_TO_COPY = 600  # bytes; V8 copies functions of up to 500 into their callers (--wasm-inlining-max-size)


def trimmed(module: bytes, wanted: Collection[str]) -> bytes:
    """The module with the wanted exports and those that are neither functions nor variables; every name in `wanted` has
    to be exported.
    """
    parts = list(sections(module))
    of = {kind: content for kind, content in parts if kind}
    exports = list(exported(of[EXPORT]))
    if missing := set(wanted) - {one.name for one in exports}:
        raise WasmError(f"not exported: {', '.join(sorted(missing))}")
    kept = [one for one in exports if one.name in wanted or one.kind not in (FUNCTION_KIND, GLOBAL_KIND)]
    imported = sum(kind == FUNCTION_KIND for _, kind in imports(of[IMPORT]))
    bodies = list(vector(of[CODE]))
    roots = {one.index for one in kept if one.kind == FUNCTION_KIND} | named_by_tables(of[ELEMENT])
    if START in of:
        roots.add(number(of[START], 0)[0])
    alive = reached(bodies, imported, roots)
    relays = Relays(types(of[TYPE]), imported + len(bodies))
    code = [relays.through(body) if imported + at in alive else STUB for at, body in enumerate(bodies)]
    written = {
        TYPE: b"".join((encoded(len(relays.types)), *(one.encoded() for one in relays.types))),
        FUNCTION: more(of[FUNCTION], [encoded(one) for one in relays.of_type]),
        EXPORT: b"".join((encoded(len(kept)), *(one.encoded() for one in kept))),
        CODE: b"".join((encoded(len(code) + len(relays.code)), *map(sized, code + relays.code))),
    }
    return HEADER + b"".join(bytes([kind]) + sized(written.get(kind, content)) for kind, content in parts)


@dataclass(frozen=True)
class Export:
    """What the module calls by a name: kind 0 is a function, 3 a variable."""

    name: str
    kind: int
    index: int

    def encoded(self) -> bytes:
        return sized(self.name.encode()) + bytes([self.kind]) + encoded(self.index)


@dataclass(frozen=True)
class Type:
    """A function's type: one byte for each parameter and result, which holds for numbers and plain references."""

    parameters: bytes
    results: bytes

    def encoded(self) -> bytes:
        return bytes([FUNCTION_TYPE]) + sized(self.parameters) + sized(self.results)


@dataclass
class Relays:
    """The small functions by which calls through a table go, made as they are needed; their numbers begin at `first`.
    """

    types: list[Type]
    first: int
    made: dict[tuple[int, int], int] = field(default_factory=dict)
    of_type: list[int] = field(default_factory=list)
    code: list[bytes] = field(default_factory=list)

    def through(self, body: bytes) -> bytes:
        """The body with its calls by tables replaced."""
        out, copied = bytearray(), 0
        for site in sites(body):
            if site.type_table is not None:
                out += body[copied : site.start] + bytes([CALL]) + encoded(self.relay(site.type_table))
                copied = site.end
        return bytes(out + body[copied:])

    def relay(self, type_table: tuple[int, int]) -> int:
        """The number of the function that takes the arguments and a place in the table, and calls what stands there."""
        if type_table not in self.made:
            kind, table = type_table
            callee = self.types[kind]
            own = Type(callee.parameters + bytes([I32]), callee.results)
            if own not in self.types:
                self.types.append(own)
            self.made[type_table] = self.first + len(self.code)
            self.of_type.append(self.types.index(own))
            arguments = b"".join(bytes([LOCAL_GET]) + encoded(at) for at in range(len(own.parameters)))
            call = bytes([CALL_INDIRECT]) + encoded(kind) + encoded(table)
            self.code.append(b"\0" + bytes([NOP]) * TOO_LONG_TO_COPY + arguments + call + bytes([END]))
        return self.made[type_table]


def reached(bodies: list[bytes], imported: int, roots: set[int]) -> set[int]:
    """Every function that the roots may come to."""
    seen: set[int] = set()
    left = list(roots)
    while left:
        function = left.pop()
        if function not in seen:
            seen.add(function)
            if function >= imported:
                left += named(sites(bodies[function - imported]))
    return seen


def named(found: Iterator[Site]) -> list[int]:
    return [site.function for site in found if site.function is not None]


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each; kind 0 is somebody's own."""
    if not module.startswith(HEADER):
        raise WasmError("not a WebAssembly module of version 1")
    at = len(HEADER)
    while at < len(module):
        size, start = number(module, at + 1)
        yield module[at], module[start : start + size]
        at = start + size


def vector(content: bytes) -> Iterator[bytes]:
    """The parts of a section whose parts say their size."""
    count, at = number(content, 0)
    for _ in range(count):
        size, start = number(content, at)
        yield content[start : start + size]
        at = start + size


def exported(content: bytes) -> Iterator[Export]:
    count, at = number(content, 0)
    for _ in range(count):
        size, start = number(content, at)
        kind_at = start + size
        index, at = number(content, kind_at + 1)
        yield Export(content[start:kind_at].decode(), content[kind_at], index)


def types(content: bytes) -> list[Type]:
    found = []
    count, at = number(content, 0)
    for _ in range(count):
        if content[at] != FUNCTION_TYPE:
            raise WasmError(f"type {content[at]:#04x}, which is no function's")
        size, start = number(content, at + 1)
        results, results_at = number(content, start + size)
        at = results_at + results
        found.append(Type(content[start : start + size], content[results_at:at]))
    return found


# What describes an import, by its kind (function, table, memory, global, tag): single bytes, numbers, and limits.
IMPORTS = {0: (0, 1, False), 1: (1, 0, True), 2: (0, 0, True), 3: (2, 0, False), 4: (1, 1, False)}


def after_import(content: bytes, kind: int, at: int) -> int:
    single, numbers, limits = IMPORTS[kind]
    at = past(content, at + single, numbers)
    if not limits:
        return at
    flags, at = number(content, at)
    return past(content, at, 2 if flags & 1 else 1)


def imports(content: bytes) -> Iterator[tuple[str, int]]:
    """Name and kind of all that comes from outside; functions among it have the first numbers."""
    count, at = number(content, 0)
    for _ in range(count):
        for _ in range(2):  # a module's name, then its own
            size, start = number(content, at)
            at = start + size
        yield content[start:at].decode(), content[at]
        at = after_import(content, content[at], at + 1)


def named_by_tables(content: bytes) -> set[int]:
    """The functions that stand in tables from the start, of segments that place them by number (kinds 0 and 2)."""
    found: set[int] = set()
    count, at = number(content, 0)
    for _ in range(count):
        flags, at = number(content, at)
        if flags not in (0, 2):
            raise WasmError(f"a segment of elements of kind {flags}")
        at = past(content, at, 1) if flags == 2 else at
        at = content.index(END, past(content, at + 1, 1)) + 1  # one constant, and where it ends
        at = at + 1 if flags == 2 else at
        functions, at = number(content, at)
        for _ in range(functions):
            function, at = number(content, at)
            found.add(function)
    return found


def sized(content: bytes) -> bytes:
    return encoded(len(content)) + content


def more(content: bytes, added: list[bytes]) -> bytes:
    """A section of numbers with some more at its end."""
    count, at = number(content, 0)
    return encoded(count + len(added)) + content[at:] + b"".join(added)
