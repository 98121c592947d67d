"""A grammar of command lines: every program and built-in with its own letters, odd operands, and the shell's constructs
around them.
"""

from __future__ import annotations

from random import Random

from simbsd.image import PATHS as NAMES_OF
from simbsd.programs import PROGRAMS
from simbsd.sh.builtins.table import BUILTINS
from simbsd.sys.jailparam import JAIL_PARAMS, noname
from tests.simbsd.fuzz.words import (
    ADDRESSES,
    ARITHMETIC,
    DIGITS,
    INTERFACES,
    JAILS,
    KEYS,
    LETTERS,
    MODIFIERS,
    PARAMETERS,
    PATHS,
    PIDS,
    SIGNALS,
    SPECIAL,
    TEXTS,
    USERS,
)

# Every program under each of its names, and every built-in, but init: it would end the run.
LINKS = {path.rpartition("/")[2]: name for name, paths in NAMES_OF.items() for path in paths if name != "jail_4"}
NAMES = tuple(sorted(name for name in {*PROGRAMS, *BUILTINS, *LINKS} if name != "init"))
# Every parameter of a jail, its "no" form, and the value that a number after "=" stands in for.
JAIL_WORDS = tuple(
    word
    for name, param in JAIL_PARAMS.items()
    for word in ((f"{name}=", name, noname(name)) if param.kind == "bool" else (f"{name}=", f"{name}=inherit"))
)


def own_words(name: str) -> tuple[str, ...]:
    """What a program knows besides its options."""
    own = SPECIAL.get(name) or SPECIAL.get(LINKS.get(name, ""), ())
    return own + JAIL_WORDS if name in ("jail", "jls", "vimage") else own


