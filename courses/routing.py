"""Addresses of the courses' sockets."""

from __future__ import annotations

from django.urls import path

from courses.consumers import CourseConsumer

websocket_urlpatterns = [path("ws/courses/<int:course_id>/", CourseConsumer.as_asgi())]
