"""Addresses of the quizzes."""

from __future__ import annotations

from django.urls import path

from quizzes import views, views_items, views_machine, views_teaching

app_name = "quizzes"
urlpatterns = [
    path("", views.index, name="index"),
    path("today/", views.today, name="today"),
    path("progress/", views.progress, name="progress"),
    path("practice/<slug:module>/", views.practice, name="practice"),
    path("tests/<slug:module>/", views.test, name="test"),
    path("exams/<uuid:exam_id>/", views.exam, name="exam"),
    path("bank/", views_teaching.bank, name="bank"),
    path("bank/as/<slug:name>", views_teaching.export, name="export"),
    path("bank/<slug:slug>/", views_teaching.item, name="item"),
    path("courses/<int:course_id>/", views_teaching.exams, name="exams"),
    path("courses/<int:course_id>/new", views_teaching.new_exam, name="new_exam"),
    path("courses/<int:course_id>/items/", views_items.items, name="items"),
    path("courses/<int:course_id>/items/new/<slug:kind>", views_items.new_item, name="new_item"),
    path("courses/<int:course_id>/items/preview/<slug:kind>", views_items.preview, name="preview"),
    path("courses/<int:course_id>/items/import", views_items.take_in, name="import"),
    path("courses/<int:course_id>/items/as/<slug:name>", views_items.give_out, name="export_items"),
    path("courses/<int:course_id>/items/<slug:slug>/", views_items.written_item, name="written_item"),
    path("courses/<int:course_id>/items/<slug:slug>/prove", views_items.prove, name="prove"),
    path("courses/<int:course_id>/items/<slug:slug>/remove", views_items.remove, name="remove_item"),
    path("courses/<int:course_id>/<uuid:exam_id>/", views_teaching.exam_results, name="exam_results"),
    path("courses/<int:course_id>/<uuid:exam_id>/regrade/<slug:slug>", views_teaching.regrade, name="regrade"),
    path("sittings/<uuid:sitting_id>/", views.sitting, name="sitting"),
    path("sittings/<uuid:sitting_id>/review", views.review_page, name="review"),
    path("sittings/<uuid:sitting_id>/end", views.end, name="end"),
    path("sittings/<uuid:sitting_id>/result", views.result, name="result"),
    path("questions/<int:question_id>/", views.question, name="question"),
    path("questions/<int:question_id>/machine", views_machine.machine, name="machine"),
    path("questions/<int:question_id>/journal", views_machine.journal, name="journal"),
    path("questions/<int:question_id>/demonstration", views_machine.demonstration, name="demonstration"),
    path("questions/<int:question_id>/pass", views.pass_by, name="pass"),
]
