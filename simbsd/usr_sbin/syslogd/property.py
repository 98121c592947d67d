"""syslog.conf(5): blocks for messages of which a property has some value.

Models prop_filter_compile() and evaluate_prop_filter() of usr.sbin/syslogd/syslogd.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.usr_sbin.syslogd.message import Message

SEPARATORS = ", \t\n"
PROPERTIES = ("msg", "hostname", "source", "programname")
COMPARISONS = ("contains", "isequal", "startswith", "regex", "ereregex")
VALUE = re.compile(r'"((?:\\.|[^"\\])*)"?(.*)', re.DOTALL)


class FilterError(Exception):
    """A filter that is none, in the words of the log."""


@dataclass(frozen=True, slots=True)
class Property:
    """What is compared with what, and how; ``excludes``: those that are not so are wanted."""

    name: str
    comparison: str
    value: str
    excludes: bool
    fold: bool
    regex: Regex | None = None

    def wants(self, message: Message) -> bool:
        """Whether a message is to be written."""
        texts = {"msg": message.text, "programname": message.program}
        return self._holds(texts.get(self.name, message.host)) is not self.excludes

    def _holds(self, text: str) -> bool:
        if self.regex is not None:
            return self.regex.search(text) is not None
        value = self.value
        if self.fold:
            text, value = text.lower(), value.lower()
        if self.comparison == "contains":
            return value in text
        return text == value if self.comparison == "isequal" else text.startswith(value)


def compiled(text: str) -> Property:
    """``msg, contains, "word"`` and the like. Raises FilterError."""
    words = re.match(rf"[{SEPARATORS}]*([^{SEPARATORS}]+)[{SEPARATORS}]+([^{SEPARATORS}]+)(.*)", text, re.DOTALL)
    if words is None:
        raise FilterError("filter parse error")
    name, comparison, rest = words[1].lower(), words[2].lower(), words[3].lstrip(SEPARATORS)
    if name not in PROPERTIES:
        raise FilterError("unknown property")
    excludes = comparison.startswith("!")
    comparison = comparison.removeprefix("!")
    fold = comparison.startswith("icase_")
    comparison = comparison.removeprefix("icase_")
    if comparison not in COMPARISONS:
        raise FilterError("unknown cmp function")
    found = VALUE.match(rest) if len(rest) >= 3 else None
    if found is None or found[2].strip():
        raise FilterError("property value parse error")
    value = re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
    if comparison not in ("regex", "ereregex"):
        return Property(name, comparison, value, excludes, fold)
    try:
        regex = Regex(value, extended=comparison == "ereregex", fold=fold)
    except RegexError as error:
        raise FilterError("RE compilation error") from error
    return Property(name, comparison, value, excludes, fold, regex)
