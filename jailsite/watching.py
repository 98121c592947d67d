"""For whoever watches the site: is the process alive, may it be given work, what has it counted."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

LOOPBACK = ("127.0.0.1", "::1")
PATHS = ("/healthz", "/readyz", "/metrics")
PROBE = "probe"


class WatchedByAddressMiddleware:
    """Containers' health checks and Prometheus ask by address: what they are told is the same under any host's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in PATHS:
            request.get_host = lambda: "watched"  # type: ignore[method-assign]
        return self.get_response(request)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process may be given work: database migrated, cache and channel layer there; else 503 and why."""
    checks = {"database": database(), "cache": cached(), "layer": layered()}
    ready = all(state == "ok" for state in checks.values())
    return JsonResponse(checks, status=200 if ready else 503)


def database() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "away"
    return "not migrated" if missing else "ok"


def cached() -> str:
    try:
        cache.set(PROBE, 1, timeout=10)
        return "ok" if cache.get(PROBE) == 1 else "forgets"
    except (OSError, RedisError):
        return "away"


def layered() -> str:
    try:
        async_to_sync(get_channel_layer().group_send)(PROBE, {"type": PROBE})
    except (OSError, RedisError):
        return "away"
    return "ok"


def may_watch(request: HttpRequest) -> bool:
    """With a token only its holder, without one only this machine."""
    token = settings.METRICS_TOKEN
    if not token:
        return request.META.get("REMOTE_ADDR") in LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.META
    return hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What this server has counted, for Prometheus; of all its processes where PROMETHEUS_MULTIPROC_DIR is set."""
    if not may_watch(request):
        raise Http404("There is nothing here.")
    registry = REGISTRY
    if settings.METRICS_FOLDER:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, settings.METRICS_FOLDER)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
