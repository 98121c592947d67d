"""df(1): how full the file systems are.

Models bin/df/df.c; leaves out -l's network types (every type here is local), and -c's total under --libxo.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import EX_USAGE, Err, Refused
from simbsd.lib.files import getfsstat, stat, statfs
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.humanize import getbsize, humanize_number
from simbsd.lib.libxo import Number, Scaled, Value, document, parse_args
from simbsd.lib.stdio import puts
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFMT
from simbsd.sys.vnode import Statfs

USAGE = "df [-b | -g | -H | -h | -k | -m | -P] [-acilnT] [-t type] [-,]\n          [file | filesystem ...]"
SIZES = {"b": "512", "P": "512", "g": "1g", "k": "1024", "m": "1m"}
TOTAL = "total"


@dataclass(slots=True)
class Format:
    """What to print: block header and size, 1024 or 1000 for human sizes (0: blocks), and the flags."""

    header: str
    blocksize: int
    human: int
    letters: str


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print a line for each file system, or for those that hold the operands."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    options, operands = await getopt_long(argv, "+abcgHhiklmnPt:T,", {"si": ("H", "")}, "POSIXLY_CORRECT" in envp)
    letters = "".join(letter for letter, _ in options)
    if "?" in letters:
        await err.usage(USAGE, EX_USAGE)
    if letters.count("t") > 1:
        await err.errx(1, "only one -t option may be specified")
    wanted = next((text for letter, text in options if letter == "t"), None)
    human, environment = _units(letters, envp)
    header, blocksize = await getbsize(err, environment)
    status, mounts = await _gather(err, operands, wanted)
    form = Format(header, blocksize, human, letters)
    if style is not None:
        width = max((len(mount.f_fstypename) for mount in mounts), default=0)
        found = [fields(mount, form, width) for mount in mounts]
        await puts(document({"storage-system-information": {"filesystem": found}}, style=style))
    elif mounts:
        await puts(table(mounts, form))
    return status


def _units(letters: str, envp: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The last of -b -g -k -m -P -h -H decides, except that -k is not undone by -b or -P."""
    human, environment = 0, dict(envp)
    for letter in letters:
        if letter in "hH":
            human = 1024 if letter == "h" else 1000
        elif letter in SIZES and not (letter in "bP" and "k" in letters[: letters.index(letter)]):
            human, environment["BLOCKSIZE"] = 0, SIZES[letter]
    return human, environment


async def _gather(err: Err, operands: list[str], wanted: str | None) -> tuple[int, list[Statfs]]:
    mounted = await getfsstat()
    if not operands:
        return 0, [mount for mount in mounted if is_selected(mount.f_fstypename, wanted)]
    status, found = 0, []
    sources = {mount.f_mntfromname: mount.f_mntonname for mount in reversed(mounted)}
    for path in operands:
        try:
            device = (await stat(path)).st_mode & S_IFMT == S_IFCHR
            if device and path not in sources:
                await err.warnx(f"{path}: not mounted")
                status = 1
                continue
            place = sources[path] if device else path
        except Errno as error:
            if path not in sources:
                await err.warn(path, error)
                status = 1
                continue
            place = sources[path]
        try:
            mount = await statfs(place)
        except Errno as error:
            await err.warn(place, error)
            status = 1
            continue
        if is_selected(mount.f_fstypename, wanted):
            found.append(mount)
        else:
            status = 1
    return status, found


def is_selected(kind: str, wanted: str | None) -> bool:
    """True when -t (``ufs,tmpfs`` or ``nodevfs``) lets a type through."""
    if wanted is None:
        return True
    skip = wanted.startswith("no")
    return (kind in wanted.removeprefix("no").split(",")) != skip


