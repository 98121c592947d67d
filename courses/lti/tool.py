"""This site as an LTI tool: its key, the platforms it knows, and a careful way to reach them."""

from __future__ import annotations

from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK
from pylti1p3.exception import LtiException
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector
from pylti1p3.tool_config import ToolConfDict

from accounts.adapter import seal
from courses.models import Platform, ToolKey

TIMEOUT = 10  # seconds for one answer of a platform
KEY_BITS = 2048


def tool_key() -> tuple[str, str]:
    """The private key as PEM, and its name; made when it is first asked for."""
    key = ToolKey.objects.first()
    if key is None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        text = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        name = JWK.from_pem(text).thumbprint()[:40]
        key, _ = ToolKey.objects.get_or_create(kid=name, defaults={"private": seal().encrypt(text).decode()})
    return seal().decrypt(key.private.encode()).decode(), key.kid


def public_keys() -> dict[str, Any]:
    """The key set that platforms check our signatures with."""
    private, kid = tool_key()
    public = JWK.from_pem(private.encode()).export_public(as_dict=True)
    return {"keys": [{**public, "kid": kid, "alg": "RS256", "use": "sig"}]}


class KnownPlatforms(ToolConfDict):
    """Every registered platform, as the library asks for them."""

    def __init__(self) -> None:
        platforms: dict[str, list[dict[str, Any]]] = {}
        for one in Platform.objects.order_by("pk"):
            platforms.setdefault(one.issuer, []).append(described(one))
        super().__init__(platforms)
        private, _ = tool_key()
        public = JWK.from_pem(private.encode()).export_to_pem().decode()
        for issuer, found in platforms.items():
            for one in found:
                self.set_private_key(issuer, private, client_id=one["client_id"])
                self.set_public_key(issuer, public, client_id=one["client_id"])

    def get_iss_config(self, iss: str, client_id: str | None = None) -> Any:
        """What is known of a platform. Raises LtiException where the library's own would break."""
        for one in (self._config or {}).get(iss, ()):
            if client_id is None or one["client_id"] == client_id:
                return one
        raise LtiException("the platform is not registered here")


def described(platform: Platform) -> dict[str, Any]:
    return {
        "default": True,
        "client_id": platform.client,
        "auth_login_url": platform.login_url,
        "auth_token_url": platform.token_url,
        "auth_audience": None,
        "key_set_url": platform.keys_url,
        "key_set": None,
        "deployment_ids": platform.deployments,
    }


class Patient(requests.Session):
    """Requests that end: a platform that does not answer must not hold a worker of this site. No redirects."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{"timeout": TIMEOUT, "allow_redirects": False, **kwargs})


class OurRegistration(Registration):
    """A registration that names its key by the name under which this site publishes it."""

    kid = ""

    def get_kid(self) -> str:
        return self.kid


def registration_of(platform: Platform) -> Registration:
    private, kid = tool_key()
    made = OurRegistration()
    made.kid = kid
    made.set_auth_login_url(platform.login_url).set_auth_token_url(platform.token_url)
    made.set_client_id(platform.client).set_issuer(platform.issuer).set_key_set_url(platform.keys_url)
    made.set_tool_private_key(private)
    return made


def connector(platform: Platform) -> ServiceConnector:
    """Speaks with a platform's services in this site's name."""
    return ServiceConnector(registration_of(platform), Patient())
