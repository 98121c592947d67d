"""The instructions of the machine that runs awk(1): each takes the machine and its argument.

Models contrib/one-true-awk/run.c (boolop, relop, arith, cat, matchop, intest, awkdelete, forstat, call, printstat).
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.sys.errno import Errno
from simbsd.usr_bin.awk import functions
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.files import Stream
from simbsd.usr_bin.awk.machine import Frame, Leave, Machine, Operation
from simbsd.usr_bin.awk.nodes import CONVFMT, OFMT, OFS, ORS
from simbsd.usr_bin.awk.values import UNSET, Array, Value, is_true, number_of, text_of
from simbsd.usr_bin.awk.variables import calculate, compared

FRAMES = 10_000
ARGUMENTS = 50  # NARGS
COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0, "<=": lambda order: order <= 0, "==": lambda order: order == 0,
    "!=": lambda order: order != 0, ">=": lambda order: order >= 0, ">": lambda order: order > 0,
}  # fmt: skip


def _push(machine: Machine, value: Value) -> None:
    machine.stack.append(value)


def _drop(machine: Machine, _: None) -> None:
    machine.stack.pop()


def _unset(machine: Machine, _: None) -> None:
    machine.stack.append(UNSET)


def _halt(machine: Machine, _: None) -> None:
    machine.halted = True


def _illegal(machine: Machine, message: str) -> None:
    raise Fatal(message)


def _jump(machine: Machine, at: int) -> None:
    machine.at = at


def _if_false(machine: Machine, at: int) -> None:
    if not is_true(machine.stack.pop()):
        machine.at = at


def _if_true(machine: Machine, at: int) -> None:
    if is_true(machine.stack.pop()):
        machine.at = at


def _short_and(machine: Machine, at: int) -> None:
    if is_true(machine.stack.pop()):
        return
    machine.stack.append(0.0)
    machine.at = at


def _short_or(machine: Machine, at: int) -> None:
    if is_true(machine.stack.pop()):
        machine.stack.append(1.0)
        machine.at = at


def _truth(machine: Machine, _: None) -> None:
    machine.stack[-1] = float(is_true(machine.stack[-1]))


def _not(machine: Machine, _: None) -> None:
    machine.stack[-1] = float(not is_true(machine.stack[-1]))


def _minus(machine: Machine, _: None) -> None:
    machine.stack[-1] = 0.0 - number_of(machine.stack[-1])


def _plus(machine: Machine, _: None) -> None:
    machine.stack[-1] = number_of(machine.stack[-1]) + 0.0


def _arith(machine: Machine, operator: str) -> None:
    right = number_of(machine.stack.pop())
    machine.stack[-1] = calculate(number_of(machine.stack[-1]), right, operator)


def _cat(machine: Machine, _: None) -> None:
    right = machine.text(machine.stack.pop())
    machine.stack[-1] = machine.joined_text([machine.text(machine.stack[-1]), right])


def _compare(machine: Machine, operator: str) -> None:
    right = machine.stack.pop()
    order = compared(machine.stack[-1], right, machine.setting(CONVFMT))
    machine.stack[-1] = float(COMPARE[operator](order))


def _text(machine: Machine, _: None) -> None:
    machine.stack[-1] = str(machine.text(machine.stack[-1]))


def _joined(machine: Machine, slot: int) -> None:
    right = machine.text(machine.stack.pop())
    machine.stack[-1] = machine.joined_text([machine.text(machine.stack[-1]), machine.setting(slot), right])


async def _record(machine: Machine, _: None) -> None:
    machine.stack.append(await machine.whole())


async def _match(machine: Machine, argument: tuple[str | None, bool]) -> None:
    pattern, negated = argument
    if pattern is None:
        pattern = machine.stack.pop()
    found = await machine.regex(pattern).find(machine.text(machine.stack[-1]))
    machine.stack[-1] = float((found is None) == negated)


def _in(machine: Machine, _: None) -> None:
    array = machine.stack.pop()
    machine.stack[-1] = float(machine.stack[-1] in array.cells)


def _keys(machine: Machine, _: None) -> None:
    machine.stack[-1] = iter(machine.stack[-1].keys())


def _next_key(machine: Machine, at: int) -> None:
    key = next(machine.stack[-1], None)
    if key is None:
        machine.stack.pop()
        machine.at = at
    else:
        machine.stack.append(key)


def _delete(machine: Machine, one: bool) -> None:
    key = machine.stack.pop() if one else None
    array: Array = machine.stack.pop()
    if key is None:
        array.clear()
    else:
        array.remove(key)


async def _next(machine: Machine, file: bool) -> None:
    if machine.part:
        raise Fatal(f"illegal break, continue, next or nextfile from {machine.part}")
    if file:
        await machine.next_file()
    machine.halted = True


def _exit(machine: Machine, given: bool) -> None:
    if given:
        machine.status = int(number_of(machine.stack.pop())) & 0xFF
    raise Leave


def _inside(machine: Machine, argument: tuple[int, int]) -> None:
    number, at = argument
    if machine.inside.get(number):
        machine.at = at


def _enter(machine: Machine, number: int) -> None:
    machine.inside[number] = True


def _leave(machine: Machine, number: int) -> None:
    machine.inside[number] = not is_true(machine.stack.pop())


async def _call(machine: Machine, argument: tuple[str, int]) -> None:
    name, count = argument
    function = machine.functions.get(name)
    if function is None:
        raise Fatal(f"calling undefined function {name}")
    wanted = len(function.parameters)
    if count > wanted:
        await machine.warning(f"function {name} called with {count} args, uses only {wanted}")
    if count + wanted > ARGUMENTS:
        raise Fatal(f"function {name} has {count + wanted} arguments, limit {ARGUMENTS}")
    if len(machine.frames) >= FRAMES:
        raise Fatal(f"out of space for stack frames in {name}")
    given = machine.popped(count)
    machine.frames.append(Frame(machine.at, machine.locals, len(machine.stack)))
    machine.locals = (given + [None] * wanted)[:wanted]
    machine.at = function.entry


def _return(machine: Machine, _: None) -> None:
    value = machine.stack.pop()
    frame = machine.frames.pop()
    del machine.stack[frame.height :]
    machine.stack.append(value)
    machine.at, machine.locals = frame.at, frame.locals


async def _output(machine: Machine, redirection: str) -> Stream:
    """Where print goes."""
    if not redirection:
        return machine.files.stdout
    name = machine.text(machine.stack.pop())
    stream = await machine.files.get(name, redirection)
    if stream is None:
        raise Fatal(f"can't open file {name}")
    return stream


async def _written(machine: Machine, text: str, stream: Stream, redirection: str) -> None:
    try:
        await stream.write(text)
        if redirection:
            await stream.flush()
    except Errno:
        names = [name for (name, _), other in machine.files.open.items() if other is stream]
        raise Fatal(f"write error on {'stdout' if not redirection else names[0]}") from None


async def _print(machine: Machine, argument: tuple[int, str]) -> None:
    count, redirection = argument
    stream = await _output(machine, redirection)
    values = machine.popped(count)
    form = machine.setting(OFMT)
    texts = [value if isinstance(value, str) else text_of(value, form) for value in values]
    await _written(machine, machine.setting(OFS).join(texts) + machine.setting(ORS), stream, redirection)


async def _printf(machine: Machine, argument: tuple[int, str]) -> None:
    count, redirection = argument
    stream = await _output(machine, redirection)
    await _written(machine, await machine.formatted(count), stream, redirection)


OPERATIONS: dict[str, Operation] = {
    "illegal": _illegal, "push": _push, "drop": _drop, "unset": _unset, "halt": _halt, "jump": _jump,
    "iffalse": _if_false,
    "iftrue": _if_true, "shortand": _short_and, "shortor": _short_or, "truth": _truth, "not": _not,
    "minus": _minus, "plus": _plus, "arith": _arith, "cat": _cat, "compare": _compare, "text": _text,
    "joined": _joined, "record": _record, "match": _match, "in": _in, "keys": _keys, "nextkey": _next_key,
    "delete": _delete, "next": _next, "exit": _exit, "inside": _inside, "enter": _enter, "leave": _leave,
    "call": _call, "return": _return, "print": _print, "printf": _printf, "load": Machine.load,
    "store": Machine.store, "modify": Machine.modify, "bump": Machine.bump, "array": Machine.array,
    "argument": Machine.argument_of, "builtin": functions.builtin, "split": functions.split,
    "sub": functions.substitute, "getline": functions.getline,
}  # fmt: skip
