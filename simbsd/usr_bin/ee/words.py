"""What ee(1) says: the window of keys, the menus, and its messages.

Models contrib/ee/ee.c (strings_init) with the key bindings that share/misc/init.ee chooses.
"""

from __future__ import annotations

KEYS = (
    "^[ (escape) menu ^y search prompt ^k delete line   ^p prev li     ^g prev page",
    "^o ascii code    ^x search        ^l undelete line ^n next li     ^v next page",
    "^u end of file   ^a begin of line ^w delete word   ^b back 1 char ^z next word",
    "^t top of text   ^e end of line   ^r restore word  ^f forward char            ",
    "^c command       ^d delete char   ^j undelete char              ESC-Enter: exit",
)
COMMANDS = (
    "help : get help info  |file  : print file name         |line : print line # ",
    'read : read a file    |char  : ascii code of char      |0-9 : go to line "#"',
    "write: write a file   |case  : case sensitive search   |exit : leave and save ",
    '!cmd : shell "cmd"    |nocase: ignore case in search   |quit : leave, no save',
    "expand: expand tabs   |noexpand: do not expand tabs                           ",
)
HELP = (
    "Control keys:",
    "^a beginning of line    ^i tab                  ^r restore word",
    "^b back 1 char          ^j undel char           ^t top of text",
    "^c command              ^k delete line          ^u bottom of text",
    "^d delete char          ^l undelete line        ^v next page",
    "^e end of line          ^m newline              ^w delete word",
    "^f forward 1 char       ^n next line            ^x search",
    "^g go back 1 page       ^o ascii char insert    ^y search prompt",
    "^h backspace            ^p prev line            ^z next word",
    "^[ (escape) menu        ESC-Enter: exit ee",
    "",
    "Commands:",
    "help    : get this info                 file    : print file name",
    "read    : read a file                   char    : ascii code of char",
    "write   : write a file                  case    : case sensitive search",
    "exit    : leave and save                nocase  : case insensitive search",
    'quit    : leave, no save                !cmd    : execute "cmd" in shell',
    'line    : display line #                0-9     : go to line "#"',
)
SEPARATOR = "=" * 79
CANCEL = "press Esc to cancel"
# A menu: its title, then what each letter does, by the name of an action or of another menu.
MENUS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "main": ("main menu", (
        ("leave editor", "leave"), ("help", "help"), ("file operations", "file"), ("redraw screen", "redraw"),
        ("search", "searches"))),
    "file": ("file menu", (("read a file", "read"), ("write a file", "write"), ("save file", "save"))),
    "searches": ("search menu", (("search for ...", "ask"), ("search", "again"))),
    "changed": ("leave menu", (("save changes", "finish"), ("no save", "abandon"))),
}  # fmt: skip
USAGE = (
    "usage: {0} [-i] [-e] [-h] [+line_number] [file(s)]\n       -i   turn off info window\n"
    "       -e   do not convert tabs to spaces\n       -h   do not use highlighting\n"
    "       +#   put cursor at line #\n"
)
