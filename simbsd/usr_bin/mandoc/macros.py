"""The words of a line of mdoc(7): macros within a line become styled words.

Models contrib/mandoc/mdoc_macro.c and mdoc_term.c for the macros in the tables below; leaves out the others, which are
shown as the words that they are.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.usr_bin.mandoc.text import BOLD, GLUE, PLAIN, UNDERLINE, Item, styled

OPENING, CLOSING = "([", ".,:;)]?!"
ESCAPES = {
    "\\&": "", "\\e": "\\", "\\-": "-", "\\ ": "\0", "\\~": "\0", "\\(em": "—", "\\(en": "–", "\\(aq": "'",
    "\\(dq": '"', "\\(lq": "“", "\\(rq": "”", "\\(<=": "≤", "\\(>=": "≥", "\\(->": "→", "\\(bu": "•", "\\(ha": "^",
    "\\(ti": "~", "\\(mu": "×", "\\(co": "©",
}  # fmt: skip

STYLES: dict[str, str] = {
    **dict.fromkeys(("Nm", "Cm", "Ic", "Sy", "Fd", "In", "Ms", "Cd"), BOLD),
    **dict.fromkeys(("Ar", "Em", "Pa", "Va", "Vt", "Ft", "Fa", "Ad", "Lk", "Mt", "Sx"), UNDERLINE),
    **dict.fromkeys(("Ev", "Dv", "Er", "Li", "No", "Tn", "An"), PLAIN),
}
ENCLOSURES: dict[str, tuple[str, str]] = {
    "Op": ("[", "]"), "Bq": ("[", "]"), "Pq": ("(", ")"), "Brq": ("{", "}"), "Aq": ("<", ">"), "Dq": ("“", "”"),
    "Sq": ("‘", "’"), "Ql": ("‘", "’"), "Qq": ('"', '"'),
}  # fmt: skip
BRACKETS: dict[str, str] = {"Oo": "[", "Bo": "[", "Po": "(", "Bro": "{", "Do": "“", "So": "‘", "Qo": '"', "Ao": "<"}
CLOSERS: dict[str, str] = {"Oc": "]", "Bc": "]", "Pc": ")", "Brc": "}", "Dc": "”", "Sc": "’", "Qc": '"', "Ac": ">"}
NAMES: dict[str, str] = {"Fx": "FreeBSD", "Bx": "BSD", "Nx": "NetBSD", "Ox": "OpenBSD", "Ux": "UNIX", "At": "AT&T UNIX"}
STANDARDS: dict[str, str] = {
    "-p1003.1-2008": "IEEE Std 1003.1-2008 (“POSIX.1”)", "-p1003.1-2001": "IEEE Std 1003.1-2001 (“POSIX.1”)",
    "-p1003.2": "IEEE Std 1003.2 (“POSIX.2”)", "-susv2": "Version 2 of the Single UNIX Specification (“SUSv2”)",
}  # fmt: skip
SPECIAL = {"Fl", "Xr", "Fn", "Ns", "Ap", "Xo", "Xc", "St", "Ex", "Rv"}
CALLABLE = {*STYLES, *ENCLOSURES, *BRACKETS, *CLOSERS, *NAMES, *SPECIAL}


def unescaped(text: str) -> str:
    """roff's escapes as characters; changes of font are left out."""
    out, at = [], 0
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        if text.startswith("\\f", at):
            at += 3
            continue
        found = next((name for name in ESCAPES if text.startswith(name, at)), None)
        out.append(ESCAPES[found] if found else text[at + 1 : at + 2])
        at += len(found) if found else 2
    return "".join(out)


def words_of(line: str) -> list[str]:
    """The arguments of a macro line; quotes keep blanks together, and a quoted word is never a macro (it begins with
    \\1)."""
    out, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
        elif line[at] == '"':
            end = line.find('"', at + 1)
            end = len(line) if end < 0 else end
            out.append("\1" + line[at + 1 : end])
            at = end + 1
        else:
            end = at
            while end < len(line) and line[end] != " ":
                end += 2 if line[end] == "\\" else 1
            out.append(line[at:end])
            at = end
    return out


