"""The site's addresses."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from jailsite.offline import no_network, service_worker
from jailsite.watching import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("offline", no_network, name="offline"),
    path("sw.js", service_worker, name="service-worker"),
    path("language", set_language, name="set_language"),
    path("", include("lessons.urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("courses/", include("courses.urls")),
    path("lti/", include("courses.lti.urls")),
    path("quizzes/", include("quizzes.urls")),
    path("rooms/", include("classroom.urls")),
]
