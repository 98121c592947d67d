"""Addresses of the classroom."""

from __future__ import annotations

from django.urls import path

from classroom import views, views_actions, views_quiz

app_name = "classroom"
urlpatterns = [
    path("", views.index, name="index"),
    path("open", views.open_room, name="open"),
    path("<str:code>/", views.room, name="room"),
    path("<str:code>/join", views.join, name="join"),
    path("<str:code>/projector", views.projector, name="projector"),
    path("<str:code>/past", views.past, name="past"),
    path("<str:code>/mine", views.mine, name="mine"),
    path("<str:code>/fork", views.fork, name="fork"),
    path("<str:code>/as/<str:token>", views.enter_as, name="enter_as"),
    path("<str:code>/do/<slug:action>", views_actions.act, name="act"),
    path("<str:code>/invite", views_actions.invite, name="invite"),
    path("<str:code>/journal", views_actions.journal, name="journal"),
    path("<str:code>/mine/journal", views_actions.mine_journal, name="mine_journal"),
    path("<str:code>/hand-back", views_actions.hand_back, name="hand_back"),
    path("<str:code>/quiz", views_quiz.panel, name="quiz"),
    path("<str:code>/ask", views_quiz.ask, name="quiz_ask"),
    path("<str:code>/ask/<int:number>/answer", views_quiz.answer, name="quiz_answer"),
    path("<str:code>/ask/<int:number>/task", views_quiz.task, name="quiz_task"),
    path("<str:code>/ask/<int:number>/hand-in", views_quiz.hand_in, name="quiz_hand_in"),
    path("<str:code>/ask/<int:number>/shown", views_quiz.shown, name="quiz_shown"),
    path("<str:code>/ask/<int:number>/<slug:action>", views_quiz.change, name="quiz_change"),
    path("<str:code>/results.csv", views_quiz.results_csv, name="results"),
    path("<str:code>/look/<int:number>", views.look, name="look"),
    path("<str:code>/gradebook", views_quiz.gradebook, name="gradebook"),
    path("<str:code>/board", views_actions.show_board, name="board"),
]
