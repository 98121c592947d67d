"""The health check, and pages for what goes wrong."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_healthy(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_not_found_has_a_page(client: Client) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]


def test_forbidden_has_a_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/lessons/first-jail/again")
    assert response.status_code == 403
    assert b"<html" in response.content


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_whoever_watches_may_ask_by_address(client: Client, path: str) -> None:
    assert client.get(path, headers={"host": "192.0.2.7:8000"}).status_code == 200


def test_too_many_pages_has_a_page_and_says_when(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from lessons import limits

    monkeypatch.setattr(limits, "PAGES", limits.Rate("pages", 1, 3600))
    client.get("/lessons/first-jail/")
    response = client.get("/lessons/first-jail/")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 3600
    assert "429.html" in [template.name for template in response.templates]


def test_a_fault_has_a_page_that_tells_nothing() -> None:
    client = Client(raise_request_exception=False)
    with patch("lessons.views.catalogue_context", side_effect=RuntimeError("zebra")):
        response = client.get("/")
    assert response.status_code == 500
    assert b"<html" in response.content
    assert b"zebra" not in response.content
