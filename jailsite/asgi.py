"""The ASGI application: static files, then Django for pages and Channels for what is live."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
pages = get_asgi_application()  # before anything that needs the apps

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from classroom import routing as classroom  # noqa: E402
from courses import routing as courses  # noqa: E402
from jailsite.assets import StaticFiles  # noqa: E402
from jailsite.body_limit import BodyLimit  # noqa: E402
from jailsite.lifespan import lifespan  # noqa: E402
from jailsite.security import OwnOrigin  # noqa: E402
from lessons import routing as lessons  # noqa: E402
from quizzes import routing as quizzes  # noqa: E402

sockets = [pattern for app in (lessons, courses, quizzes, classroom) for pattern in app.websocket_urlpatterns]

application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "http": StaticFiles(BodyLimit(pages, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)),
        # A page of another site may open a socket here and the browser sends our cookie: so the origin is
        # checked.
        "websocket": OwnOrigin(AuthMiddlewareStack(URLRouter(sockets)), settings.ALLOWED_HOSTS),
    }
)
