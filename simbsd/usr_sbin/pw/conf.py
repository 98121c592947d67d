"""pw(8): the defaults for new users and groups, and the file that holds them.

Models usr.sbin/pw/pw_conf.c; leaves out that -D locks the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from simbsd.lib.err import Err
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.pwd import read_file
from simbsd.lib.stdio import encode, put
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import close, open
from simbsd.sys.fcntl import O_CREAT, O_RDWR, O_TRUNC

ID_MAX = 0xFFFFFFFF
LEAST_ID, GREATEST_ID = 1000, 32000
DIRECTORY_MODE = 0o777  # _DEF_DIRMODE
HOME, SHELLS, SHELL = "/home", ("sh", "csh", "tcsh"), "sh"
YES, NO, NONE, RANDOM = "yes", "no", "none", "random"
TRUE, FALSE = ("yes", "true", "1", "on"), ("no", "false", "0", "off")


@dataclass(frozen=True, slots=True)
class Userconf:
    """The defaults. Days are days in the file and seconds since 1970 once -e or -p have set them."""

    default_password: str = NO
    reuse_uids: bool = False
    reuse_gids: bool = False
    nispasswd: str | None = None
    dotdir: str | None = "/usr/share/skel"
    newmail: str | None = None
    logfile: str | None = "/var/log/userlog"
    home: str = HOME
    homemode: int = DIRECTORY_MODE
    shelldir: str = "/bin"
    shells: tuple[str, ...] = SHELLS
    shell_default: str = SHELL
    default_group: str | None = None
    groups: tuple[str, ...] = field(default=())
    default_class: str | None = None
    min_uid: int = LEAST_ID
    max_uid: int = GREATEST_ID
    min_gid: int = LEAST_ID
    max_gid: int = GREATEST_ID
    expire_days: int = 0
    password_days: int = 0


# Keyword, field, and the comment before it; one without a comment belongs to the line above.
KEYWORDS = (
    ("defaultpasswd", "default_password", "Password for new users? no=nologin yes=loginid none=blank random=random"),
    ("reuseuids", "reuse_uids", "Reuse gaps in uid sequence? (yes or no)"),
    ("reusegids", "reuse_gids", "Reuse gaps in gid sequence? (yes or no)"),
    ("nispasswd", "nispasswd", "Path to the NIS passwd file (blank or 'no' for none)"),
    ("skeleton", "dotdir", "Obtain default dotfiles from this directory"),
    ("newmail", "newmail", "Mail this file to new user (/etc/newuser.msg or no)"),
    ("logfile", "logfile", "Log add/change/remove information in this file"),
    ("home", "home", "Root directory in which $HOME directory is created"),
    ("homemode", "homemode", "Mode for the new $HOME directory, will be modified by umask"),
    ("shellpath", "shelldir", "Colon separated list of directories containing valid shells"),
    ("shells", "shells", "Comma separated list of available shells (without paths)"),
    ("defaultshell", "shell_default", "Default shell (without path)"),
    ("defaultgroup", "default_group", "Default group (leave blank for new group per user)"),
    ("extragroups", "groups", "Extra groups for new users"),
    ("defaultclass", "default_class", "Default login class for new users"),
    ("minuid", "min_uid", "Range of valid default user ids"),
    ("maxuid", "max_uid", ""),
    ("mingid", "min_gid", "Range of valid default group ids"),
    ("maxgid", "max_gid", ""),
    ("expire_days", "expire_days", "Days after which account expires (0=disabled)"),
    ("password_days", "password_days", "Days after which password expires (0=disabled)"),
)
FIELDS = {keyword: name for keyword, name, _ in KEYWORDS}
NUMBERS = {
    "min_uid": ("min_uid", ID_MAX), "max_uid": ("max_uid", ID_MAX), "min_gid": ("min_gid", ID_MAX),
    "max_gid": ("max_gid", ID_MAX), "expire_days": ("expire days", INT_MAX),
    "password_days": ("password days", INT_MAX),
}  # fmt: skip
INSTEAD: dict[str, str | None] = {"home": HOME, "shelldir": "/bin", "shell_default": SHELL}  # of "no"


def unquote(word: str | None) -> str | None:
    """A word without its quotes; None for an empty one in quotes."""
    if word and word[0] in "\"'":
        return word[1:].partition(word[0])[0] or None
    return word


def boolean_val(word: str | None, otherwise: bool) -> bool:
    """Yes or no, or what holds for anything else."""
    word = unquote(word)
    return True if word in TRUE else False if word in FALSE else otherwise


async def passwd_val(err: Err, word: str | None, otherwise: str) -> str:
    """How new users get a password (-w)."""
    word = unquote(word)
    if word is None:
        return otherwise
    if word in TRUE or word in FALSE:
        return YES if word in TRUE else NO
    if word not in (NONE, RANDOM):
        await err.errx(1, "Invalid value for default password")
    return word


async def read_userconfig(err: Err, path: str, has_group: Callable[[str], bool]) -> Userconf:
    """What the file says, on top of the defaults; a file that cannot be read says nothing."""
    conf = Userconf()
    for line in (await read_file(path)).splitlines():
        keyword, *words = re.split("[ \t\r\n=]+", line.strip(" \t\r\n="), maxsplit=1)
        name = FIELDS.get(keyword)
        if name is None:
            continue
        tokens = [token for token in re.split("[ \t\r\n,=]+", words[0] if words else "") if token]
        conf = await _set(err, conf, name, tokens, has_group)
    return conf


async def _set(
    err: Err, conf: Userconf, name: str, tokens: list[str], has_group: Callable[[str], bool]
) -> Userconf:
    word = tokens[0] if tokens else None
    value: object
    if name == "default_password":
        value = await passwd_val(err, word, YES)
    elif name in ("reuse_uids", "reuse_gids"):
        value = boolean_val(word, False)
    elif name in NUMBERS:
        value = await _number(err, unquote(word), *NUMBERS[name], getattr(conf, name))
    elif name == "homemode":
        value = _mode(word) if boolean_val(word, True) else DIRECTORY_MODE
    elif name == "shells":
        value = tuple(filter(None, map(unquote, tokens))) or conf.shells
    elif name == "groups":  # the loop asks for the next word before it takes one: the first is lost (_UC_EXTRAGROUPS)
        value = (*conf.groups, *filter(None, map(unquote, tokens[1:])))
    elif name == "default_group":
        found = unquote(word)
        value = found if found and boolean_val(found, True) and has_group(found) else None
    else:
        value = unquote(word) if word and boolean_val(word, True) else INSTEAD.get(name)
    return replace(conf, **{name: value})  # type: ignore[arg-type]


async def _number(err: Err, word: str | None, what: str, most: int, otherwise: int) -> int:
    if word is None:
        return otherwise
    try:
        return strtonum(word, 0, most)
    except ValueError:
        await err.warnx(f"Invalid {what}: '{word}'; ignoring")
        return 0


def _mode(word: str | None) -> int:
    try:
        return setmode(word or "", DIRECTORY_MODE, 0)
    except ModeError:
        return DIRECTORY_MODE


def _written(name: str, value: object) -> str:
    """A value as it stands in the file."""
    if isinstance(value, tuple):
        return ",".join(f'"{word}"' for word in value)
    if name == "homemode":
        return f"{value:04o}"
    if isinstance(value, bool):
        return f'"{YES if value else NO}"'
    if isinstance(value, int):
        return str(value)
    if name == "nispasswd":
        return str(value or "")
    empty = "" if name in ("default_group", "default_class") else NO
    return f'"{value if value is not None else empty}"'


async def write_userconfig(conf: Userconf, path: str) -> None:
    """Write the whole file. Errors: those of open and write."""
    fd = await open(path, O_CREAT | O_RDWR | O_TRUNC, 0o644)
    text = "#\n# pw.conf - user/group configuration defaults\n#\n"
    for keyword, name, comment in KEYWORDS:
        text += (f"\n# {comment}\n" if comment else "") + f"{keyword} = {_written(name, getattr(conf, name))}\n"
    await put(fd, encode(text))
    await close(fd)
