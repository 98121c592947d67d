"""awk(1): scan files for patterns and do what goes with them.

Models contrib/one-true-awk (version 20210724, as FreeBSD 14 has it); leaves out -d, -safe and a random(3) that
other programs share.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.usr_bin.awk.compile import Code
from simbsd.usr_bin.awk.errors import Complaints, Fatal
from simbsd.usr_bin.awk.files import Files
from simbsd.usr_bin.awk.machine import Machine
from simbsd.usr_bin.awk.nodes import ARGC, ARGV, ENVIRON, FS
from simbsd.usr_bin.awk.operations import OPERATIONS
from simbsd.usr_bin.awk.parse import Parser
from simbsd.usr_bin.awk.records import ASSIGNMENT, bytewise, environment, escaped

VERSION = "version 20210724"
USAGE = "usage: {0} [-F fs] [-v var=value] [-f progfile | 'prog'] [file ...]\n"
BAD = 2


class Command:
    """The command line: programs of -f, assignments of -v, the separator of -F, and the words left."""

    def __init__(self, argv: list[str]) -> None:
        self.name = argv[0]
        self.words = argv[1:]
        self.files: list[str] = []
        self.assignments: list[str] = []
        self.separator: str | None = None
        self.warnings: list[str] = []
        self.version = False
        while self.words and len(self.words[0]) > 1 and self.words[0][0] == "-":
            word = self.words.pop(0)
            if word == "--" or not self._option(word):
                break

    def _option(self, word: str) -> bool:
        """Take one option; False when nothing more is to be looked at. Raises Fatal."""
        if word in ("-version", "--version"):
            self.version = True
            return False
        letter = word[1]
        if letter == "f":
            self.files.append(self._argument(word, "no program filename"))
        elif letter == "F":
            self.separator = self._argument(word, "no field separator")
            if self.separator == "t":
                self.warnings.append("-Ft to imply tab separator is deprecated behavior.")
                self.separator = "\t"
        elif letter == "v":
            text = self._argument(word, "no variable name")
            if ASSIGNMENT.match(text) is None:
                raise Fatal(f"invalid -v option argument: {text}")
            self.assignments.append(text)
        elif letter not in "sd":
            self.warnings.append(f"unknown option {word} ignored")
        return True

    def _argument(self, word: str, missing: str) -> str:
        if word[2:]:
            return word[2:]
        if not self.words:
            raise Fatal(missing)
        return self.words.pop(0)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a program over the files; its own exit status, or 2 after an error."""
    name = argv[0] if argv else "awk"
    if len(argv) < 2:
        await printf(USAGE.format(name), STDERR)
        return 1
    try:
        command = Command(argv)
        for message in command.warnings:
            await printf(f"{name}: {message}\n", STDERR)
        if command.version:
            await printf(f"awk {VERSION}\n")
            return 0
        if not command.files and not command.words:
            raise Fatal("no program given")
        text = bytewise(command.words.pop(0)) if not command.files else await _programs(command.files)
    except Fatal as fatal:
        await printf(f"{name}: {fatal.message}\n", STDERR)
        return BAD
    return await _interpret(command, text, envp)


async def _programs(files: list[str]) -> str:
    """The programs of all -f, one after the other."""
    texts = []
    for file in files:
        try:
            fd = STDIN if file == "-" else await open(file, O_RDONLY)
            texts.append((await read_all(fd)).decode("latin-1"))
        except Errno:
            raise Fatal(f"can't open file {file}") from None
        if fd != STDIN:
            await close(fd)
    return "".join(texts)


async def _interpret(command: Command, text: str, envp: dict[str, str]) -> int:
    """Understand the program, prepare its variables, run it."""
    name = command.name
    complaints = Complaints(name, text, command.files[-1] if command.files else "")
    await tick(1 + len(text) // 100)
    parser = Parser(complaints)
    program = parser.parse()
    if complaints.count:
        await printf("".join(complaints.said), STDERR)
        return BAD
    code = Code(program)
    begin, items, end = code.all()
    files = Files(envp)
    steps = [(OPERATIONS[operation], argument, line) for operation, argument, line in code.instructions]
    machine = Machine(name, program, steps, files)
    machine.line = parser.line
    words = [name, *command.words]
    machine.globals[ARGV] = environment({str(at): word for at, word in enumerate(words)})
    machine.globals[ARGC] = float(len(words))
    machine.globals[ENVIRON] = environment(envp)
    status = BAD
    try:
        for word in command.assignments:
            await machine.assign_argument(bytewise(word))
        if command.separator is not None:
            machine.globals[FS] = escaped(bytewise(command.separator))
        if machine.failed:
            return BAD
        status = await machine.program(begin, items, end, bool(program.items), bool(program.end))
        status = BAD if machine.failed else status
        await files.close_all()
    except Fatal as fatal:
        await files.stdout.flush()
        await printf(f"{name}: {fatal.message}\n{machine.where()}", STDERR)
        status = BAD
    return status
