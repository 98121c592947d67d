"""The words of a tar command line: letters, bundles without a dash, long names and their beginnings.

Models contrib/libarchive/tar/cmdline.c (bsdtar_getopt).
"""

from __future__ import annotations

from collections.abc import Iterator

LETTERS = "aBb:C:cf:HhI:JjkLlmnOoPpqrSs:T:tUuvW:wX:xyZz"
# Long names whose meaning is a letter's; the others stand for themselves, those after the bar with an argument.
SAME = {
    "absolute-paths": "P", "append": "r", "auto-compress": "a", "block-size": "b", "blocking-factor": "b",
    "bunzip2": "j", "bzip": "j", "bzip2": "j", "cd": "C", "compress": "Z", "confirmation": "w", "create": "c",
    "dereference": "L", "directory": "C", "exclude-from": "X", "extract": "x", "fast-read": "q", "file": "f",
    "files-from": "T", "gunzip": "z", "gzip": "z", "insecure": "P", "interactive": "w", "keep-old-files": "k",
    "list": "t", "modification-time": "m", "no-recursion": "n", "norecurse": "n", "preserve-permissions": "p",
    "read-full-blocks": "B", "same-permissions": "p", "to-stdout": "O", "uncompress": "Z", "unlink": "U",
    "unlink-first": "U", "update": "u", "verbose": "v", "xz": "J",
}  # fmt: skip
PLAIN = (
    "acls b64encode check-links chroot clear-nochange-fflags disable-copyfile exclude-vcs fflags grzip help "
    "hfsCompression ignore-zeros keep-newer-files lrzip lz4 lzip lzma lzop mac-metadata no-acls no-fflags "
    "no-mac-metadata no-read-sparse no-safe-writes no-same-owner no-same-permissions no-xattr no-xattrs nodump "
    "nopreserveHFSCompression null numeric-owner one-file-system posix read-sparse safe-writes same-owner totals "
    "uuencode version xattrs zstd"
)
WITH_ARGUMENT = (
    "exclude format gid gname include newer newer-ctime newer-ctime-than newer-mtime newer-mtime-than newer-than "
    "older older-ctime older-ctime-than older-mtime older-mtime-than older-than options passphrase strip-components "
    "uid uname use-compress-program"
)
LONG: dict[str, tuple[str, bool]] = {
    **{name: (letter, f"{letter}:" in LETTERS) for name, letter in SAME.items()},
    **{name: (name, False) for name in PLAIN.split()},
    **{name: (name, True) for name in WITH_ARGUMENT.split()},
}


class Usage(Exception):
    """A command line that cannot be read: what to say before the usage, if anything."""


def options(words: list[str]) -> Iterator[tuple[str, str]]:
    """(option, argument) one after the other; ``words`` keeps the operands. Raises Usage."""
    if words and not words[0].startswith("-"):
        for letter in words.pop(0):
            takes = _takes(letter)
            if takes and not words:
                raise Usage(f"Option {letter} requires an argument")
            yield letter, words.pop(0) if takes else ""
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            return
        yield from _long(word[2:], "--", words) if word.startswith("--") else _cluster(word[1:], words)


def _takes(letter: str) -> bool:
    place = LETTERS.find(letter)
    if place < 0 or letter == ":":
        raise Usage
    return LETTERS[place + 1 : place + 2] == ":"


def _cluster(letters: str, words: list[str]) -> Iterator[tuple[str, str]]:
    while letters:
        letter, letters = letters[0], letters[1:]
        if not _takes(letter):
            yield letter, ""
            continue
        if not letters and not words:
            raise Usage(f"Option -{letter} requires an argument")
        argument = letters or words.pop(0)
        if letter == "W":
            yield from _long(argument, "-W ", words)
        else:
            yield letter, argument
        return


def _long(word: str, prefix: str, words: list[str]) -> Iterator[tuple[str, str]]:
    """``--name``, ``--name=value`` or the beginning of one name only."""
    name, equals, value = word.partition("=")
    found = [name] if name in LONG else [known for known in sorted(LONG) if name and known.startswith(name)]
    if not found:
        raise Usage(f"Option {prefix}{word} is not supported")
    if len(found) > 1:
        raise Usage(f"Ambiguous option {prefix}{word} (matches --{found[-1]} and --{found[-2]})")
    option, takes = LONG[found[0]]
    if takes and not equals:
        if not words:
            raise Usage(f"Option {prefix}{found[0]} requires an argument")
        value = words.pop(0)
    elif equals and not takes:
        raise Usage(f"Option {prefix}{found[0]} does not allow an argument")
    yield option, value
