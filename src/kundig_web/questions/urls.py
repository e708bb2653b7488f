"""Addresses of questions."""

from __future__ import annotations

from django.urls import path

from kundig_web.questions import views

app_name = "questions"
urlpatterns = [
    path("", views.index, name="index"),
    path("position/", views.where_we_stand, name="position"),  # before <measure>, which fits it too
    path("<slug:measure>/", views.page, name="page"),
    path("<slug:measure>/download.<slug:kind>", views.download, name="download"),
]
