"""Addresses of the classroom."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "classroom"
urlpatterns: list[URLPattern] = []
