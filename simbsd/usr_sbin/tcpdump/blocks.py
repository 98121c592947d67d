"""Tests joined by and, or and not; and the program that makes them, one after the other.

Models contrib/libpcap/gencode.c (gen_and, gen_or, gen_not) and optimize.c (opt_blks, intern_blocks, icode_to_fcode) by
a way of our own: what is known on each way to a test is not asked again, and equal tests are one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simbsd.sys.bpf import (
    BPF_ALU,
    BPF_JMP_JEQ_K,
    BPF_JMP_JGE_K,
    BPF_JMP_JGT_K,
    BPF_JMP_JSET_K,
    BPF_LDX,
    BPF_RET_K,
    Insn,
)

MAXIMUM = 4000  # blocks in view while they are specialised; beyond that they stay as they are
ACCEPT, REJECT = 0, 1


@dataclass(frozen=True)
class Test:
    """Loads, and a jump that holds or does not."""

    loads: tuple[Insn, ...]
    code: int
    k: int


@dataclass(frozen=True)
class Both:
    """Tests of which every one must hold, or one is enough."""

    every: bool
    parts: tuple[Code, ...]


@dataclass(frozen=True)
class Opposite:
    """What a test is not."""

    inner: Code


Code = Test | Both | Opposite | bool
Block = tuple[Test, int, int]  # where the jump leads when its test holds, and when not
Facts = frozenset[tuple[Test, bool]]


def all_of(*parts: Code) -> Code:
    """Every one."""
    return False if False in parts else _join(True, [part for part in parts if part is not True])


def any_of(*parts: Code) -> Code:
    """One of them."""
    return True if True in parts else _join(False, [part for part in parts if part is not False])


def _join(every: bool, parts: list[Code]) -> Code:
    flat: list[Code] = []
    for part in parts:
        flat += part.parts if isinstance(part, Both) and part.every == every else (part,)
    return Both(every, tuple(flat)) if len(flat) > 1 else flat[0] if flat else every


def opposite(part: Code) -> Code:
    """Not."""
    return not part if isinstance(part, bool) else part.inner if isinstance(part, Opposite) else Opposite(part)


@dataclass
class _Graph:
    """Blocks, each once; 0 and 1 are the two returns."""

    blocks: list[Block | None] = field(default_factory=lambda: [None, None])
    numbers: dict[Block, int] = field(default_factory=dict)

    def intern(self, test: Test, yes: int, no: int) -> int:
        """The number of a block; one that leads to the same either way is none."""
        if yes == no:
            return yes
        block = (test, yes, no)
        if block not in self.numbers:
            self.numbers[block] = len(self.blocks)
            self.blocks.append(block)
        return self.numbers[block]

    def build(self, code: Code, yes: int, no: int) -> int:
        """The block at which a test begins."""
        if isinstance(code, bool):
            return yes if code else no
        if isinstance(code, Opposite):
            return self.build(code.inner, no, yes)
        if isinstance(code, Test):
            return self.intern(code, yes, no)
        start = yes if code.every else no
        for part in reversed(code.parts):
            start = self.build(part, start, no) if code.every else self.build(part, yes, start)
        return start


def assemble(code: Code, snaplen: int, optimize: bool) -> tuple[Insn, ...] | None:
    """A program; None for one that rejects everything, which only who optimizes sees."""
    graph = _Graph()
    root = graph.build(code, ACCEPT, REJECT)
    if optimize:
        root, graph = _specialised(graph, root)
        if root == REJECT:
            return None
    return _laid_out(graph, root, snaplen, optimize)


def _specialised(graph: _Graph, root: int) -> tuple[int, _Graph]:
    """The same blocks without tests whose outcome is known where they are made."""
    asked = _asked(graph)
    result = _Graph()
    done: dict[tuple[int, Facts], int] = {}
    stack: list[tuple[int, Facts, bool]] = [(root, frozenset(), False)]
    while stack:
        number, facts, again = stack.pop()
        if (number, facts) in done:
            continue
        if len(done) + len(stack) > MAXIMUM:
            return root, graph
        block = graph.blocks[number]
        if block is None:
            done[number, facts] = number
            continue
        test, yes, no = block
        known = _outcome(test, facts)
        ways = [(following, _kept(facts, test, holds, asked[following]))
                for following, holds in ((yes, True), (no, False)) if known in (None, holds)]  # fmt: skip
        if not again:
            stack.append((number, facts, True))
            stack += [(*way, False) for way in ways]
        elif len(ways) == 1:
            done[number, facts] = done[ways[0]]
        else:
            done[number, facts] = result.intern(test, done[ways[0]], done[ways[1]])
    return done[root, frozenset()], result


def _asked(graph: _Graph) -> list[frozenset[Test]]:
    """The tests that may follow at each block, its own included (a block's ways lead to lower numbers)."""
    found: list[frozenset[Test]] = []
    for block in graph.blocks:
        found.append(frozenset() if block is None else found[block[1]] | found[block[2]] | {block[0]})
    return found


_EVALUATE: dict[int, Callable[[int, int], bool]] = {
    BPF_JMP_JEQ_K: lambda a, k: a == k, BPF_JMP_JGT_K: lambda a, k: a > k, BPF_JMP_JGE_K: lambda a, k: a >= k,
    BPF_JMP_JSET_K: lambda a, k: bool(a & k),
}  # fmt: skip


def _outcome(test: Test, facts: Facts) -> bool | None:
    """What comes of a test, as far as known."""
    for fact, held in facts:
        if fact == test:
            return held
        if held and fact.code == BPF_JMP_JEQ_K and fact.loads == test.loads and test.code in _EVALUATE:
            return _EVALUATE[test.code](fact.k, test.k)
    return None


def _kept(facts: Facts, test: Test, holds: bool, asked: frozenset[Test]) -> Facts:
    """What is known after a test and still matters to those that follow."""
    loaded = frozenset(one.loads for one in asked)
    more = facts | {(test, holds)} if test.loads and test.loads[0].code & 7 != BPF_ALU else facts
    return frozenset(
        (fact, held) for fact, held in more
        if fact in asked or (held and fact.code == BPF_JMP_JEQ_K and fact.loads in loaded)
    )  # fmt: skip


def _laid_out(graph: _Graph, root: int, snaplen: int, optimize: bool) -> tuple[Insn, ...]:
    order = _order(graph, root)
    before: dict[int, list[int]] = {}
    for number in order:
        for following in (graph.blocks[number] or ())[1:]:
            before.setdefault(following, []).append(number)
    bodies: dict[int, tuple[Insn, ...]] = {}
    starts: dict[int, int] = {}
    size = 0
    for number in order:
        block = graph.blocks[number]
        starts[number] = size
        bodies[number] = () if block is None else _needed(graph, block[0], before.get(number, []), optimize)
        size += len(bodies[number]) + 1
    program: list[Insn] = []
    for number in order:
        program += bodies[number]
        block = graph.blocks[number]
        if block is None:
            program.append(Insn(BPF_RET_K, 0, 0, snaplen if number == ACCEPT else 0))
        else:
            test, yes, no = block
            at = len(program) + 1
            program.append(Insn(test.code, starts[yes] - at, starts[no] - at, test.k))
    return tuple(program)


def _order(graph: _Graph, root: int) -> list[int]:
    """From the end: a block's ways, that of the failed test first, then itself (convert_code_r)."""
    order: list[int] = []
    placed: set[int] = set()
    stack = [(root, False)]
    while stack:
        number, again = stack.pop()
        if number in placed and not again:
            continue
        block = graph.blocks[number]
        if again or block is None:
            placed.add(number)
            order.append(number)
            continue
        placed.add(number)
        stack += [(number, True), (block[1], False), (block[2], False)]
    return order[::-1]


def _needed(graph: _Graph, test: Test, before: list[int], optimize: bool) -> tuple[Insn, ...]:
    """The loads of a test, without those that every block before it has left in place."""
    if not optimize or not before:
        return test.loads
    blocks = [graph.blocks[number] for number in before]
    held = {block[0].loads for block in blocks if block is not None}
    if held == {test.loads}:
        return ()
    indexed = test.loads and test.loads[0].code & 7 == BPF_LDX
    return test.loads[1:] if indexed and all(loads[:1] == test.loads[:1] for loads in held) else test.loads
