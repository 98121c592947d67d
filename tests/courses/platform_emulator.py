"""A learning platform for these tests: its own RSA keys and key set, tokens, people and a gradebook, on a real port."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SCOPES = [
    f"https://purl.imsglobal.org/spec/lti-ags/scope/{name}"
    for name in ("score", "result.readonly", "lineitem", "lineitem.readonly")
]
CLIENT, DEPLOYMENT, KID = "client-1", "deployment-1", "key-1"


def make_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Emulator:
    """Answers as a platform does; `lineitems` and `scores` are its gradebook, `asked` what was asked of it."""

    def __init__(self) -> None:
        self.key = make_key()
        self.members: list[dict[str, Any]] = []
        self.lineitems: dict[str, dict[str, Any]] = {}
        self.scores: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[str] = []
        self.tool_keys: dict[str, Any] = {}
        self.broken = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def key_set(self) -> dict[str, Any]:
        public = JWK.from_pyca(self.key.public_key()).export_public(as_dict=True)
        return {"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]}

    def claims(self, nonce: str, sub: str, role: str, **more: Any) -> dict[str, Any]:
        """What a launch of somebody says."""
        now = int(time.time())
        return {
            "iss": self.url, "aud": CLIENT, "sub": sub, "iat": now, "exp": now + 300, "nonce": nonce,
            "name": sub.title(), "email": f"{sub}@school.example",
            f"{CLAIM}version": "1.3.0", f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": DEPLOYMENT, f"{CLAIM}target_link_uri": "http://testserver/lti/launch",
            f"{CLAIM}roles": [f"{MEMBERSHIP}{role}"],
            f"{CLAIM}context": {"id": "course-7", "title": "Operating systems"},
            f"{CLAIM}resource_link": {"id": "link-1"},
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": SCOPES, "lineitems": f"{self.url}/lineitems",
            },
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{self.url}/members", "service_versions": ["2.0"],
            },
            **more,
        }  # fmt: skip

    def sign(self, claims: dict[str, Any], key: Any = None, **headers: Any) -> str:
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": KID, **headers})

    def check_token_request(self, form: dict[str, list[str]]) -> bool:
        """A tool proves who it is by a signature that its published key fits."""
        assertion = form["client_assertion"][0]
        kid = jwt.get_unverified_header(assertion)["kid"]
        (key,) = [one for one in self.tool_keys["keys"] if one["kid"] == kid]
        claims = jwt.decode(
            assertion, jwt.PyJWK(key).key, algorithms=["RS256"], audience=f"{self.url}/token", leeway=10
        )
        return bool(claims["iss"] == claims["sub"] == CLIENT)


def handler_of(emulator: Emulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Says nothing."""

        def answer(self, value: object, status: int = 200) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            emulator.asked.append(f"GET {path}")
            if emulator.broken:
                return self.answer({}, 503)
            if path == "/keys":
                return self.answer(emulator.key_set())
            if self.headers["Authorization"] != "Bearer token-1":
                return self.answer({}, 401)
            if path == "/members":
                return self.answer({"context": {"id": "course-7"}, "members": emulator.members})
            return self.answer(list(emulator.lineitems.values()))

        def do_POST(self) -> None:
            path = urlsplit(self.path).path
            emulator.asked.append(f"POST {path}")
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            if path == "/token":
                good = emulator.check_token_request(parse_qs(body))
                return self.answer({"access_token": "token-1", "expires_in": 60}, 200 if good else 400)
            if emulator.broken or self.headers["Authorization"] != "Bearer token-1":
                return self.answer({}, 503)
            if path.endswith("/scores"):
                emulator.scores.append((path.removesuffix("/scores"), json.loads(body)))
                return self.answer({})
            item = {**json.loads(body), "id": f"{emulator.url}/lineitems/{len(emulator.lineitems) + 1}"}
            emulator.lineitems[item["id"]] = item
            return self.answer(item, 201)

    return Handler
