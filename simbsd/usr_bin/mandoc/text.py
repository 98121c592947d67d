"""Styled words, and lines of them: how mandoc writes on a terminal.

Models contrib/mandoc/term.c and term_ascii.c; leaves out hyphenation, colour, and characters beyond ASCII.
"""

from __future__ import annotations

from dataclasses import dataclass

PLAIN, BOLD, UNDERLINE = "", "b", "u"
Word = list[tuple[str, str]]  # (character, style), no blank inside that a line may break at


@dataclass(frozen=True, slots=True)
class Glue:
    """No blank between the words around it."""


@dataclass(frozen=True, slots=True)
class End:
    """A sentence ends with its line: two blanks follow."""


GLUE, END = Glue(), End()
Item = Word | Glue | End


def styled(text: str, style: str = PLAIN) -> list[Item]:
    """The words of a text; ``\\ `` and ``\\~`` are blanks that no line breaks at."""
    return [[(" " if letter == "\0" else letter, style) for letter in word] for word in text.split()]


def encoded(word: Word) -> str:
    """Bold is overstruck, underlined is struck over an underscore (term_ascii.c: encode1)."""
    out = []
    for letter, style in word:
        if letter == " " or style == PLAIN:
            out.append(letter)
        else:
            out.append(f"{letter if style == BOLD else '_'}\b{letter}")
    return "".join(out)


def joined(items: list[Item]) -> list[Word]:
    """The words, with those glued together made one."""
    return [word for word, _ in spaced(items)]


def spaced(items: list[Item]) -> list[tuple[Word, int]]:
    """The same, each with the blanks that follow it on a line."""
    words: list[tuple[Word, int]] = []
    glued = True
    for item in items:
        if isinstance(item, Glue):
            glued = True
        elif isinstance(item, End):
            if words:
                words[-1] = (words[-1][0], 2)
        elif glued and words:
            words[-1] = (words[-1][0] + item, 1)
            glued = False
        else:
            words.append((list(item), 1))
            glued = False
    return words


def filled(items: list[Item], indent: int, right: int, begin: int | None = None) -> list[str]:
    """Lines from column ``indent`` to ``right``; the first goes on at column ``begin``, without what is before it."""
    lines: list[str] = []
    current = " " * (indent if begin is None else 0)
    column, blanks = indent if begin is None else begin, 0
    for word, following in spaced(items):
        if blanks and column + blanks + len(word) > right:
            lines.append(current)
            current, column, blanks = " " * indent, indent, 0
        current += " " * blanks + encoded(word)
        column += blanks + len(word)
        blanks = following
    return [*lines, current] if blanks else lines
