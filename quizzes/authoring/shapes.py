"""How the text of a field becomes a value of an item's table, and back.

What makes no sense is kept as it is written: reading the item refuses it, and names the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

NUMBER = re.compile(r"-?\d{1,9}")
RANGE = re.compile(r"(\d{1,9}) to (\d{1,9})")
UNLIKE = re.compile(r"(.*?)\s+unlike\s+(\w+)")
SAID = "=>"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def number(text: str) -> Any:
    return int(text) if NUMBER.fullmatch(text.strip()) else text.strip()


def numbers(text: str) -> list[Any]:
    return [number(one) for one in text.split(",") if one.strip()]


def table(text: str) -> dict[str, str]:
    """Lines of `name = value`: texts, as facts read their numbers from."""
    return {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines(text))}


def said(text: str) -> list[dict[str, str]]:
    """Lines of `what is typed => what is said to it`."""
    parts = (line.partition(SAID) for line in lines(text))
    return [{"text": typed.strip(), "feedback": answer.strip()} for typed, _, answer in parts]


def parameters(text: str) -> dict[str, Any]:
    """Lines of `name: one, another`, `name: 2 to 9`, `name = made of {others}`; the first two also `unlike other`."""
    return dict(_parameter(line) for line in lines(text))


def _parameter(line: str) -> tuple[str, dict[str, Any]]:
    name, mark, rest = re.fullmatch(r"([^:=]*)([:=]?)(.*)", line).groups()  # type: ignore[union-attr]
    if mark != ":":
        return name.strip(), {"value": rest.strip()} if mark else {}
    more = {}
    if found := UNLIKE.fullmatch(rest):
        rest, more = found[1], {"unlike": found[2]}
    if bounds := RANGE.fullmatch(rest.strip()):
        return name.strip(), {"integer": [int(bounds[1]), int(bounds[2])], **more}
    return name.strip(), {"choose": [one.strip() for one in rest.split(",") if one.strip()], **more}


def _parameters_text(value: dict[str, Any]) -> str:
    return "\n".join(_parameter_text(name, one) for name, one in value.items())


def _parameter_text(name: str, one: dict[str, Any]) -> str:
    unlike = f" unlike {one['unlike']}" if "unlike" in one else ""
    if "value" in one:
        return f"{name} = {one['value']}"
    if "integer" in one:
        return f"{name}: {one['integer'][0]} to {one['integer'][1]}{unlike}"
    return f"{name}: {', '.join(one.get('choose', []))}{unlike}"


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n") if text.strip() else ""


READ: dict[str, Callable[[str], Any]] = {
    "line": str.strip, "choice": str.strip, "fact": str.strip, "text": plain, "lines": lines, "number": number,
    "numbers": numbers, "table": table, "said": said, "parameters": parameters, "check": bool,
}  # fmt: skip
WRITE: dict[str, Callable[[Any], str]] = {
    "lines": "\n".join,
    "numbers": lambda value: ", ".join(map(str, value)),
    "table": lambda value: "\n".join(f"{name} = {one}" for name, one in value.items()),
    "said": lambda value: "\n".join(f"{one['text']} {SAID} {one['feedback']}" for one in value),
    "parameters": _parameters_text,
    "check": lambda value: "on" if value else "",
}


def value_of(shape: str, text: str) -> Any:
    """The value of a field's text; what is empty stands for a key that is left out."""
    return READ[shape](text)


def text_of(shape: str, value: Any) -> str:
    """The text of a field with that value."""
    return WRITE.get(shape, str)(value)
