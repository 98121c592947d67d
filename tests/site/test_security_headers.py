"""Every page carries the strict policy with a nonce of its own.

Only the worker's script may compile WebAssembly.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jailsite.security import static_headers

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-NONCE'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
NONCE = re.compile(r"'nonce-([\w-]{22})'")


@pytest.mark.parametrize("address", ["/", "/lessons/first-jail/", "/nothing", "/healthz"])
def test_policy_and_isolation(client: Client, address: str) -> None:
    response = client.get(address)
    assert NONCE.sub("'nonce-NONCE'", response["Content-Security-Policy"]) == POLICY
    names = ("Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy")
    assert [response[name] for name in names] == ["same-origin", "require-corp", "same-origin"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_nonce_is_new_each_time_and_is_the_import_maps(client: Client) -> None:
    first, second = client.get("/"), client.get("/")
    nonces = [NONCE.findall(response["Content-Security-Policy"])[0] for response in (first, second)]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r'<script type="importmap" nonce="([\w-]+)">', first.content.decode())
    assert scripts == [nonces[0]]


def test_every_inline_script_has_the_nonce_or_is_data(client: Client) -> None:
    page = client.get("/lessons/first-jail/").content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if " src=" not in tag]
    assert [tag for tag in inline if "nonce=" not in tag and 'type="application/json"' not in tag] == []
    assert "style=" not in page
    assert re.findall(r"\son\w+=", page) == []


def test_only_the_worker_may_compile_web_assembly() -> None:
    worker = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    other = "default-src 'none'; frame-ancestors 'none'"
    names = ["js/machine/worker.js", "js/machine/worker.0123456789ab.js", "js/machine/client.js", "css/base.css"]
    policies = [static_headers(name)["Content-Security-Policy"] for name in names]
    assert policies == [worker, worker, other, other]


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    cookie = client.get("/").cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
