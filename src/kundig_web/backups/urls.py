"""Addresses of backups."""

from __future__ import annotations

from django.urls import path

from kundig_web.backups import views

app_name = "backups"
urlpatterns = [
    path("", views.start, name="start"),
    path("now/", views.back_up, name="now"),
    path("test/", views.test_now, name="test"),
    path("sheet/", views.sheet, name="sheet"),
]
