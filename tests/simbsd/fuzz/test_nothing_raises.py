"""Whatever is typed, nothing raises a Python exception out of the machine, and its tables stay whole."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from simbsd.kern.init_sysent import sysent
from simbsd.programs import PROGRAMS
from simbsd.sys.jailparam import JAIL_PARAMS
from tests.simbsd.fuzz.corpus import DEEP, FOUND
from tests.simbsd.fuzz.fuzzer import Fuzzer
from tests.simbsd.fuzz.grammar import Grammar
from tests.simbsd.fuzz.invariants import check_whole

LINES = 150


def numbered(lines: tuple[str, ...]) -> list[object]:
    return [pytest.param(line, id=f"{number} {ascii(line)[1:40]}") for number, line in enumerate(lines)]


@pytest.mark.parametrize("line", numbered(FOUND + DEEP))
def test_corpus(line: str) -> None:
    """From a pipe, and at a terminal."""
    fuzzer = Fuzzer(0)
    fuzzer.try_out(line, fuzzer.run_line)
    fuzzer.try_out(line, fuzzer.type_line)
    assert fuzzer.findings == []


@pytest.mark.parametrize("seed", range(4))
def test_random_lines_keys_and_signals(seed: int) -> None:
    fuzzer = Fuzzer(seed)
    while fuzzer.lines < LINES:
        fuzzer.one()
    assert fuzzer.findings == []


def test_the_same_seed_gives_the_same_lines() -> None:
    first, second, other = (Grammar(Random(seed)) for seed in (1, 1, 2))
    lines = [first.line() for _ in range(50)]
    assert lines == [second.line() for _ in range(50)]
    assert lines != [other.line() for _ in range(50)]


def test_every_program_comes_up() -> None:
    grammar = Grammar(Random(0))
    text = "\n".join(islice(iter(grammar.simple, None), 3000))
    words = {line.partition(" ")[0] for line in text.split("\n")}
    assert {"ls", "jail", "ifconfig", "printf", "[", "mount_nullfs", "devfs"} <= words
    assert not {name for name in PROGRAMS if name != "init"} - words


def test_every_jail_parameter_comes_up() -> None:
    grammar = Grammar(Random(0))
    words = [grammar.word("jail") for _ in range(3000)]
    assert [name for name in JAIL_PARAMS if not any(name in word for word in words)] == []


def test_an_exception_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(kernel: object, p: object, when: int) -> int:
        raise ValueError("planted")

    fuzzer = Fuzzer(0)
    monkeypatch.setitem(sysent(fuzzer.machine.kernel.release), "settimeofday", broken)
    fuzzer.try_out("date 202401010000", fuzzer.run_line)
    assert [finding.what for finding in fuzzer.findings] == ["ValueError: planted"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda kernel: setattr(kernel.prison0, "pr_uref", kernel.prison0.pr_uref + 1),
        lambda kernel: setattr(kernel, "openfiles", kernel.openfiles + 1),
        lambda kernel: kernel.allproc[1].p_children.clear(),
        lambda kernel: kernel.sleepq.clear(),
        lambda kernel: kernel.pgrps.popitem(),
    ],
    ids=["prison", "files", "children", "sleepers", "group"],
)
def test_a_broken_table_would_be_found(harm) -> None:
    kernel = Fuzzer(0).machine.kernel
    check_whole(kernel)
    harm(kernel)
    with pytest.raises(AssertionError):
        check_whole(kernel)
