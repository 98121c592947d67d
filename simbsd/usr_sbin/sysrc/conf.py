"""What rc.conf(5) files say: the shell itself reads them, and this asks it.

Models f_sysrc_get, f_sysrc_find and f_sysrc_service_configs of usr.sbin/bsdconfig/share/sysrc.subr.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.files import stat
from simbsd.lib.stdio import decode, encode, put, read_all
from simbsd.lib.unistd import close, dup2, execve, fork, open, pipe, waitpid
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.wait import wexitstatus, wifexited

SHELL = "/bin/sh"
DEFAULTS = "/etc/defaults/rc.conf"
LOCAL_STARTUP = "/usr/local/etc/rc.d"
_READ = '. "$1" > /dev/null 2>&1\n'
_OWN = 'rc_conf_files="$2"\n'
_SOURCE = "source_rc_confs > /dev/null 2>&1\n"
_GET = "eval printf \"'%s\\\\n'\" '\"${'\"$3\"'}\"' 2> /dev/null\n"
_NEXT = "printf '\\0'\nshift\n"
_LOAD = re.compile(r"^\s*load_rc_config\s+(\S+)", re.MULTILINE)


@dataclass(slots=True)
class Conf:
    """Where variables are looked up: ``files`` instead of $rc_conf_files when not None.

    What the shell has said is remembered until a file is written. A shell that is asked for the names of the files
    tells of the variable ``along``, too.
    """

    defaults: str
    files: list[str] | None = None
    along: str = ""
    said: dict[str, tuple[str, bool]] = field(default_factory=dict)

    async def get(self, name: str) -> tuple[str, bool]:
        """A variable's value, and whether it is set. ``name`` may end in an expansion, such as ``x%%y*``."""
        if name not in self.said:
            self.said[name] = await self._ask(name)
        return self.said[name]

    async def _ask(self, name: str) -> tuple[str, bool]:
        own = self.files is not None and name != "rc_conf_files"
        script = _READ + (_OWN if own else "") + _SOURCE + _GET
        along = self.along if name == "rc_conf_files" and self.files is None else ""
        if along:
            script += _NEXT + _GET
        text, status = await shell(script, [self.defaults, " ".join(self.files or ()), name, along])
        if along:
            text, between, more = text.partition("\0")
            self.said[along] = more.removesuffix("\n"), status == 0
            status = 0 if between else status
        return text.removesuffix("\n"), status == 0

    async def conf_files(self) -> list[str]:
        """The files of the boot, in order."""
        if self.files is not None:
            return self.files
        return (await self.get("rc_conf_files"))[0].split()

    async def find(self, name: str) -> str:
        """The last file that gives the variable a value, the defaults before all others; empty when none does."""
        pattern = assignment(name)
        for path in [*reversed(await self.conf_files()), self.defaults]:
            if any(pattern.match(line) for line in (await read_text(path)).splitlines()):
                return path
        return ""

    async def names(self, all_of_them: bool) -> list[str]:
        """The variables that are set, sorted: in the files, or with the defaults."""
        paths = [*([self.defaults] if all_of_them else []), *await self.conf_files()]
        found: dict[str, bool] = {}
        for path in paths:
            for line in (await read_text(path)).splitlines():
                match = re.match(r"\s*([A-Za-z_]\w*)=", line)
                if match is not None and not match[1].startswith("_"):
                    found[match[1]] = True
        return sorted(found)

    async def description(self, name: str) -> str:
        """The comment after the variable in the defaults, with the lines that go on with it."""
        lines = (await read_text(self.defaults)).splitlines()
        pattern = assignment(name)
        for number, line in enumerate(lines):
            if pattern.match(line):
                words = [line.partition("#")[2].strip()]
                for more in lines[number + 1 :]:
                    if not re.match(r"\s*#", more) or re.match(r"\s*#\w+=", more):
                        break
                    words.append(more.rpartition("#")[2].strip())
                return " ".join(words).strip()
        return ""


def assignment(name: str) -> re.Pattern[str]:
    """A line that gives a variable a value."""
    plain = re.match(r"\w*", name)
    return re.compile(rf"\s*{plain[0] if plain else ''}=")


async def service_files(name: str) -> list[str] | None:
    """The rc.conf.d files that a service's script reads; None when there is no such script."""
    for folder in ("/etc/rc.d", LOCAL_STARTUP):
        path = f"{folder}/{name}"
        if await kind(path) == S_IFREG:
            text = await read_text(path)
            break
    else:
        return None
    names: list[str] = []
    for word in _LOAD.findall(text):
        plain = name if word in ("$name", '"$name"', "${name}") else word
        if "/" not in plain and plain not in names:
            names.append(plain)
    return [f"{folder}/rc.conf.d/{one}" for one in names for folder in ("/etc", "/usr/local/etc")]


async def kind(path: str) -> int:
    """The type bits of a file's mode; 0 when there is none."""
    try:
        return (await stat(path)).st_mode & S_IFMT
    except Errno:
        return 0


async def read_text(path: str) -> str:
    """A file's text; empty when it cannot be read."""
    if await kind(path) in (0, S_IFDIR):
        return ""
    try:
        fd = await open(path, O_RDONLY)
    except Errno:
        return ""
    text = decode(await read_all(fd))
    await close(fd)
    return text


async def write_text(path: str, text: str) -> None:
    """Replace a file's text. Errors: those of open(2)."""
    fd = await open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    await put(fd, encode(text))
    await close(fd)


async def shell(script: str, words: list[str]) -> tuple[str, int]:
    """What a script prints, and its status; it sees its words as $1, $2 ... and no environment."""
    source, sink = await pipe()
    pid = await fork(_child, (source, sink, script, words))
    await close(sink)
    text = decode(await read_all(source))
    await close(source)
    status = (await waitpid(pid))[1]
    return text, wexitstatus(status) if wifexited(status) else 1


async def _child(state: tuple[int, int, str, list[str]]) -> int:
    source, sink, script, words = state
    await close(source)
    await dup2(sink, 1)
    await close(sink)
    await execve(SHELL, ["sh", "-c", script, "sh", *words], {})
