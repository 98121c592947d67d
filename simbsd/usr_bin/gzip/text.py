"""What gzip says of itself and of sizes, and its options.

Models usage() and print_ratio() of usr.bin/gzip/gzip.c.
"""

from __future__ import annotations

VERSION = "FreeBSD gzip 20190107"
USAGE = """ [-123456789acdfhklLNnqrtVv] [-S .suffix] [<file> [<file> ...]]
 -1 --fast            fastest (worst) compression
 -2 .. -8             set compression level
 -9 --best            best (slowest) compression
 -c --stdout          write to stdout, keep original files
    --to-stdout
 -d --decompress      uncompress files
    --uncompress
 -f --force           force overwriting & compress links
 -h --help            display this help
 -k --keep            don't delete input files during operation
 -l --list            list compressed file contents
 -N --name            save or restore original file name and time stamp
 -n --no-name         don't save original file name or time stamp
 -q --quiet           output no warnings
 -r --recursive       recursively compress files in directories
 -S .suf              use suffix .suf instead of .gz
    --suffix .suf
 -t --test            test compressed file
 -V --version         display program version
 -v --verbose         print extra statistics
"""
LETTERS = "123456789acdfhklLNnqrS:tVv"
NAMES = {
    "stdout": ("c", ""), "to-stdout": ("c", ""), "decompress": ("d", ""), "uncompress": ("d", ""), "force": ("f", ""),
    "help": ("h", ""), "keep": ("k", ""), "list": ("l", ""), "no-name": ("n", ""), "name": ("N", ""),
    "quiet": ("q", ""), "recursive": ("r", ""), "suffix": ("S", ":"), "test": ("t", ""), "verbose": ("v", ""),
    "version": ("V", ""), "fast": ("1", ""), "best": ("9", ""), "ascii": ("a", ""), "license": ("L", ""),
}  # fmt: skip


def ratio(size: int, packed: int) -> str:
    """How much shorter it became, in tenths of a percent (print_ratio)."""
    diff = size - packed // 2
    if diff < 0:
        tenths = -999
    elif not size:
        tenths = 0
    else:
        while size > 0x100000:
            diff, size = diff >> 1, size >> 1
        tenths = diff * 2000 // size - 1000
    sign, digits = "-" if tenths < 0 else "", f"{abs(tenths):02d}"
    return f"{sign}{digits[:-1]}.{digits[-1]}%".rjust(6)
