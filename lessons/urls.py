"""Addresses of the lessons."""

from __future__ import annotations

from django.urls import path

from lessons import preview, views, why

app_name = "lessons"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("lessons/<slug:slug>/", views.lab, name="lab"),
    path("lessons/<slug:slug>/handout", views.handout, name="handout"),
    path("lessons/<slug:slug>/notes", views.notes, name="notes"),
    path("lessons/<slug:slug>/preview", preview.preview, name="preview"),
    path("lessons/<slug:slug>/again", views.again, name="again"),
    path("sandbox/", views.sandbox, name="sandbox"),
    path("sandbox/picture.png", views.start_picture, name="start_picture"),
    path("embed/", views.embed, name="embed"),
    path("s/", views.share, name="share"),
    path("s/<str:shared_id>/", views.shared, name="shared"),
    path("s/<str:shared_id>/picture.png", views.shared_picture, name="shared_picture"),
    path("embed/s/<str:shared_id>/", views.embedded, name="embedded"),
    path("reference/<str:page>/", views.reference, name="reference"),
    path("why.json", why.why, name="why"),
    path("attempts/<uuid:attempt_id>/journal", views.journal, name="journal"),
    path("attempts/<uuid:attempt_id>/goals", views.goals, name="goals"),
    path("attempts/<uuid:attempt_id>/submit", views.submit, name="submit"),
]
