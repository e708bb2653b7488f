"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from kundig_web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.letter, name="letter"),
    path("pdf/", views.pdf, name="pdf"),
]
