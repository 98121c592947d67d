"""What a learner waits for, in a real browser: prompt, first command, Enter to output and graph, a hung worker, and the
bytes that travel.

Needs Debian's chromium, as the end-to-end tests do. Client and server share this machine.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bar import Bar, percentile

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
LESSON = "/lessons/first-jail/"
RUNS = 5
KEPT = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("cellblock-machine", { create: true });
  for await (const file of folder.values()) return (await file.getFile()).size > 1e6;
  return false;
}"""
# The worker's own marks (static/js/machine/worker.js), in milliseconds after the page's navigation began.
MARKS = """(origin) => Object.fromEntries(performance.getEntriesByType("mark")
  .map(({ name, startTime }) => [name, performance.timeOrigin + startTime - origin]))"""
ORIGIN = "() => performance.timeOrigin"
STEPS = ("runtime", "engine", "boot", "ready", "answer 1")
SCREEN = """() => {
  const term = document.querySelector("cb-terminal")?.term;
  if (!term) return document.querySelector(".first-screen")?.textContent ?? "";
  const { active } = term.buffer;
  return Array.from({ length: active.length }, (_, row) => active.getLine(row).translateToString(true)).join("\\n");
}"""
PROMPT = f"() => /#/.test(({SCREEN})())"
TERMINAL = "() => document.querySelector('cb-terminal')?.term"
FOCUS = "() => document.querySelector('cb-terminal').focusTerminal()"
SETTLED = "() => document.querySelector('cb-lab').client.settled"
# Milliseconds from the Enter that runs a command until a graph element named so is in the text twin, and the frame that
# drew it is over. Only what is new on the page is looked at: to read all of it again and again would be measured too.
ENTER = """async (name) => {
  const lab = document.querySelector("cb-lab");
  const here = (node) => node.textContent.includes(name);
  const begin = performance.now();
  await new Promise((done) => {
    const watcher = new MutationObserver((records) => {
      if (!records.some(({ addedNodes }) => [...addedNodes].some(here))) return;
      watcher.disconnect();
      done();
    });
    watcher.observe(document.querySelector("#view-network .twin"), { childList: true, subtree: true });
    lab.client.input("\\r");
  });
  return performance.now() - begin;
}"""


@contextmanager
def site() -> Iterator[str]:
    """The site on a free port, with a database of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "CELLBLOCK_ENV": "local", "CELLBLOCK_VAR": var}
        for words in (
            ["machine_bundle"],
            ["collectstatic", "--noinput", "--verbosity", "0"],
            ["migrate", "--verbosity", "0"],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=environment
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def wait_for(url: str) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def visit(page: Any, url: str) -> tuple[float, float]:
    """Seconds from navigation to the prompt, and to the answer of a command typed at once."""
    begin = time.perf_counter()
    page.goto(url + LESSON, wait_until="commit")
    page.wait_for_function(PROMPT, polling=5)
    prompt = time.perf_counter() - begin
    page.wait_for_function(TERMINAL, polling=5)
    page.evaluate(FOCUS)
    page.keyboard.type("echo a$((40+2))z\n")
    page.wait_for_function(f"() => ({SCREEN})().includes('a42z')", polling=5, timeout=60_000)
    return prompt, time.perf_counter() - begin


def start(chromium: Any, url: str) -> None:
    """Cold, warm, and after a restart of the browser; and what travelled the first time."""
    cold, warm, again, sizes = [], [], [], []
    steps: dict[str, list[dict[str, float]]] = {"cold": [], "warm": [], "restarted": []}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as profile:
            with profiled(chromium, profile) as context:
                page = context.new_page()
                count = traffic(page)
                cold.append(visit(page, url))
                sizes.append(count())
                steps["cold"].append(marks(page))
                rest(page)
                for _ in range(2):
                    page.close()  # one lab at a time: another would work in the background
                    page = context.new_page()
                    warm.append(visit(page, url))
                    steps["warm"].append(marks(page))
            with profiled(chromium, profile) as context:
                page = context.new_page()
                again.append(visit(page, url))
                steps["restarted"].append(marks(page))
    for name, figures, prompt, answer in (("cold", cold, 0.5, 1.5), ("warm", warm, 0.5, 0.6)):
        print(Bar(f"navigation to prompt, {name}", "s", prompt).line(statistics.median(f[0] for f in figures)))
        print(Bar(f"navigation to first answer, {name}", "s", answer).line(statistics.median(f[1] for f in figures)))
    print(Bar("navigation to first answer, browser restarted", "s", 0.8).line(statistics.median(f[1] for f in again)))
    for name, found in steps.items():
        print(f"  worker's steps, {name} (ms): {medians(found)}")
    machine, others = sizes[0]
    print(Bar("bytes before the first command: Pyodide and machine", "MB", 4.6).line(machine / 1e6))
    print(Bar("bytes before the first command: everything else", "kB", 300).line(others / 1e3))


def rest(page: Any) -> None:
    """Until the snapshot is kept and the worker that made it has gone."""
    for _ in range(600):
        if page.evaluate(KEPT) and len(page.workers) == 1:
            return
        page.wait_for_timeout(100)
    raise SystemExit("no snapshot was kept")


def marks(page: Any) -> dict[str, float]:
    """The steps of the machine's worker."""
    found: dict[str, float] = page.workers[0].evaluate(MARKS, page.evaluate(ORIGIN))
    return found


