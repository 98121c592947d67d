"""The site's addresses."""

from __future__ import annotations

from django.urls import include, path

from jailsite.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("lessons.urls")),
]
