"""libxo(3): output as JSON or XML for those programs that offer ``--libxo``.

Models contrib/libxo/libxo/libxo.c (xo_parse_args, xo_set_options, XO_STYLE_JSON, XO_STYLE_XML); leaves out HTML,
sdparams and encoders (their output is the text's), colours, units, xpath, and LIBXO_OPTIONS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simbsd.lib.err import Refused

Value = object
JSON, XML = "json", "xml"
OTHER_STYLES = ("text", "html", "sdparams")
FLAGS = (
    "color", "color-force", "columns", "dtrt", "flush", "flush-line", "ignore-close", "info", "keys", "log-gettext",
    "log-syslog", "no-color", "no-humanize", "no-locale", "no-retain", "no-top", "not-first", "pretty", "retain",
    "underscores", "units", "warn", "warn-xml", "xpath",
)  # fmt: skip
LETTERS = {"P": "pretty", "u": "underscores"}


class Number(str):
    """Digits that stand in JSON as they are, such as those of a fraction."""


class Scaled(str):
    """Text of a number that was scaled for people; XML shows the number itself beside it (xo_attr ``value``)."""

    value: int

    def __new__(cls, text: str, value: int) -> Scaled:
        """The text and what it was before."""
        scaled = super().__new__(cls, text)
        scaled.value = value
        return scaled


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is written: ``kind`` is json or xml; ``pretty`` in lines, ``indent`` blanks a level;
    ``underscores``: no dashes in the names of JSON.
    """

    kind: str = JSON
    pretty: bool = False
    indent: int = 2
    underscores: bool = False


def parse_args(argv: list[str]) -> tuple[list[str], Style | None]:
    """Take ``--libxo json`` (``--libxo=json,pretty``, ``--libxo:JP``) out of a command line: what is left, and the
    style asked for, None for text. Raises Refused.
    """
    kept: list[str] = []
    asked: dict[str, str] = {}
    words = iter(argv)
    for word in words:
        if not word.startswith("--libxo"):
            kept.append(word)
            continue
        rest = word.removeprefix("--libxo")
        if rest[:1] == ":":
            _letters(rest[1:], asked)
        elif not rest or rest[0] == "=":
            options = rest[1:] if rest else next(words, None)
            if options is None:
                raise Refused("missing libxo option")
            _options(options, asked)
        else:
            raise Refused(f"unknown libxo option: '{word}'")
    kind = asked.get("style")
    if kind not in (JSON, XML):
        return kept, None
    return kept, Style(kind, "pretty" in asked, int(asked.get("indent", "2")), "underscores" in asked)


def _letters(letters: str, asked: dict[str, str]) -> None:
    """The old way: a letter an option."""
    for letter, digits in re.findall(r"(i[0-9]+|.)()", letters):
        if letter in ("J", "X", "T", "H"):
            asked["style"] = {"J": JSON, "X": XML, "T": "text", "H": "html"}[letter]
        elif letter in LETTERS:
            asked[LETTERS[letter]] = digits
        elif letter[0] == "i" and len(letter) > 1:
            asked["indent"] = letter[1:]


def _options(text: str, asked: dict[str, str]) -> None:
    for word in text.split(","):
        name, _, value = word.partition("=")
        if name in (JSON, XML, *OTHER_STYLES):
            asked["style"] = name
        elif name == "indent":
            found = re.match(r"[0-9]+", value)
            asked["indent"] = found.group() if found is not None else "0"
        elif name in FLAGS:
            asked[name] = value
        elif name and name != "colors":
            raise Refused(f"unknown libxo option value: '{name}'")


def document(content: Mapping[str, Value], version: str | None = None, style: Style | None = None) -> str:
    """A whole document: containers are dicts, lists are lists of dicts, leaf lists are tuples."""
    style = style or Style()
    if style.kind == XML:
        return _Xml(style).document(content, version)
    return _Json(style).document(content, version)


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.newline = "\n" if style.pretty else ""

    def margin(self, depth: int) -> str:
        """The blanks before a line of this depth."""
        return " " * (depth * self.style.indent) if self.style.pretty else ""


class _Json(_Writer):
    def document(self, content: Mapping[str, Value], version: str | None) -> str:
        """One object; the version is its first member."""
        if not content and version is None:
            return "{ }\n"
        head = f'{self.margin(1)}"__version": "{version}", {self.newline}' if version is not None else ""
        return "{" + self.newline + head + self._members(content, 1) + self.newline + "}\n"

    def _members(self, content: Mapping[str, Value], depth: int) -> str:
        text = ""
        for name, value in content.items():
            nested = isinstance(value, (dict, list, tuple))
            text += ("," + (self.newline or (" " if nested else ""))) if text else ""
            label = _quote(name.replace("-", "_") if self.style.underscores else name)
            blank = " " if nested or self.style.pretty else ""
            text += f"{self.margin(depth)}{label}:{blank}{self._value(value, depth)}"
        return text

    def _value(self, value: Value, depth: int) -> str:
        if isinstance(value, dict):
            return "{" + self.newline + self._members(value, depth + 1) + self.newline + self.margin(depth) + "}"
        if isinstance(value, tuple):
            words = ("," + self.newline).join(self.margin(depth + 1) + self._value(one, depth) for one in value)
            return self._brackets(words, depth)
        if isinstance(value, list):
            separator = "," + (self.newline or " ")
            return self._brackets(separator.join(self._instance(one, depth + 1) for one in value), depth)
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, (int, Number)) else _quote(str(value))

    def _instance(self, one: Mapping[str, Value], depth: int) -> str:
        members = self._members(one, depth + 1)
        return f"{self.margin(depth)}{{{self.newline}{members}{self.newline}{self.margin(depth)}}}"

    def _brackets(self, inside: str, depth: int) -> str:
        return "[" + self.newline + inside + (self.newline if inside else "") + self.margin(depth) + "]"


class _Xml(_Writer):
    def document(self, content: Mapping[str, Value], version: str | None) -> str:
        """One element after the other; the version is an attribute of the first."""
        attribute = f' version="{version}"' if version is not None else ""
        return "".join(
            self._element(name, value, 0, attribute if place == 0 else "")
            for place, (name, value) in enumerate(content.items())
        )

    def _element(self, name: str, value: Value, depth: int, attribute: str = "") -> str:
        if isinstance(value, (list, tuple)):
            items: Sequence[Value] = value
            return "".join(self._element(name, one, depth) for one in items)
        tag = name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"
        if isinstance(value, dict):
            inside = "".join(self._element(key, one, depth + 1) for key, one in value.items())
            inside = f"{self.newline}{inside}{self.margin(depth)}"
        else:
            inside = _escape(("false", "true")[value] if isinstance(value, bool) else str(value))
            attribute = f' value="{value.value}"' if isinstance(value, Scaled) else attribute
        return f"{self.margin(depth)}<{tag}{attribute}>{inside}</{tag}>{self.newline}"


def _quote(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
