"""Collecting static files.

Ours get hashed names, versioned folders keep theirs, packed twins are made once.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.templatetags.static import static

from jailsite.importmap import VENDORED, make_map, needed

CSS = b"@font-face { src: url('../vendor/face/1/face.woff2') }\n" + b"p { margin: 0 }\n" * 40


@pytest.fixture
def sources(settings: Any, tmp_path: Path) -> Path:
    """A small tree of sources; the storage of the served site, over a folder of its own."""
    for name, content in {
        "css/base.css": CSS,
        "js/lab.js": b"import './models/rack.js';\n" * 40,
        "js/models/rack.js": b"export const x = 1;\n" * 40,
        "vendor/face/1/face.woff2": b"woff2" * 200,
        "vendor/cytoscape/3.34.4/cytoscape.esm.min.mjs": b"export {};\n",
        "vendor/xterm/6.0.0/xterm.mjs": b"export {};\n//# sourceMappingURL=gone.map\n",
        "vendor/xterm-fit/0.11.0/addon-fit.mjs": b"export {};\n",
    }.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    settings.BASE_DIR = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.PLAIN_STATIC = False
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "jailsite.storage.AssetStorage"}}
    return tmp_path


def collect() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def test_ours_are_hashed_and_versioned_folders_keep_their_names(sources: Path) -> None:
    collect()
    assert static("css/base.css") == f"/static/{staticfiles_storage.hashed_files['css/base.css']}"
    assert static("css/base.css") != "/static/css/base.css"
    assert static("machine/0123456789abcdef/machine.zip") == "/static/machine/0123456789abcdef/machine.zip"
    assert static("vendor/pyodide/314.0.7-4/") == "/static/vendor/pyodide/314.0.7-4/"
    names = {path.name for path in (sources / "collected" / "vendor").rglob("*.woff2")}
    assert names == {"face.woff2"}


def test_a_style_sheet_finds_its_font(sources: Path) -> None:
    collect()
    hashed = sources / "collected" / staticfiles_storage.hashed_files["css/base.css"]
    assert b'url("../vendor/face/1/face.woff2")' in hashed.read_bytes()


def test_twins_unpack_to_their_file(sources: Path) -> None:
    collect()
    path = sources / "collected" / "css" / "base.css"
    assert brotli.decompress(path.with_name("base.css.br").read_bytes()) == path.read_bytes()
    assert gzip.decompress(path.with_name("base.css.gz").read_bytes()) == path.read_bytes()


def test_twins_are_made_again_only_for_what_changed(sources: Path) -> None:
    collect()
    folder = sources / "collected"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.br") if path.name != "staticfiles.json.br"}
    style = sources / "static" / "css" / "base.css"
    style.write_bytes(CSS + b"q { margin: 0 }\n")
    later = style.stat().st_mtime + 2  # Django compares whole seconds
    os.utime(style, (later, later))
    collect()
    changed = {path.name for path, written in before.items() if path.stat().st_mtime_ns != written}
    assert changed == {"base.css.br"}
    assert brotli.decompress((folder / "css" / "base.css.br").read_bytes()).endswith(b"q { margin: 0 }\n")


def test_import_map_leads_bare_and_plain_names_to_hashed_files(sources: Path) -> None:
    collect()
    hashed = {name: f"/static/{value}" for name, value in staticfiles_storage.hashed_files.items()}
    assert make_map("js/lab.js") == {
        "imports": {
            "#words": hashed["js/lab.js"],
            "cytoscape": "/static/vendor/cytoscape/3.34.4/cytoscape.esm.min.mjs",
            "xterm": "/static/vendor/xterm/6.0.0/xterm.mjs",
            "xterm-fit": "/static/vendor/xterm-fit/0.11.0/addon-fit.mjs",
            "xterm-search": "/static/vendor/xterm-search/0.16.0/addon-search.mjs",
            "/static/js/lab.js": hashed["js/lab.js"],
            "/static/js/models/rack.js": hashed["js/models/rack.js"],
        }
    }


def test_plain_names_need_no_detour(settings: Any) -> None:
    names = make_map("js/words/en.js")["imports"]
    assert names["#words"] == "/static/js/words/en.js"
    assert [name for name in names if name.startswith("/")] == []


def test_what_a_module_imports_is_named_nearest_first_and_what_comes_later_is_not() -> None:
    found = needed("js/lab.js")
    assert found[0] == "js/elements/cb-scheme.js"
    assert len(found) == len(set(found))
    assert {"vendor/xterm/6.0.0/xterm.mjs", "js/words/en.js", "js/machine/transport_worker.js"} < set(found)
    assert found.index("js/elements/cb-lab.js") < found.index("js/machine/client.js")
    assert {"js/lab.js", "js/elements/cb-graph.js", VENDORED["cytoscape"]} & set(found) == set()
    assert "js/elements/cb-graph.js" in needed("js/late.js")
