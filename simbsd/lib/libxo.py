"""libxo(3): output as JSON for those programs that offer ``--libxo json``.

Models contrib/libxo/libxo/libxo.c (xo_parse_args, XO_STYLE_JSON); leaves out XML, HTML, pretty printing,
colours and units.
"""

from __future__ import annotations

Value = object


def parse_args(argv: list[str]) -> tuple[list[str], bool]:
    """Take ``--libxo json`` (``--libxo=json``, ``--libxo:J``) out of a command line: what is left, and
    whether JSON is asked for.
    """
    kept: list[str] = []
    json = False
    words = iter(argv)
    for word in words:
        if word == "--libxo":
            json = "json" in next(words, "").split(",")
        elif word.startswith("--libxo="):
            json = "json" in word[8:].split(",")
        elif word.startswith("--libxo:"):
            json = "J" in word[8:]
        else:
            kept.append(word)
    return kept, json


def document(content: dict[str, Value], version: str | None = None) -> str:
    """A whole JSON document: containers are dicts, lists are lists of dicts, leaf lists are tuples of
    strings.
    """
    head = f'"__version": {_quote(version)}, ' if version is not None else ""
    return "{" + head + _members(content) + "}\n"


def _members(content: dict[str, Value]) -> str:
    text = ""
    for name, value in content.items():
        if isinstance(value, (dict, list, tuple)):
            text += (", " if text else "") + f"{_quote(name)}: {_nested(value)}"
        else:
            text += ("," if text else "") + f"{_quote(name)}:{_leaf(value)}"
    return text


def _nested(value: dict[str, Value] | list[dict[str, Value]] | tuple[str, ...]) -> str:
    if isinstance(value, dict):
        return "{" + _members(value) + "}"
    if isinstance(value, tuple):
        return "[" + ",".join(_quote(one) for one in value) + "]"
    return "[" + ", ".join("{" + _members(one) + "}" for one in value) + "]"


def _leaf(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quote(str(value))


def _quote(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'
