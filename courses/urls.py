"""Addresses of the courses."""

from __future__ import annotations

from django.urls import path

from courses import views, views_marks, views_people, views_regrade, views_review, views_work

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
    path("<int:course_id>/plan/", views_work.plan, name="plan"),
    path("<int:course_id>/plan/new/", views_work.new_assignment, name="new_assignment"),
    path("<int:course_id>/plan/<int:assignment_id>/", views_work.assignment, name="assignment"),
    path("<int:course_id>/plan/<int:assignment_id>/drop", views_work.drop_assignment, name="drop_assignment"),
    path("<int:course_id>/plan/<int:assignment_id>/up", views_work.move_assignment, name="move_assignment"),
    path("<int:course_id>/plan/<int:assignment_id>/extend", views_work.extend, name="extend"),
    path(
        "<int:course_id>/plan/<int:assignment_id>/extend/<int:extension_id>/back",
        views_work.take_back,
        name="take_back",
    ),
    path("<int:course_id>/plan/<int:assignment_id>/hand-in", views_work.hand_in, name="hand_in"),
    path("<int:course_id>/plan/<int:assignment_id>/collect", views_work.collect, name="collect"),
    path("<int:course_id>/categories/<int:category_id>/", views_work.category, name="category"),
    path("<int:course_id>/categories/<int:category_id>/drop", views_work.drop_category, name="drop_category"),
    path("<int:course_id>/progress/", views_marks.progress, name="progress"),
    path("<int:course_id>/marks/", views_marks.marks, name="marks"),
    path("<int:course_id>/marks/out", views_marks.marks_out, name="marks_out"),
    path("<int:course_id>/marks/statements", views_marks.statements_out, name="statements_out"),
    path("<int:course_id>/marks/<int:assignment_id>/<int:place_id>/", views_marks.mark, name="mark"),
    path("<int:course_id>/work/<int:assignment_id>/<uuid:submission_id>/", views_review.review, name="review"),
    path("<int:course_id>/work/<int:assignment_id>/<uuid:submission_id>/replay/", views_review.replay, name="replay"),
    path("<int:course_id>/work/<int:assignment_id>/likeness/", views_review.likeness, name="likeness"),
    path("<int:course_id>/work/<int:assignment_id>/watch/<int:place_id>", views_review.watch, name="watch"),
    path("<int:course_id>/work/<int:assignment_id>/again/", views_regrade.regrades, name="regrades"),
    path("<int:course_id>/work/<int:assignment_id>/again/<int:regrade_id>/", views_regrade.regrade, name="regrade"),
    path(
        "<int:course_id>/work/<int:assignment_id>/again/<int:regrade_id>/apply",
        views_regrade.apply_regrade,
        name="apply_regrade",
    ),
    path("<int:course_id>/consent", views_review.consent, name="consent"),
    path("<int:course_id>/audit/", views_marks.audit, name="audit"),
    path("<int:course_id>/sections", views_people.section, name="section"),
]
