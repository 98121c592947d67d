"""Addresses of the quizzes."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "quizzes"
urlpatterns: list[URLPattern] = []
