"""mktemp(1): make a file or directory with a new name.

Models usr.bin/mktemp/mktemp.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import rmdir, unlink
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.mktemp import mkdtemp, mkstemp
from simbsd.lib.printf import printf
from simbsd.lib.unistd import close
from simbsd.sys.errno import Errno

NAMES: Names = {"directory": ("d", ""), "tmpdir": ("p", "::"), "quiet": ("q", ""), "dry-run": ("u", "")}
USAGE = (
    "mktemp [-d] [-p tmpdir] [-q] [-t prefix] [-u] template ...\n       mktemp [-d] [-p tmpdir] [-q] [-u] -t prefix "
)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Make what each template asks for (-t: PREFIX.XXXXXXXXXX), and print its name; -d a directory, -u take it away."""
    err = Err(argv)
    options, templates = await getopt_long(argv, "dp:qt:u", NAMES, "POSIXLY_CORRECT" in envp)
    given = dict(options)
    if "?" in given:
        await err.usage(USAGE)
    place = (given["p"] or envp.get("TMPDIR")) if "p" in given else None
    if "t" in given or not templates:
        prefer_environment = "p" not in given and "t" in given
        base = place if place is not None and not prefer_environment else envp.get("TMPDIR", place)
        base = "/tmp" if base is None else base
        templates = [f"{base}{'' if base.endswith('/') else '/'}{given.get('t', 'tmp')}.XXXXXXXXXX", *templates]
    elif place is not None:
        templates = [f"{place}/{template}" for template in templates]
    status = 0
    for template in templates:
        try:
            await printf(await _make(template, "d" in given, "u" in given) + "\n")
        except Errno as error:
            status = 1
            if "q" not in given:
                await err.warn(f"{'mkdtemp' if 'd' in given else 'mkstemp'} failed on {template}", error)
    return status


async def _make(template: str, directory: bool, dry: bool) -> str:
    if directory:
        path = await mkdtemp(template)
        if dry:
            await rmdir(path)
        return path
    fd, path = await mkstemp(template)
    await close(fd)
    if dry:
        await unlink(path)
    return path
