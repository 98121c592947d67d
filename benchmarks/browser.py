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
# Milliseconds from the Enter that runs a command until a graph element named so is in the text twin and the drawing.
ENTER = """async (name) => {
  const lab = document.querySelector("cb-lab");
  const begin = performance.now();
  lab.client.input("\\r");
  const names = () => [...document.querySelectorAll("#view-network .twin-name")];
  const there = () => names().some((node) => node.textContent.includes(name));
  while (!there()) await new Promise((done) => setTimeout(done, 1));
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
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as profile:
            with profiled(chromium, profile) as context:
                page = context.new_page()
                sizes.append(traffic(page))
                cold.append(visit(page, url))
                sizes[-1] = sizes[-1]()  # type: ignore[operator]
                page.wait_for_timeout(4000)  # the snapshot is made when the learner pauses
                for _ in range(2):
                    warm.append(visit(context.new_page(), url))
            with profiled(chromium, profile) as context:
                again.append(visit(context.new_page(), url))
    for name, figures, prompt, answer in (("cold", cold, 0.5, 1.5), ("warm", warm, 0.5, 0.6)):
        print(Bar(f"navigation to prompt, {name}", "s", prompt).line(statistics.median(f[0] for f in figures)))
        print(Bar(f"navigation to first answer, {name}", "s", answer).line(statistics.median(f[1] for f in figures)))
    print(Bar("navigation to first answer, browser restarted", "s", 0.8).line(statistics.median(f[1] for f in again)))
    machine, rest = sizes[0]  # type: ignore[misc]
    print(Bar("bytes before the first command: Pyodide and machine", "MB", 4.6).line(machine / 1e6))
    print(Bar("bytes before the first command: everything else", "kB", 300).line(rest / 1e3))


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
    counts = {"machine": 0, "rest": 0}

    def finished(request: Any) -> None:
        kind = (
            "machine"
            if "/pyodide/" in request.url or "/machine/" in request.url and request.url.endswith(".zip")
            else "rest"
        )
        counts[kind] += request.sizes()["responseBodySize"]

    page.on("requestfinished", finished)
    return lambda: (counts["machine"], counts["rest"])


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
