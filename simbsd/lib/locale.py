"""Which characters the environment asks for.

Models setlocale(3) as far as LC_CTYPE goes, and nl_langinfo(3)'s CODESET; a locale's name is not looked up.
"""

from __future__ import annotations


def codeset(envp: dict[str, str]) -> str:
    """The encoding that LC_ALL, LC_CTYPE or LANG names, the first that is set: ``UTF-8``, ``ISO8859-1`` ..., else
    ``US-ASCII``, whose bytes are characters all the same.
    """
    name = envp.get("LC_ALL") or envp.get("LC_CTYPE") or envp.get("LANG") or "C"
    return name.partition(".")[2].partition("@")[0] or "US-ASCII"


def is_utf8(envp: dict[str, str]) -> bool:
    """Whether a character may be several bytes."""
    return codeset(envp) == "UTF-8"
