"""dhclient.conf(5): what a client asks for, tells, overrides and waits for.

Models sbin/dhclient/clparse.c, parse.c and conflex.c; leases, aliases, media and hardware addresses are read over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from simbsd.lib.inet import inet_aton
from simbsd.sbin.dhclient.tables import code_of, option

Action = Literal["default", "supersede", "append", "prepend"]
_ACTIONS: dict[str, Action] = {"default": "default", "supersede": "supersede", "append": "append", "prepend": "prepend"}
_TIMES = {
    "timeout": "timeout", "retry": "retry", "reboot": "reboot", "select-timeout": "select_timeout",
    "backoff-cutoff": "backoff_cutoff", "initial-interval": "initial_interval", "vlan-pcp": "vlan_pcp",
}  # fmt: skip
_OVER = ("lease", "alias")
_TOKEN = re.compile(r'\s+|#[^\n]*|"(?:\\.|[^"\\])*"?|-?[0-9][0-9A-Fa-fx]*|[A-Za-z][-_A-Za-z0-9]*|.', re.DOTALL)
# subnet-mask, broadcast-address, time-offset, classless-routes, routers, domain-name, domain-name-servers, host-name,
# domain-search, interface-mtu
WANTED = bytes((1, 28, 2, 121, 3, 15, 6, 12, 119, 26))


@dataclass
class Config:
    """struct client_config; times in seconds."""

    timeout: int = 60
    select_timeout: int = 0
    reboot: int = 10
    retry: int = 300
    backoff_cutoff: int = 15
    initial_interval: int = 3
    vlan_pcp: int = 0
    script: str = "/sbin/dhclient-script"
    requested: bytes = WANTED
    required: bytes = b""
    ignored: bytes = b""
    send: dict[int, bytes] = field(default_factory=dict)
    defaults: dict[int, bytes] = field(default_factory=dict)
    actions: dict[int, Action] = field(default_factory=dict)
    reject: tuple[int, ...] = ()

    def merged(self, code: int, given: bytes) -> bytes:
        """An option's value: what a server gave, with what the file says of it (priv_script_write_params)."""
        mine = self.defaults.get(code, b"")
        action = self.actions.get(code)
        if not mine or (given and action == "default"):
            return given
        if not given or action == "supersede":
            return mine
        return mine + given if action == "prepend" else given.rstrip(b"\0") + mine

    def superseded(self, code: int) -> int | None:
        """A number that the file puts in place of the server's."""
        return int.from_bytes(self.defaults[code], "big") if self.actions.get(code) == "supersede" else None


class Token(NamedTuple):
    """A token and where it begins: ``kind`` is ``name``, ``number``, ``string``, ``mark`` or ``end``."""

    kind: str
    text: str
    at: int


class _Skip(Exception):
    """A statement is wrong; the rest of it is read over (skip_to_semi)."""


def parse(text: str, path: str, interface: str) -> tuple[Config, list[str]]:
    """What a file says for an interface, and its complaints, each three lines: what, the line, a mark below it."""
    parser = _Parser(text, path, interface)
    while parser.peek().kind != "end":
        parser.statement(parser.config, False)
    return parser.own or parser.config, parser.complaints


