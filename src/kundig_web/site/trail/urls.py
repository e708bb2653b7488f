"""Addresses of the audit log."""

from __future__ import annotations

from django.urls import path

from kundig_web.site.trail import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("<int:seq>/", views.entry, name="entry"),
    path("<int:seq>/open/", views.open_entry, name="open"),
]
