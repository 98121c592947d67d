"""The quizzes' sockets."""

from __future__ import annotations

from django.urls import path

from quizzes.consumers import MachineConsumer

websocket_urlpatterns = [path("ws/quizzes/questions/<int:question_id>/", MachineConsumer.as_asgi())]
