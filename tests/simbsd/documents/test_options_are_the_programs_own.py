"""A page tells of an option only if its program takes it. What a program takes and its page leaves out is listed here.

What a program takes is read off its source: the letters that it gives to getopt(3).
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from simbsd.image import paths_of
from simbsd.programs import PROGRAMS
from simbsd.usr_bin.mandoc.macros import CALLABLE

ROOT = Path(__file__).resolve().parents[3]
MAN = ROOT / "simbsd" / "rootfs" / "usr" / "share" / "man"

# Options that are taken and do what FreeBSD's do, or nothing that could be seen here, and that the page, which is
# shorter than FreeBSD's, leaves to the usage line.
UNTOLD = {
    "find": "EX",
    "atf-check": "r", "cmp": "b", "cp": "Nr", "daemon": "h", "df": ",P", "diff":
    "0123456789CDFHSUXhs", "drill": "IVacdfikqrtwyz", "du": "r", "fold": "0123456789", "grep": "0123456789Duy",
    "head": "qv", "id": "a", "ifconfig": "DGLn", "jexec": "n", "jls": "a", "join": "j", "jq": "MVh",
    "kldstat": "dhv", "logger": "H", "ls": ",HPX", "apropos": "CMOSmw", "less": "?Phxz", "man": "dmopt", "mandoc":
    "CSfkmsw", "mount": "n", "nc": "EFMVehort", "ndp": "AHIPRf", "netstat": "BCLMNPQRTcdghlmquwxz", "passwd":
    "dhoy", "ping": "CGHILMNOPQRTYabeghklpruyz", "pkill": "DISd", "procstat": "CLSbcefijklrstvx", "ps": "Ag",
    "rcorder": "d", "sort": "ST", "sysctl": "Ab", "sysrc": "LXhl", "syslogd": "MOS", "timeout": "h", "top": "T",
    "traceroute6": "At", "umount": "h",
}  # fmt: skip
WORDS = ("find", "ifconfig")  # their expressions and verbs begin with a dash as well, and have more than one letter


def letters(program: str) -> str:
    """What the modules of a program give to getopt, without the colons; empty for one that reads its words itself."""
    module = import_module(PROGRAMS[program].partition(":")[0])
    path = Path(str(module.__file__))
    found = ""
    for one in sorted(path.parent.glob("*.py")) if path.name == "main.py" else [path]:
        names = vars(import_module(f"{module.__name__.rpartition('.')[0]}.{one.stem}"))
        for node in ast.walk(ast.parse(one.read_text(encoding="utf-8"))):
            if _asks_getopt(node) and _is_constant(node.args[1], names):
                found += eval(compile(ast.Expression(node.args[1]), one.name, "eval"), dict(names))
    return "".join(sorted(dict.fromkeys(found.replace(":", "").replace("+", ""))))


def _asks_getopt(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1):
        return False
    return node.func.id in ("getopt", "getopt_long")


def _is_constant(node: ast.expr, names: dict[str, object]) -> bool:
    return all(one.id in names for one in ast.walk(node) if isinstance(one, ast.Name))


def told(program: str) -> str:
    """The single letters that stand after ``Fl`` on the pages of a program."""
    names = [path.rpartition("/")[2] for path in paths_of(program)]
    pages = dict.fromkeys(page for name in names for page in sorted(MAN.rglob(f"{name}.[1-9]")))
    found: dict[str, bool] = {}
    for page in pages:
        source = page.read_text(encoding="utf-8")
        if source.startswith(".so "):
            source = (MAN / source.removeprefix(".so ").strip()).read_text(encoding="utf-8")
        for line in source.splitlines():
            for word in _flags(line):
                if len(word) > 1 and program in WORDS:
                    continue
                found |= dict.fromkeys(word, True)
    return "".join(sorted(found))


def _flags(line: str) -> list[str]:
    """The words of a line that are options: those between ``Fl`` and the next macro, but for long ones (``Fl Fl``)."""
    if not line.startswith("."):
        return []
    found, before, last = [], "", ""
    for word in line[1:].split():
        if word in CALLABLE:
            before, last = last, word
        elif last == "Fl" and before != "Fl" and not word.startswith("-"):
            found.append(word.strip("()[]|.,;:"))
        if word not in CALLABLE:
            before, last = "", last if word.strip("|,") == "" else ""
    return found


@pytest.mark.parametrize("program", [name for name in PROGRAMS if letters(name)])
def test_a_page_tells_the_options_of_its_program(program: str) -> None:
    taken, on_the_page = letters(program), told(program)
    assert [letter for letter in on_the_page if letter not in taken] == []
    if program in UNTOLD:
        assert "".join(letter for letter in taken if letter not in on_the_page) == UNTOLD[program]


def test_the_list_of_what_is_not_told_names_programs() -> None:
    assert [name for name in UNTOLD if name not in PROGRAMS] == []
