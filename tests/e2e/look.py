"""A picture of every state of the site: 1440 and 390 wide, light and dark, and contact sheets of four a row.

    make look                                                   all of them, into build/look/
    PYTHONPATH=. .venv/bin/python tests/e2e/look.py compare import ...    only these

Nothing is judged here: the pictures are there to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from conftest import FLAGS
from look_states import walk
from playwright.sync_api import Browser, Error, Page, sync_playwright
from served import ROOT, Site

OUT = ROOT / "build" / "look"
SIZES = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
SHEET_ROWS = 4
CAPTION = "font:12px sans-serif;color:#fff;grid-column:1/-1"


def taken(page: Page, name: str) -> None:
    """Four pictures of what stands there."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(350)
            page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png")
    page.set_viewport_size({"width": 1440, "height": SIZES[1440]})
    page.emulate_media(color_scheme="light")


def sheets(browser: Browser, names: list[str]) -> None:
    """Contact sheets: a row for each state."""
    page = browser.new_page(viewport={"width": 2000, "height": 1000})
    for number, rows in enumerate(names[at : at + SHEET_ROWS] for at in range(0, len(names), SHEET_ROWS)):
        images = "".join(
            f"<p style='{CAPTION}'>{name}</p>"
            + "".join(
                f"<img style='width:100%' src='{name}-{width}-{scheme}.png'>" for width in SIZES for scheme in SCHEMES
            )
            for name in rows
        )
        sheet = OUT / f"sheet-{number}.html"
        sheet.write_text(
            "<body style='margin:0;background:#555;display:grid;gap:6px;grid-template-columns:3fr 3fr 1fr 1fr'>"
            + images,
            encoding="utf-8",
        )
        page.goto(sheet.as_uri())
        page.screenshot(path=OUT / f"sheet-{number}.png", full_page=True)


def main() -> int:
    only = set(sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    missed, seen = [], []
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        site = Site(Path(var))
        site.manage("machine_bundle")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.manage("migrate", "--noinput", "--verbosity", "0")
        site.start()
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*FLAGS, "--allow-file-access-from-files"]
        )
        for group in walk():
            if only and not only & {name for name, _ in group}:
                continue
            context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900})
            page = context.new_page()
            for name, act in group:
                try:
                    act(page)
                    page.wait_for_timeout(600)
                    if not only or name in only:
                        taken(page, name)
                        seen.append(name)
                except Error as error:
                    missed.append(f"{name}: {str(error).splitlines()[0]}")
            context.close()
        sheets(browser, seen)
        browser.close()
        site.stop()
    sys.stdout.write("\n".join([f"{len(seen)} states in {OUT.relative_to(ROOT)}", *missed, ""]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