def medians(found: list[dict[str, float]]) -> str:
    """One line; a start from the snapshot lacks a step."""
    names = [name for name in STEPS if all(name in one for one in found)]
    return ", ".join(f"{name} {statistics.median(one[name] for one in found):.0f}" for name in names)


@contextmanager
def profiled(chromium: Any, profile: str) -> Iterator[Any]:
    """A browser with a profile that outlives it."""
    context = chromium.launch_persistent_context(
        profile, executable_path="/usr/bin/chromium", headless=True, args=FLAGS, viewport={"width": 1440, "height": 900}
    )
    try:
        yield context
    finally:
        context.close()


def traffic(page: Any) -> Any:
    """Counts what the server sends; call the result for (machine, rest) in bytes."""
    requests: list[Any] = []
    page.on("requestfinished", lambda request: requests.append(request))

    def count() -> tuple[int, int]:
        machine = rest = 0
        for request in list(requests):
            size = request.sizes()["responseBodySize"]
            if "/pyodide/" in request.url or ("/machine/" in request.url and request.url.endswith(".zip")):
                machine += size
            else:
                rest += size
        return machine, rest

    return count


def at_work(chromium: Any, url: str) -> None:
    """Enter to graph with 100 vnet jails on screen; then a worker that hangs after 500 commands."""
    with tempfile.TemporaryDirectory() as profile, profiled(chromium, profile) as context:
        page = context.new_page()
        visit(page, url)
        page.keyboard.type("i=0; while [ $i -lt 100 ]; do jail -c name=v$i vnet persist; i=$((i+1)); done\n")
        page.wait_for_timeout(500)
        page.wait_for_function(SETTLED, timeout=120_000)
        times = []
        for number in range(40):
            page.evaluate(FOCUS)
            page.keyboard.type(f"jail -c name=x{number} vnet persist")
            page.wait_for_function(SETTLED)
            times.append(page.evaluate(ENTER, f"x{number}"))
            page.wait_for_function(SETTLED)
        print(Bar("Enter to output and graph, p95, 100 vnet jails on screen", "ms", 50).line(percentile(times, 0.95)))


def main() -> None:
    """All of it."""
    from playwright.sync_api import sync_playwright

    with site() as url, sync_playwright() as playwright:
        start(playwright.chromium, url)
        at_work(playwright.chromium, url)


if __name__ == "__main__":
    main()
