"""The formats of jq: a value as a row, a word of the shell, a text of HTML.

Models jq's manual (1.7), format strings.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from simbsd.usr_local_bin.jq.values import Refused, described, text_of, written

TSV = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}
HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;"}


def cell(value: Any, quote: Callable[[str], str]) -> str:
    """One cell of a row."""
    if isinstance(value, list | dict):
        raise Refused(f"{described(value)} is not valid in a csv row")
    return "" if value is None else quote(value) if isinstance(value, str) else text_of(value)


def row(mark: str, quote: Callable[[str], str]) -> Callable[[Any], str]:
    """What makes rows of arrays."""

    def write(value: Any) -> str:
        if not isinstance(value, list):
            kind = "csv" if mark == "," else "tsv"
            raise Refused(f"{described(value)} cannot be {kind}-formatted, only an array can be")
        return mark.join(cell(one, quote) for one in value)

    return write


def shell(value: Any) -> str:
    """Words that the shell reads back."""
    words = value if isinstance(value, list) else [value]
    return " ".join("'" + one.replace("'", "'\\''") + "'" if isinstance(one, str) else written(one) for one in words)


def escaped(table: dict[str, str]) -> Callable[[Any], str]:
    """What puts other letters in the place of some."""
    return lambda value: "".join(table.get(letter, letter) for letter in text_of(value))


def base64(value: Any) -> str:
    """``@base64``."""
    return b64encode(text_of(value).encode("utf-8", "surrogateescape")).decode()


FORMATS: dict[str, Callable[[Any], str]] = {
    "@json": written, "@text": text_of, "@tsv": row("\t", escaped(TSV)), "@sh": shell, "@html": escaped(HTML),
    "@csv": row(",", lambda text: '"' + text.replace('"', '""') + '"'), "@base64": base64,
}  # fmt: skip
