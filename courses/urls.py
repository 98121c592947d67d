"""Addresses of the courses."""

from __future__ import annotations

from django.urls import path

from courses import views, views_people

app_name = "courses"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("join/", views.find, name="find"),
    path("join/<slug:code>/", views.join, name="join"),
    path("place/<str:token>/", views.take, name="take"),
    path("put-down", views.put_down, name="put_down"),
    path("<int:course_id>/", views.home, name="home"),
    path("<int:course_id>/settings/", views.settings, name="settings"),
    path("<int:course_id>/archive", views.archive, name="archive"),
    path("<int:course_id>/copy/", views.copy, name="copy"),
    path("<int:course_id>/delete", views.delete, name="delete"),
    path("<int:course_id>/leave", views.leave, name="leave"),
    path("<int:course_id>/people/", views_people.people, name="people"),
    path("<int:course_id>/people/in", views_people.bring_in, name="bring_in"),
    path("<int:course_id>/people/out", views_people.give_out, name="give_out"),
    path("<int:course_id>/people/links", views_people.give_links, name="give_links"),
    path("<int:course_id>/people/add/", views_people.add, name="add"),
    path("<int:course_id>/people/<int:place_id>/", views_people.place, name="place"),
    path("<int:course_id>/people/<int:place_id>/link", views_people.link, name="link"),
    path("<int:course_id>/people/<int:place_id>/remove", views_people.remove, name="remove"),
    path("<int:course_id>/people/<int:place_id>/role", views_people.role, name="role"),
    path("<int:course_id>/invites", views_people.invite, name="invite"),
    path("<int:course_id>/invites/<int:invite_id>/withdraw", views_people.withdraw, name="withdraw"),
    path("<int:course_id>/sections", views_people.section, name="section"),
]
