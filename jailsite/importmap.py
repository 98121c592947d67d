"""The page's one import map: bare names for our modules and the vendored ones.

Each module under static/js appears under its plain address, so that a relative import between hashed modules
arrives at the hashed file too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import get_language

VENDORED = {
    "cytoscape": "vendor/cytoscape/3.34.4/cytoscape.esm.min.mjs",
    "xterm": "vendor/xterm/6.0.0/xterm.mjs",
    "xterm-search": "vendor/xterm-search/0.16.0/addon-search.mjs",
    "xterm-fit": "vendor/xterm-fit/0.11.0/addon-fit.mjs",
}
STATIC_IMPORT = re.compile(r'^(?:import|export)\b(?:[^"(=;]*\bfrom)?\s*"([^"]+)";', re.MULTILINE)


def import_map() -> dict[str, dict[str, str]]:
    """The import map for the reader's language; made anew each time while plain names are served, once otherwise."""
    words = words_module()
    return make_map(words) if settings.PLAIN_STATIC else kept_map(words)


def words_module() -> str:
    """The module of the elements' words in the reader's language, below `static`; scripts import it as `#words`."""
    return f"js/words/{get_language() or settings.LANGUAGE_CODE}.js"


def make_map(words: str) -> dict[str, dict[str, str]]:
    imports = {name: static(path) for name, path in VENDORED.items()}
    imports["#words"] = static(words)
    for path in modules(settings.BASE_DIR / "static" / "js"):
        address = static(f"js/{path}")
        plain = f"{settings.STATIC_URL}js/{path}"
        if address != plain:
            imports[plain] = address
    return {"imports": imports}


kept_map = lru_cache(maxsize=None)(make_map)


def modules(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))


def needed(entry: str) -> list[str]:
    """The modules that a module (a path below `static`) imports before it runs, and theirs, nearest first; not itself.

    A browser learns of each only when it has read the one before; a page that names them all has them at once.
    """
    root = settings.BASE_DIR / "static"
    bare = {**VENDORED, "#words": words_module()}
    found = [entry]
    for path in found:  # grows meanwhile
        if path.startswith("vendor/"):
            continue
        names = STATIC_IMPORT.findall((root / path).read_text(encoding="utf-8"))
        paths = [bare.get(name) or normpath(join(dirname(path), name)) for name in names]
        found += [one for one in dict.fromkeys(paths) if one not in found]
    return found[1:]
