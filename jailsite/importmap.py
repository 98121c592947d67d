"""The page's one import map: bare names for our modules and the vendored ones.

Each module under static/js appears twice: as `cellblock/<path>`, and under its plain address, so that a
relative import between hashed modules arrives at the hashed file too.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

VENDORED = {
    "cytoscape": "vendor/cytoscape/3.34.4/cytoscape.esm.min.mjs",
    "xterm": "vendor/xterm/6.0.0/xterm.mjs",
    "xterm-search": "vendor/xterm-search/0.16.0/addon-search.mjs",
    "xterm-fit": "vendor/xterm-fit/0.11.0/addon-fit.mjs",
}


def import_map() -> dict[str, dict[str, str]]:
    """The import map as an object; made anew each time while plain names are served, once otherwise."""
    return make_map() if settings.PLAIN_STATIC else kept_map()


def make_map() -> dict[str, dict[str, str]]:
    imports = {name: static(path) for name, path in VENDORED.items()}
    for path in modules(settings.BASE_DIR / "static" / "js"):
        address = static(f"js/{path}")
        imports[f"cellblock/{path}"] = address
        plain = f"{settings.STATIC_URL}js/{path}"
        if address != plain:
            imports[plain] = address
    return {"imports": imports}


kept_map = lru_cache(maxsize=1)(make_map)


def modules(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))
