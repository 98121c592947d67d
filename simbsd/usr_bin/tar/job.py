"""What a tar command line asks for.

Models contrib/libarchive/tar/bsdtar.c and creation_set.c; leaves out formats but ustar and the restricted pax, programs
that compress (--use-compress-program), and pass phrases, which only zip archives have.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getdate import get_date
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDOUT, decode, read_all
from simbsd.lib.unistd import boottime, chdir, close, exit, gettimeofday, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.tar.match import SECOND, Matching
from simbsd.usr_bin.tar.options import Usage, options

if TYPE_CHECKING:
    from simbsd.usr_bin.tar.names import Rule

USAGE = (
    "Usage:\n  List:    {0} -tf <archive-filename>\n  Extract: {0} -xf <archive-filename>\n"
    "  Create:  {0} -cf <archive-filename> [filenames...]\n  Help:    {0} --help\n"
)
COMPRESSIONS = {"J": "xz", "j": "bzip2", "y": "bzip2", "Z": "compress", "z": "gzip"}
LONG_COMPRESSIONS = ("grzip", "lrzip", "lz4", "lzip", "lzma", "lzop", "zstd")
SUFFIXES = {
    "Z": "compress", "bz2": "bzip2", "gz": "gzip", "grz": "grzip", "lrz": "lrzip", "lz": "lzip", "lz4": "lz4",
    "lzo": "lzop", "lzma": "lzma", "uu": "uuencode", "xz": "xz", "zst": "zstd", "taz": "gzip", "tgz": "gzip",
    "tbz": "bzip2", "tbz2": "bzip2", "tz2": "bzip2", "tlz": "lzma", "txz": "xz", "tzo": "lzop", "taZ": "compress",
    "tZ": "compress", "tzst": "zstd",
}  # fmt: skip
FORMATS = ("bsdtar", "pax", "paxr", "posix", "rpax", "ustar")
OTHER_FORMATS = (
    "7zip ar arbsd argnu arsvr4 bin cd9660 cpio gnutar iso iso9660 mtree mtree-classic newc odc oldtar pwb raw shar "
    "shardump v7tar v7 warc xar zip"
).split()
VCS = (
    "CVS", ".cvsignore", "RCS", "SCCS", ".svn", ".git", ".gitignore", ".gitattributes", ".gitmodules", ".arch-ids",
    "{arch}", "=RELEASE-ID", "=meta-update", "=update", ".bzr", ".bzrignore", ".bzrtags", ".hg", ".hgignore", ".hgtags",
    "_darcs",
)  # fmt: skip
# Options that only some modes know (only_mode), in the order in which they are looked at.
ONLY = (
    ("one-file-system", "--one-file-system", "cru"), ("q", "--fast-read", "xt"),
    ("hfsCompression", "--hfsCompression", "x"), ("nopreserveHFSCompression", "--nopreserveHFSCompression", "x"),
    ("nodump", "--nodump", "cru"), ("acls", "--acls", "crux"), ("no-acls", "--no-acls", "crux"),
    ("xattrs", "--xattrs", "crux"), ("no-xattrs", "--no-xattrs", "crux"), ("fflags", "--fflags", "crux"),
    ("no-fflags", "--no-fflags", "crux"), ("mac-metadata", "--mac-metadata", "crux"),
    ("no-mac-metadata", "--no-mac-metadata", "crux"), ("o", "-o", "xc"), ("O", "-O", "xt"), ("U", "-U", "x"),
    ("l", "--check-links", "cr"),
)  # fmt: skip
ALIASES = {"check-links": "l", "no-xattr": "no-xattrs", "disable-copyfile": "no-mac-metadata"}


@dataclass(slots=True)
class Job:
    """One run: mode c, r, t, u or x, the archive (empty: standard input or output), what was said, how it goes.
    ``directory`` is where a -C leads that nobody has followed yet.
    """

    err: Err
    envp: dict[str, str]
    mode: str = ""
    archive: str = ""
    flags: set[str] = field(default_factory=set)
    verbose: int = 0
    compression: str = ""
    program: str = ""
    format: str = ""
    blocks: int = 0
    directory: str = ""
    names_from: str = ""
    symlinks: str = ""
    strip: int = 0
    uid: int = -1
    gid: int = -1
    uname: str | None = None
    gname: str | None = None
    rules: list[Rule] = field(default_factory=list)
    matching: Matching = field(default_factory=Matching)
    operands: list[str] = field(default_factory=list)
    stripped: bool = False
    status: int = 0

    async def complain(self, message: str) -> None:
        """Say what was not done; the end of the run says that there was something."""
        await self.err.warnx(message)
        self.status = 1

    def go(self, directory: str) -> None:
        """-C: remember where to go when a name is not absolute (set_chdir)."""
        here = "" if directory.startswith("/") else self.directory
        self.directory = f"{here.removesuffix('/')}/{directory}" if here else directory

    async def enter(self) -> None:
        """Follow a -C (do_chdir)."""
        if self.directory:
            try:
                await chdir(self.directory)
            except Errno:
                await self.err.errx(1, f"could not chdir to '{self.directory}'\n")
        self.directory = ""

    async def agrees(self, question: str) -> bool:
        """-w: ask; only a y is a yes (util.c: yes)."""
        if "w" not in self.flags:
            return True
        await printf(f"{question} (y/N)? ", STDERR)
        try:
            answer = decode(await read(STDERR, 31)).lstrip(" \t\n\v\f\r")
        except Errno:
            await printf("Keyboard read failed\n", STDERR)
            await exit(1)
        return answer[:1] in ("y", "Y")


async def usage(err: Err) -> NoReturn:
    """The short usage text."""
    await printf(USAGE.format(err.name), STDERR)
    await exit(1)


async def parse(err: Err, argv: list[str], envp: dict[str, str]) -> Job:
    """The command line; a first word without a dash is options too (``tar xf``)."""
    job, words = Job(err, envp, archive=envp.get("TAPE", "")), argv[1:]
    try:
        for option, value in options(words):
            await _set(job, ALIASES.get(option, option), value)
    except Usage as wrong:
        if wrong.args:
            await err.warnx(str(wrong))
        await usage(err)
    job.operands = words
    if not job.mode and "h" in job.flags:
        await _help(job)
    if not job.mode:
        await err.errx(1, "Must specify one of -c, -r, -t, -u, -x")
    await _check(job)
    return job


async def _only(job: Job, option: str, modes: str) -> None:
    if job.mode not in modes:
        await job.err.errx(1, f"Option {option} is not permitted in mode -{job.mode}")


async def _check(job: Job) -> None:
    """What is allowed in one mode only, and what follows from the words together."""
    if "a" in job.flags:
        await _only(job, "-a", "cx")
        if job.mode == "x":
            await job.err.warnx("Ignoring option -a in mode -x")
    for flag, option, modes in ONLY:
        if flag in job.flags:
            await _only(job, option, modes)
    if "o" in job.flags and job.mode == "c":
        job.format = "ustar"
    if "a" in job.flags and job.mode == "c":
        job.compression = SUFFIXES.get(job.archive.rpartition(".")[2], job.compression)
    if job.program:
        await _only(job, "--use-compress-program", "cxt")
        await job.err.errx(1, "--use-compress-program: left out of this machine")
    if job.compression and "a" not in job.flags:
        letter = next((one for one, name in COMPRESSIONS.items() if name == job.compression and one != "y"), "")
        await _only(job, f"-{letter}" if letter else f"--{job.compression}", "cxt")
    if job.format:
        await _only(job, "--format", "cru")
    if job.symlinks:
        await _only(job, f"-{job.symlinks}", "cru")
    job.matching.recursive = "n" not in job.flags
    if job.archive == "-":
        job.archive = ""


async def _set(job: Job, option: str, value: str) -> None:
    err = job.err
    if option in ("c", "r", "t", "u", "x"):
        if job.mode and job.mode != option:
            await err.errx(1, f"Can't specify both -{option} and -{job.mode}")
        job.mode = option
        job.verbose += option == "t"
    elif option == "v":
        job.verbose += 1
    elif option in COMPRESSIONS or option in LONG_COMPRESSIONS:
        if job.compression:
            await err.errx(1, f"Can't specify both -{option[0]} and -{job.compression[0]}")
        job.compression = COMPRESSIONS.get(option, option)
    elif option in _TEXTS:
        setattr(job, _TEXTS[option], value)
    elif option in ("uid", "gid", "strip-components", "b"):
        await _number(job, option, value)
    elif option == "C":
        if not value:
            await err.errx(1, "Meaningless option: -C ''")
        job.go(value)
    elif option in ("H", "h", "L"):
        job.symlinks = option.replace("h", "L")
        job.flags.add(option)
    elif option == "numeric-owner":
        job.uname = job.gname = ""
        job.flags.add(option)
    elif option in _MORE:
        await _MORE[option](job, value)
    elif option.startswith(("newer", "older")):
        await _time(job, option, value)
    else:
        job.flags.add(option)


async def _number(job: Job, option: str, value: str) -> None:
    number = to_int(value) if is_number(value) else -1
    if option == "b":
        if not 1 <= number <= 8192:
            await job.err.errx(1, "Invalid or out of range (1..8192) argument to -b")
        job.blocks = number
        return
    if number < 0:
        await job.err.errx(1, f"Invalid argument to --{option}")
    setattr(job, option.partition("-")[0], number)


async def _time(job: Job, option: str, value: str) -> None:
    """--newer, --older-mtime, --newer-than ...: a date, or a file's time."""
    order, _, rest = option.partition("-")
    which = "m" if rest.startswith("mtime") else "c"
    if option.endswith("-than"):
        try:
            info, boot = await stat(value), await boottime()
        except Errno:
            await job.err.errx(1, "Error : Failed to stat()")
        when = boot + (info.st_mtime if which == "m" else info.st_ctime)
    else:
        date = get_date(value, await gettimeofday() // SECOND)
        if date is None:
            await job.err.errx(1, "Error : invalid date string")
        when = date * SECOND
    job.matching.times.append((which, order, when))


async def lines(job: Job, path: str) -> list[str]:
    """The names in a file, a line each, or with --null a zero byte each."""
    try:
        fd = 0 if path == "-" else await open(path, O_RDONLY)
        text = decode(await read_all(fd))
        if fd:
            await close(fd)
    except Errno as error:
        await job.err.err(1, f"Couldn't open {path}", error)
    return [line for line in (text.split("\0") if "null" in job.flags else text.splitlines()) if line]


async def _substitution(job: Job, value: str) -> None:
    from simbsd.usr_bin.tar.names import RuleError, rule

    try:
        job.rules.append(rule(value))
    except RuleError as error:
        await job.err.errx(1, str(error))


async def _format(job: Job, value: str) -> None:
    if value in OTHER_FORMATS:
        await job.err.errx(1, f"--format {value}: left out of this machine")
    job.format = value


async def _exclude(job: Job, value: str) -> None:
    job.matching.excluded.append(value)


async def _exclude_from(job: Job, value: str) -> None:
    job.matching.excluded += await lines(job, value)


async def _exclude_vcs(job: Job, value: str) -> None:
    job.matching.excluded += VCS


async def _include(job: Job, value: str) -> None:
    job.matching.include(value)


async def _posix(job: Job, value: str) -> None:
    job.format = "pax"


async def _help(job: Job, value: str = "") -> None:
    from simbsd.usr_bin.tar.help import HELP

    await printf(f"{job.err.name}(bsdtar): manipulate archive files\n" + HELP.format(job.err.name), STDOUT)
    await _version(job)


async def _version(job: Job, value: str = "") -> None:
    from simbsd.usr_bin.tar.help import VERSION

    await printf(VERSION, STDOUT)
    await exit(0)


_TEXTS = {
    "f": "archive", "T": "names_from", "I": "names_from", "uname": "uname", "gname": "gname",
    "use-compress-program": "program",
}  # fmt: skip
_MORE: dict[str, Callable[[Job, str], Awaitable[None]]] = {
    "s": _substitution, "format": _format, "posix": _posix, "exclude": _exclude, "X": _exclude_from,
    "exclude-vcs": _exclude_vcs, "include": _include, "help": _help, "version": _version,
}  # fmt: skip