class _Parser:
    def __init__(self, text: str, path: str, interface: str) -> None:
        self.text, self.path, self.interface = text, path, interface
        found = _TOKEN.finditer(text)
        self.tokens = [_token(match) for match in found if not match[0].isspace() and match[0][0] != "#"]
        self.config = Config()
        self.own: Config | None = None
        self.complaints: list[str] = []
        self.index = 0
        self.last = Token("end", "", 0)

    def peek(self) -> Token:
        return self.tokens[self.index] if self.index < len(self.tokens) else Token("end", "", len(self.text))

    def take(self) -> Token:
        self.last = self.peek()
        self.index += 1
        return self.last

    def _wrong(self, message: str) -> _Skip:
        """parse_warn(): of the token that was taken last."""
        at = min(self.last.at, len(self.text))
        start = self.text.rfind("\n", 0, at) + 1
        line = self.text.count("\n", 0, at) + 1
        end = at + len(self.last.text) + (self.last.kind in ("name", "number"))
        shown = self.text[start:end].partition("\n")[0]
        self.complaints.append(f"{self.path} line {line}: {message}\n{shown}\n{' ' * (at - start)}^\n")
        return _Skip()

    def _skip(self) -> None:
        """skip_to_semi()."""
        depth = 0
        while (token := self.peek()).kind != "end":
            if token == ("mark", "}", token.at):
                if not depth:
                    return
                depth -= 1
                if not depth:
                    self.take()
                    return
            depth += token.text == "{" and token.kind == "mark"
            self.take()
            if token.text == ";" and token.kind == "mark" and not depth:
                return

    def statement(self, config: Config, inner: bool) -> None:
        """parse_client_statement()."""
        try:
            self._statement(config, inner)
        except _Skip:
            if not (self.last.kind == "mark" and self.last.text == ";"):
                self._skip()

    def _statement(self, config: Config, inner: bool) -> None:
        word = self.take()
        name = word.text.lower() if word.kind == "name" else ""
        if name == "send":
            code, data = self._option()
            config.send[code] = data
        elif name in _ACTIONS:
            code, data = self._option()
            config.defaults[code], config.actions[code] = data, _ACTIONS[name]
        elif name in ("request", "require", "ignore"):
            setattr(config, {"request": "requested", "require": "required", "ignore": "ignored"}[name], self._options())
        elif name in _TIMES:
            setattr(config, _TIMES[name], self._time())
        elif name == "script":
            config.script = self._string("filename must be a string")
        elif name == "interface":
            self._interface(config, inner)
        elif name == "reject":
            config.reject = self._reject() + config.reject
        elif name in _OVER:
            if self.peek().text != "{":
                self.take()
                raise self._wrong("expecting left brace.")
            self._skip()
        elif name == "media" or (name == "hardware" and inner):
            self._skip()
        elif name == "hardware":
            raise self._wrong("hardware address parameter not allowed here.")
        else:
            raise self._wrong("expecting a statement.")

    def _interface(self, config: Config, inner: bool) -> None:
        if inner:
            self._wrong("nested interface declaration.")
        name = self.take()
        if name.kind != "string":
            raise self._wrong("expecting interface name (in quotes).")
        own = replace(
            config, send=dict(config.send), defaults=dict(config.defaults), actions=dict(config.actions)
        )  # fmt: skip
        if name.text[1:-1] == self.interface:
            self.own = own = self.own or own
        if self.take().text != "{":
            raise self._wrong("expecting left brace.")
        while self.peek().text != "}":
            if self.peek().kind == "end":
                self._wrong("unterminated interface declaration.")
                return
            self.statement(own, True)
        self.take()

    def _semicolon(self, message: str = "semicolon expected.") -> None:
        if self.take().text != ";":
            raise self._wrong(message)

    def _time(self) -> int:
        token = self.take()
        if token.kind != "number":
            raise self._wrong("Expecting numeric lease time")
        self._semicolon()
        return int(token.text) if token.text.isdigit() else 0

    def _string(self, message: str) -> str:
        token = self.take()
        if token.kind != "string":
            raise self._wrong(message)
        self._semicolon()
        return _unquoted(token.text)

    def _options(self) -> bytes:
        """parse_option_list()."""
        codes = []
        while True:
            token = self.take()
            if token.kind != "name":
                raise self._wrong("expected option name.")
            code = code_of(token.text)
            if code is None:
                raise self._wrong(f"{token.text}: unexpected option name.")
            codes.append(code)
            if self.take().text != ",":
                break
        if self.last.text != ";":
            raise self._wrong("expecting semicolon.")
        return bytes(codes)

    def _option(self) -> tuple[int, bytes]:
        """parse_option_decl()."""
        token = self.take()
        if token.kind != "name":
            raise self._wrong("expecting identifier after option keyword.")
        code = code_of(token.text)
        if code is None:
            raise self._wrong(f"no option named {token.text}")
        form = option(code)[1]
        data = b""
        while True:
            for letter in form.rstrip("A"):
                data += self._value(letter)
            if not form.endswith("A") or self.peek().text != ",":
                break
            self.take()
        self._semicolon()
        return code, data

    def _value(self, letter: str) -> bytes:
        if letter == "I":
            return self._address().to_bytes(4, "big")
        if letter == "X":
            return self._octets()
        token = self.take()
        if letter == "t":
            if token.kind != "string":
                raise self._wrong("expecting string.")
            return _unquoted(token.text).encode("latin-1", "replace")
        if letter == "f":
            if token.kind != "name":
                raise self._wrong("expecting identifier.")
            if token.text.lower() not in ("true", "on", "false", "off"):
                raise self._wrong("expecting boolean.")
            return bytes([token.text.lower() in ("true", "on")])
        if token.kind != "number":
            raise self._wrong("expecting number.")
        size = {"L": 4, "l": 4, "S": 2, "s": 2}.get(letter, 1)
        base = 16 if "x" in token.text else 10
        number = int(token.text, base) if re.fullmatch(r"-?(0x[0-9a-fA-F]+|[0-9]+)", token.text) else 0
        return (number & (1 << 8 * size) - 1).to_bytes(size, "big")

    def _octets(self) -> bytes:
        """parse_X()."""
        if self.peek().kind == "string":
            return _unquoted(self.take().text).encode("latin-1", "replace")
        found = b""
        while re.fullmatch(r"[0-9A-Fa-f]{1,2}", self.peek().text):
            found += bytes([int(self.take().text, 16)])
            if self.peek().text != ":":
                return found
            self.take()
        self.take()
        raise self._wrong("expecting hexadecimal constant." if found else "expecting string or hexadecimal data")

    def _address(self) -> int:
        """parse_ip_addr()."""
        parts: list[str] = []
        while len(parts) < 4:
            if parts and self.peek().text != ".":
                self.take()
                raise self._wrong("too few numbers.")
            if parts:
                self.take()
            if self.take().kind != "number":
                raise self._wrong("expecting numeric value.")
            parts.append(self.last.text)
        return inet_aton(".".join(parts)) or 0

    def _reject(self) -> tuple[int, ...]:
        found: tuple[int, ...] = ()
        while True:
            found = (self._address(), *found)
            if self.take().text != ",":
                break
        if self.last.text != ";":
            raise self._wrong("expecting semicolon.")
        return found


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    if text[0] == '"':
        return Token("string", text, match.start())
    if text[0].isascii() and (text[0].isdigit() or (text[0] == "-" and len(text) > 1)):
        return Token("number", text, match.start())
    return Token("name" if text[0].isascii() and text[0].isalpha() else "mark", text, match.start())


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"') if text.endswith('"') else text[1:], flags=re.DOTALL)
