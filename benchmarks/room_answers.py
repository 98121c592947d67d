"""A whole room answers a question while things break: each asks again until the room says that the answer is in."""

from __future__ import annotations

import csv
import io
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from benchmarks.room_clients import Place

ITEM = "which-jail-pings"  # the end of its name; its answers are a choice of one
IN = ("Your answer is in", "counts once")
AGAIN_SECONDS = 0.3
SPREAD_SECONDS = 9.0  # between the first and the last who answer


class Browser:
    """One member's pages: their session, and the token that forms need."""

    def __init__(self, place: Place) -> None:
        self.code = urllib.parse.urlsplit(place.url).path.rstrip("/").rpartition("/")[2]
        self.site = place.origin
        self.jar = CookieJar()
        self.cookie = place.cookie

    def get(self, path: str) -> str:
        return self.ask(path, None)

    def post(self, path: str, **fields: str) -> str:
        if not self.token:
            self.get("quiz")
        return self.ask(path, urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode())

    @property
    def token(self) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")

    def ask(self, path: str, body: bytes | None) -> str:
        request = urllib.request.Request(f"{self.site}/rooms/{self.code}/{path}", body)
        request.add_header("Cookie", f"{self.cookie}; csrftoken={self.token}")
        request.add_header("Origin", self.site)
        request.add_header("HX-Request", "true")  # fragments, as the page asks for them
        with urllib.request.urlopen(request, timeout=20) as answer:
            self.jar.extract_cookies(answer, request)
            text: str = answer.read().decode()
        return text


class Answering(threading.Thread):
    """One participant, who answers once, after a while, and does not give up."""

    def __init__(self, place: Place, wait: float, until: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.wait, self.until = Browser(place), wait, until
        self.confirmed = False
        self.tries = 0

    def run(self) -> None:
        time.sleep(self.wait)
        while not self.confirmed and time.monotonic() < self.until:
            self.tries += 1
            try:
                said = self.browser.post("ask/1/answer", choice="0")
                self.confirmed = any(words in said for words in IN)
            except OSError:
                pass
            time.sleep(AGAIN_SECONDS)


def ask(teacher: Place) -> Browser:
    """Puts the question to the room; it takes answers after three seconds."""
    browser = Browser(teacher)
    panel = browser.get("quiz")
    item = next(part.partition('"')[0] for part in panel.split('option value="')[1:] if ITEM in part.partition('"')[0])
    browser.post("ask", item=item, seconds="120")
    return browser


def answers(people: list[Place], seconds: float) -> list[Answering]:
    """All of them, under way; whoever has no answer in after so many seconds gives up."""
    end = time.monotonic() + seconds
    found = [Answering(one, 4 + SPREAD_SECONDS * at / len(people), end) for at, one in enumerate(people)]
    for one in found:
        one.start()
    return found


def counted(browser: Browser) -> int:
    """How many answers the room's table of results has."""
    rows = list(csv.DictReader(io.StringIO(browser.get("results.csv").lstrip("\ufeff"))))
    return sum(int(row["answered"]) for row in rows)
