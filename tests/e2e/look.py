"""A picture of every state of the site: 1440 and 390 wide, light and dark, and contact sheets of four a row.

    make look                                                   all of them, into build/look/
    PYTHONPATH=. .venv/bin/python tests/e2e/look.py compare import ...    only these

Nothing is judged here: the pictures are there to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from conftest import FLAGS
from page_driver import LabPage
from playwright.sync_api import Browser, Error, Page, sync_playwright
from served import ROOT, Site

OUT = ROOT / "build" / "look"
SIZES = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
SHEET_ROWS = 4
CAPTION = "font:12px sans-serif;color:#fff;grid-column:1/-1"

State = Callable[[Page], object]


def nested(page: Page) -> LabPage:
    """A sandbox with much in it: stacks on a bridge, a jail in a jail, one with a long name, a refused call, a ping."""
    page.goto("/sandbox/?from=vnet-pair")
    lab = LabPage(page).ready()
    pane(page, "terminal")
    lab.line("jail -c name=provider path=/ children.max=4 persist")
    lab.line("jexec provider jail -c name=customer-of-long-name path=/ persist")
    lab.line("jail -c name=archive-of-the-old-intranet path=/ vnet persist children.max=3")
    lab.line("jexec provider mount -t tmpfs tmpfs /mnt")
    lab.line("ping -c 1 127.0.0.1")
    return lab


def pane(page: Page, name: str) -> None:
    page.evaluate(f"() => document.querySelector('cb-lab').send('show-pane', '{name}')")


def tab(name: str) -> State:
    def act(page: Page) -> None:
        pane(page, "graph")
        page.evaluate(f"() => document.querySelector('#tab-{name}').click()")

    return act


def click(page: Page, selector: str) -> None:
    page.evaluate("(selector) => document.querySelector(selector).click()", selector)


def menu_entry(page: Page, words: str) -> None:
    """An entry of the network's menu, wherever the menu is."""
    page.evaluate(
        "(words) => [...document.querySelectorAll('#view-network .graph-menu .menu button')]"
        ".find((one) => one.textContent.includes(words)).click()",
        words,
    )


def dialog_closed(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('dialog[open]').forEach((one) => one.close())")


def imported(page: Page) -> None:
    dialog_closed(page)
    menu_entry(page, "Bring")
    page.locator("dialog[open] textarea").first.fill(
        'www {\n  path = "/";\n  vnet;\n  ip4.addr = "igb0|10.0.0.5/24";\n'
        '  zfs.dataset = "tank/a";\n  no.such = 1;\n  persist;\n}\n'
    )
    page.locator("dialog[open] button", has_text="Try").first.click()
    page.wait_for_timeout(2500)


def inspected(page: Page) -> None:
    dialog_closed(page)
    tab("network")(page)
    click(page, "#view-network [role=treeitem] .twin-line")


def wanted(page: Page) -> None:
    tab("network")(page)
    menu_entry(page, "goals want")


def terminal_menu(page: Page) -> None:
    closed(page)
    pane(page, "terminal")
    popover("#terminal-menu")(page)


def compared(page: Page) -> None:
    click(page, "cb-timeline [data-act=compare]")
    page.keyboard.press("Home")


def exported(page: Page) -> None:
    click(page, "cb-timeline [data-act=now]")
    menu_entry(page, "real")


def projected(page: Page) -> None:
    dialog_closed(page)
    page.keyboard.press("F9")


def card_opened(page: Page) -> None:
    pane(page, "lesson")
    page.locator(".sources summary").first.click()


def past(page: Page) -> None:
    closed(page)
    click(page, "cb-timeline [data-act=pin]")
    page.get_by_role("slider", name="Moment").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")


def popover(selector: str) -> State:
    return lambda page: page.evaluate(f"() => document.querySelector('{selector}').showPopover()")


def closed(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('[popover]:popover-open').forEach((one) => one.hidePopover())")


def opened_lesson(page: Page) -> None:
    LabPage(page, "own-stack").open()


def worked_lesson(page: Page) -> None:
    closed(page)
    lab = LabPage(page, "own-stack")
    pane(page, "terminal")
    lab.line("jail -c name=www path=/ vnet persist")
    lab.line("jexec www ifconfig em0")


def term_opened(page: Page) -> None:
    pane(page, "lesson")
    page.evaluate("() => document.querySelector('.prose .term')?.click()")


def starting(page: Page) -> None:
    """The machine on its way: what fetches the interpreter waits."""
    page.route("**/pyodide.asm.wasm", lambda route: None)
    page.goto("/lessons/own-stack/", wait_until="commit")
    page.wait_for_timeout(2500)


def damaged(page: Page) -> None:
    page.unroute_all(behavior="ignoreErrors")
    page.goto("/sandbox/#j=ZGFtYWdlZA")
    page.wait_for_timeout(4000)


def foreign(page: Page) -> None:
    page.goto("/sandbox/?engine=0000000000000000")


def offline(page: Page) -> None:
    nested(page)
    page.context.set_offline(True)
    LabPage(page).line("echo offline")
    page.wait_for_timeout(800)


def signed_up(page: Page) -> None:
    page.context.set_offline(False)
    page.goto("/account/signup/")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign up").click()


def at(address: str) -> State:
    return lambda page: page.goto(address)


def walk() -> Iterator[list[tuple[str, State]]]:
    """Groups of states, each on a fresh page; within a group one follows from the other."""
    yield [
        ("catalogue", at("/")),
        ("path", lambda page: page.evaluate("() => scrollTo(0, document.body.scrollHeight / 3)")),
    ]
    yield [
        ("lesson", opened_lesson), ("lesson-term", term_opened), ("lesson-goals", worked_lesson),
        ("lesson-graph", tab("network")), ("lesson-processes", tab("processes")),
        ("lesson-structures", tab("structures")), ("lesson-trace", tab("trace")), ("lesson-wanted", wanted),
        ("settings", popover("#settings")),
    ]  # fmt: skip
    yield [
        ("sandbox", nested), ("reference", card_opened), ("sandbox-graph", tab("network")),
        ("sandbox-processes", tab("processes")),
        ("sandbox-structures", tab("structures")), ("sandbox-trace", tab("trace")), ("inspector", inspected),
        ("share", popover("#share")), ("terminal-menu", terminal_menu), ("timeline", past), ("compare", compared),
        ("export", exported), ("import", imported), ("projector", projected),
    ]  # fmt: skip
    yield [
        ("starting", starting),
        ("damaged-link", damaged),
        ("foreign-engine", foreign),
        ("not-found", at("/nothing/")),
    ]
    yield [("offline", offline)]
    yield [
        ("embed", at("/embed/?from=vnet-pair")), ("handout", at("/lessons/own-stack/handout")),
        ("quizzes", at("/quizzes/")), ("rooms", at("/rooms/")), ("courses", at("/courses/")),
        ("sign-in", at("/account/login/")), ("sign-up", at("/account/signup/")), ("signed-up", signed_up),
        ("progress", at("/account/progress/")), ("my-data", at("/account/data/")), ("e-mail", at("/account/email/")),
    ]  # fmt: skip


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
