"""ee(1) at work.

Models contrib/ee/ee.c (edit loop, emacs_control, command, menu_op, write_file, search).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.files import stat
from simbsd.lib.keys import character
from simbsd.lib.popen import system
from simbsd.lib.printf import printf
from simbsd.lib.stdio import decode, encode, put, read_all
from simbsd.lib.termios import tcgetattr, tcsetattr
from simbsd.lib.unistd import close, open, poll, read
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFDIR, S_IFMT
from simbsd.sys.strtol import is_number
from simbsd.sys.termios import ECHO, ICANON, ICRNL, IEXTEN, ISIG, Termios
from simbsd.usr_bin.ee.screen import ENTER, LEAVE, Screen
from simbsd.usr_bin.ee.text import Text
from simbsd.usr_bin.ee.words import COMMANDS, HELP, KEYS, MENUS

ESCAPE_TIME = 100_000
SEQUENCES = {"[A": "\x10", "[B": "\x0e", "[C": "\x06", "[D": "\x02", "OA": "\x10", "OB": "\x0e", "OC": "\x06",
             "OD": "\x02", "[5~": "\x07", "[6~": "\x16", "[H": "\x01", "[F": "\x05", "[3~": "\x04"}  # fmt: skip
FULL = ("help", "write", "read", "line", "file", "character", "redraw", "case", "nocase", "exit", "quit")


class Left(Exception):
    """The editor is left."""


class Editor(Text):
    """One session: the text, its file, and the terminal."""

    def __init__(self, fd: int, envp: dict[str, str], info: bool) -> None:
        self.fd, self.envp = fd, envp
        self.screen = Screen(fd, info)
        super().__init__()
        self.path = ""
        self.case = False
        self.message = "    press Escape (^[) for menu" if not info else ""
        self.sought = ""
        self.modes = Termios()

    async def open(self) -> None:
        """Take the terminal over."""
        self.modes = await tcgetattr(self.fd)
        raw = self.modes.copy()
        raw.c_iflag &= ~ICRNL
        raw.c_lflag &= ~(ICANON | ECHO | IEXTEN | ISIG)
        await tcsetattr(self.fd, raw)
        await put(self.fd, encode(ENTER))
        await self.screen.measure()

    async def close(self) -> None:
        """Give the terminal back."""
        await put(self.fd, encode(f"\033[{self.screen.rows};1H\033[K{LEAVE}"))
        await tcsetattr(self.fd, self.modes)

    async def load(self, path: str) -> None:
        """Begin with a file; one that is not there is new (check_fp, get_file)."""
        self.path = path
        try:
            if (await stat(path)).st_mode & S_IFMT == S_IFDIR:
                self.path, self.message = "", f'file "{path}" is a directory'
                return
            lines = await self._content(path)
            self.lines = lines or [""]
            self.message = f'file "{path}", {len(lines)} lines'
        except Errno as error:
            self.message = f'new file "{path}"' if error.errno == ENOENT else f'can\'t open "{path}"'

    async def _content(self, path: str) -> list[str]:
        fd = await open(path, O_RDONLY)
        lines = decode(await read_all(fd)).split("\n")
        await close(fd)
        return lines[:-1] if lines and not lines[-1] else lines

    async def step(self) -> None:
        """Wait for a key and do what it says."""
        await self.screen.draw(self.lines, self.row, self.column, self.message)
        key = await self._key()
        self.message = ""
        if key in KEYMAP:
            await KEYMAP[key](self)
        elif key and (key >= " " or key == "\t"):
            self.insert(key)

    async def _key(self) -> str:
        data = await character(self.fd, self._redraw)
        if not data:
            raise Left
        rest = ""
        while data == b"\033" and len(rest) < 3 and await poll({self.fd: "r"}, ESCAPE_TIME):
            rest += decode(await read(self.fd, 1))
            if rest in SEQUENCES:
                return SEQUENCES[rest]
            if rest == "\r" or rest == "\n":
                return "\033\n"
        return decode(data)

    async def _redraw(self) -> None:
        await self.screen.measure()
        await self.screen.draw(self.lines, self.row, self.column, self.message)

    async def ask(self, prompt: str) -> str:
        """A line typed at the bottom (get_string)."""
        typed = ""
        while True:
            shown = prompt + typed
            await self.screen.draw(self.lines, self.row, self.column, shown, len(shown))
            key = await self._key()
            if key in ("\r", "\n", "\033", "\033\n"):
                return typed if key in ("\r", "\n") else ""
            typed = typed[:-1] if key in ("\b", "\x7f") else typed + key if key >= " " else typed

    async def search_prompt(self) -> None:
        """^y."""
        self.sought = await self.ask("search for: ") or self.sought
        await self.search()

    async def search(self) -> None:
        """^x: to the next place where the text stands."""
        if not self.sought:
            return
        sought = self.sought if self.case else self.sought.lower()
        for row in range(self.row, len(self.lines)):
            line = self.lines[row] if self.case else self.lines[row].lower()
            found = line.find(sought, self.column + 1 if row == self.row else 0)
            if found >= 0:
                self.row, self.column = row, found
                return
        self.message = f'string "{self.sought}" not found'

    async def ascii_code(self) -> None:
        """^o: a character by its number."""
        typed = await self.ask("ascii code: ")
        if is_number(typed) and int(typed[:4]) < 256:
            self.insert(chr(int(typed[:4])))

    async def write(self, path: str, question: bool = True) -> bool:
        """Write the text; False when it was not."""
        if question and path != self.path:
            try:
                await stat(path)
                if (await self.ask("file already exists, overwrite? (y/n) [n] "))[:1] not in ("y", "Y"):
                    return False
            except Errno:
                pass  # there is none
        text = "".join(f"{line}\n" for line in self.lines) if self.lines != [""] else ""
        try:
            fd = await open(path, O_WRONLY | O_CREAT | O_TRUNC)
            await put(fd, encode(text))
            await close(fd)
        except Errno:
            self.message = f'unable to create file "{path}"'
            return False
        self.message = f'"{path}" {len(self.lines)} lines, {len(encode(text))} characters'
        self.changed = self.changed and path != self.path
        return True

    async def save(self) -> bool:
        """Write to the file's own name, asked for when there is none."""
        path = self.path or await self.ask("enter name of file: ")
        if not path:
            self.message = "no filename entered: file not saved"
            return False
        if not await self.write(path, question=not self.path):
            return False
        self.path, self.changed = path, False
        return True

    async def command(self) -> None:
        """^c: a command by its name, which may be cut short."""
        self.screen.help = COMMANDS
        line = await self.ask("command: ")
        self.screen.help = KEYS
        word, _, rest = line.strip().partition(" ")
        if is_number(word):
            self.row, self.column = max(0, min(int(word[:8]) - 1, len(self.lines) - 1)), 0
        elif word.startswith("!"):
            await self._shell(line.strip()[1:].strip())
        elif word:
            found = [name for name in FULL if name.startswith(word.lower())]
            if not found:
                self.message = f'unknown command "{line.strip()}"'
            else:
                await self._named(found[0], rest.strip())

    async def _named(self, name: str, rest: str) -> None:
        if name == "write" and (path := rest or await self.ask("name of file to write: ")):
            await self.write(path)
        elif name == "read" and (path := rest or await self.ask("name of file to read: ")):
            await self._read(path)
        elif name == "line":
            self.message = f"line {self.row + 1}  length = {len(self.lines[self.row])}"
        elif name == "file":
            self.message = f'current file is "{self.path}" ' if self.path else "no file"
        elif name == "character":
            self.message = f"character = {ord((self.lines[self.row] + chr(0))[self.column])}"
        elif name in ("case", "nocase"):
            self.case = name == "case"
        elif name == "help":
            await self.help()
        elif name == "redraw":
            await self.screen.measure()
        elif name == "exit" and await self.save():
            raise Left
        elif name == "quit":
            await self.abandon()

    async def _read(self, path: str) -> None:
        try:
            lines = await self._content(path)
        except Errno:
            self.message = f'can\'t open "{path}"'
            return
        self.lines[self.row : self.row] = lines
        self.changed = True
        self.message = f'finished reading file "{path}"'

    async def _shell(self, command: str) -> None:
        await self.close()
        await system(command, self.envp)
        await printf("press return to continue ")
        await read(self.fd, 1)
        await self.open()

    async def abandon(self) -> None:
        """Leave without saving, asked twice when something was changed."""
        if self.changed:
            typed = await self.ask("changes have been made, are you sure? (y/n [n]) ")
            if typed[:1] not in ("y", "Y"):
                return
        raise Left

    async def leave(self) -> None:
        """Leave, by the menu when something was changed."""
        if self.changed:
            await self.menu("changed")
        else:
            raise Left

    async def menu(self, name: str = "main") -> None:
        """Choose from a menu by letter, or with the cursor and Enter."""
        items, chosen = MENUS[name][1], 0
        while True:
            await self.screen.menu(name, chosen)
            key = await self._key()
            letter = ord(key) - 97 if len(key) == 1 else -1
            if 0 <= letter < len(items):
                chosen, key = letter, "\n"
            if key == "\033\n" and name == "main":
                key, chosen = "\n", 0
            if key in (" ", "\x0e"):
                chosen = (chosen + 1) % len(items)
            elif key in ("\b", "\x7f", "\x10"):
                chosen = (chosen - 1) % len(items)
            elif key == "\033" and name != "changed":
                return
            elif key in ("\r", "\n"):
                await self._chosen(items[chosen][1])
                return

    async def _chosen(self, action: str) -> None:
        if action in MENUS:
            await self.menu(action)
        elif action in ("read", "write", "redraw"):
            await self._named(action, "")
        elif action == "help":
            await self.help()
        elif action == "save":
            await self.save()
        elif action == "ask":
            await self.search_prompt()
        elif action == "again":
            await self.search()
        elif action == "leave":
            await self.leave()
        elif action == "abandon" or (action == "finish" and await self.save()):
            raise Left

    async def help(self) -> None:
        """All keys and commands, until a key is pressed."""
        rows = [*HELP, "", "press any key to continue "]
        await put(self.fd, encode("\033[H\033[2J" + "\r\n".join(rows)))
        await self._key()
        await self.screen.measure()

    async def page(self, down: bool) -> None:
        """^v and ^g: a screen, less five lines."""
        rows = max(5, self.screen.height - 5)
        self.move(rows if down else -rows)


