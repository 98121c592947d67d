"""A page of mdoc(7) as lines for a terminal: sections, paragraphs, lists and displays.

Models contrib/mandoc/mdoc.c and mdoc_term.c in effect: head and foot lines, indentation, -tag, -bullet, -enum, -item,
-hang and -column lists; leaves out man(7), eqn, tbl, and every output device but a terminal with UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simbsd.usr_bin.mandoc.macros import CLOSING, Line, unescaped, words_of
from simbsd.usr_bin.mandoc.text import BOLD, END, GLUE, PLAIN, UNDERLINE, Item, encoded, filled, joined, styled

WIDTH, INDENT, STEP, GAP = 78, 5, 6, 2
VOLUMES = {
    "1": "FreeBSD General Commands Manual", "2": "FreeBSD System Calls Manual", "3": "FreeBSD Library Functions Manual",
    "4": "FreeBSD Kernel Interfaces Manual", "5": "FreeBSD File Formats Manual", "6": "FreeBSD Games Manual",
    "7": "FreeBSD Miscellaneous Information Manual", "8": "FreeBSD System Manager's Manual",
    "9": "FreeBSD Kernel Developer's Manual",
}  # fmt: skip
MARKS = {"bullet": ("•", 2), "dash": ("-", 2), "hyphen": ("-", 2)}
LIBRARIES = {"libc": "Standard C Library (libc, -lc)", "libjail": "Jail Library (libjail, -ljail)"}
# What a macro is worth as a width (mdoc_validate.c: macro2len).
MACRO_WIDTHS = {
    **dict.fromkeys(("Ad", "An", "Ar", "Cd", "Dv", "Fa", "Va", "Vt"), 12), "Sy": 6, "Op": 14,
    "Ev": 15, "Er": 17, "Pa": 32,
    **dict.fromkeys(("Cm", "Em", "Fl", "Ic", "Nm", "Tn", "Xr"), 10), **dict.fromkeys(("Fn", "Li", "Ql", "Sx"), 16),
}  # fmt: skip
IGNORED = {"Bk", "Ek", "Sm", "Bf", "Ef", "Os", "br", "Tg"}
REFERENCE = "ATBJNVPDIRQUO"  # the order of a reference's parts


@dataclass(slots=True)
class List:
    """A list that is open: its kind, how far it and its bodies are indented, and which entry comes."""

    kind: str
    indent: int
    body: int
    compact: bool
    columns: tuple[int, ...] = ()
    number: int = 0
    begun: bool = False


class Page:
    """One page under way; ``lines`` is what has been laid out. ``system`` stands in the foot line."""

    def __init__(self, source: str, system: str, width: int = WIDTH) -> None:
        self.system = system
        self.width = width
        self.title, self.section, self.date, self.name = "UNTITLED", "", "", ""
        self.heading = ""
        self.lines: list[str] = []
        self.items: list[Item] = []
        self.lists: list[List] = []
        self.displays: list[tuple[int, bool]] = []
        self.reference: dict[str, list[str]] | None = None
        self.indent = INDENT
        self.literal = False
        self.hang: int | None = None
        self.tag: str | None = None  # an entry's head and the blanks to its body, which begins on the same line
        self.function: list[str] | None = None
        for line in source.split("\n"):
            self._line(line)
        self._flush()

    def text(self) -> str:
        """The whole page."""
        head = f"{self.title}({self.section})"
        volume = VOLUMES.get(self.section, "LOCAL")
        top = _three(head, volume, head, self.width)
        bottom = _three(self.system, self.date, self.system, self.width)
        return "\n".join([top, "", *_squeezed(self.lines), "", bottom]) + "\n"

    def _line(self, line: str) -> None:
        if line.startswith((".\\\"", "'\\\"")):
            return
        if self.literal and not line.startswith("."):
            self.lines.append((" " * self.indent + unescaped(line)).rstrip())
        elif line.startswith("."):
            words = words_of(line[1:].strip())
            if words:
                self._macro(words[0].removeprefix("\1"), words[1:])
        elif not line.strip():
            self._paragraph()
        else:
            self.items += styled(unescaped(line))
            if _ends(line):
                self.items.append(END)

    def _macro(self, macro: str, words: list[str]) -> None:
        if self.reference is not None and macro.startswith("%"):
            self.reference.setdefault(macro[1:], []).append(_plain(words))
        elif self.function is not None and macro == "Fa":
            self.function += [word.removeprefix("\1") for word in words]
        elif macro in BLOCKS:
            BLOCKS[macro](self, words)
        elif macro not in IGNORED and not (macro == "An" and words[:1] in (["-nosplit"], ["-split"])):
            self._inline(macro, words)

    def _inline(self, macro: str, words: list[str]) -> None:
        items = Line(self.name, self.heading == "SYNOPSIS").items([macro, *words])
        if self.literal:
            self.lines.append((" " * self.indent + " ".join(encoded(word) for word in joined(items))).rstrip())
            return
        self.items += items
        if words and words[-1] in (".", "!", "?"):
            self.items.append(END)

    def _flush(self) -> None:
        """Lay out the words gathered so far."""
        items, self.items = self.items, []
        tag, self.tag = self.tag, None
        if tag is not None:
            first, *rest = filled(items, self.indent, self.width, self.indent) or [""]
            self.lines += [(tag + first).rstrip(), *rest]
        elif items and self.hang is not None:
            first, *rest = filled(items, self.hang, self.width, self.indent)
            self.lines += [" " * self.indent + first, *rest]
        elif items:
            self.lines += filled(items, self.indent, self.width)

    def _paragraph(self, words: list[str] | None = None) -> None:
        self._flush()
        self.hang = None
        self.lines.append("")

    # What begins and ends blocks.

    def _date(self, words: list[str]) -> None:
        date = _plain(words)
        parts = date.removeprefix("$Mdocdate:").removesuffix("$").strip()
        self.date = parts

    def _title(self, words: list[str]) -> None:
        self.title, self.section = words[0], words[1] if len(words) > 1 else ""

    def _name(self, words: list[str]) -> None:
        own = [word for word in words if word not in CLOSING]
        if own and not self.name:
            self.name = own[0]
        if self.heading == "SYNOPSIS":
            self._flush()
            self.hang = self.indent + len((own or [self.name])[0]) + 1
        self._inline("Nm", words)

    def _description(self, words: list[str]) -> None:
        self.items += [*styled("–"), *Line(self.name).items(words)]

    def _section(self, words: list[str]) -> None:
        self._flush()
        self.lists, self.displays, self.indent, self.hang, self.literal = [], [], INDENT, None, False
        self.heading = _plain(words)
        self.lines += ["", encoded(joined(styled(self.heading.replace(" ", "\0"), BOLD))[0])]

    def _subsection(self, words: list[str]) -> None:
        self._flush()
        self.lists, self.displays, self.indent, self.hang, self.literal = [], [], INDENT, None, False
        if self.lines and self.lines[-1].startswith(" "):
            self.lines.append("")
        self.lines.append("   " + encoded(joined(styled(_plain(words).replace(" ", "\0"), BOLD))[0]))

    def _begin_list(self, words: list[str]) -> None:
        self._flush()
        options = _options(words)
        kind = next((name for name in options if name not in ("width", "offset", "compact")), "item")
        indent = self.indent + _length(options.get("offset", ""))
        mark = MARKS.get(kind, ("", 3 if kind == "enum" else 0 if kind in ("item", "inset", "ohang", "diag") else 8))[1]
        width = _length(options["width"]) if "width" in options else mark
        body = indent + (width + GAP if width else 0)
        columns = tuple(_length(word[1:]) for word in words if word.startswith("\1"))
        if kind in ("item", "inset", "column"):
            body = indent
        self.lists.append(List(kind, indent, body, "compact" in options, columns))
        if "compact" not in options and self.lines and self.lines[-1].startswith(" "):
            self.lines.append("")

    def _end_list(self, words: list[str]) -> None:
        self._flush()
        if self.lists:
            self.lists.pop()
        self.indent = self.lists[-1].body if self.lists else INDENT
        if self.displays:
            self.indent = max(self.indent, self.displays[-1][0])

    def _entry(self, words: list[str]) -> None:
        """An entry of the innermost list."""
        self._flush()
        if not self.lists:
            return
        last = self.lists[-1]
        if last.begun and not last.compact and last.kind != "column":
            self.lines.append("")
        last.begun = True
        self.indent = last.body
        if last.kind == "column":
            self._row(last, words)
            return
        head = Line(self.name).items(words)
        if last.kind == "enum":
            last.number += 1
            head = styled(f"{last.number}.")
        elif last.kind in MARKS:
            head = styled(MARKS[last.kind][0])
        self._head(last, head)

    def _head(self, last: List, head: list[Item]) -> None:
        """The tag; the body goes on beside it when there is room, else below."""
        if last.kind in ("inset", "diag"):
            self.items = list(head)
            return
        laid = filled(head, last.indent, self.width) if head else []
        if not laid:
            return
        columns = last.indent + sum(len(word) + 1 for word in joined(head)) - 1
        if len(laid) == 1 and last.kind != "ohang" and columns < last.body:
            self.tag = laid[0] + " " * (last.body - columns)
        else:
            self.lines += laid

    def _row(self, last: List, words: list[str]) -> None:
        cells: list[list[str]] = [[]]
        for word in words:
            if word == "Ta":
                cells.append([])
            else:
                cells[-1].append(word)
        out, column = " " * last.indent, last.indent
        for number, cell in enumerate(cells):
            shown = joined(Line(self.name).items(cell))
            text, length = " ".join(encoded(word) for word in shown), sum(len(word) + 1 for word in shown) - 1
            room = last.columns[number] + GAP if number < len(last.columns) else 0
            out += text + (" " * max(1, room - length) if number < len(cells) - 1 else "")
            column += room
        self.lines.append(out)

    def _begin_display(self, words: list[str]) -> None:
        self._flush()
        options = _options(words)
        self.displays.append((self.indent, self.literal))
        if "compact" not in options and self.lines and self.lines[-1].startswith(" "):
            self.lines.append("")
        self.indent += _length(options.get("offset", ""))
        self.literal = "literal" in options or "unfilled" in options

    def _end_display(self, words: list[str]) -> None:
        self._flush()
        if self.displays:
            self.indent, self.literal = self.displays.pop()

    def _display_line(self, words: list[str]) -> None:
        self._flush()
        items = Line(self.name).items(words)
        self.lines.append(" " * (self.indent + STEP) + " ".join(encoded(word) for word in joined(items)))

    def _begin_reference(self, words: list[str]) -> None:
        self.reference = {}

    def _end_reference(self, words: list[str]) -> None:
        parts = self.reference or {}
        self.reference = None
        found: list[list[Item]] = []
        for key in REFERENCE:
            values = parts.get(key, [])
            if key == "A" and len(values) > 1:
                values = [", ".join(values[:-1]) + " and " + values[-1]]
            for value in values:
                quoted = key == "T" and "J" in parts
                underlined = key in "BJ" or (key == "T" and not quoted)
                found.append(styled(f"“{value}”" if quoted else value, UNDERLINE if underlined else PLAIN))
        for number, items in enumerate(found):
            self.items += [*items, GLUE, *styled("," if number < len(found) - 1 else ".")]

    def _library(self, words: list[str]) -> None:
        self.items += styled(LIBRARIES.get(words[0], words[0]))

    def _type(self, words: list[str]) -> None:
        if self.heading == "SYNOPSIS":
            self._flush()
            if self.lines and self.lines[-1] and "\b" in self.lines[-1] and self.lines[-1].startswith(" "):
                self.lines.append("")
            self.hang = None
        self._inline("Ft", words)
        if self.heading == "SYNOPSIS":
            self._flush()

    def _alone(self, macro: str) -> Callable[[list[str]], None]:
        def line(words: list[str]) -> None:
            if self.heading == "SYNOPSIS":
                self._flush()
                self.hang = self.indent + 4 if macro == "Fn" else None
            self._inline(macro, words)
            if self.heading == "SYNOPSIS":
                self._flush()

        return line

    def _begin_function(self, words: list[str]) -> None:
        self.function = [words[0]]

    def _end_function(self, words: list[str]) -> None:
        name, *arguments = self.function or [""]
        self.function = None
        self._alone("Fn")([name, *(f"\1{one}" for one in arguments), *words])


BLOCKS: dict[str, Callable[[Page, list[str]], None]] = {
    "Dd": Page._date, "Dt": Page._title, "Nm": Page._name, "Nd": Page._description, "Sh": Page._section,
    "Ss": Page._subsection, "Pp": Page._paragraph, "sp": Page._paragraph, "Bl": Page._begin_list, "El": Page._end_list,
    "It": Page._entry, "Bd": Page._begin_display, "Ed": Page._end_display, "Dl": Page._display_line,
    "D1": Page._display_line, "Rs": Page._begin_reference, "Re": Page._end_reference, "Lb": Page._library,
    "Ft": Page._type, "Fo": Page._begin_function, "Fc": Page._end_function,
    "Fn": lambda page, words: page._alone("Fn")(words), "In": lambda page, words: page._alone("In")(words),
    "Cd": lambda page, words: page._alone("Cd")(words), "Fd": lambda page, words: page._alone("Fd")(words),
}  # fmt: skip


def _three(left: str, middle: str, right: str, width: int) -> str:
    """Left, centred and right on one line (term_head and print_mdoc_foot of mdoc_term.c)."""
    before = max(1, (width - len(middle)) // 2 - len(left))
    line = left + " " * before + middle
    return line + " " * max(1, width - len(line) - len(right)) + right


def _squeezed(lines: list[str]) -> list[str]:
    """No blank line at the ends, never two together."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    while out and not out[-1]:
        out.pop()
    return out


