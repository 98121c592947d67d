"""Pages are compressed for browsers that can read it; other answers keep their bytes and their marks."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_page_is_packed_for_a_browser_that_can_unpack_it(client: Client) -> None:
    answer = client.get("/sandbox/", headers={"accept-encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    page = gzip.decompress(answer.content)
    assert page.startswith(b"<!doctype html>")
    assert len(answer.content) < len(page) / 3


@pytest.mark.django_db
def test_a_page_is_plain_for_a_client_that_says_nothing(client: Client) -> None:
    answer = client.get("/sandbox/")
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"<!doctype html>")


def test_what_is_no_page_stays_as_it_is(client: Client) -> None:
    answer = client.get("/sw.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Content-Encoding" not in answer.headers
