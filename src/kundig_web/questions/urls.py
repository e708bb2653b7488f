"""Addresses of questions."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "questions"
urlpatterns: list[URLPattern] = []