def _ends(text: str) -> bool:
    """True when a sentence ends with the text: a full stop, perhaps in quotes or brackets (mandoc.c: mandoc_eos)."""
    return text.rstrip("\"')]").endswith((".", "!", "?"))


def _plain(words: list[str]) -> str:
    return unescaped(" ".join(word.removeprefix("\1") for word in words))


def _options(words: list[str]) -> dict[str, str]:
    """``-tag -width indent -compact`` as a table."""
    found: dict[str, str] = {}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        name = words[at][1:]
        takes = name in ("width", "offset")
        found[name] = words[at + 1].removeprefix("\1") if takes and at + 1 < len(words) else ""
        at += 2 if takes else 1
    return found


def _length(text: str) -> int:
    """A width: ``indent`` (6), ``4n``, or as wide as the text; macros in it count as what they print."""
    named = MACRO_WIDTHS | {"": 0, "indent": STEP, "indent-two": 2 * STEP, "left": 0, "Ds": STEP}
    if text in named:
        return named[text]
    if text[:-1].isdecimal() and text.endswith("n"):
        return int(text[:-1])
    first = text.split(" ", 1)[0]
    if len(first) == 2 and first[0].isupper() and first[1].islower() and " " in text:
        shown = joined(Line("").items(words_of(text)))
        return sum(len(word) + 1 for word in shown) - 1
    return len(unescaped(text))
