"""*Why?* has an answer: the kernel never says only "not permitted"; it says which check refused, and whose it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from modules import Module, modules, source

KERNEL = tuple(f"simbsd/{folder}/" for folder in ("kern", "vfs", "fs", "net", "netinet", "netinet6", "netpfil", "vm"))
# The refusals that a learner asks about: no other errno leaves the reason so open.
EXPLAINED = {
    "EPERM", "ESRCH", "EACCES", "EADDRNOTAVAIL", "EAGAIN", "EEXIST", "EBUSY", "ENETDOWN", "EHOSTUNREACH", "EPROCLIM",
}  # fmt: skip
HOLE = "x"  # what stands in an f-string's braces
FUNCTION = re.compile(r"[a-z0-9_]+\.c: [a-z0-9_]+")


def texts(node: ast.AST, module: Module) -> list[str]:
    """What an expression may say: its own texts, or those that its name is given in this module."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, module), *texts(node.orelse, module)]
    if isinstance(node, ast.Name):
        given = (
            one.value
            for one in ast.walk(module.tree)
            if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in one.targets)
        )
        return [text for value in given for text in texts(value, module)]
    return []


def codes(node: ast.AST) -> list[str]:
    """The error numbers that an expression may be; a variable may be any."""
    if isinstance(node, ast.IfExp):
        return [*codes(node.body), *codes(node.orelse)]
    return [node.id if isinstance(node, ast.Name) else "any"]


def unexplained(module: Module) -> Iterator[str]:
    """Errno(code, sentence, function) calls that lack the sentence or the function."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Errno"):
            continue
        if all(code.isupper() and code not in EXPLAINED for code in codes(node.args[0])):
            continue
        if len(node.args) < 3:
            yield module.at(node, "say which check refuses, and which function of FreeBSD's makes it")
            continue
        note, where = (texts(argument, module) for argument in node.args[1:3])
        if any(text[:1].islower() and text[:1] != HOLE or text[-1:] not in (".", HOLE) for text in note):
            yield module.at(node, "a reason is a sentence: a capital letter, a full stop")
        if any(not FUNCTION.fullmatch(text) for text in where):
            yield module.at(node, "a function is named as in kern_jail.c: prison_check")


def test_no_refusal_lacks_its_sentence_and_its_function() -> None:
    kernel = [module for module in modules() if module.name.startswith(KERNEL)]
    assert [complaint for module in kernel for complaint in unexplained(module)] == []


def test_what_lacks_one_is_found() -> None:
    lacking = (
        'raise Errno(EPERM)\nraise Errno(ESRCH, "No such process.")\nraise Errno(error)\n'
        'raise Errno(EPERM, "no stop", "kern_jail.c: prison_check")\nraise Errno(EAGAIN, "Full.", "prison_check")\n'
        'w = "kern_jail.c: jailed"\nraise Errno(EPERM, f"{a} is no.", w)\nraise Errno(EINVAL)\n'
    )
    assert [complaint.split(":")[1] for complaint in unexplained(source(lacking))] == ["1", "2", "3", "4", "5"]
