"""Strings between delimiters in a script of sed(1): patterns, replacements and the two halves of y.

Models usr.bin/sed/compile.c (compile_delimited, compile_ccl, dohex) and process.c (regsub's reading of a replacement).
"""

from __future__ import annotations

from simbsd.lib.err import Refused

ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
HEX = "0123456789abcdefABCDEF"


def delimited(line: str, at: int, where: str, is_tr: bool) -> tuple[str, int] | None:
    """The string that begins after the delimiter at ``at``, and the place after the closing one; None without one.

    Raises Refused.
    """
    mark = line[at : at + 1]
    at += 1
    if not mark:
        return None
    if mark in "\\\n":
        said = "\\" if mark == "\\" else "newline"
        raise Refused(f"{where}: {said} can not be used as a string delimiter")
    out: list[str] = []
    while at < len(line):
        letter, following = line[at], line[at + 1 : at + 2]
        if letter == "[" and letter != mark and not is_tr:
            part, at = bracket(line, at, where)
            out.append(part)
            continue
        if letter == mark:
            return "".join(out), at + 1
        if letter == "\\" and following:
            part, at = escaped(line, at, mark, is_tr)
            out.append(part)
            continue
        out.append(letter)
        at += 1
    return None


def escaped(line: str, at: int, mark: str, is_tr: bool) -> tuple[str, int]:
    """What a backslash and the letter after it stand for, and the place after them."""
    letter = line[at + 1]
    if letter == "[":
        return ("[" if is_tr else "\\["), at + 2
    if letter == mark:
        return letter, at + 2
    if letter in ESCAPES:
        return ESCAPES[letter], at + 2
    if letter == "x" and (code := hexadecimal(line, at + 2)):
        return code[0], code[1]
    if letter == "\\":
        return ("\\" if is_tr else "\\\\"), at + 2
    return "\\", at + 1


def hexadecimal(line: str, at: int) -> tuple[str, int] | None:
    """The character of one or two hexadecimal digits, and the place after them."""
    digits = line[at : at + 2] if line[at + 1 : at + 2] in tuple(HEX) else line[at : at + 1]
    if not digits or digits[0] not in HEX:
        return None
    return bytes([int(digits, 16)]).decode("utf-8", "surrogateescape"), at + len(digits)


def bracket(line: str, at: int, where: str) -> tuple[str, int]:
    """A bracket expression with its escapes replaced, and the place after it. Raises Refused."""
    out = ["["]
    at += 1
    for first in "^]":
        if line[at : at + 1] == first:
            out.append(first)
            at += 1
    while at < len(line) and line[at] != "]":
        letter, following = line[at], line[at + 1 : at + 2]
        if letter == "[" and following and following in ".:=":
            end = line.find(following + "]", at + 2)
            if end < 0:
                break
            out.append(line[at : end + 2])
            at = end + 2
        elif letter == "\\" and following in ESCAPES:
            out.append(ESCAPES[following])
            at += 2
        elif letter == "\\" and following == "x" and (code := hexadecimal(line, at + 2)):
            out.append(code[0])
            at = code[1]
        else:
            out.append(letter)
            at += 1
    if line[at : at + 1] != "]":
        raise Refused(f"{where}: unbalanced brackets ([])")
    return "".join((*out, "]")), at + 1


def parts_of(text: str) -> list[str | int]:
    """A compiled replacement as pieces of text and numbers of groups (regsub)."""
    parts: list[str | int] = []
    at, plain = 0, ""
    while at < len(text):
        letter, following = text[at], text[at + 1 : at + 2]
        group = 0 if letter == "&" else int(following) if letter == "\\" and following in tuple("0123456789") else None
        if group is not None:
            parts += [plain, group]
            plain = ""
        elif letter == "\\" and following in ("\\", "&"):
            plain += following
        else:
            plain += letter
        escape = letter == "\\" and (group is not None or following in ("\\", "&"))
        at += 2 if escape else 1
    return [*parts, plain]