class Grammar:
    """Lines and keys, drawn from one generator: the same seed gives the same ones."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def word(self, name: str) -> str:
        """One operand: the program's own words half of the time."""
        choose = self.random.choice
        own = own_words(name)
        if own and self.random.random() < 0.5:
            return self.spoil(choose(own))
        return self.spoil(
            choose(
                choose((DIGITS, PATHS, PATHS, PATHS, ADDRESSES, INTERFACES, JAILS, PIDS, USERS, SIGNALS, TEXTS, TEXTS))
            )
        )

    def spoil(self, word: str) -> str:
        """The word, now and then quoted, doubled, cut, or with an expansion in it."""
        draw = self.random.random()
        if draw < 0.45:
            return word
        if draw < 0.85:
            return "'" + word.replace("'", "'\\''") + "'" if "\n" not in word else word
        if draw < 0.88:
            return word + self.random.choice(TEXTS)
        if draw < 0.90:
            return word[: len(word) // 2]
        if draw < 0.92:
            return '"' + word + self.expansion(1) + '"'
        return self.expansion(2)

    def expansion(self, depth: int) -> str:
        """A parameter, an arithmetic expression, or what a command prints."""
        choose = self.random.choice
        draw = self.random.random()
        if draw < 0.4:
            return "${" + choose(PARAMETERS) + choose(MODIFIERS).format(choose(TEXTS + PATHS)) + "}"
        if draw < 0.5:
            return "$" + choose(PARAMETERS)
        if draw < 0.75:
            return "$((" + choose(ARITHMETIC) + "))"
        if draw < 0.8:
            return "`" + choose(("echo x", "ls", "false", "echo \\`echo y\\`", "")) + "`"
        return "$(" + (self.command(depth - 1) if depth else "echo z") + ")"

    def simple(self) -> str:
        """A program with options and operands."""
        name = self.random.choice(NAMES)
        words = [name]
        if self.random.random() < 0.25:
            return self.directed(name)
        letters = LETTERS.get(LINKS.get(name, name), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            word = "-" + "".join(self.random.choice(letters or "x") for _ in range(self.random.choice((1, 1, 2, 3))))
            words.append(word + (self.word(name) if self.random.random() < 0.2 else ""))
        words += [self.word(name) for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 4, 6)))]
        if self.random.random() < 0.05:
            words.insert(0, self.random.choice(("x=", "PATH=", "IFS=a ", "HOME=nope ", "TERM= ", "BLOCKSIZE=7 ")) + "")
        return " ".join(words)

    def directed(self, name: str) -> str:
        """One option with a number nobody would give it, or one of the program's own words with such a number."""
        odd = self.random.choice(DIGITS + TEXTS[:10])
        quoted = "'" + odd.replace("'", "") + "'"
        letters = LETTERS.get(LINKS.get(name, name))
        if letters and self.random.random() < 0.6:
            words = [f"-{self.random.choice(letters)}", quoted]
        else:
            own = self.random.choice(own_words(name) or ("",))
            words = [own.partition("=")[0] + "=" + quoted if "=" in own else f"{own} {quoted}"]
        return " ".join([name, *words, *(self.word(name) for _ in range(self.random.choice((0, 1, 1, 2))))])

    def redirection(self) -> str:
        """Somewhere to read from or write to."""
        choose = self.random.choice
        place = choose((*PATHS[:20], *"/dev/null /dev/null &1 &2 &- &9 &99999999999 &x $x ''".split()))
        fd = choose(("", "", "2", "0", "3", "10", "99999"))
        return f" {fd}{choose(('>', '<', '>>', '<>', '>|', '>&', '<&'))}{place}"

    def command(self, depth: int = 2) -> str:
        """A command with the shell's constructs around it."""
        if depth <= 0:
            return self.simple()
        draw = self.random.random()
        again = lambda: self.command(depth - 1)  # noqa: E731
        if draw < 0.55:
            return self.simple()
        if draw < 0.63:
            return self.simple() + self.redirection()
        if draw < 0.70:
            return f"{again()} | {again()}"
        if draw < 0.74:
            return f"{again()} {self.random.choice(('&&', '||', ';'))} {again()}"
        if draw < 0.78:
            return f"{again()} &"
        if draw < 0.80:
            return f"( {again()} )"
        if draw < 0.82:
            return f"{{ {again()}; }}{self.redirection()}"
        if draw < 0.84:
            return f"for x in {self.word('')} {self.word('')}; do {again()}; done"
        if draw < 0.86:
            return f"if {again()}; then {again()}; else {again()}; fi"
        if draw < 0.875:
            return f"case {self.word('')} in {self.word('')}) {again()};; *) {again()};; esac"
        if draw < 0.89:
            return f"f() {{ {again()}; }}; f {self.word('')}; unset -f f"
        if draw < 0.905:
            return f"while {again()}; do break; done"
        if draw < 0.92:
            return f"cat <<E\n{self.expansion(1)}\n{self.random.choice(TEXTS)}\nE\n"
        if draw < 0.935:
            return f"echo {self.expansion(2)}"
        if draw < 0.945:
            return f"trap '{self.simple()}' {self.random.choice(SIGNALS)}; kill -{self.random.choice(SIGNALS)} $$"
        if draw < 0.955:
            return f"sleep {self.random.choice(('0', '0.1', '1', '1e9', 'x', '-1'))} & {again()}; wait"
        if draw < 0.965:
            return f"jexec {self.random.choice(JAILS)} {again()}"
        if draw < 0.98:
            return f"sh -c '{again()}' {self.word('')}"
        return "".join(self.random.choice(TEXTS) for _ in range(self.random.choice((1, 3, 9))))

    def line(self) -> str:
        """One line, rarely with a control byte or a piece missing."""
        line = self.command(self.random.choice((0, 1, 1, 2, 2, 3)))
        draw = self.random.random()
        if draw < 0.03 and line:
            place = self.random.randrange(len(line))
            return line[:place] + self.random.choice(KEYS) + line[place:]
        if draw < 0.06:
            return line[: self.random.randrange(len(line) + 1)]
        return line

    def keys(self) -> str:
        """What a cat on the keyboard types: letters, controls, broken UTF-8, pieces of commands."""
        parts = []
        for _ in range(self.random.choice((1, 4, 12, 30))):
            draw = self.random.random()
            if draw < 0.4:
                parts.append(self.random.choice(KEYS))
            elif draw < 0.6:
                parts.append(self.random.choice(TEXTS))
            elif draw < 0.8:
                parts.append(chr(self.random.choice((self.random.randrange(256), 0xDC80 + self.random.randrange(128)))))
            else:
                parts.append(self.random.choice(("ls", " ", "/et", "echo x", "sleep 9 &", "fg", "cat", "jobs")))
        return "".join(parts)
