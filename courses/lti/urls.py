"""Addresses that learning platforms know."""

from __future__ import annotations

from django.urls import path

from courses import views_lti

app_name = "lti"
urlpatterns = [
    path("keys", views_lti.keys, name="keys"),
    path("login", views_lti.login, name="login"),
    path("launch", views_lti.launch, name="launch"),
    path("choose", views_lti.choose, name="choose"),
]
