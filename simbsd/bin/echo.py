"""echo(1): its arguments.

Models bin/echo/echo.c.
"""

from __future__ import annotations

from simbsd.lib.stdio import puts


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the arguments; ``-n`` or a final ``\\c`` leaves the newline out."""
    words = argv[1:]
    newline = words[:1] != ["-n"]
    text = " ".join(words if newline else words[1:])
    if text.endswith("\\c"):
        text, newline = text[:-2], False
    await puts(text + "\n" * newline)
    return 0
