"""The service worker's script lists every file of a lab, and each of them is served."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from jailsite.offline import files


@pytest.mark.django_db
def test_the_script_is_at_the_root_and_always_asked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    text = answer.content.decode()
    listed = re.search(r"^const FILES = (\[.*\]);$", text, re.M)
    assert listed is not None
    assert json.loads(listed[1]) == files()
    assert client.get("/sw.js").content.decode() == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "No network, and this page was never here"), ("de", "Kein Netz, und diese Seite war noch nie hier")],
)
def test_there_is_a_page_for_pages_that_were_never_opened(client: Client, language: str, heading: str) -> None:
    page = client.get("/offline", headers={"accept-language": language})
    assert "offline.html" in [template.name for template in page.templates]
    assert heading in page.content.decode()


def test_every_file_it_lists_exists() -> None:
    found = files()
    assert len(found) == len(dict.fromkeys(found))
    for address in found:
        name = address.removeprefix("/static/")
        assert name.startswith("machine/") or finders.find(name), name
    assert "/static/js/lab.js" in found
    assert "/static/js/offline/worker.js" not in found