def _to(row: Callable[[Editor], int], column: Callable[[Editor], int]) -> Callable[[Editor], Awaitable[None]]:
    """A key that leads to a place."""

    async def run(editor: Editor) -> None:
        editor.row = row(editor)
        editor.column = min(column(editor), len(editor.lines[editor.row]))

    return run


def _restoring(kind: str) -> Callable[[Editor], Awaitable[None]]:
    async def run(editor: Editor) -> None:
        editor.restore(kind)

    return run


def _moving(rows: int) -> Callable[[Editor], Awaitable[None]]:
    async def run(editor: Editor) -> None:
        editor.move(rows)

    return run


KEYMAP: dict[str, Callable[[Editor], Awaitable[None]]] = {
    "\x01": _to(lambda editor: editor.row, lambda editor: 0), "\x02": Editor.left, "\x03": Editor.command,
    "\x04": Editor.delete_char, "\x05": _to(lambda editor: editor.row, lambda editor: len(editor.lines[editor.row])),
    "\x06": Editor.right, "\x07": lambda editor: editor.page(down=False), "\b": Editor.backspace,
    "\x7f": Editor.backspace, "\x0b": Editor.delete_line, "\x0c": _restoring("line"), "\r": Editor.newline,
    "\n": _restoring("char"), "\x0e": _moving(1), "\x0f": Editor.ascii_code, "\x10": _moving(-1),
    "\x12": _restoring("word"), "\x14": _to(lambda editor: 0, lambda editor: 0),
    "\x15": _to(lambda editor: len(editor.lines) - 1, lambda editor: len(editor.lines[-1])),
    "\x16": lambda editor: editor.page(down=True), "\x17": Editor.delete_word, "\x18": Editor.search,
    "\x19": Editor.search_prompt, "\x1a": Editor.next_word, "\033": Editor.menu, "\033\n": Editor.leave,
}  # fmt: skip
