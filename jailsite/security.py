"""Headers that say what a page may do: nothing but what this site serves.

The worker script has a policy of its own (a worker's policy is that of its own response): only there may
WebAssembly be compiled. Static files get their headers from `static_headers`, pages from the middleware.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'{targets}",
    "frame-ancestors": "'none'",
}
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"

# Everything is served from here, so the page can be isolated: shared memory then works, and nothing depends
# on it.
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
WORKER = "js/machine/worker."


def page_policy(nonce: str, form_targets: list[str] | None = None) -> str:
    """The policy of a page; its forms may lead to `form_targets` (origins) besides this site."""
    targets = "".join(f" {origin}" for origin in [*settings.FORM_TARGETS, *(form_targets or ())])
    return "; ".join(f"{name} {value}" for name, value in PAGE_POLICY.items()).format(nonce=nonce, targets=targets)


def allow_embedding(response: HttpResponse, nonce: str) -> None:
    """Lets pages of other sites show this one in a frame: only views that act for nobody say `embeddable`."""
    policy = page_policy(nonce).replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


class OwnOrigin(OriginValidator):
    """Pages of this site's own hosts may open sockets; where pages come by HTTPS, only those that did."""

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        if settings.SECURE_SSL_REDIRECT and (parsed_origin is None or parsed_origin.scheme != "https"):
            return False
        return bool(super().valid_origin(parsed_origin))


class SecurityHeadersMiddleware:
    """Gives the request a nonce (`request.csp_nonce`) and the response its policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        if getattr(response, "embeddable", False):
            allow_embedding(response, nonce)
        policy = page_policy(nonce, getattr(request, "form_targets", None))
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        for name, value in ISOLATION.items():
            response.headers.setdefault(name, value)
        return response


def static_headers(name: str) -> dict[str, str]:
    """The headers of a static file, by its name below STATIC_URL."""
    policy = WORKER_POLICY if name.startswith(WORKER) else FILE_POLICY
    return {**ISOLATION, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
