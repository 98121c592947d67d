"""vi(1), view(1): edit files on the screen.

Models contrib/nvi/common/main.c; leaves out ex(1), recovery (-r), tags (-t), windows (-w), .nexrc and EXINIT.
"""

from __future__ import annotations

from simbsd.lib.err import progname
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, STDOUT
from simbsd.lib.unistd import isatty, open
from simbsd.sys.fcntl import O_RDWR
from simbsd.usr_bin.vi.commands import command
from simbsd.usr_bin.vi.editor import Editor, Quit
from simbsd.usr_bin.vi.ex import execute
from simbsd.usr_bin.vi.files import load
from simbsd.usr_bin.vi.text import Complaint

USAGE = (
    "usage: ex [-eFRrSsv] [-c command] [-t tag] [-w size] [file ...]\n"
    "usage: vi [-eFlRrSv] [-c command] [-t tag] [-w size] [file ...]\n"
)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Edit the files one after the other; 1 without a terminal."""
    name = progname(argv)
    words = [f"-c{word[1:] or '$'}" if word[:1] == "+" else word for word in argv[1:]]
    options, paths = await getopt([*argv[:1], *words], "c:FRSv")
    if any(letter == "?" for letter, _ in options):
        await printf(USAGE, STDERR)
        return 1
    if not (await isatty(STDIN) and await isatty(STDOUT)):
        await printf(f"{name}: Vi's standard input and output must be a terminal\n", STDERR)
        return 1
    editor = Editor(await open("/dev/tty", O_RDWR), envp)
    editor.options["readonly"] = name == "view" or any(letter == "R" for letter, _ in options)
    editor.arguments = paths[1:]
    await editor.open()
    try:
        await _begin(editor, paths, [text for letter, text in options if letter == "c"])
        while True:
            await command(editor)
    except Quit as leaving:
        await editor.close()
        return leaving.status


async def _begin(editor: Editor, paths: list[str], commands: list[str]) -> None:
    """The first file, and the commands of -c."""
    try:
        await load(editor, paths[0] if paths else "")
        if len(paths) > 1:
            editor.say(f"{len(paths)} files to edit. {editor.message}")
        for line in commands:
            await execute(editor, line)
    except Complaint as complaint:
        editor.complain(complaint)
