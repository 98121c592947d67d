"""A PostgreSQL and a Redis of this machine's packages; nothing stands in for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.services import Missing, Postgres, Redis


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    try:
        server = Postgres(tmp_path_factory.mktemp("scaled"))
    except Missing as missing:
        pytest.fail(str(missing))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    try:
        server = Redis()
    except Missing as missing:
        pytest.fail(str(missing))
    server.start()
    yield server
    server.stop()
