"""Tokens of the shell language.

Models bin/sh/parser.c (readtoken, xxreadtoken, parseredir, parsebackq) and mktokens; leaves out nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simbsd.sh.errors import SyntaxFault
from simbsd.sh.nodes import Command, HereDoc, Redir, Word
from simbsd.sh.source import Alias, Source
from simbsd.sh.words import WordReader

# Tokens are named by their text; a word that is no keyword is WORD.
EOF, NL, REDIR, WORD = "end of file", "newline", "redirection", "word"
KEYWORDS = (
    "if", "then", "else", "elif", "fi", "while", "until", "for", "do", "done", "{", "}", "case", "esac", "!",
)  # fmt: skip
# Tokens that end a list of commands.
LIST_ENDS = (EOF, ")", ";;", ";&", "then", "else", "elif", "fi", "do", "done", "}", "esac")
_PAIRS = {"&": ("&&",), "|": ("||",), ";": (";;", ";&")}
_DIGITS = "0123456789"
# What readtoken looks for: CHKALIAS, CHKKWD, CHKNL.
ALIAS, KEYWORD, NEWLINE = 1, 2, 4


def token_name(token: str) -> str:
    """A token as messages show it."""
    return token if token in (EOF, NL, REDIR, WORD) else f'"{token}"'


class Lexer:
    """Reads tokens from ``source``. ``parse_list`` parses the list of commands in a command substitution."""

    def __init__(self, source: Source, aliases: Mapping[str, Alias]) -> None:
        self.source = source
        self.aliases = aliases
        self.check = 0
        self.last = EOF
        self.pushed_back = False
        self.word = Word((), False, "", False)
        self.redir = Redir("<", 0, None, None)
        self.pending: list[HereDoc] = []
        self.start_line = source.line
        self.function_line = 0
        self.substitute: Callable[[bool, bool], Command | None] = _no_substitution

    def peek(self) -> str:
        """The next token, left to be read again."""
        token = self.token()
        self.pushed_back = True
        return token

    def token(self) -> str:
        """The next token; keywords, aliases and newlines are treated as ``check`` says."""
        while True:
            token = self._raw()
            if self.check & NEWLINE:
                while token == NL:
                    self.read_documents()
                    token = self._raw()
            if self.source.force_alias:
                self.source.force_alias = False
                self.check |= ALIAS
            if token == WORD and not self.word.quoted and (text := self.word.plain) is not None:
                if self.check & KEYWORD and text in KEYWORDS:
                    token = self.last = text
                elif self.check & ALIAS and (alias := self.aliases.get(text)) is not None and not alias.in_use:
                    self.source.push_alias(alias)
                    continue
            if token != "!":
                self.check = 0
            return token

    def read_documents(self) -> None:
        """Read the bodies of the here-documents that the line just ended has asked for."""
        while self.pending:
            here = self.pending.pop(0)
            reader = WordReader(self.source, self.substitute, self.function_line)
            here.word = reader.document(here.delimiter, here.strip, here.expand)

    def _raw(self) -> str:
        if self.pushed_back:
            self.pushed_back = False
            return self.last
        self.start_line = self.source.line
        self.last = self._operator()
        return self.last

    def _operator(self) -> str:
        source = self.source
        while True:
            char = source.get()
            if char in (" ", "\t"):
                continue
            if char == "#":
                self._comment()
            elif char == "\\":
                if source.get() != "\n":
                    source.unget()
                    source.unget()
                    return self._word()
                source.line += 1
                self.start_line = source.line
            elif char == "\n":
                source.line += 1
                return NL
            elif char == "":
                return EOF
            elif char in _PAIRS:
                following = char + source.get_joined()
                if following in _PAIRS[char]:
                    return following
                source.unget()
                return char
            elif char in "()":
                return char
            else:
                source.unget()
                return self._word()

    def _comment(self) -> None:
        while self.source.get() not in ("", "\n"):
            pass
        self.source.unget()

    def _word(self) -> str:
        reader = WordReader(self.source, self.substitute, self.function_line)
        self.word = reader.word()
        if reader.end in ("<", ">") and not self.word.quoted:
            text = self.word.plain
            if text is not None and (text == "" or (len(text) == 1 and text in _DIGITS)):
                self.source.get()
                self._redirection(text, reader.end)
                return REDIR
        return WORD

    def _redirection(self, fd: str, char: str) -> None:
        source = self.source
        here: HereDoc | None = None
        following = source.get_joined()
        if char == ">":
            op = ">" + following if following in (">", "&", "|") else ">"
        else:
            op = "<" + following if following in ("<", "&", ">") else "<"
        if len(op) == 1:
            source.unget()
        if op == "<<":
            strip = source.get_joined() == "-"
            if not strip:
                source.unget()
            here = HereDoc("", strip, True)
        number = int(fd) if fd else int(char == ">")
        self.redir = Redir(op, number, None, here)

    def fail(self, message: str) -> SyntaxFault:
        """A syntax error at the line where the last token began."""
        return SyntaxFault(message, self.start_line)


def _no_substitution(old: bool, in_double_quotes: bool) -> Command | None:
    raise AssertionError("a lexer without a parser")
