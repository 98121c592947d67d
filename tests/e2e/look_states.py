"""The states of the site that are looked at, in groups; within a group one follows from the other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

from page_driver import SLOW, LabPage, lessons
from playwright.sync_api import Page, WebSocketRoute, expect
from served import ROOT

RENDER = "from django.template.loader import render_to_string; print(render_to_string('500.html'))"
TOO_LARGE = 80_000  # characters of a link: more than any that is made

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


def broken(page: Page) -> None:
    """What is shown when the server fails; it is written without a request."""
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", RENDER], cwd=ROOT, capture_output=True, text=True
    )
    page.route("**/broken/", lambda route: route.fulfill(status=500, content_type="text/html", body=made.stdout))
    page.goto("/broken/")


def too_large(page: Page) -> None:
    page.goto(f"/sandbox/#j={'A' * TOO_LARGE}")
    LabPage(page).ready()


def solved(page: Page) -> None:
    lab = LabPage(page, "first-jail").open()
    pane(page, "terminal")
    lesson = next(one for one in lessons() if one.slug == "first-jail")
    for exchange in lesson.solution(lab.config["seed"]).exchanges:
        lab.line(exchange.command)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=SLOW)
    pane(page, "lesson")


def offline_lesson(page: Page) -> None:
    lab = LabPage(page, "first-jail").open()
    page.context.set_offline(True)
    pane(page, "terminal")
    lab.line("jail -c name=www path=/ persist")
    page.wait_for_timeout(1500)


def without_machine(page: Page) -> None:
    page.context.set_offline(False)
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto("/lessons/first-jail/")
    page.wait_for_timeout(1500)


def in_a_room(page: Page) -> None:
    """The line to the room is kept in hand, to be cut later."""
    lines: list[WebSocketRoute] = []

    def connected(line: WebSocketRoute) -> None:
        if lines:
            line.close()
            return
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(re.compile("/ws/"), connected)
    LabPage(page, "first-jail").open()
    click(page, ".open-live button")
    expect(page.locator(".room-state[data-state=open]")).to_have_count(1, timeout=SLOW)
    LabPage(page).ready().line("jail -c name=www path=/ vnet persist")
    setattr(page, "lines", lines)  # noqa: B010


def cut_off(page: Page) -> None:
    getattr(page, "lines")[0].close()  # noqa: B009
    page.wait_for_timeout(1500)


def practised(page: Page) -> None:
    page.goto("/quizzes/")
    page.locator("a[href*='/practice/']").first.click()


def answered(page: Page) -> None:
    """An answer to whatever was drawn: something in each field, or the first of the choices."""
    for field in page.locator("main form input[type=text]").all():
        field.fill("1")
    for field in page.locator("main form select").all():
        field.select_option(index=1)
    for field in page.locator("main form input[type=radio], main form input[type=checkbox]").all()[:1]:
        field.check()
    page.locator("main form button[type=submit]").first.click()


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
    yield [("server-error", broken), ("too-large-link", too_large)]
    yield [("lesson-done", solved)]
    yield [("offline-lesson", offline_lesson), ("no-machine", without_machine)]
    yield [("in-a-room", in_a_room), ("reconnecting", cut_off)]
    yield [("question", practised), ("answered", answered)]
    yield [("offline", offline)]
    yield [
        ("embed", at("/embed/?from=vnet-pair")), ("handout", at("/lessons/own-stack/handout")),
        ("quizzes", at("/quizzes/")), ("rooms", at("/rooms/")), ("courses", at("/courses/")),
        ("sign-in", at("/account/login/")), ("sign-up", at("/account/signup/")), ("signed-up", signed_up),
        ("progress", at("/account/progress/")), ("my-data", at("/account/data/")), ("e-mail", at("/account/email/")),
        ("two-factor", at("/account/2fa/")), ("totp", at("/account/2fa/totp/activate/")),
        ("password", at("/account/password/change/")), ("join", at("/account/join/")),
    ]  # fmt: skip
