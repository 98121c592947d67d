"""The grammar of the shell language: commands from tokens.

Models bin/sh/parser.c (parsecmd and what it calls); leaves out nothing.

The parser is a pure function of its text. Where the text ends before the command does it raises NeedMore; the caller
reads on and parses the command again from its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping

from simbsd.sh import lexer, nodes
from simbsd.sh.errors import NestedFault, SyntaxFault, TooDeep
from simbsd.sh.lexer import ALIAS, EOF, KEYWORD, NEWLINE, NL, REDIR, WORD, Lexer, token_name
from simbsd.sh.nodes import Command, Redir, Word
from simbsd.sh.source import Alias, Source, read_backquoted
from simbsd.sh.words import WordReader, is_name

SPECIAL_BUILTINS = (
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "times",
    "trap", "unset",
)  # fmt: skip
_ALL = ALIAS | KEYWORD | NEWLINE
# Stack frames that a level of nesting costs at most are counted against this; a browser has about a thousand.
_FRAMES = 600
_FUNCTION_ENDS = "!%*+-=?@}~"


class EndOfInput:
    """What parse_command gives at the end of the input (NEOF)."""


END = EndOfInput()


def parse_command(source: Source, aliases: Mapping[str, Alias], frames: int = 0) -> Command | EndOfInput | None:
    """Read one complete command: a line, or more if it goes on. None for an empty line, END at the end.

    ``frames`` is how much of the stack is in use already. Raises NeedMore, SyntaxFault, TooDeep.
    """
    parser = _Parser(Lexer(source, aliases), frames)
    tokens = parser.tokens
    first = tokens.token()
    if first == EOF:
        return END
    if first == NL:
        return None
    tokens.pushed_back = True
    return parser.commands(True)


def parse_expression(text: str) -> Word:
    """``text`` as a word in double quotes, for prompts; raises SyntaxFault."""
    reader = WordReader(Source(text), _refuse_substitution)
    return reader.expression()


def _refuse_substitution(old: bool, in_double_quotes: bool) -> Command | None:
    raise SyntaxFault("Command substitution not allowed here", 1)


class _Parser:
    def __init__(self, tokens: Lexer, frames: int = 0) -> None:
        self.tokens = tokens
        self._frames = frames
        tokens.substitute = self._substitution

    def commands(self, top: bool) -> Command | None:
        """Commands with ``;``, ``&`` and newlines between them; at the top only up to the end of the line."""
        tokens = self.tokens
        tokens.check = _ALL
        if not top and tokens.peek() in lexer.LIST_ENDS:
            return None
        commands: list[Command | None] = []
        while True:
            command = self._and_or()
            token = tokens.token()
            commands.append(_background(command) if token == "&" else command)
            if token in ("&", ";"):
                token = tokens.token()
                if token not in (NL, EOF) or (token == EOF and not top):
                    tokens.pushed_back = True
                    token = ";"
            elif token == EOF:
                tokens.read_documents()
                tokens.source.unget()
                break
            elif token != NL:
                if top:
                    raise self._unexpected()
                tokens.pushed_back = True
                break
            if token in (NL, EOF):
                tokens.read_documents()
                if top:
                    break
            tokens.check = _ALL
            if not top and tokens.peek() in lexer.LIST_ENDS:
                break
        return commands[0] if len(commands) == 1 else nodes.Sequence(tuple(commands))

    def _and_or(self) -> Command | None:
        left = self._pipeline()
        while (token := self.tokens.token()) in ("&&", "||"):
            left = nodes.AndOr(token == "&&", left, self._pipeline())
        self.tokens.pushed_back = True
        return left

    def _pipeline(self) -> Command | None:
        tokens = self.tokens
        tokens.check = _ALL
        negate = False
        while tokens.token() == "!":
            negate = not negate
        tokens.pushed_back = True
        command = self._command()
        if tokens.token() == "|":
            commands = [command]
            while True:
                tokens.check = _ALL
                commands.append(self._pipeline() if tokens.peek() == "!" else self._command())
                if tokens.token() != "|":
                    break
            command = nodes.Pipe(tuple(commands), False)
        tokens.pushed_back = True
        return nodes.Not(command) if negate else command

    def _command(self) -> Command | None:
        tokens = self.tokens
        tokens.check = _ALL
        redirs = self._redirections()
        token = tokens.token()
        if token == WORD or (redirs and token in _EMPTY):
            tokens.pushed_back = True
            return self._simple(redirs)
        rule = _COMPOUND.get(token)
        if rule is None:
            raise self._unexpected()
        self._frames += 6
        if self._frames > _FRAMES:
            raise TooDeep
        command = rule(self)
        self._frames -= 6
        tokens.check = KEYWORD | ALIAS
        redirs += self._redirections()
        if not redirs:
            return command
        if isinstance(command, nodes.Subshell) and not command.redirs:
            return nodes.Subshell(command.node, tuple(redirs))
        return nodes.Redirected(command, tuple(redirs))

    def _redirections(self) -> list[Redir]:
        redirs = []
        while self.tokens.token() == REDIR:
            redirs.append(self._redirection())
        self.tokens.pushed_back = True
        return redirs

    def _redirection(self) -> Redir:
        """Read the word after a redirection's operator (parsefname)."""
        redir = self.tokens.redir
        self._expect(WORD)
        word = self.tokens.word
        here = redir.here
        if here is None:
            return Redir(redir.op, redir.fd, word, None)
        text = _constant(word)
        if text is None:
            raise self.tokens.fail("Illegal eof marker for << redirection")
        here.delimiter = text.lstrip("\t") if here.strip else text
        here.expand = not word.quoted
        self.tokens.pending.append(here)
        return redir

    # Compound commands; their first token has been read.

    def _if(self) -> Command:
        test = self._condition()
        self._expect("then")
        then = self.commands(False)
        token = self.tokens.token()
        if token == "elif":
            self._frames += 2
            if self._frames > _FRAMES:
                raise TooDeep
            otherwise: Command | None = self._if()
            self._frames -= 2
            return nodes.If(test, then, otherwise)
        if token == "else":
            otherwise = self.commands(False)
        else:
            otherwise = None
            self.tokens.pushed_back = True
        self._expect("fi")
        return nodes.If(test, then, otherwise)

    def _condition(self) -> Command:
        condition = self.commands(False)
        if condition is None:
            raise self._unexpected()
        return condition

    def _loop(self) -> Command:
        until = self.tokens.last == "until"
        test = self._condition()
        self._expect("do")
        body = self.commands(False)
        self._expect("done")
        return nodes.Loop(until, test, body)

    def _for(self) -> Command:
        tokens = self.tokens
        if tokens.token() != WORD or tokens.word.quoted or not is_name(tokens.word.plain or ""):
            raise tokens.fail("Bad for loop variable")
        variable = tokens.word.plain or ""
        words: tuple[Word, ...] = (_ALL_PARAMETERS,)
        tokens.check = NEWLINE
        token = tokens.token()
        if token == WORD and not tokens.word.quoted and tokens.word.plain == "in":
            words = self._words()
        elif token != ";":
            tokens.pushed_back = True
        tokens.check = _ALL
        token = tokens.token()
        if token not in ("do", "{"):
            raise self._unexpected()
        body = self.commands(False)
        self._expect("done" if token == "do" else "}")
        return nodes.For(variable, words, body)

    def _words(self) -> tuple[Word, ...]:
        tokens = self.tokens
        words = []
        while tokens.token() == WORD:
            words.append(tokens.word)
        if tokens.last == NL:
            tokens.pushed_back = True
        elif tokens.last != ";":
            raise self._unexpected()
        return tuple(words)

    def _case(self) -> Command:
        tokens = self.tokens
        self._expect(WORD)
        subject = tokens.word
        tokens.check = NEWLINE
        if tokens.token() != WORD or tokens.word.plain != "in":
            raise tokens.fail('expecting "in"')
        items: list[nodes.CaseItem] = []
        tokens.check = NEWLINE | KEYWORD
        token = tokens.token()
        while token != "esac":
            items.append(self._case_item())
            token = tokens.last
        return nodes.Case(subject, tuple(items))

    def _case_item(self) -> nodes.CaseItem:
        tokens = self.tokens
        if tokens.last == "(":
            tokens.token()
        patterns = []
        while True:
            patterns.append(tokens.word)
            tokens.check = NEWLINE | KEYWORD
            if tokens.token() != "|":
                break
            tokens.token()
        if tokens.last != ")":
            raise self._unexpected(")")
        body = self.commands(False)
        tokens.check = _ALL
        token = tokens.token()
        if token != "esac":
            if token not in (";;", ";&"):
                raise self._unexpected(";;")
            tokens.check = NEWLINE | KEYWORD
            tokens.token()
        return nodes.CaseItem(tuple(patterns), body, token == ";&")

    def _subshell(self) -> Command:
        body = self.commands(False)
        self._expect(")")
        return nodes.Subshell(body, ())

    def _group(self) -> Command | None:
        body = self.commands(False)
        self._expect("}")
        return body

    def _simple(self, redirs: list[Redir]) -> Command:
        tokens = self.tokens
        args: list[Word] = []
        check = ALIAS
        while True:
            tokens.check = check
            token = tokens.token()
            if token == WORD:
                args.append(tokens.word)
                if not tokens.word.assignment:
                    check = 0
            elif token == REDIR:
                redirs.append(self._redirection())
            elif token == "(" and len(args) == 1 and not redirs:
                return self._function(args[0])
            else:
                tokens.pushed_back = True
                return nodes.Simple(tuple(args), tuple(redirs))

    def _function(self, word: Word) -> Command:
        tokens = self.tokens
        self._expect(")")
        tokens.function_line = tokens.source.line
        name = _constant(word)
        if name is None or word.quoted or "/" in name or name[-1:] in _FUNCTION_ENDS:
            raise tokens.fail("Bad function name")
        if name in SPECIAL_BUILTINS:
            raise tokens.fail("Cannot override a special builtin with a function")
        self._frames += 3
        body = self._command()
        self._frames -= 3
        tokens.function_line = 0
        return nodes.Function(name, body)

    def _substitution(self, old: bool, in_double_quotes: bool) -> Command | None:
        """Parse a command substitution whose opening has been read (parsebackq)."""
        outer = self.tokens
        line = outer.source.line
        source = outer.source
        if old:
            source = Source(read_backquoted(outer.source, in_double_quotes))
        self._frames += 14
        if self._frames > _FRAMES:
            raise TooDeep
        inner = _Parser(Lexer(source, outer.aliases), self._frames)
        inner.tokens.function_line = outer.function_line
        try:
            node = inner.commands(False)
            if not old:
                inner._expect(")")
            elif inner.tokens.peek() != EOF:
                raise inner._unexpected()
        except SyntaxFault as fault:
            raise NestedFault(fault, line) from None
        outer.pending.extend(inner.tokens.pending)
        self._frames -= 14
        return node

    def _expect(self, token: str) -> None:
        if self.tokens.token() != token:
            raise self._unexpected(token)

    def _unexpected(self, expected: str | None = None) -> SyntaxFault:
        message = f"{token_name(self.tokens.last)} unexpected"
        if expected is not None:
            message += f" (expecting {token_name(expected)})"
        return self.tokens.fail(message)


def _background(command: Command | None) -> Command:
    if isinstance(command, nodes.Pipe):
        return nodes.Pipe(command.commands, True)
    if isinstance(command, nodes.Redirected):
        return nodes.Background(command.node, command.redirs)
    return nodes.Background(command, ())


def _constant(word: Word) -> str | None:
    """The text of a word that holds nothing to expand but perhaps pattern characters (noexpand, rmescapes)."""
    if not all(isinstance(part, (nodes.Literal, nodes.QuoteMark)) for part in word.parts):
        return None
    return "".join(part.text for part in word.parts if isinstance(part, nodes.Literal))


_EMPTY = ("&", ";", "&&", "||", "|", ";;", ";&", EOF, NL, ")")
_COMPOUND = {
    "if": _Parser._if,
    "while": _Parser._loop,
    "until": _Parser._loop,
    "for": _Parser._for,
    "case": _Parser._case,
    "(": _Parser._subshell,
    "{": _Parser._group,
}
_ALL_PARAMETERS = Word((nodes.ALL_PARAMETERS,), True, None, False)
