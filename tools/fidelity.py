"""Write docs/fidelity.md: what each module of the machine models, and what it leaves out, from the modules' own words.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "fidelity.md"
NOTES = ROOT / "docs" / "fidelity-notes.md"
HEAD = """# Fidelity

What the machine models of FreeBSD, module by module, and what it leaves out. This page is generated from the first
lines of the modules (`make fidelity`); the notes at its end are `docs/fidelity-notes.md`. What is not listed as
modelled is not there: a program says so with its usage message, the kernel with its error.

"""


def sentences(path: Path) -> str:
    """What a module's docstring says after its first line, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""
    return " ".join(text.partition("\n")[2].split())


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for folder in sorted({path.parent for path in (ROOT / "simbsd").rglob("*.py")}):
        rows = [
            f"| `{path.name}` | {words} |"
            for path in sorted(folder.glob("*.py"))
            if (words := sentences(path).replace("|", "\\|")).startswith("Models")
        ]
        if rows:
            name = folder.relative_to(ROOT).as_posix()
            lines.append(
                f"## {name}\n\n| module | what it models, what it leaves out |\n|---|---|\n" + "\n".join(rows) + "\n\n"
            )
    return "".join(lines).rstrip() + "\n\n" + NOTES.read_text()


if __name__ == "__main__":
    TARGET.write_text(page())
    sys.stdout.write(f"wrote {TARGET.relative_to(ROOT)}\n")
