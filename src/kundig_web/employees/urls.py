"""Addresses of employees."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "employees"
urlpatterns: list[URLPattern] = []
