"""Addresses of the accounts' own pages; allauth's stand beside them."""

from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("progress/", views.progress, name="progress"),
    path("data/", views.data, name="data"),
    path("data/take", views.take_along, name="take"),
    path("data/delete", views.delete, name="delete"),
]
