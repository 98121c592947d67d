"""compose.yaml and the guide set what the site reads, and name services that stand beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from jailsite import urls

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
PROXY = ("proxy_http_version 1.1", "Upgrade $http_upgrade", "Host $host", "X-Forwarded-Proto https", "ssl_certificate ")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return value


def documented() -> set[str]:
    """The variables of the guide's table; `X_A`, `_B` stands for `X_A` and `X_B`."""
    return set(re.findall(r"`([A-Z][A-Z_]+)`", GUIDE))


def test_every_variable_is_documented_and_read(compose: dict[str, Any]) -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "jailsite").glob("*.py"))
    for name in compose["services"]["site"]["environment"]:
        assert name in documented(), name
        assert name in source or name == "PROMETHEUS_MULTIPROC_DIR", name


def test_addresses_name_services_that_are_waited_for(compose: dict[str, Any]) -> None:
    services, site = compose["services"], compose["services"]["site"]
    for name in ("DATABASE_URL", "REDIS_URL"):
        url = re.sub(r"\$\{[^}]*\}", "secret", site["environment"][name])
        host = urlsplit(url).hostname
        assert site["depends_on"][host] == {"condition": "service_healthy"}
        assert "test" in services[host]["healthcheck"]
    assert services["sweeper"]["environment"] == site["environment"]


def test_volumes_are_declared(compose: dict[str, Any]) -> None:
    used = {one.partition(":")[0] for service in compose["services"].values() for one in service.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_the_site_answers_where_its_health_is_asked(compose: dict[str, Any]) -> None:
    asked = urlsplit(re.findall(r"http://[^']*", compose["services"]["site"]["healthcheck"]["test"][-1])[0])
    assert asked.path.strip("/") in {str(pattern.pattern) for pattern in urls.urlpatterns}
    assert compose["services"]["site"]["ports"] == [f"127.0.0.1:{asked.port}:{asked.port}"]


@pytest.mark.parametrize("setting", PROXY)
def test_the_guides_proxy_passes_sockets_on(setting: str) -> None:
    assert setting in GUIDE[GUIDE.index("# nginx") :]


@pytest.mark.parametrize("words", ["--log-level warning", "--timeout-graceful-shutdown 10"])
def test_uvicorn_notes_no_addresses_and_ends_in_time(words: str) -> None:
    """At `info` it would write down who asked for which room, links included."""
    alone, unit = GUIDE.index("### Under systemd"), GUIDE.index("ExecStart=")
    commands = [GUIDE[:alone], GUIDE[unit : GUIDE.index("LimitNOFILE")]]
    for text in (*commands, (ROOT / "Dockerfile").read_text()):
        assert words in text
