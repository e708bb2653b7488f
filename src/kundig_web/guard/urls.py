"""Addresses of guard."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "guard"
urlpatterns: list[URLPattern] = []
