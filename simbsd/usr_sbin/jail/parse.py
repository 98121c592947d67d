"""The grammar of jail.conf(5): blocks and statements.

Models usr.sbin/jail/jailparse.y and config.c (parse_config, include_config).
"""

from __future__ import annotations

from simbsd.lib.glob import glob, has_magic
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.unistd import close, exit, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.usr_sbin.jail.cfjail import CfJail, CfParam, CfString, Speaker
from simbsd.usr_sbin.jail.lex import Lexer, Token

MAX_INCLUDE_DEPTH = 32
MAX_NESTING = 3333  # three symbols a block on byacc's stack of 10000
STACK_OVERFLOW = "yacc stack overflow"


class _SyntaxError(Exception):
    """A token that does not fit; the text is yyerror's."""

    def __init__(self, text: str = "syntax error") -> None:
        super().__init__(text)


class Parser:
    """Parses files into ``jails``, in the order in which they appear; statements outside blocks belong to ``*``."""

    def __init__(self, say: Speaker) -> None:
        self.say = say
        self.jails: list[CfJail] = []
        self.open: list[CfJail] = []
        self.everyone: CfJail | None = None
        self.depth = 0
        self.failed = False
        self.lexer = Lexer("")
        self.token = Token("end", "", "", 0)
        self.file = ""

    async def parse_file(self, path: str) -> None:
        """Read one file (``-``: standard input); exit with a message when it is missing or wrong."""
        label = "STDIN" if path == "-" else path
        text = await self._read(path)
        outer = self.lexer, self.token, self.file
        self.lexer, self.file = Lexer(text), label
        self._advance()
        wrong = ""
        try:
            await self._statements()
        except _SyntaxError as error:
            self.failed = True
            wrong = str(error)
        for line, what in self.lexer.complaints:
            await self.say.err.warnx(f"{label} line {line}: {what}")
            self.failed = True
        if wrong:
            await self._complain(wrong)
        if self.failed:
            await exit(1)
        self.lexer, self.token, self.file = outer

    async def _read(self, path: str) -> str:
        if path == "-":
            return decode(await read_all(STDIN))
        try:
            fd = await open(path, O_RDONLY)
            text = decode(await read_all(fd))
        except Errno as error:
            await self.say.err.err(1, path, error)
        await close(fd)
        return text

    def _advance(self) -> Token:
        token, self.token = self.token, self.lexer.next()
        return token

    async def _complain(self, what: str) -> None:
        if self.token.kind == "end":
            await self.say.err.warnx(f"{self.file}: unexpected EOF")
        else:
            await self.say.err.warnx(f"{self.file} line {self.token.line}: {self.token.source}: {what}")

    async def _statements(self) -> None:
        """Everything up to the end of a file, which closes the blocks it opens."""
        outside = len(self.open)
        while self.token.kind != "end":
            if self.token.kind == ";":
                self._advance()
            elif self.token.kind == "}" and len(self.open) > outside:
                self._advance()
                self.open.pop()
            else:
                await self._statement()
        if len(self.open) > outside:
            raise _SyntaxError

    async def _statement(self) -> None:
        if self.token.kind not in ("str", "var"):
            raise _SyntaxError
        name = self._advance()
        if name.kind == "str" and self.token.kind == "{":
            self._block(name.text)
            return
        param = self._param(name)
        if self.token.kind != ";":
            raise _SyntaxError
        line = self.token.line
        self._advance()
        if param.spoken and param.name == ".include":
            await self._include(param, line)
        else:
            self._owner().params.append(param)

    def _block(self, name: str) -> None:
        if len(self.open) >= MAX_NESTING:
            raise _SyntaxError(STACK_OVERFLOW)
        self._advance()
        jail = CfJail(f"{self.open[-1].name}.{name}" if self.open else name)
        self.jails.append(jail)
        self.open.append(jail)

    def _owner(self) -> CfJail:
        if self.open:
            return self.open[-1]
        if self.everyone is None:
            self.everyone = CfJail("*")
            self.jails.append(self.everyone)
        return self.everyone

    def _param(self, name: Token) -> CfParam:
        """``name``, ``name = value, ...``, ``name += value, ...`` or ``name value, ...``."""
        param = CfParam(name.text, variable=name.kind == "var")
        if self.token.kind in ("=", "+="):
            param.append = self._advance().kind == "+="
            self._values(param)
        elif self.token.kind in ("str", "var") and not self.token.joined:
            param.spoken = True
            self._values(param)
        return param

    def _values(self, param: CfParam) -> None:
        param.values.append(self._string())
        while self.token.kind == ",":
            self._advance()
            param.values.append(self._string())

    def _string(self) -> CfString:
        """A string in its pieces, with the places of variables in it."""
        if self.token.kind not in ("str", "var"):
            raise _SyntaxError
        value = CfString("")
        first = True
        while self.token.kind in ("str", "var") and (first or self.token.joined):
            piece = self._advance()
            first = False
            if piece.kind == "str":
                value.text += piece.text
            else:
                value.vars.append((piece.text, len(value.text)))
        return value

    async def _include(self, param: CfParam, line: int) -> None:
        self.depth += 1
        if self.depth > MAX_INCLUDE_DEPTH:
            await self.say.err.errx(1, "maximum include depth exceeded")
        for value in param.values:
            if value.vars:
                await self.say.err.warnx(f"{self.file} line {line}: variables not permitted in '.include' filename")
                self.failed = True
                continue
            path = value.text
            if self.file != "STDIN" and not path.startswith("/") and "/" in self.file:
                path = f"{self.file.rpartition('/')[0]}/{path}"
            for found in await glob(path) if has_magic(path) else [path]:
                await self.parse_file(found)
        self.depth -= 1
