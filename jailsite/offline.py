"""The service worker's script: the source of static/js/offline/worker.js behind the list of files that a lab needs.

Its version is a digest of that list, so that a browser installs it anew when, and only when, a file changed.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from jailsite.importmap import VENDORED, modules
from lessons.engines import PYODIDE, bundle_name, bundle_rest, current_engine

SOURCE = "js/offline/worker.js"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
INTERPRETER = (
    "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "empty.zip",
)  # fmt: skip


def files() -> list[str]:
    """The addresses of everything that a lab page may ask for, its machine included."""
    root = settings.BASE_DIR / "static"
    styles = sorted(path.relative_to(root).as_posix() for path in (root / "css").rglob("*") if path.is_file())
    scripts = [f"js/{name}" for name in modules(root / "js") if f"js/{name}" != SOURCE]
    fonts = sorted(path.relative_to(root).as_posix() for path in (root / "vendor").rglob("*.woff2"))
    vendored = [*VENDORED.values(), "vendor/htmx/4.0.1/htmx.min.js", "vendor/xterm/6.0.0/xterm.css"]
    interpreter = [f"vendor/pyodide/{PYODIDE}/{name}" for name in INTERPRETER]
    machine = [name for name in (bundle_name(current_engine()), bundle_rest(current_engine())) if name]
    return [static(name) for name in [*styles, *scripts, *fonts, *vendored, *interpreter, *machine]]


def script() -> str:
    found = files()
    version = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]
    source = (settings.BASE_DIR / "static" / SOURCE).read_text(encoding="utf-8")
    return f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(found)};\n{source}"


@require_safe
def no_network(request: HttpRequest) -> HttpResponse:
    """What a browser without a network shows for a page that it never had; the worker keeps it when it is installed."""
    return render(request, "offline.html")


kept_script = lru_cache(maxsize=1)(script)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the site's root, so that all its pages are the worker's."""
    text = script() if settings.PLAIN_STATIC else kept_script()
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    return response
