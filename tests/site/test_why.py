"""The sentences behind "Why?" as the page fetches them."""

from __future__ import annotations

from django.test import Client


def test_reasons_come_with_their_lessons_title_and_address(client: Client) -> None:
    response = client.get("/why.json")
    assert response.status_code == 200
    assert "max-age=3600" in response["Cache-Control"]
    table = response.json()
    assert sorted(table) == ["empty", "function", "lost", "privilege"]
