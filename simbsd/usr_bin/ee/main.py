"""ee(1): an editor whose keys stand on the screen.

Models contrib/ee/ee.c; leaves out the settings and miscellaneous menus, printing, spelling, paragraphs, margins, pipes
to and from commands, the other key bindings and .init.ee.
"""

from __future__ import annotations

from simbsd.lib.err import progname
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN
from simbsd.lib.unistd import isatty, open
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.strtol import is_number
from simbsd.usr_bin.ee.editor import Editor, Left
from simbsd.usr_bin.ee.words import USAGE


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Edit one file."""
    words, line, info = argv[1:], 0, True
    while words and (words[0][:1] == "+" or (words[0][:1] == "-" and len(words[0]) > 1)):
        word = words.pop(0)
        if word[0] == "+" and is_number(word[1:]):
            line = int(word[1:9])
        elif word == "-i":
            info = False
        elif word not in ("-e", "-h"):
            await printf(USAGE.format(progname(argv)), STDERR)
            return 1
    if not await isatty(STDIN):
        await printf("ee's standard input and output must be a terminal\n", STDERR)
        return 1
    editor = Editor(await open("/dev/tty", O_RDWR), envp, info)
    await editor.open()
    try:
        if words:
            await editor.load(words[0])
        editor.row = max(0, min(line - 1, len(editor.lines) - 1))
        while True:
            await editor.step()
    except Left:
        await editor.close()
    return 0