def _total(mounts: list[Statfs]) -> Statfs:
    blocks = sum(mount.f_blocks * (mount.f_bsize // 512) for mount in mounts)
    bfree = sum(mount.f_bfree * (mount.f_bsize // 512) for mount in mounts)
    bavail = sum(mount.f_bavail * (mount.f_bsize // 512) for mount in mounts)
    files, ffree = sum(mount.f_files for mount in mounts), sum(mount.f_ffree for mount in mounts)
    return Statfs("", TOTAL, "", (), 512, blocks, bfree, bavail, files, ffree)


def _blocks(mount: Statfs, blocksize: int) -> tuple[int, int, int]:
    used = mount.f_blocks - mount.f_bfree
    scaled = [number * mount.f_bsize // blocksize for number in (mount.f_blocks, used, mount.f_bavail)]
    return scaled[0], scaled[1], scaled[2]


def _width(numbers: list[int], commas: bool) -> int:
    width = max(len(str(number)) for number in numbers)
    return width + (width - 1) // 3 if commas else width


def table(mounts: list[Statfs], form: Format) -> str:
    """The header and a line for each mount; columns as wide as what stands in them."""
    commas = "," in form.letters
    rows = [_blocks(mount, form.blocksize) for mount in mounts]
    header = "   Size" if form.human else form.header
    if form.human:
        widths = [len(header)] * 3
    else:
        columns = [_width([row[column] for row in rows], commas) for column in range(3)]
        widths = [max(wide, len(title)) for wide, title in zip(columns, (header, "Used", "Avail"), strict=True)]
    source = max(len("Filesystem"), *(len(mount.f_mntfromname) for mount in mounts))
    kind = max(len("Type"), *(len(mount.f_fstypename) for mount in mounts))
    counts = ([mount.f_files - mount.f_ffree for mount in mounts], [mount.f_ffree for mount in mounts])
    least = (len("  iused"), len("ifree"))
    inodes = [max(0 if form.human else _width(c, commas), n) for c, n in zip(counts, least, strict=True)]
    lines = [f"{'Filesystem':<{source}}" + (f"  {'Type':<{kind}}" if "T" in form.letters else "")]
    lines[0] += f" {header:>{widths[0]}} {'Used':>{widths[1]}} {'Avail':>{widths[2]}} Capacity"
    if "i" in form.letters:
        lines[0] += f" {'iused':>{inodes[0] - 2}} {'ifree':>{inodes[1]}} %iused"
    lines[0] += "  Mounted on"
    shown = [*mounts, _total(mounts)] if "c" in form.letters else mounts
    for mount in shown:
        name = f"{mount.f_mntfromname:<{source}}" + (f"  {mount.f_fstypename:<{kind}}" if "T" in form.letters else "")
        lines.append(name + _line(mount, form, widths, inodes))
    return "\n".join(lines) + "\n"


def fields(mount: Statfs, form: Format, width: int) -> dict[str, Value]:
    """A mount by the names that libxo gives its columns; the type comes as wide as its column (prtstat)."""
    used, iused = mount.f_blocks - mount.f_bfree, mount.f_files - mount.f_ffree
    told: dict[str, Value] = {"name": mount.f_mntfromname}
    if "T" in form.letters:
        told["type"] = f"{mount.f_fstypename:<{max(width, len('Type'))}}"
    if form.human:
        for name, number in (("blocks", mount.f_blocks), ("used", used), ("available", mount.f_bavail)):
            size = number * mount.f_bsize
            told[name] = Scaled(humanize_number(size, 4 + (size < 0), divisor=form.human), size)
    else:
        names = ("total-blocks", "used-blocks", "available-blocks")
        told |= dict(zip(names, _blocks(mount, form.blocksize), strict=True))
    told["used-percent"] = Number(_percent(used, mount.f_bavail + used, 100))
    if "i" in form.letters:
        for name, number in (("inodes-used", iused), ("inodes-free", mount.f_ffree)):
            short = humanize_number(number, 4, byte=False, divisor=1000)
            told[name] = Scaled(short, number) if form.human else number
        told["inodes-used-percent"] = Number(_percent(iused, mount.f_files, 0)) if mount.f_files else "    -"
    return {**told, "mounted-on": mount.f_mntonname}


def _line(mount: Statfs, form: Format, widths: list[int], inodes: list[int]) -> str:
    used = mount.f_blocks - mount.f_bfree
    comma = "," if "," in form.letters else ""
    if form.human:
        sizes = (number * mount.f_bsize for number in (mount.f_blocks, used, mount.f_bavail))
        text = "".join(f"  {humanize_number(size, 4 + (size < 0), divisor=form.human):>6}" for size in sizes)
    else:
        numbers = _blocks(mount, form.blocksize)
        text = "".join(f" {number:>{width}{comma}d}" for number, width in zip(numbers, widths, strict=True))
    text += f" {_percent(used, mount.f_bavail + used, 100):>5}%"
    text += _inodes(mount, form, inodes) if "i" in form.letters else "  "
    return text + (f"  {mount.f_mntonname}" if mount.f_mntfromname != TOTAL else "")


def _inodes(mount: Statfs, form: Format, widths: list[int]) -> str:
    used, free = mount.f_files - mount.f_ffree, mount.f_ffree
    comma = "," if "," in form.letters else ""
    if form.human:
        text = "  " + "".join(f" {humanize_number(n, 4, byte=False, divisor=1000):>5}" for n in (used, free))
    else:
        text = f" {used:>{widths[0]}{comma}d} {free:>{widths[1]}{comma}d}"
    return text + (f" {_percent(used, mount.f_files, 0):>4}% " if mount.f_files else "    -  ")


def _percent(part: int, whole: int, without: int) -> str:
    """A percentage rounded half to even, as printf's %.0f rounds it."""
    if whole == 0:
        return str(without)
    quotient, rest = divmod(part * 100, whole)
    return str(quotient + (2 * rest > whole or (2 * rest == whole and quotient % 2 == 1)))
