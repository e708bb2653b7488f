"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from kundig_web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("send/", views.send, name="send"),
    path("all/", views.run_all, name="run_all"),
    path("<int:pk>/", views.upload, name="upload"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/run/", views.run, name="run"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("done/<slug:import_id>/", views.done, name="done"),
    path("done/<slug:import_id>/refused.csv", views.quarantine, name="quarantine"),
    path("done/<slug:import_id>/withdraw/", views.withdraw, name="withdraw"),
]