class Line:
    """Turns the words of one line into items; ``name`` is what .Nm without a name stands for."""

    def __init__(self, name: str, synopsis: bool = False) -> None:
        self.name = name
        self.synopsis = synopsis

    def items(self, words: list[str]) -> list[Item]:
        """The whole line: a macro and its arguments, or plain words."""
        out: list[Item] = []
        at = 0
        while at < len(words):
            at = self._take(words, at, out)
        return out

    def _take(self, words: list[str], at: int, out: list[Item]) -> int:
        """One macro with what belongs to it, or one word; where to go on."""
        word = words[at]
        if word in ENCLOSURES:
            return self._enclose(words, at, out)
        if word in BRACKETS:
            out += [*styled(BRACKETS[word]), GLUE]
        elif word in CLOSERS:
            out += [GLUE, *styled(CLOSERS[word])]
        elif word in NAMES:
            rest, at = _arguments(words, at + 1)
            version = rest.pop(0) if rest and not _is_delimiter(rest[0]) else ""
            text = f"{version}{NAMES[word]}" if word == "Bx" and version else f"{NAMES[word]} {version}".strip()
            out += styled(text.replace(" ", "\0"))
            for one in rest:
                _plain(one, out, PLAIN)
            return at
        elif word in HANDLERS:
            return HANDLERS[word](self, words, at, out)
        elif word in STYLES:
            return self._style(words, at, out)
        else:
            _plain(word, out, PLAIN)
        return at + 1

    def _style(self, words: list[str], at: int, out: list[Item]) -> int:
        macro = words[at]
        rest, end = _arguments(words, at + 1)
        if macro == "Nm" and not [one for one in rest if not _is_delimiter(one)]:
            rest = [self.name, *rest]
        if macro == "Ar" and not rest:
            rest = ["file", "..."]
        if macro == "In":
            rest = [f"#include\0<{rest[0]}>"] if self.synopsis else [f"<{rest[0]}>"]
        for one in rest:
            _plain(one, out, STYLES[macro])
        return end

    def _enclose(self, words: list[str], at: int, out: list[Item]) -> int:
        """All that follows on the line, but closing punctuation at its end."""
        opening, closing = ENCLOSURES[words[at]]
        end = len(words)
        while end > at + 1 and _is_closing(words[end - 1]):
            end -= 1
        inside = self.items(words[at + 1 : end])
        out += [*styled(opening), GLUE, *inside, GLUE, *styled(closing)]
        for one in words[end:]:
            out += [GLUE, *styled(one)]
        return len(words)

    def _flag(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        if not [one for one in rest if not _is_delimiter(one)]:
            rest = ["", *rest]
        for one in rest:
            if one and _is_delimiter(one):
                _plain(one, out, PLAIN)
            else:
                _plain(f"-{_bare(one)}", out, BOLD)
        return end

    def _reference(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        known = [one for one in rest if not _is_delimiter(one)]
        out += styled(known[0] + (f"({known[1]})" if len(known) > 1 else "") if known else "")
        for one in rest[len(known) :]:
            _plain(one, out, PLAIN)
        return end

    def _function(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        tail: list[str] = []
        while rest and _is_delimiter(rest[-1]):
            tail.insert(0, rest.pop())
        if not rest:
            return end
        out += [*styled(_bare(rest[0]), BOLD), GLUE, *styled("(")]
        for number, one in enumerate(rest[1:]):
            out += [GLUE] if number == 0 else [GLUE, *styled(",")]
            out += styled(_bare(one).replace(" ", "\0"), UNDERLINE)
        out += [GLUE, *styled(");" if self.synopsis else ")")]
        for one in tail:
            _plain(one, out, PLAIN)
        return end

    def _no_space(self, words: list[str], at: int, out: list[Item]) -> int:
        out.append(GLUE)
        return at + 1

    def _apostrophe(self, words: list[str], at: int, out: list[Item]) -> int:
        out += [GLUE, *styled("'"), GLUE]
        return at + 1

    def _nothing(self, words: list[str], at: int, out: list[Item]) -> int:
        return at + 1

    def _standard(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        out += styled(STANDARDS.get(rest[0], rest[0]) if rest else "")
        for one in rest[1:]:
            _plain(one, out, PLAIN)
        return end

    def _exit_status(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        names = [one for one in rest if one != "-std"] or [self.name]
        out += [*styled("The"), *styled(names[0], BOLD)]
        out += styled("utility exits 0 on success, and >0 if an error occurs.")
        return end

    def _return_value(self, words: list[str], at: int, out: list[Item]) -> int:
        rest, end = _arguments(words, at + 1)
        names = [one for one in rest if one != "-std"] or [self.name]
        out += [*styled("The"), *styled(names[0], BOLD), GLUE, *styled("()")]
        out += styled("function returns the value 0 if successful; otherwise the value -1 is returned and the global")
        out += [*styled("variable"), *styled("errno", UNDERLINE), *styled("is set to indicate the error.")]
        return end


HANDLERS: dict[str, Callable[[Line, list[str], int, list[Item]], int]] = {
    "Fl": Line._flag, "Xr": Line._reference, "Fn": Line._function, "Ns": Line._no_space, "Ap": Line._apostrophe,
    "Xo": Line._nothing, "Xc": Line._nothing, "St": Line._standard, "Ex": Line._exit_status, "Rv": Line._return_value,
}  # fmt: skip


def _bare(word: str) -> str:
    return unescaped(word.removeprefix("\1"))


def _is_delimiter(word: str) -> bool:
    return len(word) == 1 and word in OPENING + CLOSING + "|"


def _is_closing(word: str) -> bool:
    return len(word) == 1 and word in CLOSING


def _arguments(words: list[str], at: int) -> tuple[list[str], int]:
    """The words up to the next macro, and where that is."""
    end = at
    while end < len(words) and words[end] not in CALLABLE:
        end += 1
    return words[at:end], end


def _plain(word: str, out: list[Item], style: str) -> None:
    """One word; punctuation is plain, and sticks to its neighbour."""
    if _is_closing(word) and out:
        out += [GLUE, *styled(word)]
    elif len(word) == 1 and word in OPENING:
        out += [*styled(word), GLUE]
    elif word == "|":
        out += styled(word)
    else:
        out += styled(_bare(word), style)
