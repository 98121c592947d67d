"""jq(1): a filter for JSON. No part of FreeBSD: it stands in /usr/local, as the port does.

Models jq 1.7's command line for the options in NAMES; leaves out colour, --seq, --stream, modules and input files by
name of a program (-f).
"""

from __future__ import annotations

import json
from typing import Any

from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, decode, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_local_bin.jq.evaluate import Evaluator
from simbsd.usr_local_bin.jq.parse import Parser, ProgramError
from simbsd.usr_local_bin.jq.values import DEPTH, Refused, truth, written

NAMES: Names = {
    "raw-output": ("r", ""), "compact-output": ("c", ""), "exit-status": ("e", ""), "null-input": ("n", ""),
    "slurp": ("s", ""), "sort-keys": ("S", ""), "join-output": ("j", ""), "ascii-output": ("a", ""),
    "raw-input": ("R", ""), "tab": ("tab", ""), "indent": ("indent", ":"), "arg": ("arg", ":"),
    "argjson": ("argjson", ":"), "monochrome-output": ("M", ""), "help": ("h", ""), "version": ("V", ""),
}  # fmt: skip
USAGE = (
    "Usage:\t{0} [OPTIONS] FILTER [FILES...]\n\t{0} [OPTIONS] --args FILTER [ARGUMENTS...]\n"
    "\t{0} [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n\n"
)
VERSION = "jq-1.7"
BREATH = 1000  # steps between ticks
BAD_USAGE, BAD_PROGRAM, BAD_INPUT = 2, 3, 2


class InputError(ValueError):
    """Text that is no JSON."""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Apply a program to each JSON value of the files, or of standard input."""
    names: dict[str, Any] = {"$ENV": dict(envp)}
    words = await _arguments(argv, names)
    options, operands = await getopt_long(words, "rcensSjaRMhV", NAMES)
    letters = [letter for letter, _ in options]
    if "V" in letters:
        await printf(f"{VERSION}\n")
        return 0
    if "?" in letters or "h" in letters or not operands:
        await printf(USAGE.format("jq"), STDERR)
        return 0 if "h" in letters else BAD_USAGE
    try:
        program = Parser(operands[0]).program()
    except ProgramError as error:
        await printf(f"jq: error: {error} (Unix shell quoting issues?) at <top-level>, line 1:\n{operands[0]}\n"
                     "jq: 1 compile error\n", STDERR)  # fmt: skip
        return BAD_PROGRAM
    status, out, run, last = 0, Output(), Evaluator(), None
    text, status = await _texts(operands[1:]) if "n" not in letters else ("", 0)
    values, broken = _values(text, letters)
    for value in values:
        try:
            for one in run.run(program, value, names):
                last = one
                await out.put(_shown(one, options, letters))
                if run.steps % BREATH == 0:
                    await tick()
        except Refused as refused:
            await out.flush()
            await printf(f"jq: error (at <stdin>:0): {refused}\n", STDERR)
            status = 5
        await tick()
    await out.flush()
    if broken:
        await printf(f"jq: error (at <stdin>:0): {broken}\n" if not broken.startswith("parse") else f"jq: {broken}\n",
                     STDERR)  # fmt: skip
        status = BAD_INPUT
    if "e" in letters and not status:
        return 0 if truth(last) else 1
    return status


async def _arguments(argv: list[str], names: dict[str, Any]) -> list[str]:
    """Take --arg NAME VALUE and --argjson NAME VALUE out of the command line."""
    words, at = argv[:1], 1
    while at < len(argv):
        if argv[at] in ("--arg", "--argjson") and at + 2 < len(argv):
            try:
                names["$" + argv[at + 1]] = argv[at + 2] if argv[at] == "--arg" else json.loads(argv[at + 2])
            except ValueError:
                await printf(f"jq: Invalid JSON text passed to --argjson\n{USAGE.format('jq')}", STDERR)
            at += 3
            continue
        words.append(argv[at])
        at += 1
    return words


async def _texts(paths: list[str]) -> tuple[str, int]:
    texts, status = [], 0
    for path in paths or [""]:
        try:
            fd = open_fd = STDIN if not path else await open(path, O_RDONLY)
            texts.append(decode(await read_all(fd)))
            if path:
                await close(open_fd)
        except Errno as error:
            await printf(f"jq: error: Could not open {path}: {strerror(error.errno)}\n", STDERR)
            status = BAD_INPUT
    return "".join(texts), status


def _values(text: str, letters: list[str]) -> tuple[list[Any], str]:
    """The inputs, and what is wrong with what comes after them."""
    if "n" in letters:
        return [None], ""
    if "R" in letters:
        return ([text] if "s" in letters else list(text.splitlines())), ""
    values, at, broken = [], 0, ""
    decoder = json.JSONDecoder()
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at >= len(text):
            break
        line = text.count("\n", 0, at) + 1
        if _depth(text, at) > DEPTH:
            broken = f"parse error: Exceeds depth limit for parsing at line {line}, column {at}"
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            broken = f"parse error: Invalid literal at line {line}, column {at - text.rfind(chr(10), 0, at) - 1}"
            break
        values.append(value)
    return ([values] if "s" in letters and not broken else values), broken


def _depth(text: str, at: int) -> int:
    """How deep the brackets of a text go at most; those in strings count, which does no harm."""
    depth = deepest = 0
    for letter in text[at:]:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _shown(value: Any, options: list[tuple[str, str]], letters: list[str]) -> str:
    """A value as the options ask for it, with its newline."""
    if isinstance(value, str) and ("r" in letters or "j" in letters):
        return value + "\n" * ("j" not in letters)
    indent: int | str | None = 2
    for letter, text in options:
        if letter == "indent" and is_number(text):
            indent = min(to_int(text), 7) or None
        elif letter == "tab":
            indent = "\t"
    if "c" in letters:
        indent = None
    return written(value, indent, "S" in letters, "a" in letters) + "\n" * ("j" not in letters)
